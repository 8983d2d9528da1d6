"""One worker process: the handshake, its events, its silence."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence

from deepaudio_plugin.core import protocol, wire
from deepaudio_plugin.core.errors import (
    ProtocolError,
    WorkerError,
    WorkerStartError,
    from_code,
)
from deepaudio_plugin.core.ipc.child import ChildProcess, Ending
from deepaudio_plugin.core.ipc.log import ChildLog
from deepaudio_plugin.core.protocol import (
    Event,
    Failed,
    Heartbeat,
    Hello,
    Ready,
    Remark,
    Request,
)
from deepaudio_plugin.worker_client.interpreter import (
    HINT,
    worker_command,
    worker_environment,
)

__all__ = ["Ending", "WorkerProcess", "worker_command"]

_STEP_S = 3.0  # between the steps of the ladder of `close`


class WorkerProcess:
    """A started worker. `on_event` is called from a thread that reads its pipe.

    It says whether anybody waits for the event: only that is a sign of life. After the last
    event `on_event(None)` says that the worker has gone.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: ChildLog,
        on_event: Callable[[Event | None], bool],
    ) -> None:
        """Start the process. Raises `WorkerStartError` if the program cannot be run."""
        self._command = command
        self._log = log
        self._on_event = on_event
        self._heard = self._moved = time.monotonic()
        self.fault = ""  # why nothing that it says is believed any more
        self._first: queue.SimpleQueue[Ready | Failed | None] = queue.SimpleQueue()
        self._ready: Ready | None = None
        try:
            self._child = ChildProcess(
                command, log, self._hear, name="worker", environment=worker_environment()
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise WorkerStartError(
                f"cannot run the worker's Python: {reason}", where=command[0], hint=HINT
            ) from error

    # -- talking ---------------------------------------------------------------------

    def shake_hands(self, timeout_s: float) -> Ready:
        """Say hello and wait for the answer.

        Raises `WorkerStartError` if none comes, `ProtocolError` if the versions differ by a
        major number, and the `WorkerError` that the worker answers with. The process is ended then.
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
        self._child.send(protocol.encode(request))

    def silent_for(self) -> float:
        """Seconds since the last sign of life: a heartbeat, or word of a job that it was given."""
        return time.monotonic() - self._heard

    def still_for(self) -> float:
        """Seconds since there was word of any job."""
        return time.monotonic() - self._moved

    def forgive_silence(self) -> None:
        """Begin to count anew: it was this side that could not listen."""
        self._heard = self._moved = time.monotonic()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._child.alive

    def close(self, step_s: float | None = None) -> Ending:
        """End the process as `ChildProcess.close` does. How far it went."""
        return self._child.close(_STEP_S if step_s is None else step_s)

    def describe_end(self) -> str:
        """How the process ended, for a message."""
        return self._child.describe_end()

    # -- in the reader's thread ------------------------------------------------------

    def _hear(self, line: bytes | None) -> None:
        if line is None:
            self._first.put(None)
            self._on_event(None)
            return
        if not self.fault:
            self._receive(line)

    def _receive(self, line: bytes) -> None:
        """Pass an event on; what is none, is noted in the log and does no harm.

        But an answer that cannot be understood is lost: nobody should wait for it.
        """
        try:
            event = protocol.decode(line)
        except ProtocolError as error:
            self._log.write(f"[client] not understood on stdout: {error.message}")
            if self._ready is not None and _is_broken_answer(line):
                self.fault = f"sent what cannot be understood: {error.message}"
                self._on_event(None)
            elif self._ready is None and protocol.peek(line, "kind") == Ready.kind:
                version = protocol.peek(line, "version")
                self._first.put(Ready(id="", version=version or "unknown", engines=()))
            return
        if self._ready is None and isinstance(event, (Ready, Failed)):
            self._ready = event if isinstance(event, Ready) else None
            self._heard = self._moved = time.monotonic()
            self._first.put(event)
        elif isinstance(event, Remark):
            self._on_event(event)
        elif isinstance(event, protocol.EVENTS) and self._on_event(event):
            self._heard = time.monotonic()
            if not isinstance(event, Heartbeat):
                self._moved = self._heard

    def _refusal(self, answer: Ready | Failed | None) -> WorkerError:
        if isinstance(answer, Ready):
            return ProtocolError(
                f"the worker speaks protocol {answer.version}, this side {protocol.VERSION}",
                where=str(list(self._command)),
                hint="Install the same version of deepaudio-editors on both sides.",
            )
        if isinstance(answer, Failed):
            error = from_code(answer.code, answer.message, hint=answer.hint)
            if isinstance(error, WorkerError):
                return error
            return ProtocolError(answer.message, hint=answer.hint)
        return WorkerStartError(f"the worker did not start: it {self.describe_end()}", hint=HINT)


def _is_broken_answer(line: bytes) -> bool:
    """Whether a line that is no message was meant to be one: too long, cut, or misspelt.

    What libraries print is none, nor what a newer worker says beyond what is known here.
    """
    if len(line) > wire.MAX_LINE_BYTES:
        return True
    if not line.startswith(b"{") or not line.endswith(b"\n"):
        return False
    try:
        return str(wire.parse(line).get("kind")) in {event.kind for event in protocol.EVENTS}
    except ProtocolError:
        return True
