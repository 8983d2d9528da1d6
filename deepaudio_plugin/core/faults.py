"""Faults that nothing caught: logged, told to who listens, and passed on.

Python calls `sys.excepthook` for them, also PySide for a fault in a slot, and hooks of their
own for threads and for `__del__`. Inside an editing program these hooks belong to it: ours
stand before them, look only at faults with our code in the traceback, and call them always.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

_log = logging.getLogger(__name__)

_QUIET_S = 5.0
"""The same fault again within this time, as from a timer, is logged in one line and not told."""


@dataclass(frozen=True)
class Fault:
    """An exception that nothing caught."""

    summary: str  # its type and message
    details: str  # the traceback


Listener = Callable[[Fault], None]
_Raised = tuple[BaseException | None, TracebackType | None, str]
"""An exception, its traceback, and where it went uncaught."""

_listeners: list[Listener] = []
_told_at: dict[tuple[str, str, int], float] = {}
_inside = threading.local()
_scope = {"everything": False}


def watch_faults(*, everything: bool) -> None:
    """Stand before the hooks of this process.

    `everything`: the process is ours, so every fault in it is. Called again, ours are put
    before hooks that somebody has set meanwhile.
    """
    _scope["everything"] |= everything
    if not isinstance(sys.excepthook, _Hook):
        sys.excepthook = _Hook(sys.excepthook, _of_interpreter)
    if not isinstance(threading.excepthook, _Hook):
        threading.excepthook = _Hook(threading.excepthook, _of_thread)
    if not isinstance(sys.unraisablehook, _Hook):
        sys.unraisablehook = _Hook(sys.unraisablehook, _of_finalizer)


def listen(listener: Listener) -> Callable[[], None]:
    """Have `listener` called with each fault, in the thread it happened in.

    Returns a function that ends this.
    """
    _listeners.append(listener)

    def stop() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return stop


class _Hook:
    """A hook that takes note of a fault, and then does what the one before it does."""

    def __init__(self, before: Callable[..., Any], read: Callable[..., _Raised]) -> None:
        self._before = before
        self._read = read

    def __call__(self, *args: Any) -> None:
        is_outermost = not getattr(_inside, "busy", False)  # an earlier one may be behind it
        _inside.busy = True
        try:
            if is_outermost:
                with contextlib.suppress(Exception):  # never in the way of the fault itself
                    _take_note(*self._read(*args))
            self._before(*args)
        finally:
            if is_outermost:
                _inside.busy = False


def _of_interpreter(_kind: Any, error: BaseException, trace: TracebackType | None) -> _Raised:
    return error, trace, "the main program"


def _of_thread(args: threading.ExceptHookArgs) -> _Raised:
    return args.exc_value, args.exc_traceback, f"thread {getattr(args.thread, 'name', '?')}"


def _of_finalizer(args: Any) -> _Raised:
    return args.exc_value, args.exc_traceback, "the end of an object"


def _take_note(error: BaseException | None, trace: TracebackType | None, where: str) -> None:
    if not isinstance(error, Exception):  # an interrupt is no fault
        return
    frames = traceback.extract_tb(trace)
    if not (_scope["everything"] or _is_ours(trace)):
        return
    summary = f"{type(error).__name__}: {error}"
    last = frames[-1] if frames else None
    place = (type(error).__name__, last.filename, last.lineno or 0) if last else ("", summary, 0)
    now = time.monotonic()
    if now - _told_at.get(place, -_QUIET_S) < _QUIET_S:
        _log.error("the same fault again in %s: %s", where, summary)
        return
    _told_at[place] = now
    _log.error("a fault in %s", where, exc_info=(type(error), error, trace))
    fault = Fault(summary, "".join(traceback.format_exception(type(error), error, trace)))
    for listener in tuple(_listeners):
        with contextlib.suppress(Exception):
            listener(fault)


def _is_ours(trace: TracebackType | None) -> bool:
    """Whether our code took part; packages of ours in editing programs are `deepaudio_…` too."""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("deepaudio"):
            return True
        trace = trace.tb_next
    return False
