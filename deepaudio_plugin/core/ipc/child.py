"""A child process that speaks in lines: its pipes, its threads, its end.

Standard library only, so that a host may start one without anything else.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, Literal, Protocol

from deepaudio_plugin.core import wire

Ending = Literal["left", "terminated", "killed"]


class Log(Protocol):
    """Where the lines of standard error go."""

    def write(self, line: str) -> None:
        """Keep one line."""

    def last_line(self) -> str:
        """The last line that says something."""


class ChildProcess:
    """A started process. Threads read its pipes; `on_line` is called from one of them.

    After the last line `on_line(None)` says that the process has gone. What it writes to
    standard error goes to `log`.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: Log,
        on_line: Callable[[bytes | None], None],
        *,
        name: str,
        environment: Mapping[str, str],
    ) -> None:
        """Start the process. Raises OSError or ValueError if the program cannot be run."""
        self._log = log
        self._on_line = on_line
        self._process = _spawn(command, environment)
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=target, name=f"{name}-{pipe}", daemon=True)
            for pipe, target in (
                ("stdin", self._write),
                ("stdout", self._read),
                ("stderr", self._keep_log),
            )
        ]
        for thread in self._threads:
            thread.start()

    def send(self, line: bytes) -> None:
        """Queue a line; a process that reads nothing does not hold up the caller."""
        self._outbox.put(line)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def close(self, step_s: float) -> Ending:
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
            while line := pipe.readline(wire.MAX_LINE_BYTES + 1):
                self._on_line(line)
        self._on_line(None)

    def _keep_log(self) -> None:
        pipe = _pipe(self._process.stderr)
        with contextlib.suppress(OSError, ValueError):
            while line := pipe.readline(1 << 16):
                self._log.write(line.decode("utf-8", "replace"))


def _spawn(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The process, apart from our terminal: Ctrl-C is for the one who started it."""
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        options = {"creationflags": flags}
    return subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environment),
        **options,
    )


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # all three were asked for
    return pipe
