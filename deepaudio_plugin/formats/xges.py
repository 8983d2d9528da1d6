"""GStreamer Editing Services projects, around the frame rate that their adapter does not know."""

from __future__ import annotations

import re
from pathlib import Path

import opentimelineio as otio
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.formats.flat import lay_flat
from deepaudio_plugin.formats.prepare import cut_transitions
from deepaudio_plugin.timeline.timing import exact_rate

ADAPTER = "xges"
_ITS_RATE = re.compile(r"(framerate\\?=\\?\(fraction\\?\))30/1")  # quoted inside a property


def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
    """Write the timeline with its own rate: the adapter says 30 whatever it is.

    Nested sequences are laid flat: as projects in the project, GES (1.22) waits for ever for
    a file that both of them use.
    """
    notes = ["GES projects hold no start timecode, no track names and no other takes"]
    notes += lay_flat(timeline)
    notes += _drop_stray_markers(timeline)
    _drop_idle_range(timeline.tracks)
    _write(timeline, path)
    try:
        otio.adapters.read_from_file(str(path), ADAPTER)
    except Exception:  # it writes some transitions so that it cannot read them itself
        notes += cut_transitions(timeline)
        _write(timeline, path)
    return notes


def _write(timeline: otio.schema.Timeline, path: Path) -> None:
    otio.adapters.write_to_file(timeline, str(path), ADAPTER)
    rate = exact_rate(timeline.duration().rate)
    ours = rf"\g<1>{rate.numerator}/{rate.denominator}"
    text = path.read_text(encoding="utf-8")
    path.write_text(_ITS_RATE.sub(ours, text), encoding="utf-8")


def _drop_idle_range(stack: otio.schema.Stack) -> None:
    """Leave out a range that cuts nothing off: for its sake all would go into a nested project."""
    used = stack.source_range
    if used is not None and used.start_time.value == 0 and used.duration >= _length(stack):
        stack.source_range = None


def _length(stack: otio.schema.Stack) -> RationalTime:
    return max((track.duration() for track in stack), default=RationalTime(0, 1))


def _drop_stray_markers(timeline: otio.schema.Timeline) -> list[str]:
    """Leave out markers that lie before what their clip shows: GES counts from there."""
    count = 0
    for clip in timeline.find_clips():
        first = clip.trimmed_range().start_time
        kept = [m for m in clip.markers if m.marked_range.start_time >= first]
        count += len(clip.markers) - len(kept)
        if len(kept) < len(clip.markers):
            clip.markers[:] = [marker.deepcopy() for marker in kept]
    return [f"{count} markers before the beginning of their clip are left out"] if count else []
