"""Faults that nothing caught: noted, told, and always passed on."""

from __future__ import annotations

import gc
import logging
import sys
import threading

import pytest

from deepaudio_plugin.core import faults
from deepaudio_plugin.core.faults import Fault, listen, watch_faults


@pytest.fixture
def passed_on(monkeypatch):
    """What the hooks that were there before ours are called with."""
    seen: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: seen.append(kind.__name__))
    monkeypatch.setattr(threading, "excepthook", lambda args: seen.append(args.exc_type.__name__))
    monkeypatch.setattr(sys, "unraisablehook", lambda args: seen.append(args.exc_type.__name__))
    monkeypatch.setattr(faults, "_scope", {"everything": False})
    monkeypatch.setattr(faults, "_told_at", {})
    return seen


@pytest.fixture
def told(passed_on):
    heard: list[Fault] = []
    stop = listen(heard.append)
    yield heard
    stop()


def uncaught(error: BaseException, *, ours: bool = True) -> None:
    """What Python does when `error` reaches the top, from our code or a host's."""
    scope = {"__name__": "deepaudio_nuke.menu" if ours else "studio.menu", "error": error}
    try:
        exec(compile("raise error", "menu.py", "exec"), scope)
    except BaseException as raised:
        sys.excepthook(type(raised), raised, raised.__traceback__)


def test_a_fault_is_logged_told_and_passed_on(told, passed_on, caplog):
    watch_faults(everything=False)
    with caplog.at_level(logging.ERROR):
        uncaught(ValueError("no such thing"))
    assert [fault.summary for fault in told] == ["ValueError: no such thing"]
    assert "Traceback" in told[0].details
    assert "Traceback" in caplog.text
    assert passed_on == ["ValueError"]


def test_a_fault_of_the_host_is_the_hosts_alone(told, passed_on, caplog):
    watch_faults(everything=False)
    uncaught(ValueError("theirs"), ours=False)
    assert (told, caplog.text, passed_on) == ([], "", ["ValueError"])


def test_in_a_process_of_our_own_every_fault_is_ours(told, passed_on):
    watch_faults(everything=True)
    uncaught(ValueError("a library's"), ours=False)
    assert len(told) == 1


def test_an_interrupt_is_no_fault(told, passed_on):
    watch_faults(everything=True)
    uncaught(KeyboardInterrupt())
    assert (told, passed_on) == ([], ["KeyboardInterrupt"])


def test_faults_in_threads_and_at_the_end_of_objects_are_noted_too(told, passed_on):
    class Ends:
        def __del__(self) -> None:
            raise OSError("at the end")

    watch_faults(everything=True)
    thread = threading.Thread(target=lambda: 1 / 0, name="reader")
    thread.start()
    thread.join()
    made = Ends()
    del made
    gc.collect()
    assert [fault.summary for fault in told] == [
        "ZeroDivisionError: division by zero",
        "OSError: at the end",
    ]
    assert passed_on == ["ZeroDivisionError", "OSError"]


def test_the_same_fault_again_and_again_is_told_once_in_a_while(
    told, passed_on, caplog, monkeypatch
):
    clock = [100.0]
    monkeypatch.setattr(faults.time, "monotonic", lambda: clock[0])
    watch_faults(everything=False)
    for _ in range(3):
        uncaught(ValueError("in a timer"))
    assert len(told) == 1
    assert caplog.text.count("Traceback") == 1
    assert caplog.text.count("in a timer") >= 3
    clock[0] += 10
    uncaught(ValueError("in a timer"))
    assert len(told) == 2
    assert len(passed_on) == 4


def test_a_listener_that_fails_keeps_neither_others_nor_the_host_from_hearing(told, passed_on):
    def fail(_fault: Fault) -> None:
        raise RuntimeError("deleted")

    stop = listen(fail)
    watch_faults(everything=False)
    uncaught(ValueError("one"))
    stop()
    assert passed_on == ["ValueError"]
    assert len(told) == 1


def test_a_hook_that_a_host_sets_later_is_called_too_and_nothing_is_noted_twice(told, passed_on):
    watch_faults(everything=False)
    ours, theirs = sys.excepthook, []

    def hook(kind, error, trace):
        theirs.append(kind.__name__)
        ours(kind, error, trace)

    sys.excepthook = hook
    watch_faults(everything=False)
    watch_faults(everything=False)
    uncaught(ValueError("once"))
    assert theirs == ["ValueError"]
    assert passed_on == ["ValueError"]
    assert len(told) == 1
