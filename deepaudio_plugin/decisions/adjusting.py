"""How a line is spoken and heard beyond its words: which values there are, and their ranges."""

from __future__ import annotations

import math
from typing import Any

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.options import MAX_SEED
from deepaudio_plugin.core.spoken.deliveries import is_delivery

LOWEST_GAIN_DB, HIGHEST_GAIN_DB = -60.0, 24.0
MAX_PAUSE_S = 30.0
SLOWEST_PACE, FASTEST_PACE = 0.7, 1.6

_RANGES = {
    "gain_db": (LOWEST_GAIN_DB, HIGHEST_GAIN_DB, "a gain in dB"),
    "pause_s": (0.0, MAX_PAUSE_S, "a pause in seconds"),
    "pace": (SLOWEST_PACE, FASTEST_PACE, "a pace, 1 being the voice's own"),
}
ADJUSTABLE = (*_RANGES, "voice", "seed", "delivery")
"""Values of a line, as `LineDecision` names them."""


def checked_adjustment(name: str, value: Any) -> Any:
    """`value`, from JSON, as a line can have it. Raises UsageError."""
    if name in _RANGES:
        return _number(name, value)
    if name == "voice" and isinstance(value, str):
        return value.strip()
    if name == "seed" and (value is None or _is_seed(value)):
        return value
    if name == "delivery" and (value is None or (isinstance(value, str) and is_delivery(value))):
        return value
    if name not in ADJUSTABLE:
        raise UsageError(f"a line has no {name!r}", hint=f"It has: {', '.join(ADJUSTABLE)}.")
    raise UsageError(f"the {name} of a line is {value!r:.40}, which it cannot be")


def checked_gain(value: Any) -> float:
    """A gain in dB. Raises UsageError."""
    return _number("gain_db", value)


def _number(name: str, value: Any) -> float:
    lowest, highest, what = _RANGES[name]
    if type(value) in (int, float) and math.isfinite(value) and lowest <= value <= highest:
        return float(value)
    raise UsageError(f"{value!r:.40} is not {what} from {lowest:g} to {highest:g}")


def _is_seed(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_SEED
