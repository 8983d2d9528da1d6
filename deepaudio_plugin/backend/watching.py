"""Thumbnails and waveforms, the latest wish first: what scrolled out of sight is not made."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deepaudio_plugin.backend.messages import Fact, PeaksMade, ProblemFound, ThumbnailMade
from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.viewing import Gallery

Stale = Callable[[], bool]
Work = Callable[[Stale], None]


class Latest:
    """A thread that grants the latest wish and drops the one before."""

    def __init__(self, name: str, on_error: Callable[[DeepAudioError], None]) -> None:
        self._on_error = on_error
        self._changed = threading.Condition()
        self._number = 0
        self._work: Work | None = None
        self._closed = False
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def wish(self, work: Work) -> None:
        """Do this instead of whatever is being done; `work` is told when it is stale itself."""
        with self._changed:
            self._number += 1
            self._work = work
            self._changed.notify()

    def close(self) -> None:
        """Do nothing more."""
        with self._changed:
            self._closed = True
            self._number += 1
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._work is not None)
                if self._closed:
                    return
                work, self._work = self._work, None
                number = self._number
            assert work is not None
            try:
                work(lambda number=number: number != self._number)  # type: ignore[misc]
            except DeepAudioError as error:
                self._on_error(error)
            except Exception as error:
                self._on_error(DeepAudioError(f"{type(error).__name__}: {error}"))


@dataclass(frozen=True)
class PeaksWish:
    """What a waveform is wanted of: a take's file, or the media of a picture."""

    key: str
    take: Path | None = None
    picture: PictureSource | None = None


class Watching:
    """Makes pictures and waveforms as they are wished for."""

    def __init__(self, gallery: Gallery, tell: Callable[[Fact], None]) -> None:
        self._gallery = gallery
        self._tell = tell
        self._told: set[str] = set()
        self._pictures = Latest("pictures", self._complain)
        self._peaks = Latest("peaks", self._complain)

    def show_pictures(self, shown: Sequence[tuple[str, PictureSource | None]], height: int) -> None:
        """Thumbnails of these, by reference; one without a picture has none."""

        def work(stale: Stale) -> None:
            there = [(ref, picture) for ref, picture in shown if picture is not None]
            for ref, picture in shown:
                if picture is None:
                    self._tell(ThumbnailMade(ref, ""))
            made = self._gallery.each_thumbnail([p for _, p in there], height, stale)
            for index, path in made:
                self._tell(ThumbnailMade(there[index][0], str(path or "")))
                if stale():
                    return

        self._pictures.wish(work)

    def show_peaks(self, wishes: Sequence[PeaksWish], buckets: int) -> None:
        """Waveforms of takes and of the film's own sound."""

        def work(stale: Stale) -> None:
            for wish in wishes:
                if stale():
                    return
                key, path = wish.key, None
                if wish.take is not None:
                    path = self._gallery.peaks(wish.take, key, buckets, cancelled=stale)
                elif wish.picture is not None:
                    path = self._gallery.own_peaks(wish.picture, buckets, stale)
                if path is not None or not stale():
                    self._tell(PeaksMade(key, str(path or "")))

        self._peaks.wish(work)

    def forget(self) -> None:
        """Make nothing more of what was wished for."""
        self._pictures.wish(lambda _stale: None)
        self._peaks.wish(lambda _stale: None)

    def close(self) -> None:
        """End the threads."""
        self._pictures.close()
        self._peaks.close()

    def _complain(self, error: DeepAudioError) -> None:
        """Say once why nothing is shown."""
        if error.message not in self._told:
            self._told.add(error.message)
            message = f"pictures and waveforms are not shown: {error.message}"
            self._tell(ProblemFound(error.where, message, error.hint))
