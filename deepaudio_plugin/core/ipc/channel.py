"""A child process's pipes to whoever started it: lines of messages, and nothing else.

Prints of any library must not end up between the messages. So the process's own standard
output is turned over to standard error, and the messages keep private copies of the
original pipes. Standard library only.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

from deepaudio_plugin.core import wire


class Channel:
    """Messages out, lines in. Sending is safe from any thread."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._lock = threading.Lock()
        self._open = True

    def send(self, message: Any) -> None:
        """Write one message. A client that is gone is no error: its stdin ends as well.

        Raises `ProtocolError` for what does not fit a line.
        """
        line = wire.encode(message)
        with self._lock:
            if not self._open:
                return
            try:
                self._outgoing.write(line)
                self._outgoing.flush()
            except (OSError, ValueError):
                self._open = False

    def fall_silent(self) -> None:
        """Send nothing more. A process on its way out must not end what it did not finish."""
        with self._lock:
            self._open = False

    def lines(self) -> Iterator[bytes]:
        """Lines until the client closes the pipe, without their newline.

        Of a line over the limit only the beginning comes, still too long to decode.
        """
        while line := self._read_line():
            if line.strip():
                yield line.rstrip(b"\n")

    def _read_line(self) -> bytes:
        try:
            line = self._incoming.readline(wire.MAX_LINE_BYTES + 2)
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = self._incoming.readline(wire.MAX_LINE_BYTES)
        except (OSError, ValueError):
            return b""
        return line


def take_over_standard_streams() -> Channel:
    """The channel of this process; from now on standard output is standard error."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return Channel(incoming, outgoing)
