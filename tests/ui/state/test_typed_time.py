"""Times as people type them."""

from __future__ import annotations

import dataclasses

import pytest
from deepaudio_ui.state.timeline import TimelineState
from deepaudio_ui.state.typed_time import length_label, typed_frame, typed_length, typed_span

from tests.helpers.backend_stub import DEMO_FRAMES, demo_facts, opened


@pytest.fixture
def state(qapp) -> TimelineState:
    """The demo's timeline: 24 frames a second, from one hour on."""
    made = TimelineState()
    made.handle(opened(DEMO_FRAMES))
    return made


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("01:00:02:12", 60),
        ("2:12", 60),  # the last fields: the others stand as they did
        ("1:02:12", 24 * 62 + 12),
        ("60", 60),
        ("60f", 60),
        ("2.5", 60),
        ("2,5 s", 60),
        ("2s", 48),
        ("1:02.5", 1500),
        ("+10", 250),
        ("-5", 235),
        ("+1s", 264),
        ("-0:01", 239),
        ("-1:00:00", 240 - 1440),
        ("later", None),
        ("+", None),
        ("", None),
        ("01:00:02:24", None),  # no such frame
        ("1:2:3:4:5", None),
    ],
)
def test_a_time_is_a_frame_of_the_timeline(state: TimelineState, text: str, frame: int | None):
    assert typed_frame(text, 240, state) == frame


@pytest.mark.parametrize(
    ("text", "frames"),
    [("28", 28), ("28f", 28), ("1:04", 28), ("1.5s", 36), (".5", 12), ("long", None)],
)
def test_a_length_is_a_number_of_frames(state: TimelineState, text: str, frames: int | None):
    assert typed_length(text, state) == frames


def test_what_is_shown_means_itself_in_drop_frame_too(qapp):
    state = TimelineState()
    state.handle(
        dataclasses.replace(
            opened(200_000), rate_num=30_000, rate_den=1001, drop_frame=True, start_frame=107_892
        )
    )
    for frame in (0, 29, 1799, 1800, 17_982, 107_892, 199_999):
        assert typed_frame(state.timecode(frame), 0, state) == frame
        assert typed_length(length_label(frame, state.rate), state) == frame


@pytest.mark.parametrize(
    ("text", "edge", "span"),
    [
        ("+6", "in", (306, 54)),
        ("-6", "out", (300, 54)),
        ("1:00", "length", (300, 24)),
        ("+12", "length", (300, 72)),
        ("-70", "length", (300, -10)),  # whether that can be is for others to say
        ("soon", "out", None),
    ],
)
def test_in_and_out_leave_each_other_and_a_length_moves_the_end(
    state: TimelineState, tmp_path, text, edge, span
):
    for fact in demo_facts(tmp_path):
        state.handle(fact)
    cue = next(cue for cue in state.cues.all() if (cue.start, cue.frames) == (300, 60))
    assert typed_span(text, edge, cue, state) == span
