"""A visible piece of a clip as frames of a media file: what the worker will sample."""

from __future__ import annotations

import bisect
import contextlib
import math
from dataclasses import dataclass, replace
from fractions import Fraction

from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.timeline.flatten import Piece
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.references import Media, ReferenceFinder
from deepaudio_plugin.timeline.ticks import nearest_frame, per_frame, seconds


@dataclass(frozen=True)
class Picture:
    """The picture of a shot and the part of the shot it lasts, in whole timeline frames."""

    source: PictureSource | None
    first: int
    last: int  # exclusive
    problem: str = ""
    hint: str = ""
    missing: bool = False  # its media is not there, and may be elsewhere
    expected: PictureSource | None = None  # of what is missing, as far as the timeline says


class PictureFinder:
    """Turns pieces into pictures for one timeline at one rate."""

    def __init__(self, resolver: MediaResolver, rate: float) -> None:
        self._references = ReferenceFinder(resolver, rate)
        self._rate = rate
        self._frame = per_frame(rate)

    def picture(self, piece: Piece) -> Picture:
        """The picture of a piece; its `source` is None where `problem` says why."""
        first, last = nearest_frame(piece.start, self._rate), nearest_frame(piece.end, self._rate)
        if piece.problem:
            return Picture(None, first, first, piece.problem, "correct the clip in its host")
        if first == last:
            return Picture(None, first, last)
        try:
            media = self._references.find(piece)
            found = self._timed(piece, media, first, last)
            holes = _holes(media, found.source)
        except MediaError as error:
            if not isinstance(error, MediaMissingError):
                return Picture(None, first, last, error.message, error.hint)
            told = self._expected(piece, first, last)
            told = replace(told, problem=error.message, hint=error.hint, missing=True)
            return replace(told, source=None, expected=told.source)
        notes = [note for note in (media.note, found.problem, holes, piece.note) if note]
        return replace(found, problem="; ".join(notes)) if notes else found

    def _expected(self, piece: Piece, first: int, last: int) -> Picture:
        """The picture of media that is not there, as far as the timeline tells of it."""
        media = self._references.expected(piece)
        if media is not None:
            with contextlib.suppress(MediaError):  # it would not fit either
                return self._timed(piece, media, first, last)
        return Picture(None, first, last)

    def _timed(self, piece: Piece, media: Media, first: int, last: int) -> Picture:
        if media.still:
            length = seconds((last - first) * self._frame)
            return Picture(replace(media.source, speed=0.0, duration_s=length), first, last)
        at = piece.media_at(round(first * self._frame))
        kept = self._inside(at, piece.speed, media, first, last)
        note = ""
        if kept is None:
            at, note = self._counted_from_first_frame(at, piece, media, first, last)
            kept = first, last
        elif kept != (first, last):
            cut = last - first - (kept[1] - kept[0])
            note = f"the clip is {cut} frames longer than its media"
        at += round(piece.speed * (kept[0] - first) * self._frame)
        return Picture(self._source(at, piece.speed, media, kept[1] - kept[0]), *kept, note)

    def _inside(
        self, at: int, speed: int | Fraction, media: Media, first: int, last: int
    ) -> tuple[int, int] | None:
        """The frames of [first, last) whose media is available; `at` is the media at `first`.

        Less than one frame past an end of the media is a host's rounding, and kept.
        """
        if media.begin is None or media.end is None:
            return first, last
        if speed == 0:
            return (first, last) if media.begin <= at < media.end else None
        per_frame = speed * self._frame
        if speed > 0 and media.begin <= at and at + (last - first) * per_frame <= media.end:
            return first, last  # as nearly always
        edges = (Fraction(edge - at) / per_frame for edge in (media.begin, media.end))
        low, high = sorted(edges)
        begin = 0 if low < 1 else math.ceil(low)
        end = last - first if high > last - first - 1 else math.floor(high)
        return (first + begin, first + end) if begin < end else None

    def _counted_from_first_frame(
        self, at: int, piece: Piece, media: Media, first: int, last: int
    ) -> tuple[int, str]:
        """Media time where a host counts source ranges from the media's first frame, not
        along its timecode. Raises `MediaError` where that does not fit either."""
        at += media.begin or 0
        if self._inside(at, piece.speed, media, first, last) != (first, last):
            begin, end = seconds(media.begin or 0), seconds(media.end or 0)
            raise MediaError(
                "the clip shows a part that its media does not have "
                f"(it runs from {begin:.3f} s to {end:.3f} s)",
                hint="slip or relink the clip in its host",
            )
        return at, "the source range lies outside the media: it is read from the first frame"

    def _source(self, at: int, speed: int | Fraction, media: Media, count: int) -> PictureSource:
        if speed < 0:  # `at` is where the media's interval ends; its last frame begins before
            at += round(speed * self._frame)
        if media.begin is not None and media.end is not None:
            at = min(max(at, media.begin), media.end)
        return replace(
            media.source,
            media_start_s=seconds(at),
            clock_start_s=_seconds(media.begin),
            duration_s=seconds(count * self._frame),
            speed=float(speed),
            available_start_s=_seconds(media.begin),
            available_end_s=_seconds(media.end),
        )


def _holes(media: Media, source: PictureSource | None) -> str:
    """A remark on images of a sequence that are not on disk although the picture needs them.

    Raises `MediaMissingError` when none is there, and when any is missing whose policy is
    that a missing image is an error (OTIO's default); hold and black go on without them.
    """
    if source is None or source.kind != "sequence":
        return ""
    needed = _needed(source)
    low = bisect.bisect_left(media.present, needed.start)
    high = bisect.bisect_left(media.present, needed.stop)
    found = media.present[low:high]
    gone = len(needed) - sum(1 for number in found if number in needed)
    if not gone:
        return ""
    note = f"{gone} of {len(needed)} images of {source.path} are missing"
    if media.strict or gone == len(needed):
        raise MediaMissingError(note, hint="render the missing images, or relink the clip")
    return note


def _needed(source: PictureSource) -> range:
    """Numbers of the images that a picture shows."""
    start = source.media_start_s - (source.clock_start_s or 0.0)
    edges = sorted((start, start + source.duration_s * source.speed))
    low = math.floor(edges[0] * source.sequence_rate + 1e-3)
    high = max(low + 1, math.ceil(edges[1] * source.sequence_rate - 1e-3))
    low, high = max(0, low), min(high, source.sequence_count)
    step = source.sequence_step
    return range(source.sequence_first + low * step, source.sequence_first + high * step, step)


def _seconds(time: int | None) -> float | None:
    return None if time is None else seconds(time)
