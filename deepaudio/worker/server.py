"""The worker's main loop: reads messages, calls engines, sends events."""

from __future__ import annotations

import logging
import os
import platform
import sys
import threading
import time
from importlib import metadata
from typing import TYPE_CHECKING

from deepaudio.engines.gpu import find_card
from deepaudio.media import patience
from deepaudio.media.loading import load_decoder
from deepaudio.worker import memory
from deepaudio.worker.engines import Engines
from deepaudio.worker.error_mapping import failed, protocol_failure
from deepaudio.worker.parties import Party, party_of
from deepaudio.worker.pool import Pool
from deepaudio.worker.task import Task
from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.errors import MediaError, ProtocolError
from deepaudio_plugin.core.ipc.channel import Channel
from deepaudio_plugin.core.protocol import (
    WORK_REQUESTS,
    Cancel,
    Check,
    Fuse,
    Hear,
    Heartbeat,
    Hello,
    Message,
    Mix,
    Probe,
    Ready,
    Reel,
    RenderRequest,
    Shutdown,
    SignFiles,
    Terminal,
    WorkRequest,
)

if TYPE_CHECKING:  # loaded with the first check
    from deepaudio.worker.cast_voices import CastVoices

_log = logging.getLogger(__name__)

HEARTBEAT_S = 1.0
_MAX_PARALLEL = 4
_POOL_SIZE = 2  # requests at once of those that must not wait behind renders
_ASLEEP_S = 5.0  # between two heartbeats: nobody was awake to wait for a file
STALLED = 75  # the exit code of a worker that a file did not answer
end_process = os._exit  # threads that wait for the system would keep it
_MOMENT_S = 0.5  # that other work waits for a still, at most: its file may not answer
_GRACE_S = 2.0  # for running work to clean up when the client leaves
_PACKAGES = (
    "deepaudio-editors",
    "av",
    "c2pa-python",
    "hibari-tts",
    "numpy",
    "onnxruntime",
    "pyloudnorm",
    "scipy",
    "soundfile",
    "torch",
    "torchaudio",
    # and what only some of its work needs
    "faster-whisper",
    "Resemblyzer",
    "resemble-perth",
)


class Server:
    """Serves one client on one channel until the client closes it."""

    def __init__(self, channel: Channel, engines: Engines, parallel: int | None = None) -> None:
        self._channel = channel
        self._engines = engines
        self._parallel = parallel or default_parallel()
        self._stills = self._pool("still", 1, gives_way=False)
        self._heard = self._pool("hear", 1, gives_way=False)
        self._renders = self._pool("render", self._parallel)
        self._mixes = self._pool("mix")
        self._views = self._pool("view")
        self._reels = self._pool("reel", 1)  # a film is read best from one end to the other
        self._probes = self._pool("probe")
        self._pools = (
            *(self._probes, self._stills, self._heard, self._views, self._reels),
            *(self._mixes, self._renders),
        )
        self._ended = threading.Event()
        self._casting = threading.Lock()
        self._cast: CastVoices | None = None

    def serve(self) -> None:
        """Until end of input or `Shutdown`; then whatever still runs is cancelled."""
        threading.Thread(target=self._heartbeats, name="heartbeat", daemon=True).start()
        try:
            for line in self._channel.lines():
                if not self._receive(line):
                    break
        finally:
            self._ended.set()
            self._channel.fall_silent()
            self._stop()

    def _receive(self, line: bytes) -> bool:
        """Handle a line; False when it asks the worker to end."""
        try:
            message = protocol.decode(line)
            if isinstance(message, Shutdown):
                return False
            self._dispatch(message)
        except ProtocolError as error:
            self._channel.send(protocol_failure(line, error))
        except Exception as error:  # one bad request never ends the worker
            self._channel.send(failed(protocol.peek(line, "id"), error))
        return True

    def _dispatch(self, message: Message) -> None:
        if isinstance(message, Hello):
            self._channel.send(self._welcome(message))
        elif isinstance(message, Cancel):
            if not any(pool.cancel(message.id) for pool in self._pools):
                _log.info("nothing to cancel: %s", message.id)
        elif isinstance(message, WORK_REQUESTS):
            self._submit(message)
        else:
            raise ProtocolError(f"{message.kind!r} is an event, not a request")

    def _submit(self, request: WorkRequest) -> None:
        if not self._pool_for(request).submit(request):
            # Without the id: the running request with that id gets its own terminal event.
            error = ProtocolError(f"request {request.id!r} is in work already")
            self._channel.send(failed("", error))

    def _pool(self, name: str, parallel: int = _POOL_SIZE, *, gives_way: bool = True) -> Pool:
        waits = self._let_stills_come_first if gives_way else lambda: None
        work, send = self._work, self._channel.send
        return Pool(name, parallel, work, send, give_way=waits, party_of=self._party_of)

    def _party_of(self, request: WorkRequest) -> Party | None:
        return party_of(request, self._engines)

    def _let_stills_come_first(self) -> None:
        """Somebody is looking for a frame: other work leaves the cores to it for a moment."""
        self._stills.wait_idle(_MOMENT_S)

    def _pool_for(self, request: WorkRequest) -> Pool:
        """The pool of a request: short requests do not wait behind renders."""
        if isinstance(request, Probe):
            return self._probes
        if isinstance(request, (Mix, SignFiles)):
            return self._mixes
        if isinstance(request, (RenderRequest, Fuse, Check)):
            return self._renders
        if isinstance(request, Reel):
            return self._stills if request.count == 1 else self._reels
        return self._heard if isinstance(request, Hear) else self._views

    def _stop(self) -> None:
        """Cancel everything; what runs has a moment, all in all, to clean up after itself."""
        for pool in self._pools:
            pool.stop(0.0)
        deadline = time.monotonic() + _GRACE_S
        for pool in self._pools:
            pool.stop(max(0.0, deadline - time.monotonic()))

    def _welcome(self, hello: Hello) -> Ready:
        if not protocol.same_major(hello.version):
            raise ProtocolError(
                f"this worker speaks protocol {protocol.VERSION}, the client {hello.version}",
                hint="Install the same version of deepaudio-editors on both sides.",
            )
        card = find_card()
        return Ready(
            id=hello.id,
            version=protocol.VERSION,
            engines=tuple(self._engines.describe()),
            device=card.name if card else "cpu",
            memory_mb=round(card.total / (1 << 20) if card else memory.physical_mb()),
            python=f"{platform.python_version()} ({sys.executable})",
            packages=_installed_packages(),
            parallel=self._parallel,
        )

    def _work(self, task: Task) -> Terminal:
        """Do what a request asks for. Modules load at first use: the start stays fast."""
        load_decoder()
        request = task.request
        if isinstance(request, Probe):
            from deepaudio.worker.probing import probed

            return probed(request)
        if isinstance(request, RenderRequest):
            from deepaudio.worker.render import render

            return render(request, self._engines.get(request.engine), task)
        if isinstance(request, (Fuse, Mix)):
            from deepaudio.worker.mixing import fuse, mix

            return fuse(request, task) if isinstance(request, Fuse) else mix(request, task)
        if isinstance(request, SignFiles):
            from deepaudio.worker.marking import sign

            return sign(request, task)
        if isinstance(request, Check):
            from deepaudio.worker.checks import check

            return check(request, task, self._cast_voices())
        from deepaudio.worker.viewing import view

        return view(request, task)

    def _cast_voices(self) -> CastVoices:
        """One for all checks: what a voice sounds like is found out once."""
        from deepaudio.worker.cast_voices import CastVoices

        with self._casting:
            self._cast = self._cast or CastVoices(self._engines)
            return self._cast

    def _heartbeats(self) -> None:
        seen = time.monotonic()
        while not self._ended.wait(HEARTBEAT_S):
            before, seen = seen, time.monotonic()
            if seen - before < _ASLEEP_S:
                self._leave_what_stalls(seen)
            if busy := sum(pool.busy for pool in self._pools):
                self._channel.send(Heartbeat(round(memory.resident_mb(), 1), busy))

    def _leave_what_stalls(self, now: float) -> None:
        """End this process if a file does not answer: the thread that waits for it is lost.

        What waits for that file fails; all else goes again in another worker.
        """
        stalled = patience.stalled(now)
        for waiting in stalled:
            _log.error("%s does not answer: the worker ends", waiting.path)
            error = MediaError(
                f"the media does not answer: nothing came of it for {patience.LIMIT_S:g} s",
                where=waiting.path,
                hint="Check the drive that it is on, or copy it to another one.",
            )
            for task in filter(None, (pool.task_of(waiting.thread) for pool in self._pools)):
                self._channel.send(failed(task.id, error))
        if stalled:
            self._channel.fall_silent()
            end_process(STALLED)


def default_parallel() -> int:
    """Requests worked on at once: one per usable core, at most four."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return max(1, min(_MAX_PARALLEL, cores))


def _installed_packages() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    return found
