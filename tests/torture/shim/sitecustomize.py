"""Loaded by every Python of a torture run: ends it, or fills its disk, at the Nth call.

`DEEPAUDIO_TORTURE` holds JSON: `process` ("command", "worker" or "backend"), `call` ("open",
"write", "fsync" or "rename"), `at` (counted from 1) and `then`: "kill", or the name of an error,
which that call and all like it raise from then on. `DEEPAUDIO_TORTURE_COUNT` names a folder where
each process leaves how many calls of each kind it made. `DEEPAUDIO_TORTURE_CLOCK` moves the
clock by as many seconds.
"""

from __future__ import annotations

import atexit
import builtins
import errno
import io
import json
import os
import signal
import time
from collections import Counter
from pathlib import Path

_PLAN = json.loads(os.environ.get("DEEPAUDIO_TORTURE") or "{}")
_COUNTS = os.environ.get("DEEPAUDIO_TORTURE_COUNT", "")
_seen: Counter[str] = Counter()


def _kind() -> str:
    words = Path("/proc/self/cmdline").read_bytes().split(b"\0")
    if b"deepaudio.worker" in words:
        return "worker"
    return "backend" if b"deepaudio_plugin.backend" in words else "command"


def _reached(call: str) -> None:
    _seen[call] += 1
    if _PLAN.get("call") != call or _seen[call] < _PLAN["at"]:
        return
    if _PLAN["then"] == "kill":
        if _seen[call] == _PLAN["at"]:
            os.kill(os.getpid(), signal.SIGKILL)
        return
    number = getattr(errno, _PLAN["then"])
    raise OSError(number, os.strerror(number))


def _counted(call: str, function):
    def count(*arguments, **named):
        _reached(call)
        return function(*arguments, **named)

    return count


class _Writer(io.BufferedWriter):
    def write(self, data):
        _reached("write")
        return super().write(data)


class _ReadWriter(io.BufferedRandom):
    def write(self, data):
        _reached("write")
        return super().write(data)


_open = io.open


def _open_counted(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, *rest):
    writes = isinstance(mode, str) and set(mode) & set("wax+")
    if not writes or isinstance(file, int) or not _is_data(file):
        return _open(file, mode, buffering, encoding, errors, newline, *rest)
    _reached("open")
    raw = _open(file, mode.replace("t", "").replace("b", "") + "b", 0)
    binary = (_ReadWriter if "+" in mode else _Writer)(raw)
    if "b" in mode:
        return binary
    return io.TextIOWrapper(binary, encoding or "utf-8", errors, newline)


def _is_data(file) -> bool:
    """Whether it is no log: those may fail without a word, and do so in tests of their own."""
    return not os.fspath(file).endswith((".log", b".log" if isinstance(file, bytes) else ".log"))


def _leave_counts() -> None:
    with _open(Path(_COUNTS) / f"{_kind()}-{os.getpid()}.json", "w") as file:
        json.dump(_seen, file)


if _shift := float(os.environ.get("DEEPAUDIO_TORTURE_CLOCK") or 0):
    _time = time.time
    time.time = lambda: _time() + _shift

if _COUNTS or _PLAN.get("process") == _kind():
    os.replace = _counted("rename", os.replace)
    os.rename = _counted("rename", os.rename)
    os.link = _counted("rename", os.link)
    os.fsync = _counted("fsync", os.fsync)
    io.open = builtins.open = _open_counted
    if _COUNTS:
        atexit.register(_leave_counts)
        _exit = os._exit

        def _exit_counted(code):
            _leave_counts()
            _exit(code)

        os._exit = _exit_counted
