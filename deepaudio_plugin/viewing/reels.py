"""The picture of a timeline in short reels, each made once and kept while there is room."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from deepaudio_plugin.core.errors import (
    MediaError,
    MediaMissingError,
    WorkerDiedError,
    from_code,
)
from deepaudio_plugin.core.protocol import Dissolving, Done, Failed, PictureSource, Reel
from deepaudio_plugin.core.reel_file import SUFFIX
from deepaudio_plugin.timeline.identity import MediaIdentity
from deepaudio_plugin.timeline.shots import Shot, dissolves
from deepaudio_plugin.viewing.cache import ViewingCache, default_root, key_of
from deepaudio_plugin.viewing.fades import Fade, fade_in, fade_out
from deepaudio_plugin.worker_client import WorkerClient

REEL_FRAMES = 48
"""Frames in a reel, at most: the first of them are soon there, and few are made for nothing."""

REEL_HEIGHT = 360
MAX_REEL_BYTES = 4 << 30
_OF_MEDIA = (MediaError.code, MediaMissingError.code, WorkerDiedError.code)


@dataclass(frozen=True)
class ReelPiece:
    """Frames [start, start + count) of a timeline, which are one picture's from `first` on.

    In a dissolve it turns `into` another; `note` says where that shows otherwise than it is.
    """

    start: int
    count: int
    picture: PictureSource
    first: int  # of the picture's own frames; below 0 where a dissolve shows more of it
    into: Dissolving | None = None
    note: str = ""

    def part(self, at: int, count: int) -> ReelPiece:
        """`count` of its frames from the `at`-th on."""
        into = self.into
        if into is not None:
            into = replace(into, first=into.first + at, at=into.at + at)
        return replace(self, start=self.start + at, count=count, first=self.first + at, into=into)


@dataclass(frozen=True)
class MadeReel:
    """A reel on disk, or why there is none."""

    path: Path | None
    problem: str = ""


def reel_pieces(shots: Sequence[Shot]) -> list[ReelPiece]:
    """The picture of a timeline in order; gaps, and shots that cannot be seen, are left out.

    A dissolve or wipe is a piece of its own, of both its pictures, and a fade is one of a picture
    and black. Where one of two cannot be seen, the other shows as long as it is the heavier one;
    both alike, the one before.
    """
    crossed = dissolves(shots)
    begins = {shot.index: round(shot.range.start_time.value) for shot in shots}
    ends = {shot.index: round(shot.range.end_time_exclusive().value) for shot in shots}
    starts, mixed = dict(begins), {}
    for before, after in itertools.pairwise(shots):
        if (before.index, after.index) not in crossed:
            continue
        head, tail = crossed[before.index, after.index]
        cut = starts[after.index]
        low, high = max(cut - head, begins[before.index]), min(cut + tail, ends[after.index])
        if before.picture is None or after.picture is None:
            low = high = min(max(cut + (tail - head + 1) // 2, low), high)
        elif low < high:
            kind = after.opening or before.closing
            wipe, note = (kind.wipe, kind.note) if kind else ("", "")
            into = Dissolving(after.picture, low - cut, low - (cut - head), head + tail, wipe)
            first = low - starts[before.index]
            mixed[after.index] = ReelPiece(low, high - low, before.picture, first, into, note)
        ends[before.index], begins[after.index] = low, high
    pieces: list[ReelPiece] = []
    for before_it, shot, after_it in zip((None, *shots), shots, (*shots[1:], None), strict=False):
        if shot.index in mixed:
            pieces += _short(mixed[shot.index])
        if shot.picture is not None:
            free = pieces[-1].start + pieces[-1].count if pieces else 0
            rises = fade_in(shot, before_it, free)
            begin = rises.end if rises else begins[shot.index]
            falls = fade_out(shot, after_it, begin)
            end = falls.start if falls else ends[shot.index]
            start = starts[shot.index]
            pieces += _faded(rises, shot.picture, start)
            pieces += _short(ReelPiece(begin, end - begin, shot.picture, begin - start))
            pieces += _faded(falls, shot.picture, start)
    return pieces


def _faded(fade: Fade | None, picture: PictureSource, start: int) -> list[ReelPiece]:
    """The pieces of a fade of a picture whose shot begins at the frame `start`."""
    if fade is None:
        return []
    first, count = fade.start - start, fade.end - fade.start
    return _short(ReelPiece(fade.start, count, picture, first, fade.black, fade.note))


def _short(piece: ReelPiece) -> list[ReelPiece]:
    """A piece in parts that are soon made."""
    lows = range(0, piece.count, REEL_FRAMES)
    return [piece.part(low, min(REEL_FRAMES, piece.count - low)) for low in lows]


def piece_at(pieces: Sequence[ReelPiece], frame: int) -> ReelPiece | None:
    """The piece that shows at a frame."""
    at = bisect.bisect_right(pieces, frame, key=lambda piece: piece.start) - 1
    if at < 0 or frame >= pieces[at].start + pieces[at].count:
        return None
    return pieces[at]


class Projector:
    """Makes reels with the worker and keeps them. Blocking; safe from any thread."""

    def __init__(
        self,
        client: Callable[[], WorkerClient],
        root: Path | None = None,
        max_bytes: int = MAX_REEL_BYTES,
    ) -> None:
        self._client = client
        self._cache = ViewingCache(root or default_root() / "reels", max_bytes)
        self._identities = MediaIdentity()
        self._problems: dict[str, str] = {}  # by key, of media that cannot be read; not tried again
        self._names = itertools.count(1)

    def find(self, piece: ReelPiece, rate: Fraction, height: int = REEL_HEIGHT) -> MadeReel | None:
        """The reel of a piece if it is there, or why it cannot be; None: it can be made."""
        try:
            key = self._key(piece, rate, height)
        except MediaMissingError as error:
            return MadeReel(None, error.message)
        if key in self._problems:
            return MadeReel(None, self._problems[key])
        path = self._cache.find(key, SUFFIX)
        return MadeReel(path) if path is not None else None

    def make(
        self,
        piece: ReelPiece,
        rate: Fraction,
        height: int = REEL_HEIGHT,
        cancelled: Callable[[], bool] | None = None,
    ) -> MadeReel | None:
        """The reel of a piece, made if it is not there; None where that was cancelled.

        Raises `WorkerError` and `OutputError`.
        """
        found = self.find(piece, rate, height)
        if found is not None:
            return found
        key = self._key(piece, rate, height)
        path = self._cache.make_room(key, SUFFIX)
        request = Reel(
            f"reel{next(self._names)}",
            piece.picture,
            piece.first,
            piece.count,
            rate.numerator,
            rate.denominator,
            str(path),
            height,
            piece.into,
        )
        event = self._client().request(request, cancelled=cancelled)
        if isinstance(event, Done):
            self._cache.added([path])
            return MadeReel(path)
        if not isinstance(event, Failed):
            return None
        if event.code not in _OF_MEDIA:
            raise from_code(event.code, event.message, where=event.where, hint=event.hint)
        if event.code != MediaMissingError.code:  # a drive that is away may come back
            self._problems[key] = event.message
        return MadeReel(None, event.message)

    def _key(self, piece: ReelPiece, rate: Fraction, height: int) -> str:
        """What a reel shows. Raises `MediaMissingError`."""
        seen = [self._seen(piece.picture), piece.first, piece.count, rate, height]
        if piece.into is not None:
            into = piece.into
            other = None if into.picture is None else self._seen(into.picture)
            seen += [other, into.first, into.at, into.length, into.wipe, into.reverse]
        return key_of(*seen)

    def _seen(self, picture: PictureSource) -> tuple[object, ...]:
        return self._identities(picture), replace(picture, path="", duration_s=0.0)
