"""The processes that a test starts, and their end.

A test that leaves one behind is the one that fails for it: a process that goes on slows down
whoever comes next, and one that nobody closed is blamed on them.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
import uuid
from collections.abc import Iterator

import psutil

MARK = "DEEPAUDIO_TEST"
"""A variable that processes of a test inherit from it, however far they are removed."""

PATIENCE_S = 30.0  # how long what is being closed may take; hardly anything does


class Children:
    """What has been started since `begin`; `end` tells what was left and ends it."""

    def __init__(self) -> None:
        self.mark = uuid.uuid4().hex
        self._started: list[subprocess.Popen[bytes]] = []
        self._pids = _own_children()

    def note(self, process: subprocess.Popen[bytes]) -> None:
        """A process has been started."""
        self._started.append(process)

    def end(self) -> list[str]:
        """The command lines of what still runs, and of what was not closed; all of it is now."""
        if not self._started and _own_children() <= self._pids:
            return []
        patient_until = time.monotonic() + PATIENCE_S
        while (left := self._left()) and time.monotonic() < patient_until:
            time.sleep(0.02)
        for process in self._running():
            _kill(process)
        for popen in self._started:
            _close(popen)
        return left

    def _left(self) -> list[str]:
        """What is not over, in words."""
        running = [f"still runs: {_command(process)}" for process in self._running()]
        unclosed = [f"is not closed: {popen.args}" for popen in self._started if _is_open(popen)]
        return running + unclosed

    def _running(self) -> list[psutil.Process]:
        """Children begun since then, and descendants of theirs that outlived them."""
        for popen in self._started:
            popen.poll()  # reaps it
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                ours = process.ppid() == os.getpid() and process.pid not in self._pids
                marked = ours or process.environ().get(MARK) == self.mark
                if marked and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found


@contextlib.contextmanager
def noted(children: Children) -> Iterator[None]:
    """Processes started meanwhile are known to `children`."""
    begin = subprocess.Popen.__init__

    def note(popen: subprocess.Popen[bytes], *args: object, **options: object) -> None:
        begin(popen, *args, **options)  # type: ignore[arg-type]
        children.note(popen)

    subprocess.Popen.__init__ = note  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        subprocess.Popen.__init__ = begin  # type: ignore[method-assign]


def _own_children() -> set[int]:
    """Processes that this one has started and not reaped."""
    try:
        threads = os.listdir("/proc/self/task")  # noqa: PTH208 - a thousand times and more
        lists = [_read(f"/proc/self/task/{thread}/children") for thread in threads]
        return {int(pid) for pids in lists for pid in pids.split()}
    except FileNotFoundError:  # not Linux
        return {process.pid for process in psutil.Process().children()}


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:  # noqa: PTH123
            return file.read()
    except (FileNotFoundError, ProcessLookupError):  # the thread has ended meanwhile
        return ""


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline()) or process.name()
    except psutil.Error:
        return f"process {process.pid}"


def _is_open(popen: subprocess.Popen[bytes]) -> bool:
    pipes = (popen.stdin, popen.stdout, popen.stderr)
    return any(pipe is not None and not pipe.closed for pipe in pipes)


def _kill(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.Error):
        process.kill()
        process.wait(PATIENCE_S)


def _close(popen: subprocess.Popen[bytes]) -> None:
    for pipe in (popen.stdin, popen.stdout, popen.stderr):
        with contextlib.suppress(OSError, ValueError):
            if pipe is not None:
                pipe.close()
    popen.poll()
