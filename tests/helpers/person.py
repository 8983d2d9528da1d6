"""Somebody in front of the real window: sees what it shows, uses mouse and keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import psutil
from deepaudio_ui.shells.window import MainWindow
from deepaudio_ui.state.cue_columns import Column
from deepaudio_ui.state.notices import Notice
from deepaudio_ui.state.preferences import Preferences
from PySide6.QtCore import QCoreApplication, QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.exceptions import TimeoutError
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend.views import CueView, JobView, TakeView
from tests.helpers.backend_here import BackendHere
from tests.helpers.patient_bot import PATIENCE_MS

DEMO = Path(__file__).parents[2] / "resources" / "demo"


def copy_demo(folder: Path) -> Path:
    """The demo in a folder of its own; its timeline."""
    ours = shutil.ignore_patterns("source", "demo.deepaudio*")  # as somebody may have made there
    shutil.copytree(DEMO, folder / "demo", ignore=ours)
    return folder / "demo" / "demo.otio"


class Person:
    """The window, its backend and its worker, and hands to use it. `folder` keeps its settings.

    The backend runs in this process, or in one of its own where `process` is set.
    """

    def __init__(self, folder: Path, qtbot: QtBot, *, process: bool = False) -> None:
        self.folder, self.qtbot = folder, qtbot
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(None if process else BackendHere, Preferences(settings))
        qtbot.addWidget(self.window)
        self.window.resize(1360, 860)
        self.window.show()
        self.panel = self.window.panel
        self.context = self.panel.context
        self.state = self.context.state
        self.panels = self.panel.workspace.panels
        self.told: list[Notice] = []
        self.context.notices.posted.connect(self.told.append)

    def wait(self, happened: Callable[[], bool], patience_ms: int = PATIENCE_MS) -> None:
        """Wait for something; the window goes on meanwhile."""
        try:
            self.qtbot.waitUntil(happened, timeout=patience_ms)
        except TimeoutError as error:
            said = f"{self.states()}, {self.state.queue}\n{self.sentences()}"
            raise AssertionError(f"it did not happen; the window shows {said}") from error

    # -- opening --------------------------------------------------------------------------

    def drop(self, *paths: Path) -> None:
        """Let files fall on the panel."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        event = QDropEvent(
            QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        self.panel.dropEvent(event)

    def open(self, timeline: Path, *subtitles: Path) -> None:
        """Open a timeline and wait until all of it is there."""
        self.panel.open(timeline, subtitles)
        self.wait(lambda: self.state.is_loaded and self.state.head is not None)

    def open_demo(self) -> None:
        """The demo of `folder`, dropped with its subtitles."""
        demo = self.folder / "demo"
        self.drop(demo / "demo.otio", demo / "demo.srt")
        self.wait(lambda: self.state.is_loaded)

    def answered(self) -> None:
        """Wait until every order is answered and what was told is shown."""
        self.wait(lambda: not self.context.link.busy)
        QCoreApplication.processEvents()

    # -- seeing ---------------------------------------------------------------------------

    def line(self, beginning: str) -> CueView:
        """The line that begins so in the subtitles."""
        return next(cue for cue in self.state.cues.all() if cue.original_text.startswith(beginning))

    def job(self, ref: str) -> JobView:
        """The job of a reference."""
        job = self.state.jobs.get(ref)
        assert job is not None
        return job

    def rendered(self, ref: str) -> list[TakeView]:
        """The takes of a job that can be heard."""
        return [take for take in self.job(ref).takes if take.path]

    def states(self) -> set[str]:
        """In which states jobs are."""
        return {job.state for job in self.state.jobs.all()}

    def sentences(self) -> str:
        """All that was told, with what to do about it."""
        return "\n".join(f"{n.sentence} {n.hint} {n.details}" for n in self.told)

    def buttons(self) -> list[QPushButton]:
        """Buttons in sight."""
        return [b for b in self.panel.findChildren(QPushButton) if b.isVisible()]

    # -- hands ----------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is."""
        target = QApplication.focusWidget() or self.window
        self.qtbot.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)

    def click_line(self, beginning: str) -> CueView:
        """Click a line in the table."""
        cue, table = self.line(beginning), self.panels.lines.table
        index = table.model().index(self.panels.lines.lines.row_of(cue.ref), Column.TEXT)
        self.qtbot.mouseClick(
            table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center()
        )
        return cue

    def leave(self) -> None:
        """Close the window."""
        self.window.close()
        self.wait(lambda: not self.context.link.running)
        QCoreApplication.processEvents()


def process_of(module: str) -> psutil.Process:
    """The descendant that runs a module, such as "deepaudio.worker"."""
    return next(p for p in psutil.Process().children(recursive=True) if module in p.cmdline())
