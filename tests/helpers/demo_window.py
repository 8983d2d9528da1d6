"""The desktop window on a backend that is no process, with the demo open."""

from __future__ import annotations

from pathlib import Path

from deepaudio_ui.shells.window import MainWindow
from deepaudio_ui.state.preferences import Preferences
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from tests.helpers.backend_stub import StubBackend, demo_facts


def demo_window(stub: StubBackend, folder: Path, qtbot: QtBot) -> MainWindow:
    """Shown, with its preferences and the demo's takes in `folder`. Shut down its panel."""
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    made = MainWindow(stub, Preferences(settings))
    qtbot.addWidget(made)
    made.panel.start()
    made.show()
    stub.publish(*demo_facts(folder))
    return made
