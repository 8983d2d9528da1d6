"""Where the best of several is to play, a further take is made only while none is good."""

from __future__ import annotations

import pytest

from deepaudio_plugin.core.verdicts import Reason, Verdict
from deepaudio_plugin.decisions.model import ask_take, choose_take
from deepaudio_plugin.project.checking import VARIABLE
from deepaudio_plugin.project.next_takes import as_told, takes_due, told_rounds
from deepaudio_plugin.project.retrying import order, retries_wanted
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.finished import finish, opened
from tests.helpers.project import make_project

GOOD = Verdict("good")
LOOK = Verdict("look", (Reason("words", "missed: a", is_bad=False),))
BAD = Verdict("bad", (Reason("words", "missed: ball"),))
HURRIED = Verdict("look", (Reason("pace", "it is hurried", is_bad=False),))
UNHEARD = Verdict("good", unchecked=("words: no package",), lacked=("words",))
VOICE_UNKNOWN = Verdict("good", unchecked=("voice: no weights",), lacked=("voice",))


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    library = TakeLibrary()
    made = make_project(tmp_path / "film")
    project = opened(
        made.timeline,
        library,
        subtitles=(made.subtitles,),
        tracks=("speech",),
        takes=4,
        pick="best",
    )
    yield Desk(project)
    project.close()
    library.close()


class Desk:
    """The one line of a project, and its takes by their seeds."""

    def __init__(self, project):
        self.project = project
        (self.ref,) = project.jobs.by_ref

    @property
    def job(self):
        return self.project.jobs.job(self.ref)

    def due(self, **how):
        return [take.request.seed for take in takes_due(self.project, [self.job], **how)]

    def render(self, *verdicts):
        """Have takes rendered, in the order of their seeds, with these verdicts."""
        takes = sorted(self.job.requests, key=lambda take: take.seed)[: len(verdicts)]
        finish(self.project, only={take.key for take in takes})
        found = {t.key: v for t, v in zip(takes, verdicts, strict=True) if v is not None}
        self.project.library.note_verdicts(found)
        self.project.look_up([take.key for take in takes])

    def decide(self, change, *asked, **how):
        fingerprint = self.project.contents.fingerprints[self.ref]
        self.project.decide("x", lambda d: change(d, self.ref, fingerprint, *asked, **how))

    def told(self):
        return [problem.message for problem in told_rounds(self.project)]


def test_takes_are_made_one_after_the_other_until_one_is_good(desk):
    assert desk.due() == [0]
    desk.render(BAD)
    assert desk.due() == [1]
    desk.render(BAD, LOOK)
    assert desk.due() == [2]
    desk.render(BAD, LOOK, GOOD)
    assert desk.due() == desk.due(checked=True) == []
    assert desk.told() == [
        "1 of 1 needed more than one take; 3 of 4 takes were made, the rest was not needed"
    ]


def test_what_another_take_does_not_mend_asks_for_none(desk):
    desk.render(HURRIED)
    assert desk.due(checked=True) == []


def test_a_take_that_is_not_checked_yet_is_waited_for(desk):
    desk.render(None)
    assert desk.due() == []
    assert desk.due(checked=True) == [1, 2, 3]  # and it will not be


def test_where_words_cannot_be_checked_all_takes_are_made(desk):
    desk.render(UNHEARD)
    assert desk.due() == []  # perhaps they can be by now
    assert desk.due(checked=True) == [1, 2, 3]
    desk.render(*[UNHEARD] * 4)
    assert desk.told() == ["all takes of 1 are made, good or not: their words are not checked"]


def test_voices_that_nobody_can_tell_apart_make_no_take_doubtful(desk):
    desk.render(VOICE_UNKNOWN)
    assert desk.due(checked=True) == []


def test_a_take_that_failed_is_passed_over(desk):
    failed = {desk.job.requests[0].key}
    assert desk.due(checked=True, passed=failed) == [1]


def test_beside_a_take_that_a_person_has_chosen_none_is_made(desk):
    desk.render(BAD)
    (take, *_others) = desk.job.requests
    desk.decide(choose_take, take.key, take.seed, job_key=take.job_key)
    assert desk.due(checked=True) == []


def test_what_somebody_has_asked_for_is_made_at_once(desk):
    desk.render(GOOD)
    desk.decide(ask_take, 7)
    assert desk.due() == [7]


def test_once_all_are_bad_they_are_made_again_as_ever(desk):
    verdicts = [BAD] * 4
    desk.render(*verdicts[:3])
    found = {take.key: BAD for take in desk.job.requests}
    assert desk.due() == [3]
    desk.render(*verdicts)
    order(desk.project, retries_wanted(desk.project, found))
    assert desk.due() == [4]


@pytest.mark.parametrize("asked", [{"pick": ""}, {"check": False}])
def test_all_takes_are_due_where_none_is_picked_or_checked(desk, asked):
    made = opened(
        desk.project.path,
        desk.project.library,
        subtitles=desk.project.options.subtitles,
        **{"tracks": ("speech",), "takes": 4, "pick": "best", **asked},
    )
    assert [take.request.seed for take in takes_due(made, made.jobs.by_ref.values())] == [*range(4)]
    assert (as_told(made).due, told_rounds(made)) == (None, [])
    made.close()


def test_the_plan_knows_what_is_made_first(desk):
    assert as_told(desk.project).due == {desk.job.requests[0].key}
