"""What was at an output before it was written, kept so that it can be put back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from tempfile import mkdtemp

import platformdirs

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.files import output_errors
from deepaudio_plugin.ownership.ours import our_file
from deepaudio_plugin.ownership.paths import media_folder

_DAYS_KEPT = 14


@dataclass(frozen=True)
class OutputSnapshot:
    """What was at an output; `copy` is None when there was nothing."""

    output: Path
    copy: Path | None
    stood: tuple[int, ...] = ()  # how the output stood then; () when there was nothing
    beside: frozenset[Path] = frozenset()  # the files of ours that a write may add to

    @classmethod
    def of(cls, output: Path) -> OutputSnapshot:
        """Keep a copy of what is there. Raises OutputError."""
        beside = frozenset(_beside(output))
        if not output.exists():
            return cls(output, None, beside=beside)
        home = platformdirs.user_cache_path("deepaudio") / "before-writing"
        with output_errors(home):
            home.mkdir(parents=True, exist_ok=True)
            _sweep(home.iterdir())
            copy = Path(mkdtemp(dir=home)) / output.name
            _copy(output, copy)
        return cls(output, copy, _standing(output), beside)

    def restore_changed(self) -> None:
        """Put back what a write that was stopped has changed already. Raises OutputError.

        A timeline is written before its preview film is made: sounds that were added for it and
        the backup of what it replaced go, too.
        """
        if _standing(self.output) == self.stood:
            self.forget()
            return
        self.restore()
        added = [path for path in _beside(self.output) if path not in self.beside]
        with output_errors(self.output):
            for path in added:
                path.unlink(missing_ok=True)
            with suppress(OSError):  # not empty, or not there
                media_folder(self.output).rmdir()

    def restore(self) -> None:
        """Put it back, as a temporary copy first. Raises OutputError."""
        with output_errors(self.output):
            if self.copy is None:
                _remove(self.output)
                return
            if not self.copy.exists():
                raise OutputError(
                    "what was there before is gone from the cache", where=str(self.copy)
                )
            fresh = self.output.with_name(f".{self.output.name}.undo")
            _remove(fresh)
            _copy(self.copy, fresh)
            if self.output.is_dir():
                _remove(self.output)
            fresh.replace(self.output)
        self.forget()

    def forget(self) -> None:
        """Let go of the copy."""
        if self.copy is not None:
            shutil.rmtree(self.copy.parent, ignore_errors=True)


def _standing(path: Path) -> tuple[int, ...]:
    """What tells a file from one that has taken its place; () when there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _beside(output: Path) -> Iterator[Path]:
    """Sounds of ours in the media folder of an output, and backups under its name."""
    for path in media_folder(output).glob("*"):
        if our_file(path.name) is not None:
            yield path
    yield from output.parent.glob(f"{escape(output.name)}.bak*")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sweep(folders: Iterable[Path]) -> None:
    """Remove copies that no backend can want any more."""
    limit = time.time() - _DAYS_KEPT * 86_400
    for folder in folders:
        if folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
