"""Frames of the film: from reels that are ready, read and decoded in a thread, the latest first."""

from __future__ import annotations

import bisect
import threading
from collections.abc import Iterable

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QImage

from deepaudio_plugin.backend.views import ReelView
from deepaudio_plugin.core.reel_file import ReelFile


class _Decoded(QObject):
    """Carries a frame to the thread of the interface."""

    frame = Signal(int, QImage, bool, int)  # its number, whether a still, of which timeline


class _Decode(QRunnable):
    """Decodes the latest frame that is wanted; those wanted before are left out."""

    def __init__(self, picture: FilmPicture) -> None:
        super().__init__()
        self._picture = picture

    def run(self) -> None:
        """Decode until nothing is wanted any more."""
        while (wish := self._picture.take_wish()) is not None:
            self._picture.decode(*wish)


class FilmPicture(QObject):
    """What shows at each frame of a timeline, as far as it is made.

    Signals:
        shown(int, QImage): the number of a frame that was wanted, and its picture.
        prepared_changed: more of the film can be shown.
    """

    shown = Signal(int, QImage)
    prepared_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reels: dict[int, ReelView] = {}
        self._starts: list[int] = []
        self._file: ReelFile | None = None  # the last one; in the thread alone
        self.prepared = self.total = 0
        self._generation = 0
        self._lock = threading.Lock()
        self._wishes: dict[bool, tuple[int, str, int, int]] = {}  # stills and frames of reels
        self._running = False
        self._sharp = -1  # a frame of which the still was shown
        self._wanted = -1
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._decoded = _Decoded()
        self._decoded.frame.connect(self._on_frame)

    def clear(self) -> None:
        """Forget everything, before another timeline."""
        self._generation += 1
        self._reels.clear()
        self._starts.clear()
        self.prepared = self.total = 0
        self._sharp = self._wanted = -1
        with self._lock:
            self._wishes.clear()

    def add(self, reels: Iterable[ReelView], prepared: int, total: int, *, anew: bool) -> None:
        """Parts of the film can be shown, or cannot; with `anew` all others are gone."""
        if anew:
            self.clear()
        for reel in reels:
            self._reels[reel.start] = reel
        self._starts = sorted(self._reels)
        self.prepared, self.total = prepared, total
        self.prepared_changed.emit()

    def reel_at(self, frame: int) -> ReelView | None:
        """The part of the film that shows at a frame; None where it is not made."""
        at = bisect.bisect_right(self._starts, frame) - 1
        if at < 0:
            return None
        reel = self._reels[self._starts[at]]
        return reel if frame < reel.start + reel.frames else None

    def want(self, frame: int) -> bool:
        """Show a frame as soon as it is decoded. False where its reel is not made."""
        if frame != self._wanted:
            self._wanted, self._sharp = frame, -1
        reel = self.reel_at(frame)
        if reel is None or not reel.path:
            return False
        self._wish(False, frame, reel.path, frame - reel.start)
        return True

    def show_still(self, frame: int, path: str) -> None:
        """A still of a frame is made: it is sharper than a reel's."""
        self._wish(True, frame, path, 0)

    # -- the thread ---------------------------------------------------------------------

    def _wish(self, still: bool, frame: int, path: str, at: int) -> None:
        with self._lock:
            self._wishes[still] = (frame, path, at, self._generation)
            if self._running:
                return
            self._running = True
        self._pool.start(_Decode(self))

    def take_wish(self) -> tuple[bool, int, str, int, int] | None:
        """The next frame to decode, in the thread."""
        with self._lock:
            for still in (False, True):
                if still in self._wishes:
                    return (still, *self._wishes.pop(still))
            self._running = False
            return None

    def decode(self, still: bool, frame: int, path: str, at: int, generation: int) -> None:
        """Read and decode a frame, in the thread. What a cache has removed shows nothing."""
        try:
            image = QImage.fromData(self._opened(path).picture(at), "JPEG")  # type: ignore[arg-type]
        except (OSError, ValueError):
            return
        if not image.isNull():
            self._decoded.frame.emit(frame, image, still, generation)

    def _opened(self, path: str) -> ReelFile:
        if self._file is None or str(self._file.path) != path:
            self._file = ReelFile(path)
        return self._file

    def _on_frame(self, frame: int, image: QImage, still: bool, generation: int) -> None:
        if generation != self._generation or (not still and frame == self._sharp):
            return
        if still and frame == self._wanted:
            self._sharp = frame
        self.shown.emit(frame, image)
