"""The keys of a strip's speed.

Blender's Python tells when a key is, and not which content it shows. That stands in the key
itself, behind its address; what is read there is believed only when it makes sense.
"""

from __future__ import annotations

import ctypes
import math
from fractions import Fraction
from itertools import pairwise
from typing import Any

from .retiming import Key


class _RetimingKey(ctypes.Structure):
    """The beginning of `SeqRetimingKey` in Blender 4.2 to 5.0 (DNA_sequence_types.h)."""

    _fields_ = (
        ("strip_frame_index", ctypes.c_double),
        ("flag", ctypes.c_int),
        ("_pad0", ctypes.c_int),
        ("retiming_factor", ctypes.c_float),  # 0 at the first content frame, 1 at the last
    )


def retimed(strip: Any) -> bool:
    """Whether a strip has speed keys."""
    return len(getattr(strip, "retiming_keys", ())) > 1


def read(strip: Any, held: int) -> list[Key] | None:
    """Scene frame and content frame of every key of a strip with `held` content frames.

    None when the keys do not read as expected.
    """
    found: list[Key] = []
    begin = strip.frame_start
    for key in strip.retiming_keys:
        raw = _RetimingKey.from_address(key.as_pointer())
        if not math.isfinite(raw.strip_frame_index) or not 0 <= raw.retiming_factor <= 1:
            return None
        if abs(begin + raw.strip_frame_index - key.timeline_frame) > 1:
            return None
        content = Fraction(raw.retiming_factor * (held - 1)).limit_denominator(1000)
        found.append((round(key.timeline_frame), content))
    rising = all(here[0] < there[0] for here, there in pairwise(found))
    return found if rising and found[0][1] == 0 else None
