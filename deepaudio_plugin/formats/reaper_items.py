"""The clips of a track as a Reaper project has them: items in seconds, each with its takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.ownership.ours import clip_gain, mark

_TAKE = re.compile(r"take (\d+)")
_CUT = Fraction(10, 1000)
"""Seconds on either side of a cut over which sounds of ours cross, as in a mix of ours."""


@dataclass(frozen=True)
class ReaperTake:
    """One sound or film that an item can play."""

    name: str
    url: str  # "" where the media is missing
    skipped: Fraction  # seconds of the file before what plays


@dataclass
class ReaperItem:
    """A clip on a track; times are seconds from the project's start."""

    start: Fraction
    length: Fraction
    fade_in: Fraction
    fade_out: Fraction
    takes: tuple[ReaperTake, ...]
    chosen: int = 0  # which of `takes` plays
    speed: Fraction = Fraction(1)
    plays: bool = True
    gain_db: float = 0.0
    is_odd: bool = False  # it froze or ran backwards, which an item cannot


def items_of(
    track: otio.schema.Track, rate: Fraction, edge: Callable[[str], Fraction]
) -> list[ReaperItem]:
    """The clips of a track, whose times are whole frames counted from files' first frames.

    `edge` says by its address how long a sound fades at both ends. Clips that dissolve
    overlap, and fade over all of it; so do those that fade and meet at a cut, shortly.
    """
    items: list[ReaperItem] = []
    now = beyond = Fraction(0)
    dissolve: otio.schema.Transition | None = None
    for child in track:
        if isinstance(child, otio.schema.Transition):
            dissolve = child
            if items and _ends_at(items[-1], now):
                items[-1].length += _seconds(child.out_offset, rate)
                items[-1].fade_out = _length(child, rate)
            continue
        if isinstance(child, otio.schema.Clip):
            item = _item(child, now, rate, edge)
            if dissolve is not None:
                _begin_earlier(item, _seconds(dissolve.in_offset, rate))
                item.fade_in = _length(dissolve, rate)
            elif items and _ends_at(items[-1], now) and beyond >= _CUT:
                _cross(items[-1], item)
            items.append(item)
            beyond = _beyond(child, rate)
        now += _seconds(child.trimmed_range().duration, rate)
        dissolve = None
    return items


def _ends_at(item: ReaperItem, time: Fraction) -> bool:
    return item.start + item.length == time


def _cross(before: ReaperItem, after: ReaperItem) -> None:
    """Let two items overlap at the cut between them, where both fade and the second can."""
    held = min(take.skipped for take in after.takes)
    if not (before.fade_out and after.fade_in) or held < _CUT:
        return
    before.length += _CUT
    _begin_earlier(after, _CUT)
    before.fade_out = after.fade_in = 2 * _CUT


def _beyond(clip: otio.schema.Clip, rate: Fraction) -> Fraction:
    """Seconds that the file of a clip goes on after it."""
    held = clip.media_reference.available_range if clip.media_reference else None
    if held is None or clip.source_range is None:
        return Fraction(0)
    return _seconds(held.end_time_exclusive() - clip.source_range.end_time_exclusive(), rate)


def _length(transition: otio.schema.Transition, rate: Fraction) -> Fraction:
    return _seconds(transition.in_offset, rate) + _seconds(transition.out_offset, rate)


def _begin_earlier(item: ReaperItem, by: Fraction) -> None:
    item.start, item.length = item.start - by, item.length + by
    item.takes = tuple(
        ReaperTake(take.name, take.url, take.skipped - by * item.speed) for take in item.takes
    )


def _seconds(time: otio.opentime.RationalTime, rate: Fraction) -> Fraction:
    return round(float(time.value)) / rate


def _item(
    clip: otio.schema.Clip, start: Fraction, rate: Fraction, edge: Callable[[str], Fraction]
) -> ReaperItem:
    skipped = _seconds(clip.source_range.start_time, rate)
    references, chosen = _in_order(clip)
    playing = references[chosen]
    takes = tuple(
        ReaperTake(
            f"{clip.name} (take {number})" if len(references) > 1 else clip.name,
            getattr(media, "target_url", "") or "",
            skipped + Fraction(_handle(media) - _handle(playing), SAMPLE_RATE),
        )
        for number, media in enumerate(references, start=1)
    )
    speed, is_odd = _speed(clip)
    fade = edge(takes[chosen].url)
    length = _seconds(clip.source_range.duration, rate)
    return ReaperItem(
        *(start, length, fade, fade, takes, chosen, speed),
        plays=clip.enabled,
        gain_db=clip_gain(clip.metadata),
        is_odd=is_odd,
    )


def _in_order(clip: otio.schema.Clip) -> tuple[list[Any], int]:
    """The media of a clip in the order of our takes, and which of them plays.

    Of other people's clips it is the one that plays: their others are proxies.
    """
    active = clip.media_reference
    facts: Mapping[str, Any] = mark(clip.metadata)
    others = {
        int(found[1]): media
        for key, media in clip.media_references().items()
        if (found := _TAKE.fullmatch(key)) and mark(media.metadata)
    }
    if not others or not mark(active.metadata):
        return [active], 0
    number = facts.get("selected")
    place = number if isinstance(number, int) and number not in others else 0
    order = sorted({**others, place: active}.items())
    return [media for _, media in order], [number for number, _ in order].index(place)


def _handle(media: Any) -> int:
    """Samples of a take of ours before its line or shot."""
    found = mark(media.metadata).get("handle_in")
    return found if isinstance(found, int) else 0


def _speed(clip: otio.schema.Clip) -> tuple[Fraction, bool]:
    """How fast a clip plays, and whether that is something else than it should."""
    speed = Fraction(1)
    for effect in clip.effects:
        if isinstance(effect, otio.schema.LinearTimeWarp):
            speed *= Fraction(effect.time_scalar).limit_denominator(1_000_000)
    return (speed, False) if speed > 0 else (Fraction(1), True)
