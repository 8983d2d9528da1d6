"""A farm without Ray: its hosts are fake workers of this process, its client holds the pipe."""

from __future__ import annotations

import os
import queue
import select
import sys
import threading
import time
from pathlib import Path

from deepaudio_plugin import __version__
from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.ipc.channel import Channel
from deepaudio_plugin.farm.bridge import Bridge
from deepaudio_plugin.farm.cluster import Greeting, SeatLost, SeatNews
from deepaudio_plugin.farm.hosted import HostedWorker

FAKE = Path(__file__).parent / "fake_worker.py"
PATIENCE_S = 120.0


class ClusterHere:
    """Stands where `RayCluster` does. A host with `None` for its switches is never placed."""

    def __init__(self, hosts):
        self._hosts = hosts
        self._workers = {}
        self._told = queue.SimpleQueue()
        self.packages = {"ray": "none"}
        self.unplaced = len(hosts)

    def ask(self, count):
        for seat, switches in self._hosts.items():
            if switches is not None:
                self.place(seat, switches)
        return len(self._hosts)

    def place(self, seat, switches):
        """A host answers."""
        command = [sys.executable, str(FAKE), "--parallel", "1", *switches]
        worker = self._workers[seat] = HostedWorker(seat, [], __version__, command)
        ready = protocol.encode(worker.ready)
        self._told.put(Greeting(seat, seat, f"node-{seat}", ready=ready))

    def refuse(self, seat, problem):
        """A host answers that it cannot be used."""
        self._told.put(Greeting(seat, seat, f"node-{seat}", problem=problem, hint="Mend it."))

    def lose(self, seat):
        """A host's power is cut."""
        self._workers.pop(seat).close()
        self._told.put(SeatLost(seat, "the node died"))

    def lose_unmet(self, seat):
        """A worker dies before it says hello."""
        self.unplaced -= 1
        self._told.put(SeatLost(seat, "no memory left"))

    def give(self, seat, attempt, line, needed):
        if seat in self._workers:
            self._workers[seat].give(attempt, line, needed)

    def stop(self, seat, attempt):
        if seat in self._workers:
            self._workers[seat].stop(attempt)

    def recall(self, seat, attempt):
        self._workers[seat].give_back(attempt)

    def poll(self, timeout_s):
        found = []
        while not self._told.empty():
            found.append(self._told.get())
            self.unplaced -= isinstance(found[-1], Greeting)
        for seat, worker in list(self._workers.items()):
            if news := worker.news(0.0):
                found.append(
                    SeatNews(seat, [(n.attempt, n.line, n.content, n.digest) for n in news])
                )
        if not found:
            time.sleep(min(timeout_s, 0.01))
        return found

    def close(self):
        for worker in self._workers.values():
            worker.close()


class FarmPeer:
    """A client of a bridge on a thread. A context manager."""

    def __init__(self, cluster, wait_s=PATIENCE_S):
        reading, writing = os.pipe()
        answers, telling = os.pipe()
        self._requests = os.fdopen(writing, "wb")
        self._events = os.fdopen(answers, "rb", buffering=0)
        self._heard = b""
        self._ends = (os.fdopen(reading, "rb"), os.fdopen(telling, "wb"))
        bridge = Bridge(Channel(*self._ends), cluster, wait_s=wait_s)
        self._thread = threading.Thread(target=bridge.serve, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._requests.close()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "the bridge did not leave"
        for pipe in (*self._ends, self._events):
            pipe.close()

    def send(self, *messages):
        for message in messages:
            self._requests.write(protocol.encode(message))
        self._requests.flush()

    def hello(self):
        """The answer to a hello."""
        self.send(protocol.Hello())
        return self.until(protocol.Ready, protocol.Failed)[-1]

    def until(self, *kinds, count=1):
        """Events up to so many of one of the kinds."""
        told = []
        while line := self._next_line():
            told.append(protocol.decode(line))
            count -= isinstance(told[-1], kinds)
            if not count:
                return told
        raise AssertionError(f"the bridge left, or said nothing more, after {told}")

    def _next_line(self):
        while b"\n" not in self._heard:
            ready, _, _ = select.select([self._events], [], [], PATIENCE_S)
            if not ready or not (piece := os.read(self._events.fileno(), 1 << 16)):
                return b""
            self._heard += piece
        line, _, self._heard = self._heard.partition(b"\n")
        return line
