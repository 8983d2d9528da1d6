"""What was at an output before it was written, kept so that it can be put back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import platformdirs

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.files import output_errors

_DAYS_KEPT = 14


@dataclass(frozen=True)
class OutputSnapshot:
    """What was at an output; `copy` is None when there was nothing."""

    output: Path
    copy: Path | None

    @classmethod
    def of(cls, output: Path) -> OutputSnapshot:
        """Keep a copy of what is there. Raises OutputError."""
        if not output.exists():
            return cls(output, None)
        home = platformdirs.user_cache_path("deepaudio") / "before-writing"
        with output_errors(home):
            home.mkdir(parents=True, exist_ok=True)
            _sweep(home.iterdir())
            copy = Path(mkdtemp(dir=home)) / output.name
            _copy(output, copy)
        return cls(output, copy)

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
