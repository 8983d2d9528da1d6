"""Transitions between two clips, or between a clip and nothing: dissolves, fades and wipes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

import opentimelineio as otio

from deepaudio_plugin.core.protocol import WipeWay
from deepaudio_plugin.timeline.ticks import BadTimeError, ticks

_CODE = re.compile(r"W(\d{3})")
_DISSOLVES = ("", otio.schema.TransitionTypes.SMPTE_Dissolve)
_WIPE = "SMPTE_Wipe"
_WAYS: dict[int, WipeWay] = {1: "right", 2: "down"}
"""SMPTE wipe codes (ST 258): a line that moves from the left, and one that moves from the top."""


@dataclass(frozen=True)
class Crossing:
    """A transition at a cut, in ticks, or in frames where a shot has it."""

    before: int  # how long before the cut it begins
    after: int  # and how long after it ends
    wipe: WipeWay = ""  # "": it dissolves
    note: str = ""  # where it shows otherwise than it is

    def at_speed(self, speed: Fraction) -> Crossing:
        """The same in a composition that plays so fast; below 0 the other way round."""
        before, after = (round(time / abs(speed)) for time in (self.before, self.after))
        if speed < 0:
            before, after = after, before
        return replace(self, before=before, after=after)


def crossing_of(transition: otio.schema.Transition) -> Crossing | None:
    """A transition as far as the player can show it; None for one of nonsense."""
    try:
        before = max(0, ticks(transition.in_offset))
        after = max(0, ticks(transition.out_offset))
    except (BadTimeError, AttributeError):
        return None
    kind = transition.transition_type or ""
    if kind in _DISSOLVES:
        return Crossing(before, after)
    if kind != _WIPE:
        name = transition.name or kind
        return Crossing(before, after, note=f"the transition {name!r} is shown as a dissolve")
    code = _wipe_code(transition)
    way = _WAYS.get(code, "right")
    note = "" if code in _WAYS else f"wipe {code} is shown as one from the left"
    return Crossing(before, after, way, note)


def _wipe_code(transition: otio.schema.Transition) -> int:
    """Which wipe it is, as an edit list names it; the usual one where it does not."""
    said = transition.metadata.get("cmx_3600", {})
    found = _CODE.match(str(said.get("transition", ""))) if hasattr(said, "get") else None
    return int(found[1]) if found else 1
