"""Which piece of which picture shows when, and reels kept."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.errors import WorkerStartError
from deepaudio_plugin.core.protocol import Cancelled, Dissolving, Done, Failed
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


@pytest.mark.parametrize(("head", "tail"), [(6, 6), (8, 4), (0, 12), (12, 0), (3, 0)])
def test_a_dissolve_is_a_piece_of_both_its_pictures(tmp_path, head, tail):
    row = track(clip("a.mov", span(10, 40)), dissolve(head, tail), clip("b.mov", span(50, 40)))
    first, both, second = reel_pieces(shots_of(tmp_path, row))
    assert (first.start, first.count, first.first, first.into) == (0, 40 - head, 0, None)
    assert (both.start, both.count, both.first) == (40 - head, head + tail, 40 - head)
    assert both.picture == first.picture
    assert both.into == Dissolving(second.picture, -head, 0, head + tail)
    assert (second.start, second.first, second.into) == (40 + tail, tail, None)
    one = both.part(2, 1)
    assert (one.start, one.count, one.first) == (42 - head, 1, 42 - head)
    assert (one.into.first, one.into.at, one.into.length) == (2 - head, 2, head + tail)


@pytest.mark.parametrize(
    ("head", "tail", "begins"), [(6, 6, 40), (8, 4, 38), (0, 12, 46), (12, 0, 34), (3, 0, 39)]
)
def test_where_one_side_of_a_dissolve_is_missing_the_other_shows_while_it_is_heavier(
    tmp_path, head, tail, begins
):
    row = track(clip("a.mov", span(10, 40)), dissolve(head, tail), clip("gone.mov", span(50, 40)))
    [first] = reel_pieces(shots_of(tmp_path, row))
    assert (first.start, first.count) == (0, begins)
    row = track(clip("gone.mov", span(10, 40)), dissolve(head, tail), clip("b.mov", span(50, 40)))
    [second] = reel_pieces(shots_of(tmp_path, row))
    assert (second.start, second.first) == (begins, begins - 40)


def test_a_long_dissolve_and_those_that_meet_leave_no_frame_out(tmp_path):
    row = track(
        clip("a.mov", span(10, 60)), dissolve(50, 10), clip("b.mov", span(60, 20)),
        dissolve(12, 8), clip("a.mov", span(20, 40)),
    )  # fmt: skip
    pieces = reel_pieces(shots_of(tmp_path, row))
    ends = [piece.start + piece.count for piece in pieces]
    assert [piece.start for piece in pieces] == [0, *ends[:-1]]
    assert ends[-1] == 120
    assert max(piece.count for piece in pieces) <= REEL_FRAMES
    assert [bool(piece.into) for piece in pieces] == [False, True, True, True, False]
    assert [piece.into.at for piece in pieces if piece.into] == [0, 48, 2]


def test_a_shot_between_gaps_fades_in_from_black_and_out_to_it(tmp_path):
    row = track(
        gap(10), dissolve(2, 6), clip("a.mov", span(20, 40)), dissolve(5, 3), gap(10),
        clip("b.mov", span(50, 40)),
    )  # fmt: skip
    rises, whole, falls, other = reel_pieces(shots_of(tmp_path, row))
    assert (rises.start, rises.count, rises.first) == (8, 8, -2)
    assert rises.into == Dissolving(None, 0, 0, 8, reverse=True)
    assert (whole.start, whole.count, whole.first, whole.into) == (16, 29, 6, None)
    assert (falls.start, falls.count, falls.first) == (45, 8, 35)
    assert falls.into == Dissolving(None, 0, 0, 8)
    assert (other.start, other.into) == (60, None)
    assert rises.part(3, 1).into.at == 3


def test_a_film_fades_in_at_its_beginning_and_black_is_no_clip_to_dissolve_with(tmp_path):
    black = otio.schema.Clip(
        "BL", otio.schema.GeneratorReference(generator_kind="black"), span(0, 10)
    )
    row = track(dissolve(0, 6), clip("a.mov", span(0, 8)), dissolve(6, 0), black)
    rises, falls = reel_pieces(shots_of(tmp_path, row))
    assert (rises.start, rises.count, rises.into.reverse) == (0, 6, True)
    # So short a shot is not yet all there when it goes.
    assert (falls.start, falls.count, falls.into.at, falls.into.reverse) == (6, 2, 4, False)


def wipe(code):
    said = {"cmx_3600": {"transition": code}} if code else {}
    return otio.schema.Transition(
        "w", "SMPTE_Wipe", RationalTime(6, 24), RationalTime(6, 24), metadata=said
    )


@pytest.mark.parametrize(
    ("crossing", "way", "note"),
    [
        (wipe(""), "right", ""),
        (wipe("W001"), "right", ""),
        (wipe("W002"), "down", ""),
        (wipe("W017"), "right", "wipe 17 is shown as one from the left"),
        (
            otio.schema.Transition(
                "Iris", "Custom_Transition", RationalTime(6, 24), RationalTime(6, 24)
            ),
            "",
            "the transition 'Iris' is shown as a dissolve",
        ),
    ],
)
def test_a_wipe_wipes_and_what_is_neither_says_so(tmp_path, crossing, way, note):
    row = track(clip("a.mov", span(10, 40)), crossing, clip("b.mov", span(50, 40)))
    first, both, second = reel_pieces(shots_of(tmp_path, row))
    assert (both.into.wipe, both.note) == (way, note)
    assert (first.note, second.note) == ("", "")


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


def test_media_that_are_away_are_tried_again(tmp_path, piece):
    worker = Worker(lambda request: Failed(request.id, "media-missing", "it is not there"))
    projector = Projector(lambda: worker, tmp_path / "reels")
    assert projector.make(piece, RATE).problem == "it is not there"
    worker.answer = made
    assert projector.make(piece, RATE).problem == ""


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
