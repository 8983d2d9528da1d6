"""The rate a timeline is cut at, which few files say outright.

Times are also counted by clocks that nobody cuts at: sound samples (44100), ticks of a media
library (24000 for 24000/1001), still images (1). A clock is never an edit rate; where its unit is
that of a frame rate, as AVFoundation writes it, it names one.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from deepaudio_plugin.core.errors import TimelineError
from deepaudio_plugin.timeline.flatten import is_video
from deepaudio_plugin.timeline.timing import exact_rate

FALLBACK = 25.0
_PLAUSIBLE = (5.0, 480.0)  # frames per second
_CLOCKS = {
    **{base * 1000: Fraction(base * 1000, 1001) for base in (24, 30, 60, 120)},
    **{base * 100: Fraction(base) for base in (24, 25, 30, 50, 60)},
    **{base * 1000: Fraction(base) for base in (25, 50)},
}
"""Ticks a second of clocks that count frames: 1001 of 24000 are one, 100 of 2500 are one."""


def edit_rate(timeline: otio.schema.Timeline, where: str) -> tuple[float, list[str]]:
    """The rate a timeline is cut at, and a note where it was guessed.

    A start timecode names it where any item agrees or where it is not just zero; then what
    the host wrote beside the timeline; then what most video items use, gaps counting like
    clips because hosts write them in the timeline's own frames; then what the media have. Raises
    TimelineError where no item has a time at all.
    """
    used = Counter(_rates(timeline, video=True)) or Counter(_rates(timeline, video=False))
    start = timeline.global_start_time
    declared = _usable(start.rate) if start is not None else None
    if declared and _is_plausible(declared) and (declared in used or start.value != 0):
        return declared, []
    written = _fcp_rate(timeline)
    if written and _is_plausible(written):
        return written, []
    if not used:
        raise TimelineError(
            "no clip of the timeline has a usable frame rate",
            where=where,
            hint="export the timeline again with a frame rate above 0",
        )
    likely = _most(used) or _most(Counter(_media_rates(timeline)))
    return (likely, []) if likely else _of_clock(used)


def _is_plausible(rate: float) -> bool:
    return _PLAUSIBLE[0] <= rate <= _PLAUSIBLE[1]


def _most(used: Counter[float]) -> float | None:
    """The plausible rate that most have, the first of several equal ones."""
    likely = {rate: n for rate, n in used.items() if _is_plausible(rate)}
    return max(likely, key=lambda rate: likely[rate]) if likely else None


def _of_clock(used: Counter[float]) -> tuple[float, list[str]]:
    """What a clock that is no frame rate counts frames of, or else a rate at a guess."""
    clock = max(used, key=lambda rate: used[rate])
    rate = _CLOCKS.get(round(clock))
    counted = f"its times count {clock:.10g} a second, which is no frame rate"
    if rate is not None:
        return float(rate), [f"{counted}: read at {float(rate):.5g} frames per second"]
    return FALLBACK, [
        f"the timeline does not say its frame rate ({counted}): "
        f"read at {FALLBACK:g} frames per second"
    ]


def _rates(timeline: otio.schema.Timeline, *, video: bool) -> Iterator[float]:
    for track in timeline.tracks:
        if video and isinstance(track, otio.schema.Track) and not is_video(track):
            continue
        items = track if isinstance(track, otio.core.Composition) else [track]
        for item in items:
            rate = _usable(_item_rate(item))
            if rate:
                yield rate


def _media_rates(timeline: otio.schema.Timeline) -> Iterator[float]:
    for clip in timeline.find_clips():
        available = clip.media_reference.available_range if clip.media_reference else None
        rate = _usable(available.duration.rate) if available is not None else None
        if rate:
            yield rate


def _item_rate(item: Any) -> float:
    source = getattr(item, "source_range", None)
    if source is None and isinstance(item, otio.schema.Clip) and item.media_reference is not None:
        source = item.media_reference.available_range
    if source is None and isinstance(item, otio.core.Composition):
        return next((r for r in map(_item_rate, item) if r > 0), 0.0)
    return float(source.duration.rate) if source is not None else 0.0


def _usable(rate: float) -> float | None:
    with contextlib.suppress(ValueError, ZeroDivisionError):
        return float(exact_rate(rate)) or None
    return None


def _fcp_rate(timeline: otio.schema.Timeline) -> float | None:
    """The sequence rate that the Final Cut Pro 7 XML adapter keeps in the metadata."""
    with contextlib.suppress(AttributeError, TypeError, ValueError):
        rate = timeline.metadata.get("fcp_xml", {}).get("rate", {})
        base = float(rate.get("timebase", 0))
        ntsc = str(rate.get("ntsc", "")).upper() == "TRUE"
        return _usable(base * 1000 / 1001 if ntsc else base)
    return None
