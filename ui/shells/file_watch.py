"""Watches a folder or file for new, completely written timelines."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_SETTLE_MS = 700
_SCAN_MS = 2_000  # network drives report no changes
_OURS = ".deepaudio"

Stamp = tuple[int, int]
"""Modification time and size of a file, or of all files in a bundle folder."""


class FileWatch(QObject):
    """Watches for timelines until it is stopped. Ignores our own outputs and hidden files.

    Signals:
        settled(str): a timeline is new or changed, and has not been written to for a while;
            of several the newest. Files that exist at the start count as new.
        lost: the folder is gone, for example because its drive was removed.
        found: the folder is there (again).
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
        self._changing: dict[Path, tuple[Stamp, float]] = {}  # with the time of the last change
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
        """Whether the path is a folder, not a file. Remembered if it is gone."""
        if self.path.exists():
            is_bundle = self.path.suffix.lower() in self._suffixes()
            self._was_folder = self.path.is_dir() and not is_bundle
        return self._was_folder

    def mark_known(self, path: Path) -> None:
        """Ignore a timeline until it changes."""
        stamp = _stamp(path)
        if stamp is not None:
            self._reported[path] = stamp

    def start(self) -> None:
        """Start watching."""
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
        """Register paths for notification; the system drops a file that was replaced."""
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
        """Whether a timeline is new and complete. If so, it is marked as known."""
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
    """The stamp of a path; None if it is missing or locked by the host."""
    try:
        files = [f for f in path.rglob("*") if f.is_file()] if path.is_dir() else [path]
        for file in files:
            with file.open("rb"):
                pass
        facts = [file.stat() for file in files]
    except OSError:
        return None
    return (max((f.st_mtime_ns for f in facts), default=0), sum(f.st_size for f in facts))
