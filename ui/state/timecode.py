"""Frame numbers as timecode and back, drop-frame or not (SMPTE ST 12-1). Whole numbers only."""

from __future__ import annotations

import math
import re
from fractions import Fraction

_LABEL = re.compile(r"\s*(\d+)[:;](\d+)[:;](\d+)[:;.](\d+)\s*")


def nominal(rate: Fraction) -> int:
    """Frames counted per second of timecode: 30 at 30000/1001."""
    return max(1, math.ceil(rate))


def label(frame: int, rate: Fraction, drop_frame: bool = False) -> str:
    """`frame` as HH:MM:SS:FF; drop-frame with a semicolon before the frames."""
    base = nominal(rate)
    if drop_frame:
        frame = _with_dropped(frame, base)
    sign = "-" if frame < 0 else ""
    seconds, frames = divmod(abs(frame), base)
    minutes, secs = divmod(seconds, 60)
    hours, mins = divmod(minutes, 60)
    width = 3 if base > 100 else 2
    mark = ";" if drop_frame else ":"
    return f"{sign}{hours:02}:{mins:02}:{secs:02}{mark}{frames:0{width}}"


def frame_of(text: str, rate: Fraction, drop_frame: bool = False) -> int | None:
    """The frame number that a label means; None for anything else."""
    match = _LABEL.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds, frames = (int(part) for part in match.groups())
    base = nominal(rate)
    if minutes > 59 or seconds > 59 or frames >= base:
        return None
    number = ((hours * 60 + minutes) * 60 + seconds) * base + frames
    if not drop_frame:
        return number
    total_minutes = hours * 60 + minutes
    return number - _dropped_per_minute(base) * (total_minutes - total_minutes // 10)


def clock(seconds: float) -> str:
    """How long something takes: minutes and seconds, as 1:05."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def _with_dropped(frame: int, base: int) -> int:
    """The label's count: it skips numbers at each minute but every tenth."""
    drop = _dropped_per_minute(base)
    ten_minutes = base * 600 - drop * 9
    minute = base * 60 - drop
    tens, rest = divmod(frame, ten_minutes)
    skipped = drop * 9 * tens
    if rest >= base * 60:
        skipped += drop * (1 + (rest - base * 60) // minute)
    return frame + skipped


def _dropped_per_minute(base: int) -> int:
    return 2 * round(base / 30)
