"""One worker process: its pipes, its threads, its end."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO, Any, Literal

from deepaudio_plugin import protocol
from deepaudio_plugin.errors import ProtocolError, WorkerStartError
from deepaudio_plugin.protocol import (
    MAX_LINE_BYTES,
    Event,
    Failed,
    Hello,
    Ready,
    Request,
)
from deepaudio_plugin.worker_client.interpreter import (
    HINT,
    worker_command,
    worker_environment,
)
from deepaudio_plugin.worker_client.log import WorkerLog

__all__ = ["Ending", "WorkerProcess", "worker_command"]

Ending = Literal["left", "terminated", "killed"]

_STEP_S = 3.0  # between the steps of the ladder of `close`


class WorkerProcess:
    """A started worker. Threads read its pipes; `on_event` is called from one of them.

    After the last event `on_event(None)` says that the worker has gone.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: WorkerLog,
        on_event: Callable[[Event | None], None],
    ) -> None:
        """Start the process. Raises `WorkerStartError` if the program cannot be run."""
        self._log = log
        self._on_event = on_event
        self._process = _spawn(command)
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._heard = time.monotonic()
        self._first: queue.SimpleQueue[Ready | Failed | None] = queue.SimpleQueue()
        self._ready: Ready | None = None
        self._threads = [
            threading.Thread(target=target, name=f"worker-{name}", daemon=True)
            for name, target in (
                ("stdin", self._write),
                ("stdout", self._read),
                ("stderr", self._keep_log),
            )
        ]
        for thread in self._threads:
            thread.start()

    # -- talking ---------------------------------------------------------------------

    def shake_hands(self, timeout_s: float) -> Ready:
        """Say hello and wait for the answer.

        Raises `WorkerStartError` if none comes and `ProtocolError` if the versions differ
        by a major number. The process is ended then.
        """
        self.send(Hello())
        try:
            answer = self._first.get(timeout=timeout_s)
        except queue.Empty:
            self.close(step_s=0.5)
            raise WorkerStartError(
                f"the worker did not answer within {timeout_s:g} s",
                where=str(self._log.path),
                hint="Look at the log, and run `deepaudio doctor`.",
            ) from None
        if isinstance(answer, Ready) and protocol.same_major(answer.version):
            return answer
        self.close(step_s=0.5)
        raise self._refusal(answer)

    def send(self, request: Request) -> None:
        """Queue a request. Raises `ProtocolError` if it does not fit a line."""
        self._outbox.put(protocol.encode(request))

    def silent_for(self) -> float:
        """Seconds since the last sign of life."""
        return time.monotonic() - self._heard

    def forgive_silence(self) -> None:
        """Begin to count anew: it was this side that could not listen."""
        self._heard = time.monotonic()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    # -- ending ----------------------------------------------------------------------

    def close(self, step_s: float = _STEP_S) -> Ending:
        """End the process: close its stdin, wait; ask the system, wait; kill. How far it went."""
        self._outbox.put(None)
        ending: Ending = "left"
        if not self._gone(step_s):
            ending = "terminated"
            self._process.terminate()
            if not self._gone(step_s):
                ending = "killed"
                self._process.kill()
                self._process.wait()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(step_s)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError, ValueError):
                if pipe is not None:
                    pipe.close()
        return ending

    def describe_end(self) -> str:
        """How the process ended, for a message."""
        code = self._process.poll()
        how = "is still running" if code is None else f"ended with code {code}"
        if code is not None and code < 0:
            how = f"was ended by signal {-code}"
        last = self._log.last_line()
        return f"{how}: {last}" if last else how

    def _gone(self, timeout_s: float) -> bool:
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    # -- threads ---------------------------------------------------------------------

    def _write(self) -> None:
        """Own thread: a worker that reads nothing must not hold up the caller."""
        pipe = _pipe(self._process.stdin)
        with contextlib.suppress(OSError, ValueError):
            while (line := self._outbox.get()) is not None:
                pipe.write(line)
                pipe.flush()
        with contextlib.suppress(OSError, ValueError):
            pipe.close()

    def _read(self) -> None:
        pipe = _pipe(self._process.stdout)
        with contextlib.suppress(OSError, ValueError):
            while line := pipe.readline(MAX_LINE_BYTES + 1):
                self._heard = time.monotonic()
                self._receive(line)
        self._first.put(None)
        self._on_event(None)

    def _receive(self, line: bytes) -> None:
        """Pass an event on; what is none, is noted in the log and does no harm."""
        try:
            event = protocol.decode(line)
        except ProtocolError as error:
            self._log.write(f"[client] not understood on stdout: {error.message}")
            if self._ready is None and protocol.peek(line, "kind") == Ready.kind:
                version = protocol.peek(line, "version")
                self._first.put(Ready(id="", version=version or "unknown", engines=()))
            return
        if self._ready is None and isinstance(event, (Ready, Failed)):
            self._ready = event if isinstance(event, Ready) else None
            self._first.put(event)
        elif isinstance(event, protocol.EVENTS):
            self._on_event(event)

    def _keep_log(self) -> None:
        pipe = _pipe(self._process.stderr)
        with contextlib.suppress(OSError, ValueError):
            while line := pipe.readline(1 << 16):
                self._log.write(line.decode("utf-8", "replace"))

    def _refusal(self, answer: Ready | Failed | None) -> WorkerStartError | ProtocolError:
        if isinstance(answer, Ready):
            return ProtocolError(
                f"the worker speaks protocol {answer.version}, this side {protocol.VERSION}",
                where=str(self._process.args),
                hint="Install the same version of deepaudio-editors on both sides.",
            )
        if isinstance(answer, Failed):
            return ProtocolError(answer.message, hint=answer.hint)
        return WorkerStartError(f"the worker did not start: it {self.describe_end()}", hint=HINT)


def _spawn(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """The process, apart from our terminal: Ctrl-C is for the client, which then cancels."""
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        options = {"creationflags": flags}
    try:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=worker_environment(),
            **options,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise WorkerStartError(
            f"cannot run the worker's Python: {reason}", where=command[0], hint=HINT
        ) from error


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # all three were asked for
    return pipe
