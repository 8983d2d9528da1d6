"""Times as people type them: timecode or its last fields, frames, seconds, or by how much."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

from deepaudio_plugin.backend.views import CueView

from .timecode import nominal
from .timeline import TimelineState

Edge = Literal["in", "out", "length"]

_FRAMES = re.compile(r"(\d+)\s*f?")
_SECONDS = re.compile(r"(\d+)s|(\d*[.,]\d+)\s*s?")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+[.,]\d+)")
_FIELDS = re.compile(r"\d+(?:[:;]\d+){1,3}")


def typed_frame(text: str, now: int, state: TimelineState) -> int | None:
    """The frame that `text` means where frame `now` stood; None for what is no time.

    `+10` and `-5` count from `now`, as do `+1.5s` and `-1:00`. A number is a frame of the
    timeline, a decimal one seconds; of timecode the leading fields may be left out.
    """
    said = text.strip()
    if said[:1] in ("+", "-") and len(said) > 1:
        by = typed_length(said[1:], state)
        return None if by is None else now + by if said[0] == "+" else now - by
    whole = state.frame_of(said)
    if whole is not None:
        return whole
    if _FIELDS.fullmatch(said):
        return state.frame_of(_completed(said, state.timecode(now)))
    return typed_length(said, state)


def typed_length(text: str, state: TimelineState) -> int | None:
    """A number of frames: `28`, `28f`, `1.2s`, `1:04` (seconds and frames), `0:01.5`."""
    said = text.strip()
    if match := _FRAMES.fullmatch(said):
        return int(match[1])
    if match := _SECONDS.fullmatch(said):
        return _frames_of(_number(match[1] or match[2]), state)
    if match := _CLOCK.fullmatch(said):
        hours, minutes = int(match[1] or 0), int(match[2])
        return _frames_of(3600 * hours + 60 * minutes + _number(match[3]), state)
    if _FIELDS.fullmatch(said):
        *clock, frames = map(int, re.split("[:;]", said))
        seconds = 0
        for part in clock:
            seconds = 60 * seconds + part
        return seconds * nominal(state.rate) + frames
    return None


def length_label(frames: int, rate: Fraction) -> str:
    """A number of frames as seconds and frames, `1:04`."""
    base = nominal(rate)
    return f"{frames // base}:{frames % base:02}"


def _completed(said: str, now: str) -> str:
    """The last fields of a timecode with the leading ones of another before them."""
    fields, known = re.split("[:;]", said), re.split("[:;]", now)
    whole = [*known[: len(known) - len(fields)], *fields]
    mark = ";" if ";" in now else ":"
    return f"{':'.join(whole[:-1])}{mark}{whole[-1]}"


def _number(said: str) -> Fraction:
    return Fraction(said.replace(",", "."))


def _frames_of(seconds: Fraction | int, state: TimelineState) -> int:
    return round(seconds * state.rate)


def typed_span(text: str, edge: Edge, cue: CueView, state: TimelineState) -> tuple[int, int] | None:
    """First frame and length of a line whose in, out or length was typed; None for no time.

    Nothing is said of whether a line can be there.
    """
    end = cue.start + cue.frames
    if edge == "in":
        start = typed_frame(text, cue.start, state)
        return None if start is None else (start, end - start)
    if edge == "out":
        stop = typed_frame(text, end, state)
        return None if stop is None else (cue.start, stop - cue.start)
    said = text.strip()
    by = {"+": 1, "-": -1}.get(said[:1], 0)
    length = typed_length(said[1:] if by else said, state)
    if length is None:
        return None
    return cue.start, cue.frames + by * length if by else length
