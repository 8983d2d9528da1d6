"""The log of a child process: what it and its libraries write to standard error."""

from __future__ import annotations

import logging
from collections import deque
from pathlib import Path

from deepaudio_plugin.core.logs import open_log

_TAIL = 20


class ChildLog:
    """A rotating file and the last lines. A log that cannot be written stops nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tail: deque[str] = deque(maxlen=_TAIL)
        self._handler = open_log(path)

    def write(self, line: str) -> None:
        """Keep one line."""
        text = line.rstrip()
        if text:
            self._tail.append(text)
            self._handler.handle(logging.LogRecord("child", logging.INFO, "", 0, text, (), None))

    def last_line(self) -> str:
        """The last line that says something; of a traceback, the exception."""
        return self._tail[-1] if self._tail else ""

    def close(self) -> None:
        """Close the file."""
        self._handler.close()
