"""Takes that were rendered in a window are checked by themselves, and their rows are told."""

from __future__ import annotations

import queue
from types import SimpleNamespace

import pytest

from deepaudio_plugin.backend.take_checks import TakeChecks
from deepaudio_plugin.core.protocol import Checked
from deepaudio_plugin.core.verdicts import Reason, Verdict
from deepaudio_plugin.decisions.settings import change_settings
from deepaudio_plugin.project.checking import VARIABLE
from deepaudio_plugin.project.retrying import order
from deepaudio_plugin.rendering.checking import verdict_in
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.finished import finish, opened
from tests.helpers.project import make_project

BAD = Verdict("bad", (Reason("words", "missed: ball", "Take another."),))


class Worker:
    """Stands in for the worker's half of checking: what it finds is bad, but for `good` takes."""

    def __init__(self) -> None:
        self.asked = 0
        self.good = set()

    def check(self, requests, _cancelled):
        for request in requests:
            self.asked += 1
            judged = [take.key for take in request.takes if not take.compare_only]
            found = {key: Verdict("good") if key in self.good else BAD for key in judged}
            yield Checked(request.id, {key: one.to_json() for key, one in found.items()})


@pytest.fixture
def project(tmp_path):
    library = TakeLibrary()
    made = make_project(tmp_path / "film")
    project = opened(made.timeline, library, subtitles=(made.subtitles,))
    finish(project)
    yield project
    project.close()
    library.close()


@pytest.fixture
def checked(project):
    """The checks, the loop's calls, and the references that were told."""
    calls, told, worker = queue.Queue(), [], Worker()
    session = SimpleNamespace(
        project=project,
        look_up=project.look_up,
        refresh=lambda refs: told.append(set(refs)),
        make_again=lambda retries: order(project, retries),
    )
    timeline = SimpleNamespace(session=session)
    ordered, said = [], []
    checks = TakeChecks(
        timeline,
        library=project.library,
        worker=lambda: worker,
        order=ordered.append,
        tell=said.append,
        later=calls.put,
    )
    yield SimpleNamespace(
        checks=checks, calls=calls, told=told, worker=worker, timeline=timeline,
        ordered=ordered, said=said,
    )  # fmt: skip
    checks.close()


def keys(project):
    return [spec.key for job in project.jobs.by_ref.values() for spec in job.requests]


def test_what_was_rendered_is_checked_once_and_told(project, checked, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    made = keys(project)
    checked.checks.note(made)
    checked.checks.begin()
    checked.checks.begin()  # nothing more waits
    checked.calls.get(timeout=60)()
    assert checked.told == [set(project.jobs.by_ref)]
    entries = project.jobs.entries
    assert [verdict_in(entries[key]) for key in made] == [BAD] * len(made)
    assert checked.worker.asked == 1


def test_what_came_out_bad_is_made_again_and_the_better_take_plays(project, checked, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    checked.checks.note(keys(project))
    checked.checks.begin()
    checked.calls.get(timeout=60)()
    (jobs,) = checked.ordered
    assert [len(job.requests) for job in jobs] == [2] * len(project.jobs.by_ref)
    (said,) = checked.said
    assert said.message.startswith(f"{len(jobs)} bad takes made again: ")
    assert "(missed: ball)" in said.message

    made = [spec.key for spec in finish(project)]
    checked.worker.good.update(made)
    checked.checks.note(made)
    checked.checks.begin()
    checked.calls.get(timeout=60)()
    assert [project.jobs.playing(ref) for ref in project.jobs.by_ref] == made
    assert len(checked.ordered) == 1


def test_of_several_takes_the_best_plays_where_that_is_asked_for(project, checked, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    project.decide("takes", lambda d: change_settings(d, {"takes": 2, "retries": 0}))
    finish(project)
    jobs = project.jobs.by_ref
    second = {ref: job.requests[1].key for ref, job in jobs.items()}
    checked.worker.good.update(second.values())
    checked.checks.note_all()
    checked.checks.begin()
    checked.calls.get(timeout=60)()
    assert {ref: project.jobs.playing(ref) for ref in jobs}.items().isdisjoint(second.items())

    assert checked.said == []
    project.decide("pick", lambda d: change_settings(d, {"pick": "best"}))
    checked.checks.note_all()
    checked.checks.begin()
    checked.calls.get(timeout=60)()
    assert {ref: project.jobs.playing(ref) for ref in project.jobs.by_ref} == second
    assert f"another take than the first plays for {len(second)}" in checked.said[-1].message
    assert checked.worker.asked == 1  # what was judged is not judged again


def test_what_is_rendered_meanwhile_is_checked_after_it(project, checked, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    first, *others = keys(project)
    checked.checks.note([first])
    checked.checks.begin()
    checked.checks.note(others)
    checked.checks.begin()
    checked.calls.get(timeout=60)()  # begins with the others by itself
    checked.calls.get(timeout=60)()
    assert len(checked.told) == 2


def test_a_timeline_that_was_closed_meanwhile_is_told_nothing(project, checked, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    checked.checks.note(keys(project))
    checked.checks.begin()
    checked.timeline.session = None
    checked.calls.get(timeout=60)()
    assert checked.told == []


def test_where_nobody_wants_it_nothing_is_checked(project, checked):
    checked.checks.note(keys(project))
    checked.checks.begin()
    assert checked.worker.asked == 0
    assert checked.calls.empty()


def test_a_further_take_is_made_of_what_has_no_good_one_until_it_has(project, checked, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    change = {"takes": 3, "pick": "best", "retries": 0}
    project.decide("takes", lambda d: change_settings(d, change))
    first, *others = project.jobs.by_ref
    checked.worker.good.add(project.jobs.playing(first))

    def check():
        checked.checks.note_made(project.jobs.by_ref.values())
        checked.checks.begin()
        checked.calls.get(timeout=60)()

    check()
    (jobs,) = checked.ordered
    assert [job.ref for job in jobs] == others
    assert checked.said == []

    second = {job.requests[1].key for job in jobs}
    finish(project, only=second)
    checked.worker.good.update(second)
    check()
    assert len(checked.ordered) == 1
    assert {project.jobs.playing(ref) for ref in others} == second
    counted = "2 of 3 needed more than one take; 5 of 9 takes were made, the rest was not needed"
    assert checked.said[0].message == counted


def test_what_lacked_a_package_is_looked_at_again_and_nothing_is_made(
    project, checked, monkeypatch
):
    monkeypatch.delenv(VARIABLE)
    made = keys(project)
    checked.checks.look_again()
    checked.checks.begin()
    assert checked.worker.asked == 0  # nothing is known to have lacked
    lacking = Verdict("good", lacked=("words",))
    project.library.note_verdicts(dict.fromkeys(made, lacking))
    project.look_up(made)
    checked.checks.look_again()
    checked.checks.begin()
    checked.calls.get(timeout=60)()
    assert [verdict_in(project.jobs.entries[key]) for key in made] == [BAD] * len(made)
    assert checked.ordered == []
