"""A folder of small files that can be made again, bounded in size, shared by processes.

    <root>/<key[:2]>/<key>.jpg     a thumbnail
    <root>/<key[:2]>/<key>.peaks   a waveform

A file's modification time is when it was last used; the least recently used go first.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from deepaudio_plugin.core.files import output_errors

MAX_BYTES = 512 << 20
ROOT_HINT = "Set DEEPAUDIO_VIEWING_CACHE to a folder you can write to."

_KEPT = 0.8  # of the limit, when cleaning up: so that it is done seldom
_USED_STEP_S = 3600.0  # how exactly the last use is known: spares most writes
_FRESH_S = 60.0  # what was made a moment ago is about to be shown
_LEFTOVER_S = 86_400.0  # a part of a file so old is of a worker that died


class ViewingCache:
    """Files by key and suffix. `root` is DEEPAUDIO_VIEWING_CACHE or the user's cache folder."""

    def __init__(self, root: Path | None = None, max_bytes: int = MAX_BYTES) -> None:
        self.root = (root or default_root()).expanduser().absolute()
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._bytes: int | None = None  # None: not counted yet; others' files come on top

    def path_of(self, key: str, suffix: str) -> Path:
        """Where a file is, or would be."""
        return self.root / key[:2] / f"{key}{suffix}"

    def find(self, key: str, suffix: str) -> Path | None:
        """The file if it is there, which counts as a use of it."""
        path = self.path_of(key, suffix)
        try:
            facts = path.stat()
            if facts.st_size == 0:
                return None  # the power went before its content was on the disk
            now = time.time()
            if facts.st_mtime < now - _USED_STEP_S:
                os.utime(path, (now, now))
        except FileNotFoundError:
            return None
        except OSError:
            return path if path.exists() else None  # a folder that can only be read
        return path

    def make_room(self, key: str, suffix: str) -> Path:
        """Where to write a file whose folder is there. Raises OutputError."""
        path = self.path_of(key, suffix)
        with output_errors(path.parent, hint=ROOT_HINT):
            path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def added(self, paths: Iterable[Path]) -> None:
        """Count new files; when there are too many, remove those not used for longest."""
        with self._lock:
            if self._bytes is None:
                self._bytes = sum(size for _, size, _ in self._files())
            else:
                self._bytes += sum(_size(path) for path in paths)
            if self._bytes > self._max_bytes:
                self._bytes = self._clean_up()

    def _clean_up(self) -> int:
        """Remove files until there is room again; what is left, in bytes."""
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        now = time.time()
        for used, size, path in files:
            is_part = path.suffix == ".part"
            too_much = total > _KEPT * self._max_bytes
            if now - used > (_LEFTOVER_S if is_part else _FRESH_S) and (is_part or too_much):
                with suppress(OSError):
                    path.unlink(missing_ok=True)
                    total -= size
        return total

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """When each file was last used, its bytes, and where it is."""
        for folder in self.root.glob("??"):
            with suppress(OSError):
                for entry in os.scandir(folder):
                    with suppress(OSError):
                        facts = entry.stat()
                        yield facts.st_mtime, facts.st_size, Path(entry.path)


def key_of(*facts: object) -> str:
    """A key for values that say what a file shows."""
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()[:40]


def default_root() -> Path:
    """DEEPAUDIO_VIEWING_CACHE, or `viewing` in the user's cache folder."""
    chosen = os.environ.get("DEEPAUDIO_VIEWING_CACHE", "").strip()
    if chosen:
        return Path(chosen)
    import platformdirs

    return platformdirs.user_cache_path("deepaudio") / "viewing"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
