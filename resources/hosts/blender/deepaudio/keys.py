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

    None when the keys do not read as expected. Their own `timeline_frame` is no help: among
    several strips Blender 4.5 counts it from another strip's start.
    """
    raw = [_RetimingKey.from_address(key.as_pointer()) for key in strip.retiming_keys]
    places = [key.strip_frame_index for key in raw]
    factors = [key.retiming_factor for key in raw]
    if not all(map(math.isfinite, places)) or not all(0 <= factor <= 1 for factor in factors):
        return None
    rising = all(here < there for here, there in pairwise(places))
    if places[0] != 0 or factors[0] != 0 or not rising:
        return None
    last = max(1, strip.frame_duration - 1)  # a key's place is in media frames, where those differ
    scale = 1.0 if abs(places[-1] - last) <= 1 else last / places[-1]
    begin = round(strip.frame_start)
    return [
        (begin + round(place * scale), Fraction(factor * (held - 1)).limit_denominator(1000))
        for place, factor in zip(places, factors, strict=True)
    ]
