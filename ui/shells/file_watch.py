"""A folder or file that a host exports to: which timeline in it is new, and whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_SETTLE_MS = 700
_SCAN_MS = 2_000  # network drives tell of no changes
_OURS = ".deepaudio"

Stamp = tuple[int, int]
"""When a file was changed, and its size: of a bundle that is a folder, of all in it."""


class FileWatch(QObject):
    """Looks for timelines until it is stopped. Our own outputs and hidden files are no news.

    Signals:
        settled(str): this timeline is new or changed, and nobody has written to it for a while;
            of several the newest. Files that are there at the beginning are news too.
        lost: the folder is gone, as when a drive is taken out.
        found: it is there, again or at last.
    """

    settled = Signal(str)
    lost = Signal()
    found = Signal()

    def __init__(
        self,
        path: Path,
        suffixes: Callable[[], tuple[str, ...]],
        parent: QObject | None = None,
        *,
        settle_ms: int = _SETTLE_MS,
        scan_ms: int = _SCAN_MS,
    ) -> None:
        """Watch a folder, or a file that may not be there yet. `suffixes` are of timelines."""
        super().__init__(parent)
        self.path = path.expanduser().absolute()
        self._suffixes = suffixes
        self._settle_s = settle_ms / 1000
        self._reported: dict[Path, Stamp] = {}
        self._changing: dict[Path, tuple[Stamp, float]] = {}  # and since when it is like that
        self._was_folder = not self.path.suffix
        self._is_there: bool | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._schedule_scan)
        self._watcher.fileChanged.connect(self._schedule_scan)
        self._timer = QTimer(self)
        self._timer.setInterval(scan_ms)
        self._timer.timeout.connect(self._scan)
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(settle_ms)
        self._debounce.timeout.connect(self._scan)

    @property
    def is_folder(self) -> bool:
        """Whether a folder is watched, not one file; one that is gone is what it was."""
        if self.path.exists():
            is_bundle = self.path.suffix.lower() in self._suffixes()
            self._was_folder = self.path.is_dir() and not is_bundle
        return self._was_folder

    def mark_known(self, path: Path) -> None:
        """A timeline as it is now is no news."""
        stamp = _stamp(path)
        if stamp is not None:
            self._reported[path] = stamp

    def start(self) -> None:
        """Begin."""
        self._timer.start()
        self._scan()

    def stop(self) -> None:
        """Stop watching."""
        self._timer.stop()
        self._debounce.stop()

    def _schedule_scan(self) -> None:
        self._debounce.start()

    def _scan(self) -> None:
        folder = self.path if self.is_folder else self.path.parent
        self._update_folder(folder)
        self._listen(folder)
        now = time.monotonic()
        whole = [path for path, stamp in self._candidates() if self._is_whole(path, stamp, now)]
        if self._changing:
            self._schedule_scan()
        if whole:
            newest = max(whole, key=lambda path: self._reported[path])
            self.settled.emit(str(newest))

    def _update_folder(self, folder: Path) -> None:
        is_there = folder.is_dir()
        if is_there != self._is_there:
            was, self._is_there = self._is_there, is_there
            if not is_there:
                self.lost.emit()
            elif was is False:
                self.found.emit()

    def _listen(self, folder: Path) -> None:
        """Have the system tell of changes; it forgets a file that was replaced."""
        wanted = {str(path) for path in (folder, self.path) if path.exists()}
        known = {*self._watcher.directories(), *self._watcher.files()}
        if wanted - known:
            self._watcher.addPaths(sorted(wanted - known))

    def _candidates(self) -> Iterator[tuple[Path, Stamp]]:
        try:
            paths = sorted(self.path.iterdir()) if self.is_folder else [self.path]
        except OSError:
            return
        for path in paths:
            if self.is_folder and not self._may_be_new(path):
                continue
            stamp = _stamp(path)
            if stamp is not None:
                yield path, stamp

    def _may_be_new(self, path: Path) -> bool:
        name = path.name.lower()
        ours = _OURS in name or name.startswith(".") or ".part." in name
        return not ours and path.suffix.lower() in self._suffixes()

    def _is_whole(self, path: Path, stamp: Stamp, now: float) -> bool:
        """Whether a timeline is news, and finished; from then on it is known."""
        if self._reported.get(path) == stamp:
            self._changing.pop(path, None)
            return False
        before, since = self._changing.get(path, (None, now))
        if before != stamp:
            self._changing[path] = (stamp, now)
            return False
        if now - since < self._settle_s or not stamp[1]:
            return False
        del self._changing[path]
        self._reported[path] = stamp
        return True


def _stamp(path: Path) -> Stamp | None:
    """None for what is not there, or may not be read: a host may still hold it."""
    try:
        files = [f for f in path.rglob("*") if f.is_file()] if path.is_dir() else [path]
        for file in files:
            with file.open("rb"):
                pass
        facts = [file.stat() for file in files]
    except OSError:
        return None
    return (max((f.st_mtime_ns for f in facts), default=0), sum(f.st_size for f in facts))
