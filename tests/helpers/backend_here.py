"""The backend in this process: its server, its pipes and its worker, without its own start.

It stands where `BackendClient` does, for tests of what the backend does. Those of a process
that is started, killed, full of prints or told to end have a real one.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from typing import BinaryIO

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.messages import Fact, Order
from deepaudio_plugin.backend.server import BackendServer
from deepaudio_plugin.core.ipc.channel import Channel


class BackendHere:
    """A running server on threads of this process."""

    def __init__(self, on_fact: Callable[[Fact], None], on_end: Callable[[str], None]) -> None:
        self._on_fact = on_fact
        self._closing = False
        orders, self._orders = _pipe()
        self._facts, facts = _pipe()
        self._ends = (orders, facts)
        server = BackendServer(Channel(orders, facts))
        self._threads = [
            threading.Thread(target=server.read, name="orders", daemon=True),
            threading.Thread(target=self._serve, args=(server,), name="server", daemon=True),
            threading.Thread(target=self._listen, name="facts", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int | None:
        """The process with the server: this one, while it serves."""
        return os.getpid() if self._threads[1].is_alive() else None

    def send(self, order: Order) -> None:
        """Give an order."""
        with contextlib.suppress(OSError, ValueError):
            self._orders.write(messages.encode(order))
            self._orders.flush()

    def close(self, timeout_s: float = 5.0) -> None:
        """End the server as the end of a panel does, and wait for all that it ends.

        However short the time: threads, unlike a process, cannot be left to themselves.
        """
        if self._closing:
            return
        self._closing = True
        self._orders.close()
        for thread in self._threads:
            thread.join()
        for pipe in (*self._ends, self._facts):
            with contextlib.suppress(OSError):
                pipe.close()

    def _serve(self, server: BackendServer) -> None:
        try:
            server.serve()
        finally:
            with contextlib.suppress(OSError):
                self._ends[1].close()  # nothing more is to be heard

    def _listen(self) -> None:
        while line := self._facts.readline():
            self._on_fact(messages.decode_fact(line))


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    reading, writing = os.pipe()
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb")
