"""Motion features of a picture in job time, computed once and cached.

The audio job of a shot and the speech jobs over it look at the same frames. Features are
kept by file and range of file time, so that a second request gets a slice and nothing is
decoded twice. A thread that needs what another is decoding waits for it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from deepaudio.engines.sketch import motion
from deepaudio.engines.sketch.motion import Motion
from deepaudio.media.clock import FileSpan, span
from deepaudio.media.frames import FrameReader, frame_step, media_facts
from deepaudio.media.picture import JobPicture
from deepaudio.media.probe import MediaFacts

_MAX_CACHE_BYTES = 128 << 20


@dataclass(frozen=True)
class PictureAnalysis:
    """Features of the frames seen during a part of a job, in the order they are seen.

    `motion.times_s` is job time here: when each frame appears.
    """

    motion: Motion
    end_s: float  # job time when the last frame goes
    warnings: tuple[str, ...] = ()


def analyse_picture(
    picture: JobPicture,
    start_s: float,
    end_s: float,
    check: Callable[[], None] = lambda: None,
) -> PictureAnalysis:
    """Features of the frames showing in job time [start_s, end_s).

    Less where the media does not reach. A frozen frame and a still have no frames to
    compare and give none. Raises `MediaError` or `MediaMissingError`.
    """
    facts = media_facts(picture)
    part = span(picture, facts, start_s, end_s)
    if facts.is_still or picture.speed == 0 or part.end_s <= part.start_s:
        return PictureAnalysis(motion.empty(), start_s)
    seen, warnings = _features(picture, facts, part, check)
    found = _in_job_time(seen.between(part.start_s, part.end_s), part)
    return PictureAnalysis(found, (found.times_s[-1] if len(found) else start_s) + 0.05, warnings)


def _in_job_time(seen: Motion, part: FileSpan) -> Motion:
    """Features with times and order as played; backwards, a frame shows until the one before."""
    if part.speed > 0:
        return replace(seen, times_s=(seen.times_s - part.origin_s) / part.speed)
    until = np.append(seen.times_s[1:], part.end_s)
    return replace(seen.reversed(), times_s=((until - part.origin_s) / part.speed)[::-1].copy())


# -- what is kept -------------------------------------------------------------------

Key = tuple[object, ...]


@dataclass(frozen=True)
class _CacheEntry:
    start_s: float
    end_s: float
    seen: Motion
    warnings: tuple[str, ...]

    def covers(self, part: FileSpan) -> bool:
        return self.start_s <= part.start_s and part.end_s <= self.end_s


class _AnalysisCache:
    """Recent features, and which are being computed. Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._kept: OrderedDict[tuple[Key, float, float], _CacheEntry] = OrderedDict()
        self._in_progress: list[tuple[Key, FileSpan]] = []

    def get_or_claim(self, key: Key, part: FileSpan) -> _CacheEntry | None:
        """The entry that covers `part`; None: the caller computes it and calls `finish`."""
        with self._changed:
            while True:
                for name, kept in reversed(self._kept.items()):
                    if name[0] == key and kept.covers(part):
                        self._kept.move_to_end(name)
                        return kept
                if not any(k == key and _covers(p, part) for k, p in self._in_progress):
                    self._in_progress.append((key, part))
                    return None
                self._changed.wait()

    def finish(self, key: Key, part: FileSpan, kept: _CacheEntry | None) -> None:
        """Store what was claimed; None if it could not be computed."""
        with self._changed:
            self._in_progress.remove((key, part))
            if kept is not None:
                self._kept[(key, part.start_s, part.end_s)] = kept
                while len(self._kept) > 1 and self._size() > _MAX_CACHE_BYTES:
                    self._kept.popitem(last=False)
            self._changed.notify_all()

    def _size(self) -> int:
        return sum(kept.seen.nbytes for kept in self._kept.values())


_cache = _AnalysisCache()


def _covers(whole: FileSpan, part: FileSpan) -> bool:
    return whole.start_s <= part.start_s and part.end_s <= whole.end_s


def _features(
    picture: JobPicture, facts: MediaFacts, part: FileSpan, check: Callable[[], None]
) -> tuple[Motion, tuple[str, ...]]:
    key = _cache_key(picture, facts, part)
    kept = _cache.get_or_claim(key, part)
    if kept is None:
        try:
            reader = FrameReader(picture, facts, part, check)
            kept = _CacheEntry(
                part.start_s, part.end_s, motion.analyse(reader), tuple(reader.warnings)
            )
        finally:
            _cache.finish(key, part, kept)
    return kept.seen, kept.warnings


def _cache_key(picture: JobPicture, facts: MediaFacts, part: FileSpan) -> Key:
    """What the features depend on, besides the range."""
    step = frame_step(picture, facts, part)
    if picture.kind == "sequence":
        return (
            picture.path,
            picture.sequence_first,
            picture.sequence_count,
            picture.sequence_rate,
            picture.sequence_step,
            step,
        )
    stat = Path(picture.path).stat()
    return (picture.path, stat.st_mtime_ns, stat.st_size, step)
