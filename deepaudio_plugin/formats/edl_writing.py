"""CMX 3600 edit lists: one picture track and four sound tracks, with record timecode.

The adapter writes the first track alone, without the timeline's start. So each track is
written as if it were that one, and its events are put together under their channels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.formats.base import named
from deepaudio_plugin.formats.edl import rate_comment
from deepaudio_plugin.formats.prepare import sequences_to_files
from deepaudio_plugin.output.tracks import OWNER
from deepaudio_plugin.timeline.timing import exact_rate

ADAPTER = "cmx_3600"
_SOUND_CHANNELS = ("A", "A2", "A3", "A4")
_EVENT = re.compile(r"^(\d{3,})(  (?:.{8}|\S+) +)(\S+ *)(?= [CD] )", re.MULTILINE)
_DROP_FRAME = (exact_rate(30000 / 1001), exact_rate(60000 / 1001))


def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
    """Write what an edit list can hold; what is left out is in the notes.

    Raises OutputError when the timeline has no picture track to begin with.
    """
    tracks = [t for t in timeline.tracks if isinstance(t, otio.schema.Track) and t.enabled]
    pictures = [t for t in tracks if t.kind == otio.schema.TrackKind.Video and len(t)]
    sounds = [t for t in tracks if t.kind == otio.schema.TrackKind.Audio and len(t)]
    if not pictures and not sounds:
        raise OutputError("an EDL needs a track with clips", hint="Write a .otio file.")
    sounds.sort(key=lambda track: not _is_ours(track))  # ours first: they are what is new
    notes = _fit(timeline)
    chosen = [*zip(pictures[:1], ("V",), strict=False)]
    chosen += zip(sounds[: len(_SOUND_CHANNELS)], _SOUND_CHANNELS, strict=False)
    path.write_text(_edit_list(timeline, chosen), encoding="utf-8")
    return notes + _notes(pictures[1:] + sounds[len(_SOUND_CHANNELS) :])


def _is_ours(track: otio.schema.Track) -> bool:
    mark = track.metadata.get("deepaudio")
    return bool(mark and mark.get("owner") == OWNER)


def _fit(timeline: otio.schema.Timeline) -> list[str]:
    """Take out what the adapter stumbles over: odd retimes, and clips of no reel."""
    notes, retimes = sequences_to_files(timeline), 0
    for clip in timeline.find_clips():
        kept = [e for e in clip.effects if not isinstance(e, otio.schema.TimeEffect) or _fits(e)]
        if len(kept) < len(clip.effects):
            retimes += 1
            clip.effects.clear()
            clip.effects.extend(kept)
        if not re.sub(r"[^A-Za-z0-9]", "", _reel_source(clip)):
            clip.metadata[ADAPTER] = {"reel": "AX"}
    return notes + ([f"{retimes} changes of speed are left out"] if retimes else [])


def _reel_source(clip: otio.schema.Clip) -> str:
    """What the adapter makes the name of the reel from."""
    url = getattr(clip.media_reference, "target_url", "") or ""
    return PurePosixPath(url).stem or clip.name


def _fits(effect: otio.schema.TimeEffect) -> bool:
    """Whether the adapter writes this change of speed, which it knows by the effect's name."""
    if isinstance(effect, otio.schema.FreezeFrame):
        return bool(effect.effect_name == "FreezeFrame")
    return isinstance(effect, otio.schema.LinearTimeWarp) and bool(
        effect.effect_name == "LinearTimeWarp" and effect.time_scalar > 0
    )


def _edit_list(
    timeline: otio.schema.Timeline, chosen: Sequence[tuple[otio.schema.Track, str]]
) -> str:
    rate = timeline.duration().rate
    start = timeline.global_start_time or RationalTime(0, rate)
    drop = exact_rate(rate) in _DROP_FRAME
    count = f"FCM: {'' if drop else 'NON-'}DROP FRAME\n{rate_comment(rate)}"
    parts = [f"TITLE: {timeline.name}\n{count}\n"]
    number = 0

    def event(match: re.Match[str], channel: str) -> str:
        nonlocal number
        number += match[1] != previous[0]
        previous[0] = match[1]
        return f"{number:03d}{match[2]}{channel:<{len(match[3])}}"

    for track, channel in chosen:
        previous = [""]  # the two lines of a dissolve share a number

        def renamed(match: re.Match[str], channel: str = channel) -> str:
            return event(match, channel)

        parts.append(_EVENT.sub(renamed, _events(track, start.rescaled_to(rate), rate)) + "\n")
    return "".join(parts)


def _events(track: otio.schema.Track, start: RationalTime, rate: float) -> str:
    """The events of one track, as if it were a timeline's only one."""
    alone = track.deepcopy()
    alone.kind = otio.schema.TrackKind.Video
    alone.source_range = None
    if start.value > 0:
        alone.insert(0, otio.schema.Gap(source_range=TimeRange(RationalTime(0, rate), start)))
    holder = otio.schema.Timeline(tracks=[alone])
    return str(otio.adapters.write_to_string(holder, ADAPTER, rate=rate))


def _notes(left_out: Sequence[otio.schema.Track]) -> list[str]:
    notes = ["an EDL holds no nested sequences, effects, levels or other takes"]
    if left_out:
        names = named([track.name for track in left_out])
        notes.append(f"an EDL holds one picture and four sound tracks; left out: {names}")
    return notes
