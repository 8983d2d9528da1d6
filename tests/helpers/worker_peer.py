"""The client's end of a worker's loop running in this process, over real pipes."""

from __future__ import annotations

import contextlib
import os
import threading

from deepaudio.worker.engines import Engines
from deepaudio.worker.server import Server
from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.ipc.channel import Channel
from tests.helpers import fake_engine

TERMINALS = protocol.TERMINALS


class Peer:
    """Speaks the protocol with a server on a thread. A context manager."""

    def __init__(self, parallel=2):
        request_out, self._requests = (os.fdopen(fd, mode) for fd, mode in _pipe())
        self._events, event_in = (os.fdopen(fd, mode) for fd, mode in _pipe())
        channel = Channel(request_out, event_in)
        self._ends = (request_out, event_in)
        self._thread = threading.Thread(
            target=Server(channel, Engines(fake_engine), parallel).serve
        )
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close_requests()
        for pipe in (*self._ends, self._events):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def close_requests(self):
        """End of input, as when the client is gone; waits until the worker has left."""
        if not self._requests.closed:
            self._requests.close()
        self._thread.join(120)
        assert not self._thread.is_alive(), "the worker did not leave"

    def send(self, *messages):
        """Requests, or raw lines."""
        for message in messages:
            raw = message if isinstance(message, bytes) else protocol.encode(message)
            self._requests.write(raw)
            self._requests.flush()

    def next(self, *kinds):
        """The next event of one of the classes; others are passed over."""
        while line := self._events.readline():
            event = protocol.decode(line)
            if isinstance(event, kinds):
                return event
        raise AssertionError("the worker left without the event that was expected")

    def ask(self, message):
        """Send a request and return its terminal event."""
        self.send(message)
        return self.next(*TERMINALS)


def _pipe():
    reading, writing = os.pipe()
    return (reading, "rb"), (writing, "wb")
