"""CMX 3600 edit lists, around what they do not say and their OTIO adapter drops.

An EDL names no frame rate (ours do, in a comment), and the adapter keeps the record timecode
only as a negative start of the tracks, which puts their whole content outside the range they
show.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.timeline.timing import exact_rate

ADAPTER = "cmx_3600"
_TIMECODE = re.compile(r"\b(\d\d:\d\d:\d\d)([:;.,])(\d\d)\b")
_DROP = re.compile(r"^\s*FCM:\s*DROP", re.IGNORECASE)
_NON_DROP = re.compile(r"^\s*FCM:\s*NON", re.IGNORECASE)
_SAID_RATE = re.compile(r"^\* FRAME RATE: (\d{1,3}(?:\.\d{1,12})?)[ \t]*\r?\n", re.MULTILINE)
_RATES = ((49, 60.0), (29, 50.0), (24, 30.0), (23, 25.0))  # last frame number seen, above


def read(path: Path) -> tuple[Any, list[str]]:
    """The timeline and notes. Raises whatever the adapter raises."""
    text = path.read_bytes().decode("utf-8-sig", "replace")
    text, said = _without_rate(text)
    text, guessed = _with_drop_frame(text)
    rate = said or guessed
    guess = f"an EDL does not say its frame rate: read at {rate:.5g} frames per second"
    notes = [] if said else [guess]
    try:
        timeline = otio.adapters.read_from_string(text, ADAPTER, rate=rate)
    except Exception:
        timeline = otio.adapters.read_from_string(
            text, ADAPTER, rate=rate, ignore_timecode_mismatch=True
        )
        notes.append("source and record lengths of some events differ: the source's are used")
    _restore_record_time(timeline)
    return timeline, notes


def rate_comment(rate: float) -> str:
    """The line in which an EDL of ours says its frame rate; to others it is a comment."""
    return f"* FRAME RATE: {float(exact_rate(rate)):.6g}\n"


def _without_rate(text: str) -> tuple[str, float | None]:
    """The text without the comment that names its frame rate, and that rate."""
    found = _SAID_RATE.search(text)
    rate = float(exact_rate(float(found[1]))) if found and float(found[1]) >= 1 else None
    return _SAID_RATE.sub("", text), rate


def _with_drop_frame(text: str) -> tuple[str, float]:
    """The text with drop-frame timecode marked as such, and the likely frame rate."""
    lines, drop, any_drop = [], False, False
    for line in text.splitlines():
        if _DROP.match(line):
            drop = any_drop = True
        elif _NON_DROP.match(line):
            drop = False
        lines.append(_TIMECODE.sub(r"\1;\3" if drop else r"\1:\3", line))
    last = max((int(match[3]) for match in _TIMECODE.finditer(text)), default=0)
    if any_drop or ";" in "".join(match[2] for match in _TIMECODE.finditer(text)):
        return "\n".join(lines), 60000 / 1001 if last > 29 else 30000 / 1001
    return "\n".join(lines), next((rate for above, rate in _RATES if last > above), 24.0)


def _restore_record_time(timeline: otio.schema.Timeline) -> None:
    """The first record timecode becomes the timeline's start, later tracks get a gap.

    A track whose first event is recorded at 00:00:00:00 comes without a range of its own.
    """
    if all(track.source_range is None for track in timeline.tracks):
        return
    starts = {
        index: _record_start(track)
        for index, track in enumerate(timeline.tracks)
        if len(track) and (track.source_range is None or track.source_range.start_time.value <= 0)
    }
    if not starts:
        return
    first = min(starts.values())
    timeline.global_start_time = first
    for index, start in starts.items():
        track = timeline.tracks[index]
        track.source_range = None
        if start > first:
            gap = TimeRange(RationalTime(0, start.rate), start - first)
            track.insert(0, otio.schema.Gap(source_range=gap))


def _record_start(track: otio.schema.Track) -> RationalTime:
    if track.source_range is None:
        return RationalTime(0, track.duration().rate)
    return -track.source_range.start_time
