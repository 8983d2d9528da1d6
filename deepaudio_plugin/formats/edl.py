"""CMX 3600 edit lists, around what they do not say and their OTIO adapter drops.

An EDL names no frame rate (ours do, in a comment), and the adapter keeps the record timecode
only as a negative start of the tracks, which puts their whole content outside the range they
show. Of a timeline the adapter writes the first track alone, without the timeline's start: so
each track is written as if it were that one, and its events are put together under their
channels, one of picture and four of sound, with record timecode.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.formats.base import named
from deepaudio_plugin.formats.edl_events import BLANK, readable
from deepaudio_plugin.formats.flat import lay_flat
from deepaudio_plugin.formats.prepare import sequences_to_files
from deepaudio_plugin.ownership.ours import OWNER
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
    text, left_out = readable(text, rate)
    notes += left_out
    try:
        timeline = otio.adapters.read_from_string(text, ADAPTER, rate=rate)
    except Exception:
        timeline = otio.adapters.read_from_string(
            text, ADAPTER, rate=rate, ignore_timecode_mismatch=True
        )
        notes.append("source and record lengths of some events differ: the source's are used")
    _restore_record_time(timeline)
    _restore_reels(timeline)
    return timeline, notes


def rate_comment(rate: float) -> str:
    """The line in which an EDL of ours says its frame rate; to others it is a comment."""
    return f"* FRAME RATE: {float(exact_rate(rate)):.6g}\n"


def _without_rate(text: str) -> tuple[str, float | None]:
    """The text without the comment that names its frame rate, and that rate."""
    found = _SAID_RATE.search(text)
    rate = float(exact_rate(float(found[1]))) if found and float(found[1]) >= 1 else None
    return _SAID_RATE.sub("\n", text), rate


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


def _restore_reels(timeline: otio.schema.Timeline) -> None:
    """Blanks in the names of reels again."""
    for clip in timeline.find_clips():
        held = clip.metadata.get(ADAPTER, {})
        if BLANK in str(held.get("reel", "")):
            held["reel"] = held["reel"].replace(BLANK, " ")


def _record_start(track: otio.schema.Track) -> RationalTime:
    if track.source_range is None:
        return RationalTime(0, track.duration().rate)
    return -track.source_range.start_time


# -- writing --------------------------------------------------------------------------

_SOUND_CHANNELS = ("A", "A2", "A3", "A4")
_EVENT = re.compile(r"^(\d{3,})(  (?:.{8}|\S+) +)(\S+ *)(?= [CD] )", re.MULTILINE)
_DROP_FRAME = (exact_rate(30000 / 1001), exact_rate(60000 / 1001))


def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
    """Write what an edit list can hold; what is left out is in the notes.

    Raises OutputError when the timeline has no picture track to begin with.
    """
    notes = lay_flat(timeline)
    tracks = [t for t in timeline.tracks if isinstance(t, otio.schema.Track) and t.enabled]
    pictures = [t for t in tracks if t.kind == otio.schema.TrackKind.Video and len(t)]
    sounds = [t for t in tracks if t.kind == otio.schema.TrackKind.Audio and len(t)]
    if not pictures and not sounds:
        raise OutputError("an EDL needs a track with clips", hint="Write a .otio file.")
    sounds.sort(key=lambda track: not _is_ours(track))  # ours first: they are what is new
    notes += _fit(timeline)
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
