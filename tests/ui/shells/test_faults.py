"""A fault in a slot leaves a trace: in the log, in the message bar, with the host's own hook."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from deepaudio_ui.shells.docked import DockedPanel
from deepaudio_ui.shells.panel import Panel
from deepaudio_ui.state.preferences import Preferences
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core import faults
from deepaudio_plugin.core.logs import log_path, start_log
from tests.helpers.backend_stub import StubBackend

WRITTEN = messages.TimelineWritten("/show/film.deepaudio.otio", "/show/film.deepaudio")

pytestmark = pytest.mark.qt_no_exception_capture


class Editor:
    name, version = "nuke", "16.0"


@pytest.fixture
def the_hosts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the hooks of the host are called with."""
    seen: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: seen.append(str(error)))
    monkeypatch.setattr(threading, "excepthook", lambda args: seen.append(str(args.exc_value)))
    monkeypatch.setattr(faults, "_scope", {"everything": False})
    monkeypatch.setattr(faults, "_told_at", {})
    start_log("panel")
    return seen


@pytest.fixture
def docked(
    the_hosts: list[str], stub: StubBackend, tmp_path: Path, qtbot: QtBot
) -> Iterator[DockedPanel]:
    settings = QSettings(str(tmp_path / "docked.ini"), QSettings.Format.IniFormat)
    made = DockedPanel(Editor(), factory=stub, preferences=Preferences(settings))
    qtbot.addWidget(made)
    made.panel.start()
    made.show()
    yield made
    made.close()


def shown(docked: DockedPanel) -> list[str]:
    return [f"{n.sentence}\n{n.hint}" for n in docked.panel.workspace.message_bar.notices]


def test_a_fault_in_a_slot_inside_a_host_is_logged_told_and_the_hosts_too(
    docked, stub, the_hosts, qtbot, monkeypatch
):
    def fail(_fact: messages.TimelineWritten) -> None:
        raise ValueError("no such row")

    monkeypatch.setattr(docked.panel.context.notices, "note", lambda *_: fail(WRITTEN))
    stub.publish(WRITTEN)
    qtbot.waitUntil(lambda: bool(shown(docked)))
    assert the_hosts == ["no such row"]
    [told] = shown(docked)
    assert "ValueError: no such row" in told
    assert str(log_path("panel")) in told
    written = log_path("panel").read_text()
    assert "Traceback" in written
    assert "no such row" in written


def test_a_fault_in_a_thread_of_ours_is_told_in_the_window(docked, the_hosts, qtbot):
    code = compile("raise OSError('pipe')", "link.py", "exec")
    thread = threading.Thread(target=exec, args=(code, {"__name__": "deepaudio_ui.link"}))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(shown(docked)))
    assert "OSError: pipe" in shown(docked)[0]
    assert the_hosts == ["pipe"]


def test_a_fault_of_the_host_is_not_told_as_ours(docked, the_hosts, qtbot):
    def fail() -> None:
        raise ValueError("the host's own")

    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: bool(the_hosts))
    qtbot.wait(0)
    assert the_hosts == ["the host's own"]
    assert shown(docked) == []
    assert not log_path("panel").exists()


def test_what_somebody_is_typing_is_kept_when_a_fault_happens(docked, stub, qtbot, monkeypatch):
    field = QLineEdit(docked.panel)
    docked.panel.layout().addWidget(field)
    kept: list[str] = []
    field.editingFinished.connect(lambda: kept.append(field.text()))
    docked.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "half a line")
    monkeypatch.setattr(Panel, "_update_actions", lambda _self: 1 / 0)
    monkeypatch.setattr(docked.panel.context.notices, "note", lambda *_: 1 / 0)
    stub.publish(WRITTEN)
    qtbot.waitUntil(lambda: bool(shown(docked)))
    assert kept == ["half a line"]


def test_a_panel_that_is_gone_hears_of_no_fault(stub, the_hosts, tmp_path, qtbot):
    settings = QSettings(str(tmp_path / "gone.ini"), QSettings.Format.IniFormat)
    made = Panel(stub, Preferences(settings))
    listener = faults._listeners[-1]
    made.shut_down()
    shiboken6.delete(made)
    assert listener not in faults._listeners
