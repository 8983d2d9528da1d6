"""One panel decides about a timeline at a time: a lock beside its decisions file."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from pathlib import Path

from deepaudio_plugin.core.problems import Problem


class TimelineLock:
    """The right to decide about one timeline. The system lets go of it when its process dies."""

    def __init__(self, decisions_path: Path) -> None:
        self._path = _lock_path(decisions_path)
        import filelock  # takes a tenth of the time in which a plan begins

        self._lock = filelock.FileLock(self._path)
        self._timeout = filelock.Timeout

    def take(self) -> Problem | None:
        """Take it; a problem that says who has it when somebody else does.

        Where nothing can be locked, such as in a folder that cannot be written, nobody is kept
        from deciding.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except self._timeout:
            return Problem(
                str(self._path),
                f"the timeline is open elsewhere already: {self._holder()}. Nothing can be "
                "decided here",
                "Go on there; or close it there and open it here again.",
            )
        except (OSError, NotImplementedError):
            return None
        with contextlib.suppress(OSError):
            self._path.write_text(_myself(), encoding="utf-8")
        return None

    def let_go(self) -> None:
        """Give it back."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                self._lock.release()

    def _holder(self) -> str:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return self._path.read_text(encoding="utf-8").strip() or _SOMEBODY
        return _SOMEBODY


def remove_abandoned(decisions_path: Path) -> None:
    """Remove the lock that a killed process has left; one that somebody holds stays."""
    if _lock_path(decisions_path).exists():
        lock = TimelineLock(decisions_path)
        if lock.take() is None:
            lock.let_go()


def _lock_path(decisions_path: Path) -> Path:
    return decisions_path.with_name(f".{decisions_path.name}.lock")


_SOMEBODY = "in another panel or window"


def _myself() -> str:
    since = time.strftime("%H:%M")
    return f"in another panel or window (process {os.getpid()} on {socket.gethostname()}, {since})"
