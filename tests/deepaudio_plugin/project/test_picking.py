"""Which of several takes plays by their verdicts, and whose choice counts before."""

from __future__ import annotations

import pytest

import deepaudio_plugin
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.core.verdicts import Reason, Verdict
from deepaudio_plugin.decisions.model import choose_take
from deepaudio_plugin.project.checking import VARIABLE
from deepaudio_plugin.project.picking import best_of, pick_best
from deepaudio_plugin.project.retrying import play_better
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.finished import finish, opened
from tests.helpers.project import make_project

TAKES = [TakeSpec("speech", "sketch", 480, text="Where?", seed=seed) for seed in range(4)]


def verdict(wrong=0, likeness=0.9, off=0.0, grade="good"):
    reasons = () if grade == "good" else (Reason("click", "a click"),)
    measures = {"wrong_words": wrong, "words": 5, "likeness": likeness, "off_s": off}
    return Verdict(grade, reasons, (), measures)


def best_seed(*verdicts):
    found = best_of(TAKES, {t.key: v for t, v in zip(TAKES, verdicts, strict=False)})
    return found and found.seed


def test_fewest_wrong_words_then_no_other_fault_then_its_time_then_the_first():
    assert best_seed(verdict(2), verdict(1), verdict(3)) == 1
    assert best_seed(verdict(1, grade="bad"), verdict(1), verdict(1)) == 1
    assert best_seed(verdict(off=0.3), verdict(off=0.2), verdict(off=0.1)) == 2
    assert best_seed(verdict(), verdict(), verdict()) == 0


def test_another_voice_falls_out_however_right_its_words_are():
    assert best_seed(verdict(0, likeness=0.5), verdict(1, likeness=0.9)) == 1
    assert best_seed(verdict(0, likeness=0.7), verdict(1, likeness=0.9)) == 0


def test_a_take_of_which_nothing_is_heard_is_never_the_best():
    silent = Verdict("bad", (Reason("silent", "nothing is heard"),), (), {"off_s": 0.0})
    assert best_seed(silent, verdict(3, grade="bad")) == 1
    assert best_seed(verdict(3, grade="bad"), silent) == 0


def test_likeness_that_is_not_known_is_no_measure_for_the_others():
    short = Verdict("look", (Reason("level", "too loud"),), (), {"wrong_words": 0, "words": 5})
    assert best_seed(short, verdict(likeness=0.7)) == 1
    assert best_seed(short, verdict(1, likeness=0.7)) == 0


def test_a_take_alone_is_not_picked_but_where_the_first_is_not_there():
    assert best_seed(verdict()) is None
    assert best_of(TAKES, {TAKES[2].key: verdict()}) == TAKES[2]


def test_of_what_cannot_be_rendered_nothing_is_picked():
    assert best_of((), {}) is None


@pytest.fixture
def project(tmp_path):
    library = TakeLibrary()
    made = make_project(tmp_path / "film")
    project = opened(made.timeline, library, subtitles=(made.subtitles,), takes=3)
    finish(project)
    yield project
    project.close()
    library.close()


def test_what_is_picked_plays_and_is_noted_as_picked(project):
    ref, job = next(iter(project.jobs.by_ref.items()))
    verdicts = {take.key: verdict(wrong=2 - n) for n, take in enumerate(job.requests)}
    (note,) = pick_best(project, verdicts)
    assert "another take than the first plays for 1" in note.message
    assert project.jobs.playing(ref) == job.requests[2].key
    assert project.decisions.takes[ref].picked
    assert pick_best(project, verdicts) == []

    better = {take.key: verdict(wrong=n) for n, take in enumerate(job.requests)}
    pick_best(project, better)
    assert project.jobs.playing(ref) == job.requests[0].key


def test_one_that_plays_in_place_of_a_bad_first_take_is_told_unasked(project, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    ref, job = next(iter(project.jobs.by_ref.items()))
    verdicts = {take.key: verdict() for take in job.requests}
    verdicts[job.requests[0].key] = verdict(2, grade="bad")
    (note,) = play_better(project, verdicts)
    assert note.message == f"another take than the first plays for 1: {job.where}"
    assert project.jobs.playing(ref) == job.requests[1].key


def test_a_person_s_choice_stays(project):
    ref, job = next(iter(project.jobs.by_ref.items()))
    chosen = job.requests[1]
    fingerprint = project.contents.fingerprints[ref]
    project.decide(
        "choose",
        lambda d: choose_take(d, ref, fingerprint, chosen.key, chosen.seed, job_key=chosen.job_key),
    )
    assert pick_best(project, {t.key: verdict(wrong=n) for n, t in enumerate(job.requests)}) == []
    assert project.jobs.playing(ref) == chosen.key


def test_where_nothing_can_be_picked_that_is_said(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    made = make_project(tmp_path / "film")

    def told(**asked):
        result = deepaudio_plugin.render(
            made.timeline, subtitles=[made.subtitles], tracks=("speech",), **asked
        )
        return [p.message for p in result.problems if p.where == "best of several takes"]

    assert told(pick="best", check=False, takes=2) == [
        "nothing is picked, and all takes are made: they are not checked"
    ]
    assert told(pick="best", takes=1) == ["nothing is picked: there is one take of each"]
    assert told(takes=1) == []
