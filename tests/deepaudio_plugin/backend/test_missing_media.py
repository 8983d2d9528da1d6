"""Media that are not where the timeline says, linked again by one folder."""

from __future__ import annotations

import pytest

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core.errors import UsageError
from tests.deepaudio_plugin.backend.test_session import LINE, SHOT, Opened, of


@pytest.fixture
def opened(tmp_path):
    """A project whose film is in another folder."""
    made = Opened(tmp_path)
    made.session.project.close()
    away = tmp_path / "drive" / "rushes"
    away.mkdir(parents=True)
    made.project.film.rename(away / "film.mp4")
    made.told.clear()
    made.session = made.open()
    return made


def test_what_was_rendered_is_opened_without_its_media_and_stays_finished(tmp_path):
    made = Opened(tmp_path)
    key = made.render(SHOT)
    made.render(LINE)
    made.session.project.close()
    made.project.film.rename(tmp_path / "elsewhere.mp4")
    made.told.clear()
    made.session = made.open()
    jobs = {job.ref: job for fact in of(messages.Jobs, made.told) for job in fact.jobs}
    shot, line = jobs[SHOT], jobs[LINE]
    assert (shot.state, line.state) == ("ready", "ready")
    assert "film.mp4" in shot.warnings[0]
    assert [(take.key, take.chosen, take.earlier) for take in shot.takes] == [(key, True, False)]
    assert line.mark == "made with its picture, which is not there now"
    [other] = [job for job in jobs.values() if job.stem == "audio" and job.ref != SHOT]
    assert other.state == "impossible" and "film.mp4" in other.problem  # nobody rendered it
    [note] = [p for fact in of(messages.Problems, made.told)[-1:] for p in fact.problems]
    assert note.message.startswith("2 lines and shots keep what is finished")
    made.decide(messages.ChooseTake("x", SHOT, key))


def missing(told):
    shots = {shot.ref: shot for fact in of(messages.Shots, told) for shot in fact.shots}
    return [shot.name for shot in shots.values() if shot.missing]


def test_shots_without_their_media_say_so(opened):
    assert missing(opened.told) == ["shot 1", "shot 2"]


def test_one_folder_links_all_and_is_kept(opened, tmp_path):
    told = opened.decide(messages.LocateMedia("x", str(tmp_path / "drive")))
    assert missing(told) == []
    assert all(shot.has_picture for fact in of(messages.Shots, told) for shot in fact.shots)
    assert told[-1].can_undo == "media in drive"
    clips = [clip for fact in of(messages.Clips, told) for clip in fact.clips]
    assert [clip.missing for clip in clips] == [False, False]
    opened.session.project.close()
    opened.told.clear()
    opened.session = opened.open()
    assert missing(opened.told) == []


def test_taking_it_back_leaves_them_missing(opened, tmp_path):
    opened.decide(messages.LocateMedia("x", str(tmp_path / "drive")))
    assert missing(opened.decide(messages.Undo("x"))) == ["shot 1", "shot 2"]


def test_a_folder_without_them_is_refused_and_nothing_is_kept(opened, tmp_path):
    before = opened.session.project.decisions
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="none of the missing media"):
        opened.decide(messages.LocateMedia("x", str(tmp_path / "empty")))
    with pytest.raises(UsageError, match="no folder"):
        opened.decide(messages.LocateMedia("x", str(tmp_path / "nowhere")))
    assert opened.session.project.decisions == before


def test_media_that_are_there_again_are_found_without_a_decision(opened, tmp_path):
    assert missing(opened.decide(messages.LocateMedia("x"))) == []  # nothing is told anew
    (tmp_path / "drive" / "rushes" / "film.mp4").rename(opened.project.film)
    told = opened.decide(messages.LocateMedia("x"))
    assert all(shot.has_picture for fact in of(messages.Shots, told) for shot in fact.shots)
    assert told[-1].can_undo == ""
