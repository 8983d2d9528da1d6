"""Only plain files are opened: a pipe, a device or a socket may never answer.

What a path leads to is asked of the system before anything is opened, and once more of the
open file. Standard library only.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_STREAMS = re.compile(r"/dev/(fd/|std(in|out|err)$)|/proc/")


class IrregularFileError(OSError):
    """The path leads to something that is no plain file; it was not opened."""

    def __init__(self, kind: str, path: str | Path) -> None:
        super().__init__()
        self.kind = kind
        self.strerror = f"{kind}, not a file"
        self.filename = str(path)

    def __str__(self) -> str:
        return f"{self.kind}, not a file"


def irregular(path: str | Path) -> str:
    """What a path leads to instead of a plain file, "a named pipe" for one; "" for a file.

    Links are followed. Nothing is opened. Raises OSError where there is nothing.
    """
    if os.name == "posix" and _STREAMS.match(os.path.abspath(path)):  # noqa: PTH100 - no links
        return "a stream of the system"  # even where a plain file happens to be at its end
    return _kind(os.stat(path).st_mode)  # noqa: PTH116 - asked for every shot


def open_regular(path: str | Path) -> BinaryIO:
    """A plain file, open for reading. Raises `IrregularFileError` or another OSError.

    Never waits for somebody to write, also where the file is exchanged for a pipe meanwhile.
    """
    kind = irregular(path)
    if kind:
        raise IrregularFileError(kind, path)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    kind = _kind(os.fstat(handle).st_mode)
    if kind:
        os.close(handle)
        raise IrregularFileError(kind, path)
    return os.fdopen(handle, "rb")


def _kind(mode: int) -> str:
    if stat.S_ISREG(mode):
        return ""
    return next((name for test, name in _KINDS if test(mode)), "something else")
