"""Thumbnails, waveforms and the media's own sound, for whoever shows a timeline."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from deepaudio_plugin.core.errors import (
    CancelledError,
    MediaError,
    MediaMissingError,
    WorkerDiedError,
    from_code,
)
from deepaudio_plugin.core.protocol import (
    Cancelled,
    Done,
    Failed,
    Original,
    Peaks,
    PictureSource,
    Thumbnails,
    Viewed,
)
from deepaudio_plugin.timeline.identity import MediaIdentity
from deepaudio_plugin.viewing.cache import MAX_BYTES, ViewingCache, key_of
from deepaudio_plugin.worker_client import WorkerClient

THUMBNAIL = ".jpg"
PEAKS = ".peaks"

_AT_FIRST = 4  # pictures in the first request: something to see
_AT_ONCE = 16  # in the others: enough to read a file well, few enough to come soon
_OF_MEDIA = (MediaError.code, MediaMissingError.code)

Wish = Callable[[], bool]
"""Whether the caller wants to stop."""


@dataclass(frozen=True)
class OriginalSound:
    """The film's own sound: no `path` when it has none."""

    path: Path | None
    warnings: tuple[str, ...]


class Gallery:
    """What media look and sound like. Blocking; safe from any thread.

    `client` gives the worker client at each use. Thumbnails and waveforms are kept under
    `root`. What media cannot show is None, and `problem` says why; what keeps everything
    from being shown (no worker, a full disk) is raised.
    """

    def __init__(
        self,
        client: Callable[[], WorkerClient],
        root: Path | None = None,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._client = client
        self._cache = ViewingCache(root, max_bytes)
        self._identities = MediaIdentity()
        self._problems: dict[str, str] = {}  # by what is shown; not asked for again

    # -- pictures --------------------------------------------------------------------

    def thumbnails(
        self, pictures: Sequence[PictureSource], height: int = 72, cancelled: Wish | None = None
    ) -> list[Path | None]:
        """A JPEG of the middle frame of each picture. Raises `WorkerError` and `OutputError`."""
        found: list[Path | None] = [None] * len(pictures)
        for index, path in self.each_thumbnail(pictures, height, cancelled):
            found[index] = path
        return found

    def each_thumbnail(
        self, pictures: Sequence[PictureSource], height: int = 72, cancelled: Wish | None = None
    ) -> Iterator[tuple[int, Path | None]]:
        """The same as they come: those that are kept at once, then the others in their order.

        Closing the iterator stops what is asked for; `cancelled` ends it early.
        """
        missing: dict[str, list[int]] = {}
        for index, picture in enumerate(pictures):
            shown = self._shown(picture)
            path = self._cache.find(key_of(shown, height), THUMBNAIL) if shown else None
            if path or not shown or shown in self._problems:
                yield index, path
            else:
                missing.setdefault(shown, []).append(index)
        if missing:
            for shown, path in self._drawn(missing, pictures, height, cancelled):
                yield from ((index, path) for index in missing[shown])

    def problem(self, picture: PictureSource) -> str:
        """Why a picture has no thumbnail; empty where it has one or was not asked for."""
        try:
            return self._problems.get(_shown(picture, self._identities(picture)), "")
        except MediaMissingError as error:
            return error.message

    def _drawn(
        self,
        missing: dict[str, list[int]],
        pictures: Sequence[PictureSource],
        height: int,
        cancelled: Wish | None,
    ) -> Iterator[tuple[str, Path | None]]:
        """What the worker makes of the missing ones, by what they show."""
        orders = _batches(list(missing))
        requests = (
            Thumbnails(
                name,
                tuple(pictures[missing[shown][0]] for shown in order),
                tuple(
                    str(self._cache.make_room(key_of(shown, height), THUMBNAIL)) for shown in order
                ),
                height,
            )
            for name, order in orders.items()
        )
        for event in self._client().thumbnails(requests, cancelled):
            yield from self._kept(event, orders[event.id])

    def _kept(
        self, event: Viewed | Failed | Cancelled, order: list[str]
    ) -> list[tuple[str, Path | None]]:
        if isinstance(event, Cancelled):
            return []
        if isinstance(event, Failed):
            if event.code != WorkerDiedError.code:
                _raise(event)
            problems = dict.fromkeys(order, event.message)
            found: list[tuple[str, Path | None]] = [(shown, None) for shown in order]
        else:
            told = zip(order, event.paths, event.problems, strict=True)
            problems = {shown: problem for shown, path, problem in told if not path}
            found = [
                (shown, Path(path) if path else None)
                for shown, path in zip(order, event.paths, strict=True)
            ]
        self._problems.update(problems)
        self._cache.added(path for _, path in found if path)
        return found

    def _shown(self, picture: PictureSource) -> str:
        """What a thumbnail shows; empty where the media is not there."""
        try:
            return _shown(picture, self._identities(picture))
        except MediaMissingError:
            return ""

    # -- sound -----------------------------------------------------------------------

    def peaks(
        self,
        path: str | Path,
        key: str = "",
        buckets: int = 512,
        *,
        start_s: float = 0.0,
        duration_s: float | None = None,
        clock_start_s: float | None = 0.0,
        cancelled: Wish | None = None,
    ) -> Path | None:
        """The waveform of a file's sound, see `protocol.Peaks`; None where it has none.

        `key` is the content key of a take; other files are known by their content. Raises
        `WorkerError`, `OutputError`, and `JobError` for a range that makes no sense.
        """
        media = PictureSource(str(path))
        identity = key or self._shown(media)
        if not identity:
            return None
        kept = key_of(identity, buckets, start_s, duration_s, clock_start_s)
        found = self._cache.find(kept, PEAKS)
        if found or kept in self._problems:
            return found
        out_path = self._cache.make_room(kept, PEAKS)
        request = Peaks(
            "peaks", str(path), buckets, str(out_path), start_s, duration_s, clock_start_s
        )
        event = self._client().request(request, cancelled=cancelled)
        if isinstance(event, Done):
            self._cache.added([out_path])
            return out_path
        if isinstance(event, Failed):
            if event.code not in (*_OF_MEDIA, WorkerDiedError.code):
                _raise(event)
            if not key or event.code == WorkerDiedError.code:  # a lost take may be made again
                self._problems[kept] = event.message
        return None

    def own_peaks(
        self, picture: PictureSource, buckets: int = 512, cancelled: Wish | None = None
    ) -> Path | None:
        """The waveform of the sound that a picture's media has while it shows; None where none.

        That is what `original` plays: nothing of images, nor of a picture that stands still or
        plays backwards. Raises as `peaks` does.
        """
        if picture.kind != "video" or picture.speed <= 0 or picture.duration_s <= 0:
            return None
        return self.peaks(
            picture.path,
            buckets=buckets,
            start_s=picture.media_start_s,
            duration_s=picture.duration_s * picture.speed,
            clock_start_s=picture.clock_start_s,
            cancelled=cancelled,
        )

    def original(
        self,
        pictures: Sequence[PictureSource],
        starts_s: Sequence[float],
        num_samples: int,
        out_path: Path,
        cancelled: Wish | None = None,
    ) -> OriginalSound:
        """Write the film's own sound over a range to `out_path`, see `protocol.Original`.

        Raises `WorkerError`, `OutputError`, `CancelledError`, and `JobError` for an empty range.
        """
        request = Original(
            "original", tuple(pictures), tuple(starts_s), num_samples, str(out_path.absolute())
        )
        done = self._done(request, cancelled)
        return OriginalSound(Path(done.path) if done.path else None, done.warnings)

    def _done(self, request: Original, cancelled: Wish | None) -> Done:
        event = self._client().request(request, cancelled=cancelled)
        if isinstance(event, Failed):
            _raise(event)
        if isinstance(event, Cancelled):
            raise CancelledError("stopped before the sound was read")
        return event


def _shown(picture: PictureSource, identity: str) -> str:
    """What is seen in the middle of a picture: the media, and the time in it."""
    middle_s = picture.media_start_s + picture.duration_s / 2 * picture.speed
    numbers = (picture.sequence_first, picture.sequence_count, picture.sequence_step)
    clock = (picture.clock_start_s, picture.sequence_rate)
    return key_of(identity, picture.kind, round(middle_s, 6), clock, numbers)


def _batches(keys: list[str]) -> dict[str, list[str]]:
    """Keys in their order, some at a time, by the name of a request."""
    edges = [0, *range(_AT_FIRST, len(keys), _AT_ONCE), len(keys)]
    return {f"t{low}": keys[low:high] for low, high in itertools.pairwise(edges) if low < high}


def _raise(event: Failed) -> NoReturn:
    raise from_code(event.code, event.message, where=event.where, hint=event.hint)
