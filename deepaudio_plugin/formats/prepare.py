"""A timeline made fit for adapters: they stumble over what OTIO leaves open.

Everything keeps its place and length. Each function changes the timeline it is given, which
is a copy, and returns notes on what a person would miss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.ownership.ours import channels, mark
from deepaudio_plugin.timeline.flatten import trimmed_before_all
from deepaudio_plugin.timeline.ticks import BadTimeError, nearest_frame, ticks


def prepared(
    timeline: otio.schema.Timeline, rate: float, *, keeps_switched_off: bool = False
) -> list[str]:
    """What every adapter needs: kinds as OTIO spells them, one rate, and ranges said.

    Clips that are switched off become gaps, but where the format `keeps_switched_off`.
    """
    for track in timeline.tracks:
        if isinstance(track, otio.schema.Track) and track.kind.lower() in ("video", "audio"):
            track.kind = track.kind.capitalize()
    if timeline.global_start_time is not None:
        timeline.global_start_time = _at(timeline.global_start_time, rate)
    lost = 0
    for parent in [*_compositions(timeline.tracks)]:
        lost += _say_ranges(parent)
        if isinstance(parent, otio.schema.Track):
            _count_in(parent, rate)
        trim = parent.source_range  # adapters take its rate for the timeline's
        if trimmed_before_all(parent):
            parent.source_range = None
        elif trim is not None and not isinstance(parent.parent(), otio.schema.Track):
            parent.source_range = TimeRange(_at(trim.start_time, rate), _at(trim.duration, rate))
    notes = [f"{lost} clips of unknown length are left out"] if lost else []
    return notes if keeps_switched_off else notes + _switched_off_to_gaps(timeline)


def generators_to_gaps(timeline: otio.schema.Timeline) -> list[str]:
    """Gaps in the place of generators, which the format cannot hold."""
    return emptied(timeline, (otio.schema.GeneratorReference,), "generators")


def sequences_to_files(timeline: otio.schema.Timeline) -> list[str]:
    """Image sequences as one address with a %04d, for adapters that know files only."""
    count = 0
    for clip in _clips(timeline):
        for key, media in clip.media_references().items():
            if isinstance(media, otio.schema.ImageSequenceReference):
                clip.set_media_references(
                    {**clip.media_references(), key: _pattern(media)},
                    clip.active_media_reference_key,
                )
                count += 1
    return [f"{count} image sequences name their files by a pattern"] if count else []


def count_from_first_frames(timeline: otio.schema.Timeline) -> None:
    """Count media from the first frame of their files, as players do, and not by timecode.

    Media of which only the part is known that a clip shows may be counted either way: they
    stay as they are.
    """
    for clip in timeline.find_clips():
        media, used = clip.media_reference, clip.source_range
        known = getattr(media, "available_range", None)
        if known is None or known == used or known.start_time.value <= 0:
            continue
        clip.source_range = TimeRange(used.start_time - known.start_time, used.duration)
        media.available_range = TimeRange(RationalTime(0, known.start_time.rate), known.duration)


def share_ranges(timeline: otio.schema.Timeline) -> None:
    """One available range for all clips of a file: what they say of it, taken together.

    Formats that describe a file once take its length from the first clip, and adapters count
    each clip from the beginning of its own range. A clip that knows its own part alone, and
    lies before all that others know, is counted from the file's first frame.
    """
    by_file: dict[str, list[otio.schema.Clip]] = {}
    for clip in _clips(timeline):
        if isinstance(clip.media_reference, otio.schema.ExternalReference):
            by_file.setdefault(clip.media_reference.target_url, []).append(clip)
    for clips in by_file.values():
        known = [c for c in clips if c.media_reference.available_range != c.source_range]
        whole = _united(clip.media_reference.available_range for clip in known or clips)
        for clip in clips:
            used = clip.source_range
            if clip not in known and used.end_time_exclusive() <= whole.start_time:
                clip.source_range = TimeRange(used.start_time + whole.start_time, used.duration)
        whole = _united((whole, *(clip.source_range for clip in clips)))
        for clip in clips:
            clip.media_reference.available_range = whole


def _united(ranges: Iterable[TimeRange]) -> TimeRange:
    first, *others = ranges
    for other in others:
        first = first.extended_by(other)
    return first


def cut_transitions(timeline: otio.schema.Timeline) -> list[str]:
    """Cuts in the place of transitions."""
    count = 0
    for parent in [*_compositions(timeline.tracks)]:
        for child in [c for c in parent if isinstance(c, otio.schema.Transition)]:
            parent.remove(child)
            count += 1
    return [f"{count} transitions became cuts"] if count else []


def is_switched_on(item: Any) -> bool:
    """Whether an item counts: it and all that it lies in are switched on."""
    while item is not None:
        if not item.enabled:
            return False
        item = item.parent()
    return True


def our_media(timeline: otio.schema.Timeline) -> list[otio.schema.ExternalReference]:
    """References to files of ours that clips play."""
    references = (clip.media_reference for clip in _clips(timeline))
    return [
        media
        for media in references
        if isinstance(media, otio.schema.ExternalReference) and mark(media.metadata)
    ]


def our_channels(timeline: otio.schema.Timeline) -> dict[str, int]:
    """Channels of the files of ours that clips play, by address."""
    return {str(media.target_url): channels(media.metadata) for media in our_media(timeline)}


def _compositions(item: Any) -> Iterator[Any]:
    """A composition and those in it, the innermost first."""
    for child in item:
        if isinstance(child, otio.core.Composition):
            yield from _compositions(child)
    yield item


def _clips(timeline: otio.schema.Timeline) -> list[otio.schema.Clip]:
    return [c for p in _compositions(timeline.tracks) for c in p if isinstance(c, otio.schema.Clip)]


def _say_ranges(parent: Any) -> int:
    """Ranges of clips and of their media; returns how many had none and are gone."""
    gone = 0
    for clip in [c for c in parent if isinstance(c, otio.schema.Clip)]:
        try:
            used = clip.trimmed_range()
            ticks(used.start_time), ticks(used.duration)
        except (otio.exceptions.OTIOError, BadTimeError, ValueError):
            parent.remove(clip)
            gone += 1
            continue
        clip.source_range = used
        media = clip.media_reference
        if media is None or (
            isinstance(media, otio.schema.ExternalReference) and not media.target_url
        ):
            clip.media_reference = otio.schema.MissingReference()
        for media in clip.media_references().values():
            known = media.available_range
            media.available_range = used if known is None else known.extended_by(used)
    return gone


def _count_in(track: otio.schema.Track, rate: float) -> None:
    """Everything on a track in frames of one rate; edges are rounded where they lie."""
    now = edge = 0
    for item in track:
        if isinstance(item, otio.schema.Transition):
            item.in_offset, item.out_offset = _at(item.in_offset, rate), _at(item.out_offset, rate)
            continue
        now += ticks(item.trimmed_range().duration)
        end = nearest_frame(now, rate)
        if item.source_range is not None:
            first = _at(item.source_range.start_time, rate)
            item.source_range = TimeRange(first, RationalTime(end - edge, rate))
        edge = end
        if isinstance(item, otio.schema.Clip):
            for media in item.media_references().values():
                known = media.available_range
                media.available_range = TimeRange(
                    _at(known.start_time, rate), _at(known.duration, rate)
                ).extended_by(item.source_range)


def _at(time: RationalTime, rate: float) -> RationalTime:
    """A time in whole frames of `rate`, spelt exactly."""
    return RationalTime(nearest_frame(ticks(time), rate), rate)


def _switched_off_to_gaps(timeline: otio.schema.Timeline) -> list[str]:
    """Gaps in the place of clips that are switched off: adapters would switch them on."""
    count = 0
    for parent in [*_compositions(timeline.tracks)]:
        for number, child in enumerate(parent):
            if isinstance(child, otio.schema.Clip) and not is_switched_on(child):
                parent[number] = _gap_for(child)
                count += 1
    return [f"{count} clips that are switched off are left out"] if count else []


def _gap_for(clip: otio.schema.Clip) -> otio.schema.Gap:
    gap = otio.schema.Gap(name=clip.name, source_range=clip.trimmed_range())
    gap.markers.extend(marker.deepcopy() for marker in clip.markers)
    return gap


def emptied(timeline: otio.schema.Timeline, kinds: tuple[Any, ...], what: str) -> list[str]:
    """Gaps in the place of clips whose media are of these kinds, which the format cannot hold."""
    count = 0
    for parent in [*_compositions(timeline.tracks)]:
        for number, child in enumerate(parent):
            if isinstance(child, otio.schema.Clip) and isinstance(child.media_reference, kinds):
                parent[number] = _gap_for(child)
                count += 1
    return [f"{count} {what} became gaps, because the format cannot hold them"] if count else []


def _pattern(media: otio.schema.ImageSequenceReference) -> otio.schema.ExternalReference:
    base = media.target_url_base or ""
    base += "/" if base and not base.endswith("/") else ""
    number = f"%250{media.frame_zero_padding or 1}d"  # adapters read an address, so % is %25
    return otio.schema.ExternalReference(
        target_url=f"{base}{media.name_prefix or ''}{number}{media.name_suffix or ''}",
        available_range=media.available_range,
    )
