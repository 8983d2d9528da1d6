"""One look over a timeline for clips of ours, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import MediaError
from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.decisions.refs import CUE
from deepaudio_plugin.formats.fcp7_gains import level_of
from deepaudio_plugin.ownership.broadcast import BroadcastFacts, read_broadcast
from deepaudio_plugin.ownership.ours import (
    OurFile,
    file_name,
    is_our_clip,
    is_our_crossfade,
    is_without_name,
    mark,
    our_file,
    stem_of,
)
from deepaudio_plugin.roundtrip.clocks import (
    MAX_SIGNS,
    Sign,
    WrittenClock,
    clock_of,
    ticks_of,
)
from deepaudio_plugin.roundtrip.returned_take import KnownBy, ReturnedTake
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.flatten import is_video
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.ticks import BadTimeError, nearest_frame, per_frame, ticks
from deepaudio_plugin.timeline.timing import exact_rate

CONFORMED = 1
"""Frames beside where it was that a host may put a clip which it conforms."""
_SOUND = (".wav", ".wave", ".bwf")


@dataclass(frozen=True)
class _Facts:
    """What is known of a take wherever its clip is now.

    Times are frames of the day at the timeline's rate; where it was another one they lie
    between frames.
    """

    key: str = ""
    seed: int | None = None
    name: str = ""
    stem: str = ""
    ref: str = ""
    text: str = ""
    window: int | None = None
    clip_start: Fraction | None = None  # where the clip was written
    file_start: Fraction | None = None  # of the file's first frame
    file_frames: int = 0

    @property
    def head(self) -> int | None:
        """Frames of the file before the clip as it was written."""
        if self.clip_start is None or self.file_start is None:
            return None
        return round(self.clip_start - self.file_start)


@dataclass(frozen=True)
class _Laid:
    """A clip on a track. Times are ticks."""

    clip: otio.schema.Clip
    start: int
    length: int
    is_free: bool  # nothing follows it without a gap
    fades: tuple[str, ...] = ()  # names of transitions at either end


class TakeFinder:
    """One look over a timeline; a file is opened once."""

    def __init__(self, document: Document, resolver: MediaResolver) -> None:
        self._rate = document.rate
        self._start = int(document.start.value)
        self._resolver = resolver
        self._files: dict[str, BroadcastFacts | None] = {}
        self._folders: set[Path] = set()
        self._names: set[str] = set()  # of files on the timeline
        self._clock = WrittenClock(document.rate, document.rate)

    def set_clock(self, tracks: Iterable[otio.schema.Track]) -> None:
        """See how the clips on `tracks` were counted when they were written."""
        found: list[tuple[OurFile, str, int]] = []
        for laid in (laid for track in tracks if not is_video(track) for laid in _laid(track)):
            url = getattr(laid.clip.media_reference, "target_url", None) or ""
            named = our_file(file_name(url))
            if named is not None and named.digits:
                found.append((named, url, laid.start))
        begin = ticks(RationalTime(self._start, self._rate))
        signs = [
            Sign(named.digits, Fraction(begin + start), self._said_by_file(url, named))
            for named, url, start in found[:: max(1, len(found) // MAX_SIGNS)]
        ]
        self._clock = clock_of(signs, self._rate)

    def takes(self, track: otio.schema.Track, by_name: bool) -> Iterator[ReturnedTake]:
        """The takes on a track of sound, which is ours if its name says so or not `by_name`."""
        if is_video(track):
            return
        title, stem = track.name or "", stem_on(track)
        for laid in _put_together(_laid(track), ticks(RationalTime(1, self._rate))):
            take = self._take(laid, title, stem)
            if take is not None and not _is_left_over(take):
                ours = not by_name or bool(stem)
                yield replace(take, on_our_track=ours, track_off=not track.enabled)

    def left_behind(self, carried: int = 0) -> Iterator[ReturnedTake]:
        """Takes that lie in a folder with those of the timeline, and that no clip of it plays.

        They are where they were written, `carried` with the timeline's start.
        """
        for path in [path for folder in sorted(self._folders) for path in sorted(folder.iterdir())]:
            named = our_file(path.name)
            if named is None or path.name in self._names:
                continue
            said, clip_start = read_broadcast(path), self._clock.clip_start(named.digits)
            if said is None or clip_start is None:
                continue
            first = RationalTime(round(clip_start) - self._start + carried, self._rate)
            length = RationalTime(self._frames(said.num_samples, said.sample_rate), self._rate)
            yield ReturnedTake(
                track="",
                clip=said.name,
                stem="",
                record=TimeRange(first, length),
                source=TimeRange(RationalTime(0, self._rate), length),
                by="broadcast",
                key=said.key,
                seed=said.seed,
                name=said.name,
                text=said.said,
                window=said.window,
            )

    def _take(self, laid: _Laid, track: str, stem: str) -> ReturnedTake | None:
        clip = laid.clip
        url = getattr(clip.media_reference, "target_url", None) or ""
        self._names.add(file_name(url))
        known = self._known(clip, url)
        if known is None and not (stem and clip.name):
            return None
        facts, by = known or (_Facts(), "name")
        record = _range(laid.start, laid.length, self._rate)
        source = _range(self._source_start(clip, facts), laid.length, self._rate)
        moved = self._moved(facts, record, source)
        if self._clock.is_conformed:
            moved = settled(moved, CONFORMED)
            source = _snapped(source, facts.head)
        names = [e.effect_name or e.name or "an effect" for e in clip.effects]
        levels = [level_of(effect) for effect in clip.effects]
        return ReturnedTake(
            track=track,
            clip=clip.name or "",
            stem=facts.stem or stem,
            record=record,
            source=source,
            by=by,
            key=facts.key,
            seed=facts.seed,
            name=facts.name or clip.name or "",
            ref=facts.ref,
            text=facts.text,
            window=facts.window,
            moved=moved,
            trimmed=_is_trimmed(facts, source, laid.is_free, 2 if self._clock.is_conformed else 1),
            muted=not clip.enabled,
            head=facts.head,
            held=facts.file_frames,
            levels_db=tuple(level for level in levels if level is not None),
            effects=(
                *(name for name, level in zip(names, levels, strict=True) if level is None),
                *laid.fades,
            ),
            written_at=self._clock.rate if self._clock.is_conformed else 0.0,
        )

    def _known(self, clip: otio.schema.Clip, url: str) -> tuple[_Facts, KnownBy] | None:
        """What is known of a clip and by what; None for a clip that nothing makes ours."""
        reference = clip.media_reference
        take = mark(getattr(reference, "metadata", None))
        named = our_file(file_name(url))
        job = mark(clip.metadata) if named or take or not url else {}  # else other media by now
        facts = _from_metadata(job, take)
        clip_start = self._clock.clip_start(named.digits) if named else None
        if "key" in take:
            handle = self._clock.whole_frames(int(take.get("handle_in", 0)) + 1, SAMPLE_RATE)
            start = None if clip_start is None else clip_start - handle
            length = self._frames(int(take.get("num_samples", 0)) + 1)
            placed = replace(facts, clip_start=clip_start, file_start=start, file_frames=length)
            return placed, "metadata"
        said = self._said_by_file(url, named)
        if said is not None:
            placed = replace(facts, clip_start=clip_start, file_start=self._file_start(said, named))
            return self._from_file(placed, said), "broadcast"
        if named is not None:
            return replace(facts, clip_start=clip_start), "file"
        return (facts, "metadata") if "job" in job else None

    def _from_file(self, facts: _Facts, said: BroadcastFacts) -> _Facts:
        return replace(
            facts,
            key=said.key,
            seed=said.seed,
            name=said.name,
            text=said.said,
            window=said.window,
            file_frames=self._frames(said.num_samples + 1, said.sample_rate),
        )

    def _file_start(self, said: BroadcastFacts, named: OurFile | None) -> Fraction:
        """Where a file's first sample should lie now, in frames of the day."""
        start = ticks_of(said.start, said.sample_rate)
        if self._clock.frame_for_frame and named is not None:
            clip_start = self._clock.clip_start(named.digits)
            handle = self._clock.handle(named.digits, start)
            if clip_start is not None and handle is not None:
                return clip_start - handle
        return start / per_frame(self._rate)

    def _said_by_file(self, url: str, named: OurFile | None) -> BroadcastFacts | None:
        if not named and not file_name(url).lower().endswith(_SOUND):
            return None
        if url not in self._files:
            try:
                path = self._resolver.resolve(url)
                self._files[url] = read_broadcast(path)
                self._folders.add(path.parent)
            except MediaError:
                self._files[url] = None
        return self._files[url]

    def _source_start(self, clip: otio.schema.Clip, facts: _Facts) -> int:
        """Where a clip begins in its file, in ticks. Some hosts count a file by its timecode."""
        try:
            used = clip.trimmed_range()
            begin = ticks(used.start_time)
            available = clip.media_reference.available_range if clip.media_reference else None
            first = 0 if available is None else ticks(available.start_time)
        except (otio.exceptions.OTIOError, BadTimeError, ValueError):
            return 0
        frames = nearest_frame(begin - first, self._rate)
        if first == 0 and facts.file_start and frames >= max(facts.file_frames, 1):
            return ticks(RationalTime(frames - round(facts.file_start), self._rate))
        return int(begin - first)

    def _moved(self, facts: _Facts, record: TimeRange, source: TimeRange) -> int:
        """Frames by which the sound is later than it was written; 0 where nobody knows."""
        now = self._start + int(record.start_time.value)
        if facts.file_start is not None:
            return round(now - facts.file_start - int(source.start_time.value))
        return 0 if facts.clip_start is None else round(now - facts.clip_start)

    def _frames(self, samples: int, sample_rate: int = SAMPLE_RATE) -> int:
        """Whole frames in so many samples."""
        return int(samples * exact_rate(self._rate) / sample_rate)


def settled(moved: int, slack: int) -> int:
    """Frames by which a clip was moved, where up to `slack` are a host's rounding."""
    return 0 if abs(moved) <= slack else moved


def stem_on(track: otio.schema.Track) -> str:
    """What a track of ours has on it, "" for others."""
    return stem_of(track.name or "") or str(mark(track.metadata).get("stem", ""))


def has_lost_name(track: otio.schema.Track) -> bool:
    """Whether a track is all ours, although its name does not say so: see `writing.ours`."""
    return is_without_name(
        track.name or "",
        track.kind,
        (_is_as_written(child) for child in track if not isinstance(child, otio.schema.Gap)),
    )


def _is_as_written(child: otio.core.Composable) -> bool:
    if not isinstance(child, otio.schema.Clip) or len(child.effects) or len(child.markers):
        return False
    media = child.media_references().values()
    return is_our_clip(child.metadata, ((getattr(m, "target_url", ""), m.metadata) for m in media))


def _laid(track: otio.schema.Track) -> Iterator[_Laid]:
    """The clips of a track, placed; those without a usable length are passed over."""
    now = 0
    waiting: _Laid | None = None
    fades: tuple[str, ...] = ()  # between the one before and the one to come
    for child in track:
        if isinstance(child, otio.schema.Transition):
            if not is_our_crossfade(child.name or "", child.metadata):
                fades = (*fades, child.name or "a fade")
            continue
        if waiting is not None:
            is_free = isinstance(child, otio.schema.Gap)
            yield replace(waiting, is_free=is_free, fades=waiting.fades + fades)
        try:
            length = max(0, ticks(child.trimmed_range().duration))
        except (otio.exceptions.OTIOError, BadTimeError, ValueError):
            length = 0
        is_clip = isinstance(child, otio.schema.Clip) and length > 0
        waiting = _Laid(child, now, length, True, fades) if is_clip else None
        now += length
        fades = ()
    if waiting is not None:
        yield replace(waiting, fades=waiting.fades + fades)


def _put_together(row: Iterable[_Laid], frame: int) -> Iterator[_Laid]:
    """Clips with the last frames that Kdenlive's dialect splits off, a `frame` being so long.

    Kdenlive itself forgets where in the file such a frame begins.
    """
    waiting: _Laid | None = None
    for laid in row:
        if waiting is not None and _is_split_off(laid, waiting, frame):
            waiting = replace(waiting, length=waiting.length + laid.length, is_free=laid.is_free)
            continue
        if waiting is not None:
            yield waiting
        waiting = laid
    if waiting is not None:
        yield waiting


def _is_split_off(last: _Laid, before: _Laid, frame: int) -> bool:
    one, other = (getattr(c.media_reference, "target_url", "") for c in (last.clip, before.clip))
    is_next = last.start == before.start + before.length
    return bool(one) and one == other and is_next and abs(last.length - frame) <= 1


def _is_left_over(take: ReturnedTake) -> bool:
    """A frame that was split off a clip which has gone elsewhere, or for good."""
    return take.trimmed and take.record.duration.value <= 1


def _from_metadata(job: Mapping[str, Any], take: Mapping[str, Any]) -> _Facts:
    """What our metadata on a clip and on its media say."""
    seed, cue = take.get("seed"), job.get("cue")
    made_from = take.get("made_from")
    window = made_from.get("num_samples") if isinstance(made_from, Mapping) else None
    return _Facts(
        key=str(take.get("key", "")),
        seed=seed if isinstance(seed, int) else None,
        name=str(job.get("name", "")),
        stem=str(job.get("stem", "")),
        text=str(job.get("text") or ""),
        window=window if isinstance(window, int) else None,
        ref=str(job.get("ref") or (f"{CUE}:{cue}" if cue else "")),
    )


def _snapped(source: TimeRange, head: int | None) -> TimeRange:
    """What a clip plays, from its handle where a host that conforms has rounded beside it."""
    if head is None or abs(round(source.start_time.value) - head) > CONFORMED:
        return source
    first = RationalTime(head, source.duration.rate)
    return TimeRange(first, source.duration)


def _is_trimmed(facts: _Facts, source: TimeRange, is_free: bool, slack: int) -> bool:
    """Whether either end differs from what was written, its end by more than `slack` frames.

    A clip is written from its handle to its handle; those of a file are alike but where it
    begins at midnight. Before the next clip of its track it may end early.
    """
    head, frames = facts.head, round(source.duration.value)
    if head is None:
        return False
    if round(source.start_time.value) != head:
        return True
    if not facts.file_frames or facts.file_start == 0:
        return False
    written = facts.file_frames - 2 * head
    return frames > written + slack or (is_free and frames < written - slack)


def _range(start: int, length: int, rate: float) -> TimeRange:
    """Ticks as whole frames."""
    first, last = nearest_frame(start, rate), nearest_frame(start + length, rate)
    return TimeRange(RationalTime(first, rate), RationalTime(last - first, rate))
