"""Which piece of which picture shows when, and reels kept."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.errors import WorkerStartError
from deepaudio_plugin.core.protocol import Cancelled, Done, Failed
from deepaudio_plugin.core.reel_file import ReelFile, pack_reel
from deepaudio_plugin.viewing.reels import REEL_FRAMES, Projector, piece_at, reel_pieces
from tests.helpers.timelines import clip, gap, shots_of, span, track

RATE = Fraction(24)


class Worker:
    """Answers requests as a test says."""

    def __init__(self, answer):
        self.answer, self.requests = answer, []

    def request(self, request, cancelled=None):
        self.requests.append(request)
        return self.answer(request)


def made(request):
    Path(request.out_path).write_bytes(pack_reel([b"jpeg"], [0] * request.count))
    return Done(request.id, path=request.out_path)


def dissolve(head, tail):
    return otio.schema.Transition(
        "d", "SMPTE_Dissolve", RationalTime(head, 24), RationalTime(tail, 24)
    )


def test_the_film_is_cut_into_short_pieces_without_gaps(tmp_path):
    row = track(clip("a.mov", span(10, 100)), gap(6), clip("b.mov", span(0, 20)))
    pieces = reel_pieces(shots_of(tmp_path, row))
    assert [(p.start, p.count, p.first) for p in pieces] == [
        (0, REEL_FRAMES, 0), (48, REEL_FRAMES, 48), (96, 4, 96), (106, 20, 0),
    ]  # fmt: skip
    assert piece_at(pieces, 97) is pieces[2]
    assert piece_at(pieces, 103) is None
    assert piece_at(pieces, 126) is None


@pytest.mark.parametrize(
    ("head", "tail", "begins"), [(6, 6, 40), (8, 4, 38), (0, 12, 46), (12, 0, 34), (3, 0, 39)]
)
def test_in_a_dissolve_the_heavier_side_shows(tmp_path, head, tail, begins):
    row = track(clip("a.mov", span(10, 40)), dissolve(head, tail), clip("b.mov", span(50, 40)))
    first, second = reel_pieces(shots_of(tmp_path, row))
    assert (first.start, first.count) == (0, begins)
    assert (second.start, second.first) == (begins, begins - 40)


def test_a_shot_that_cannot_be_seen_has_no_piece(tmp_path):
    row = track(clip("gone.mov", span(0, 10)), clip("a.mov", span(0, 10)))
    assert [piece.start for piece in reel_pieces(shots_of(tmp_path, row))] == [10]


@pytest.fixture
def piece(tmp_path):
    return reel_pieces(shots_of(tmp_path, track(clip("a.mov", span(0, 10)))))[0]


def test_a_reel_is_made_once_and_kept_where_the_shot_goes(tmp_path, piece):
    worker = Worker(made)
    projector = Projector(lambda: worker, tmp_path / "reels")
    assert projector.find(piece, RATE) is None
    reel = projector.make(piece, RATE)
    assert len(ReelFile(reel.path)) == 10
    (tmp_path / "other").mkdir()
    moved = reel_pieces(shots_of(tmp_path / "other", track(gap(7), clip("a.mov", span(0, 10)))))[0]
    assert Projector(lambda: worker, tmp_path / "reels").make(moved, RATE) == reel
    assert len(worker.requests) == 1
    projector.make(piece, RATE, height=180)
    assert len(worker.requests) == 2


def test_media_that_cannot_be_shown_are_tried_once_and_say_why(tmp_path, piece):
    worker = Worker(lambda request: Failed(request.id, "bad-media", "it is damaged"))
    projector = Projector(lambda: worker, tmp_path / "reels")
    assert projector.make(piece, RATE).problem == "it is damaged"
    assert projector.make(piece, RATE).problem == "it is damaged"
    assert len(worker.requests) == 1


def test_what_keeps_everything_from_being_shown_is_raised(tmp_path, piece):
    worker = Worker(lambda request: Failed(request.id, "worker-start", "no worker"))
    with pytest.raises(WorkerStartError):
        Projector(lambda: worker, tmp_path / "reels").make(piece, RATE)
    worker.answer = lambda request: Cancelled(request.id)
    assert Projector(lambda: worker, tmp_path / "reels").make(piece, RATE) is None


def test_a_reel_shares_pictures_and_holds_its_ends(tmp_path):
    path = tmp_path / "one.reel"
    path.write_bytes(pack_reel([b"one", b"two"], [0, 0, 1]))
    reel = ReelFile(path)
    assert [reel.picture(n) for n in (-1, 0, 1, 2, 9)] == [b"one"] * 3 + [b"two"] * 2
    path.write_bytes(b"DAR1")
    with pytest.raises(ValueError, match="no reel"):
        ReelFile(path)
