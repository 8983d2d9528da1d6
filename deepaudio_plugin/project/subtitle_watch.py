"""Whether subtitle files have changed on disk since they were read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[int, int] | None
"""Modification time and size of a file; None where there is none."""


class SubtitleWatch:
    """Looks at files when asked to. What is still being written counts when it is whole:
    when it is the same twice."""

    def __init__(self) -> None:
        self._known: dict[Path, Stamp] = {}
        self._seen: dict[Path, Stamp] = {}

    def follow(self, paths: Iterable[Path]) -> None:
        """Watch these files and no others; one that is new here is known as it is."""
        wanted = list(paths)
        self._known = {
            path: self._known[path] if path in self._known else stamp_of(path) for path in wanted
        }
        self._seen = {path: seen for path, seen in self._seen.items() if path in self._known}

    def changed(self) -> list[Path]:
        """Files that are others than when they were known, and have settled; known from now."""
        found = []
        for path, known in self._known.items():
            now = stamp_of(path)
            if now == known:
                self._seen.pop(path, None)
            elif path in self._seen and self._seen[path] == now:
                found.append(path)
                del self._seen[path]
            else:
                self._seen[path] = now
        for path in found:
            self._known[path] = stamp_of(path)
        return found


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file as it is now."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
