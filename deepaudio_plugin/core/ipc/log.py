"""The log of a process of ours: what it and its libraries write to standard error."""

from __future__ import annotations

import logging
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_BYTES = 1 << 20
BACKUPS = 2  # besides the current file: three files in all
_TAIL = 20


def default_log_path(name: str = "worker") -> Path:
    """Where the log of the process called `name` is unless told otherwise."""
    import platformdirs

    return platformdirs.user_log_path("deepaudio") / f"{name}.log"


class WorkerLog:
    """A rotating file and the last lines. A log that cannot be written stops nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tail: deque[str] = deque(maxlen=_TAIL)
        self._handler: logging.Handler = _open(path)

    def write(self, line: str) -> None:
        """Keep one line."""
        text = line.rstrip()
        if text:
            self._tail.append(text)
            self._handler.handle(logging.LogRecord("worker", logging.INFO, "", 0, text, (), None))

    def last_line(self) -> str:
        """The last line that says something; of a traceback, the exception."""
        return self._tail[-1] if self._tail else ""

    def close(self) -> None:
        """Close the file."""
        self._handler.close()


class _QuietFile(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """A full disk must not disturb the work."""


def _open(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _QuietFile(
            path, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8", errors="replace"
        )
    except OSError:
        return logging.NullHandler()
