from __future__ import annotations

from fractions import Fraction

import pytest
from deepaudio_ui.state import timecode
from deepaudio_ui.state.selection import Playhead, Selection
from deepaudio_ui.state.timeline import ItemIndex

from deepaudio_plugin.backend.views import JobView


def job(ref: str, start: int, frames: int = 10, state: str = "planned") -> JobView:
    return JobView(ref, "audio", ref, 0, start, frames, state)  # type: ignore[arg-type]


def test_items_come_in_timeline_order_however_they_were_told():
    index: ItemIndex[JobView] = ItemIndex()
    index.put([job("b", 20), job("a", 10)])
    index.put([job("c", 0)])
    assert [item.ref for item in index.all()] == ["c", "a", "b"]


def test_a_changed_state_keeps_the_order_and_is_seen():
    index: ItemIndex[JobView] = ItemIndex()
    index.put([job("a", 10), job("b", 20)])
    index.all()
    index.put([job("a", 10, state="ready")])
    assert [(item.ref, item.state) for item in index.all()] == [("a", "ready"), ("b", "planned")]


def test_a_moved_item_is_found_at_its_new_place():
    index: ItemIndex[JobView] = ItemIndex()
    index.put([job("a", 10), job("b", 20)])
    index.all()
    index.put([job("a", 30)])
    assert [item.ref for item in index.all()] == ["b", "a"]
    index.drop(["b"])
    assert [item.ref for item in index.all()] == ["a"]


def test_between_finds_what_touches_a_range_and_no_more():
    index: ItemIndex[JobView] = ItemIndex()
    index.put([job("long", 0, 100), job("a", 10), job("b", 20), job("c", 50)])
    assert [item.ref for item in index.between(20, 50)] == ["long", "b"]


@pytest.mark.parametrize(
    ("frame", "rate", "drop", "label"),
    [
        (0, Fraction(24), False, "00:00:00:00"),
        (86_400, Fraction(24), False, "01:00:00:00"),
        (1799, Fraction(30000, 1001), True, "00:00:59;29"),
        (1800, Fraction(30000, 1001), True, "00:01:00;02"),
        (17982, Fraction(30000, 1001), True, "00:10:00;00"),
        (3600, Fraction(60000, 1001), True, "00:01:00;04"),
        (59, Fraction(50), False, "00:00:01:09"),
    ],
)
def test_timecode_is_read_as_it_is_written(frame, rate, drop, label):
    assert timecode.label(frame, rate, drop) == label
    assert timecode.frame_of(label, rate, drop) == frame


@pytest.mark.parametrize("text", ["", "1:2:3", "00:00:00:24", "00:61:00:00", "soon"])
def test_what_is_no_timecode_is_none(text):
    assert timecode.frame_of(text, Fraction(24)) is None


def test_the_last_selected_is_looked_at(qtbot):
    selection = Selection()
    with qtbot.waitSignals([selection.changed, selection.current_changed]):
        selection.select(["a", "b"])
    assert selection.current == "b"
    selection.toggle("b")
    assert (selection.refs, selection.current) == (("a",), "a")


def test_discarding_what_is_gone_looks_at_what_is_left():
    selection = Selection()
    selection.select(["a", "b"])
    selection.discard(["b", "x"])
    assert (selection.refs, selection.current) == (("a",), "a")


def test_the_playhead_stays_inside():
    playhead = Playhead()
    playhead.set_length(100)
    playhead.move(250)
    assert playhead.frame == 99
    playhead.move(-3)
    assert playhead.frame == 0


def test_an_out_point_before_the_in_point_replaces_it():
    playhead = Playhead()
    playhead.set_length(100)
    playhead.set_marks(50, None)
    playhead.set_marks(50, 20)
    assert (playhead.mark_in, playhead.mark_out) == (None, 20)
