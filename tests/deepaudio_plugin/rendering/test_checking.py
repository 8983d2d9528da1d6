"""Which takes are asked about, and what the library keeps of the answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import WorkerStartError
from deepaudio_plugin.core.protocol import Checked, Done, Failed, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.core.verdicts import CHECK_VERSION, Reason, Verdict
from deepaudio_plugin.rendering.checking import TakeChecker, is_known_changed, verdict_in
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.tones import write_tone

ENGINE = EngineInfo("sketch", True, "Sketch", sound_source="algorithm")
BAD = Verdict("bad", (Reason("words", "missed: harbour", "Take another."),))


class Checking:
    """Stands in for the worker's half; remembers what it was asked. None: it answers nothing."""

    def __init__(self, verdict: Verdict | None = BAD) -> None:
        self.asked = []
        self._verdict = verdict

    def check(self, requests, _cancelled):
        for request in requests:
            self.asked.append(request)
            judged = [take.key for take in request.takes if not take.compare_only]
            body = self._verdict and self._verdict.to_json()
            yield Checked(request.id, {key: body for key in judged if body})


@pytest.fixture
def library():
    library = TakeLibrary()
    yield library
    library.close()


def added(library, count=3, voice="alto"):
    """So many finished lines of a voice."""
    specs = []
    for number in range(count):
        spec = TakeSpec("speech", "sketch", 4_800, text=f"Line {number}.", voice=voice)
        path = library.staging_dir() / f"{spec.key}.wav"
        write_tone(path, 440, 0, 4_800, 0)
        take = Take(spec.key, str(path), 4_800, 1, 0, 4_800, -23.0, -1.0)
        library.add(spec, Done(spec.key, take))
        specs.append(spec)
    return specs


def test_verdicts_are_kept_and_nothing_is_asked_twice(library):
    specs, worker = added(library), Checking()
    checker = TakeChecker(library, ENGINE, lambda: worker)
    entries = library.find([spec.key for spec in specs])
    assert checker.check(specs, entries, Watch()) == {spec.key: BAD for spec in specs}
    kept = library.find([spec.key for spec in specs])
    assert [verdict_in(entry) for entry in kept.values()] == [BAD] * 3
    checker.check(specs, kept, Watch())
    assert len(worker.asked) == 1


def test_takes_that_are_known_show_what_a_new_one_is_compared_with(library):
    specs, worker = added(library, 4), Checking()
    checker = TakeChecker(library, ENGINE, lambda: worker)
    first = library.find([spec.key for spec in specs[:3]])
    checker.check(specs[:3], first, Watch())
    checker.check(specs, library.find([spec.key for spec in specs]), Watch())
    (request,) = worker.asked[1:]
    assert [take.compare_only for take in request.takes] == [False, True, True, True]


def test_what_could_not_be_looked_at_for_want_of_a_package_is_asked_about_again(library):
    specs, lacking = added(library), replace(Verdict("good"), lacked=("words",))
    keys = [spec.key for spec in specs]
    library.note_verdicts({keys[0]: lacking, keys[1]: Verdict("good")})

    def checked(worker):
        checker = TakeChecker(library, ENGINE, lambda: worker)
        found = checker.check(specs[:2], library.find(keys), Watch())
        return found, checker.new, [(t.key, t.lacked) for r in worker.asked for t in r.takes][:1]

    asked = [(keys[0], ("words",))]
    unanswered = Checking(None)  # the package is still not there
    assert checked(unanswered) == ({keys[0]: lacking, keys[1]: Verdict("good")}, set(), asked)
    assert checked(Checking()) == ({keys[0]: BAD, keys[1]: Verdict("good")}, {keys[0]}, asked)
    assert checked(Checking())[2] == []


def test_a_verdict_of_an_older_way_of_checking_is_made_again(library):
    (spec,) = added(library, 1)
    library.note_verdicts({spec.key: replace(BAD, version=CHECK_VERSION - 1)})
    assert verdict_in(library.find([spec.key])[spec.key]) is None


def test_a_file_that_was_changed_is_checked_anew_where_files_are_looked_into(library):
    (spec, *_others), good = added(library), Verdict("good")
    library.note_verdicts({spec.key: good})
    path = library.path_of(spec.key)
    made = path.read_bytes()
    path.write_bytes(made[:-480] + bytes(480))

    def checked(worker, **asked):
        again = TakeLibrary()
        checker = TakeChecker(again, ENGINE, lambda: worker)
        found = checker.check([spec], again.find([spec.key]), Watch(), **asked)
        again.close()
        return found[spec.key]

    assert checked(Checking(good)).grade == "good"  # by what is known
    found = checked(Checking(good), look_inside=True)
    assert (found.grade, found.line) == ("look", "its file is not what was rendered")
    assert checked(Checking(), look_inside=True).line.startswith("missed: harbour; its file")
    assert is_known_changed(library.find([spec.key])[spec.key])

    path.write_bytes(made)  # put back
    assert checked(Checking(good)) == good


def test_a_take_that_is_not_rendered_is_not_asked_about(library):
    spec = TakeSpec("speech", "sketch", 4_800, text="Nobody has said this.", voice="alto")
    worker = Checking()
    assert TakeChecker(library, ENGINE, lambda: worker).check([spec], {}, Watch()) == {}
    assert worker.asked == []


def test_checking_that_fails_fails_nothing_else(library):
    specs = added(library, 1)
    entries = library.find([spec.key for spec in specs])

    def no_worker():
        raise WorkerStartError("there is none")

    checker = TakeChecker(library, ENGINE, no_worker)
    assert checker.check(specs, entries, Watch()) == {}
    assert "there is none" in checker.failed

    class Failing(Checking):
        def check(self, requests, _cancelled):
            yield from (Failed(r.id, "job-failed", "out of luck") for r in requests)

    checker = TakeChecker(library, ENGINE, Failing)
    assert checker.check(specs, entries, Watch()) == {}
    assert "out of luck" in checker.failed
