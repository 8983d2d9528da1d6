"""Takes that come out bad are made again, by the whole journey with an engine that fails."""

from __future__ import annotations

import pytest

import deepaudio_plugin
from deepaudio_plugin.core.verdicts import Reason, Verdict
from deepaudio_plugin.decisions.model import choose_take, edit_line, is_untouched
from deepaudio_plugin.project.checking import VARIABLE
from deepaudio_plugin.project.next_takes import BEST_OF
from deepaudio_plugin.project.retrying import order, retries_wanted
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers import failing_engine
from tests.helpers.command import deepaudio
from tests.helpers.finished import finish, opened
from tests.helpers.project import make_project

LINES = """1
00:00:00,100 --> 00:00:01,900
The gate is open.

2
00:00:02,100 --> 00:00:03,900
A stubborn old gate.

3
00:00:04,100 --> 00:00:05,900
It is hopeless now.
"""


@pytest.fixture
def checking(monkeypatch):
    monkeypatch.delenv(VARIABLE)


@pytest.fixture
def failing(checking, monkeypatch):
    failing_engine.use(monkeypatch)


def rendered(made, **asked):
    return deepaudio_plugin.render(made.timeline, subtitles=[made.subtitles], **asked)


def takes_made(made, **asked):
    """Takes of each line, the one that plays first, and the render's result."""
    result = rendered(made, **asked)
    plan = deepaudio_plugin.plan(made.timeline, subtitles=[made.subtitles], **asked)
    return [job.requests for job in plan.jobs], result


def seeds(takes):
    return [[take.seed for take in of_line] for of_line in takes]


@pytest.fixture
def spoken_film(tmp_path):
    return make_project(tmp_path / "film", shots=4, srt=LINES)


def again(result):
    return [p for p in result.problems if p.where == "made again"]


def test_a_bad_line_is_made_again_until_it_is_good_or_the_limit_is_reached(
    failing, spoken_film, tmp_path
):
    speech = {"tracks": ("speech",)}
    takes, result = takes_made(spoken_film, **speech)
    assert seeds(takes)[:2] == [[1, 0], [2, 0, 1]]
    assert sorted(seeds(takes)[2]) == [0, 1, 2]
    assert result.rendered == 3 + 3 + 2
    (told,) = again(result)
    assert told.message.startswith("5 more takes of 3 that came out bad: ")
    assert "its tops are cut off: it distorts" in told.message
    assert told.message.endswith("2 good enough now, 1 still bad")
    bad = [p for p in result.problems if "is bad: its tops" in p.message]
    assert len(bad) == 1  # what plays is told of, and not what was replaced

    unchanged = rendered(spoken_film, **speech)
    assert unchanged.rendered == 0
    assert again(unchanged) == []

    same = make_project(tmp_path / "same", shots=4, srt=LINES)
    others, _result = takes_made(same, library=tmp_path / "takes", **speech)
    assert [[take.key for take in some] for some in others] == (
        [[take.key for take in some] for some in takes]
    )


def test_nothing_is_made_again_where_nobody_wants_it(failing, spoken_film):
    for asked in ({"retries": 0}, {"check": False}):
        result = rendered(spoken_film, tracks=("speech",), **asked)
        assert (again(result), result.rendered) == ([], 3 if "retries" in asked else 0)
    takes, _result = takes_made(spoken_film, tracks=("speech",), retries=1)
    assert [len(of_line) for of_line in takes] == [2, 2, 2]


def test_the_plan_says_how_often(spoken_film, checking):
    given = [spoken_film.timeline, "--subtitles", spoken_film.subtitles]
    assert "; up to 2 more tries where a take comes out bad" in deepaudio("plan", *given).out
    assert "; up to 1 more try where" in deepaudio("plan", *given, "--retries", "1").out
    assert "more tr" not in deepaudio("plan", *given, "--retries", "0").out
    assert deepaudio("plan", *given, "--json").event("plan")["retries"] == 2
    refused = deepaudio("plan", *given, "--retries", "11")
    assert refused.code != 0
    assert "--retries 11 is out of range" in refused.err + refused.out


def test_a_shot_with_voices_in_it_is_made_once_more_without(failing, tmp_path):
    made = make_project(tmp_path / "film")
    result = rendered(made, tracks=("audio",))
    assert result.rendered == 4  # two shots, each once more
    (told,) = again(result)
    assert "voices are heard in it" in told.message
    assert told.message.endswith("2 good enough now")
    plan = deepaudio_plugin.plan(made.timeline, subtitles=[made.subtitles], tracks=("audio",))
    assert [[take.voiceless for take in job.requests] for job in plan.jobs] == [[True, False]] * 2


def test_a_shot_that_babbles_even_so_is_flagged_and_left(failing, tmp_path):
    made = make_project(tmp_path / "film", shots=1)
    result = rendered(made, tracks=("audio",), prompt="haunted attic", retries=5)
    assert result.rendered == 2
    (told,) = again(result)
    assert told.message.endswith("0 good enough now, 1 still bad")
    assert any("is bad: voices are heard in it" in p.message for p in result.problems)
    assert rendered(made, tracks=("audio",), prompt="haunted attic").rendered == 0


def test_of_several_takes_no_more_are_made_than_until_one_is_good(failing, spoken_film):
    asked = {"tracks": ("speech",), "takes": 4, "pick": "best", "retries": 0}
    takes, result = takes_made(spoken_film, **asked)
    assert result.rendered == 2 + 3 + 4
    said = [p.message for p in result.problems if p.where == BEST_OF]
    counted = "3 of 3 needed more than one take; 9 of 12 takes were made, the rest was not needed"
    assert said[0] == counted
    assert said[1].startswith("another take than the first plays for ")
    assert [of_line[0].seed for of_line in takes][:2] == [1, 2]
    assert len([p for p in result.problems if "is bad: its tops" in p.message]) == 1

    unchanged = rendered(spoken_film, **asked)
    assert unchanged.rendered == 0
    assert [p.message for p in unchanged.problems if p.where == BEST_OF] == [counted]


def test_the_plan_says_up_to_how_many_takes(spoken_film, checking, tmp_path):
    given = [spoken_film.timeline, "--subtitles", spoken_film.subtitles, "--tracks", "speech"]
    picked = [*given, "--takes", "4", "--pick", "best"]
    told = "up to 12 takes: 3 to render, 0 in the library; 9 more only where none is good"
    assert told in deepaudio("plan", *picked).out
    assert "12 takes: 12 to render" in deepaudio("plan", *picked, "--no-check").out
    assert deepaudio("plan", *picked, "--json").event("plan")["due"] == 3
    ordered = deepaudio("plan", *picked, "--work", tmp_path / "work.jsonl")
    assert "3 takes to make" in ordered.out
    assert "up to 9 takes more, where none is good, are not ordered" in ordered.out


def test_every_take_is_checked_and_what_plays_decides(failing, spoken_film):
    given = [spoken_film.timeline, "--subtitles", spoken_film.subtitles, "--tracks", "speech"]
    asked = {"tracks": ("speech",)}
    rendered(spoken_film, takes=2, check=False, **asked)
    few = deepaudio("check-takes", *given, "--json")  # without saying --takes 2 again
    verdicts = [e for e in few.events if e["event"] == "verdict"]
    assert [e["grade"] for e in verdicts] == ["bad", "good", "bad", "bad", "bad", "bad"]
    assert [e["plays"] for e in verdicts] == [True, False] * 3
    assert few.code == 1
    assert few.event("checked")["playing"] == {"good": 0, "look": 0, "bad": 3}
    assert "6 takes: 1 good, 0 worth a look, 5 bad; of the 3 that play: 0 good" in (
        deepaudio("check-takes", *given).out
    )


# -- which takes are made again, by their verdicts ---------------------------------------------


@pytest.fixture
def project(tmp_path, checking):
    library = TakeLibrary()
    made = make_project(tmp_path / "film")
    project = opened(made.timeline, library, subtitles=(made.subtitles,))
    finish(project)
    yield project
    project.close()
    library.close()


def bad(code="click"):
    return Verdict("bad", (Reason(code, f"a {code}"),))


def of_line(project, verdict):
    """The line's job, and that verdict of all its takes."""
    job = next(job for job in project.jobs.by_ref.values() if job.stem == "speech")
    return job, {take.key: verdict for take in job.requests}


def test_what_another_seed_does_not_mend_is_left(project):
    for code in ("long", "level"):
        assert retries_wanted(project, of_line(project, bad(code))[1]) == []
    look = Verdict("look", (Reason("words", "missed: a", is_bad=False),))
    assert retries_wanted(project, of_line(project, look)[1]) == []
    both = Verdict("bad", (*bad("long").reasons, *bad("words").reasons))
    (retry,) = retries_wanted(project, of_line(project, both)[1])
    assert (retry.seed, retry.why) == (1, "a long; a words")


def test_a_take_that_is_not_checked_or_not_rendered_is_no_reason(project):
    assert retries_wanted(project, {}) == []
    verdicts = of_line(project, bad())[1]
    (ordered,) = order(project, retries_wanted(project, verdicts))
    assert [take.seed for take in ordered.requests] == [0, 1]
    assert retries_wanted(project, verdicts) == []  # the second waits to be rendered


def test_a_person_s_choice_is_left_alone(project):
    job, verdicts = of_line(project, bad())
    take, fingerprint = job.requests[0], project.contents.fingerprints[job.ref]
    chosen = {"seed": take.seed, "job_key": take.job_key}
    project.decide("choose", lambda d: choose_take(d, job.ref, fingerprint, take.key, **chosen))
    assert retries_wanted(project, verdicts) == []


def test_retries_are_of_what_the_line_says_and_no_decision_of_a_person_s(project):
    job, verdicts = of_line(project, bad())
    order(project, retries_wanted(project, verdicts))
    finish(project)
    assert not project.history.can_undo
    cue = project.contents.cue(job.ref)
    assert is_untouched(project.decisions)
    project.decide("words", lambda d: edit_line(d, cue, text="Something else."))
    assert [take.seed for take in project.jobs.job(job.ref).requests] == [0]
    project.undo()
    assert [take.seed for take in project.jobs.job(job.ref).requests] == [0, 1]


def test_another_version_s_take_stays_as_it_is(project):
    made = opened(project.path, project.library, "2", subtitles=project.options.subtitles)
    job, verdicts = of_line(made, bad())
    assert job.wanted
    assert retries_wanted(made, verdicts) == []
    made.close()
