"""What is asked of the worker for a piece of sound: takes, gains, and the film's own tracks."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepaudio_plugin.backend.hearing import Hearing, TimelineScore, score_of
from deepaudio_plugin.backend.messages import ListenFrom
from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.protocol import Done, FilmSound, Hear, MixPart, PictureSource
from deepaudio_plugin.decisions.gains import set_gain
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.timeline.own_sound import OwnClip, OwnTrack
from tests.helpers.finished import finish, opened
from tests.helpers.project import make_project

PIECE = 480_000


@pytest.fixture
def library() -> Iterator[TakeLibrary]:
    made = TakeLibrary()
    yield made
    made.close()


@pytest.fixture
def heard(tmp_path: Path, library: TakeLibrary):
    """The score of a small film whose takes are there."""
    project = make_project(tmp_path / "film")
    one = opened(project.timeline, library, subtitles=(project.subtitles,))
    one.decide("gain", lambda d: set_gain(set_gain(d, "speech", -6), "film 2", -3))
    finish(one)

    def score(*silent: str, own: tuple[OwnTrack, ...] = ()) -> TimelineScore:
        writing = one.writing()
        order = ListenFrom("o", 0, silent)
        return score_of(order, writing.plan, writing.outcome, Ducking(), own)

    yield score
    one.close()


def stems(score: TimelineScore) -> set[str]:
    return {part.stem for part in score.parts}


def test_silent_tracks_are_left_out_and_gains_are_kept(heard):
    everything = heard()
    assert stems(everything) == {"speech", "audio"}
    assert {p.gain_db for p in everything.parts if p.stem == "speech"} == {-6.0}
    assert stems(heard("speech")) == {"audio"}
    assert stems(heard("speech", "audio", "film")) == set()
    assert [sound.gain_db for sound in everything.film] == [0.0]
    assert heard("film").film == ()


def test_the_timelines_own_sound_tracks_are_heard_instead_of_its_picture(heard):
    source = PictureSource("/films/a1.wav", duration_s=2.0)
    own = (OwnTrack(1, (OwnClip(0, 0.0, source),)), OwnTrack(2, (OwnClip(24, 1.0, source),)))
    score = heard("film 1", own=own)
    assert [(sound.picture_starts_s, sound.gain_db) for sound in score.film] == [((1.0,), -3.0)]


def test_a_piece_holds_what_bears_on_it_and_neighbours_keep_their_crossing():
    parts = (
        MixPart("a.wav", 0, "audio", length=PIECE),
        MixPart("b.wav", 5 * PIECE, "audio", length=PIECE + 100),
        MixPart("c.wav", 6 * PIECE, "audio", length=PIECE, after=1),
    )
    score = TimelineScore(parts, (), 7 * PIECE - 50, Ducking())
    last = score.piece(6)
    assert [(part.path, part.start, part.after) for part in last.parts] == [
        ("b.wav", -PIECE, None), ("c.wav", 0, 0),
    ]  # fmt: skip
    assert last.num_samples == PIECE - 50
    assert score.piece(3).parts == ()


class _Worker:
    """Writes a piece of sound for each request."""

    def __init__(self) -> None:
        self.requests = 0

    def request(self, request: Hear, cancelled: object = None) -> Done:
        self.requests += 1
        Path(request.out_path).write_bytes(b"sound")
        return Done(request.id, path=request.out_path)


def test_what_is_silent_because_its_media_are_away_is_made_again_when_they_are_back(tmp_path: Path):
    film = tmp_path / "film.mov"
    film.write_bytes(b"film")
    source = PictureSource(str(film), duration_s=2.0)
    score = TimelineScore((), (FilmSound((source,), (0.0,)),), 1000, Ducking())
    worker, told = _Worker(), queue.SimpleQueue()
    hearing = Hearing(lambda: worker, told.put, tmp_path / "heard")  # type: ignore[arg-type]

    def asked(name: str) -> str:
        hearing.listen(ListenFrom(name, 0), score, 24.0)
        return str(told.get(timeout=60).path)

    one = asked("a")
    assert asked("b") == one
    assert worker.requests == 1
    film.rename(tmp_path / "away")
    (tmp_path / "heard").rename(tmp_path / "cleared")  # nothing of it is kept
    away = asked("c")
    assert Path(away).read_bytes() == b"sound"
    (tmp_path / "away").rename(film)
    assert asked("d") == one
    assert worker.requests == 3
    hearing.close()
