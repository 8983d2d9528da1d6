"""The context menu of the lines' table."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from deepaudio_plugin.backend.views import CueView

from ..panel_context import PanelContext
from ..state.cue_model import is_edited
from ..theme.icons import icon

MUTE_KEY = "M"


class LinesMenu(QMenu):
    """A menu for some lines.

    Signals:
        mute_requested(bool): mute or unmute them.
        undo_requested: reset them to the subtitles.
    """

    mute_requested = Signal(bool)
    undo_requested = Signal()

    def __init__(self, context: PanelContext, cues: list[CueView], parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._cues = context, cues
        self.addAction(icon("play"), self.tr("Play from here")).triggered.connect(self._play)
        self.addAction(self.tr("Go to its start")).triggered.connect(self._go)
        self.addAction(context.actions["generate"])
        self.addSeparator()
        self.addAction(context.actions["edit_line"])
        self._add_edits()
        self.addSeparator()
        self.addAction(self.tr("Copy text")).triggered.connect(self._copy)

    def _add_edits(self) -> None:
        muted = all(cue.muted for cue in self._cues)
        mute = self.addAction(icon("muted"), self.tr("Unmute") if muted else self.tr("Mute"))
        mute.setShortcut(QKeySequence(MUTE_KEY))  # only shown here: the table carries it out
        mute.triggered.connect(lambda: self.mute_requested.emit(not muted))
        undo = self.addAction(icon("revert"), self.tr("Reset to the text of the subtitles"))
        undo.triggered.connect(self.undo_requested)
        writable = not self._context.state.read_only
        mute.setEnabled(writable)
        undo.setEnabled(writable and any(map(is_edited, self._cues)))

    def _go(self) -> None:
        self._context.playhead.move(self._cues[0].start)

    def _play(self) -> None:
        self._go()
        self._context.actions["play"].trigger()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(cue.text for cue in self._cues))
