"""A panel's end of the backend process: start it, order, hear, end it. No Qt, no OTIO."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.messages import Fact, Order
from deepaudio_plugin.core.errors import ProtocolError, WorkerStartError
from deepaudio_plugin.core.ipc.child import ChildProcess
from deepaudio_plugin.core.ipc.log import ChildLog
from deepaudio_plugin.core.logs import log_path as path_of_log
from deepaudio_plugin.worker_client.interpreter import HINT, worker_environment, worker_python

_STEPS = 2.5  # the ladder's time is shared between leaving, being terminated, being killed


def backend_command(python: str = "") -> list[str]:
    """The command line of a backend. Raises WorkerStartError when there is no Python for it."""
    return [worker_python(python), "-m", "deepaudio_plugin.backend"]


class BackendClient:
    """A started backend. `on_fact` and `on_end` are called from a thread that reads its pipe.

    `on_end` is called once, with how it ended in words, when the process has gone without
    being closed; another client can be made then, and the timeline opened again.
    """

    def __init__(
        self,
        on_fact: Callable[[Fact], None],
        on_end: Callable[[str], None],
        *,
        command: Sequence[str] | None = None,
        python: str = "",
        log_path: Path | None = None,
    ) -> None:
        """Start the process. Raises WorkerStartError if it cannot be."""
        self._on_fact = on_fact
        self._on_end = on_end
        self._closing = False
        self._log = ChildLog(log_path or path_of_log("backend"))
        command = list(command or backend_command(python))
        self._started = threading.Event()
        try:
            self._child = ChildProcess(
                command, self._log, self._hear, name="backend", environment=worker_environment()
            )
        except (OSError, ValueError) as error:
            self._log.close()
            reason = getattr(error, "strerror", None) or error
            raise WorkerStartError(
                f"cannot run the backend's Python: {reason}", where=command[0], hint=HINT
            ) from error
        self._started.set()

    @property
    def log_path(self) -> Path:
        """Where what the backend prints is kept."""
        return self._log.path

    @property
    def pid(self) -> int | None:
        """The process's number, None when it has gone."""
        return self._child.pid if self._child.alive else None

    def send(self, order: Order) -> None:
        """Give an order, without waiting. Raises ProtocolError if it does not fit a line."""
        self._child.send(messages.encode(order))

    def close(self, timeout_s: float = 5.0) -> None:
        """End the process: it is asked, told, then killed. Returns after `timeout_s` at most.

        What is not over by then goes on by itself. `on_end` is not called any more.
        """
        self._closing = True
        closer = threading.Thread(target=self._close, args=(timeout_s,), daemon=True)
        closer.start()
        closer.join(timeout_s)

    def _close(self, timeout_s: float) -> None:
        self._child.close(timeout_s / _STEPS)
        self._log.close()

    # -- in the reader's thread ---------------------------------------------------------

    def _hear(self, line: bytes | None) -> None:
        if line is None:
            self._started.wait()
            if not self._closing:
                self._on_end(self._end())
            return
        try:
            fact = messages.decode_fact(line)
        except ProtocolError as error:
            self._log.write(f"[client] not understood: {error.message}")
            return
        self._on_fact(fact)

    def _end(self) -> str:
        with contextlib.suppress(Exception):
            self._child.close(0.5)  # its pipe is closed: it leaves or is made to
        self._log.close()
        return f"the backend {self._child.describe_end()}"


__all__ = ["BackendClient", "backend_command"]
