"""The context menu of the lines' table."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from deepaudio_plugin.backend.views import CueView

from ..panel_context import PanelContext
from ..state.cue_columns import Column, is_edited
from ..state.spelling import Misspelling, Spelling
from ..theme.icons import icon
from ..theme.plain_text import plain, visible
from .spelling_marks import spelling_actions

MUTE_KEY = "M"


class LinesMenu(QMenu):
    """A menu for some lines.

    Signals:
        mute_requested(bool): mute or unmute them.
        undo_requested: reset them to the subtitles.
        back_requested: have deleted lines again.
        time_requested(int): type the in, out or length of the one line, a `Column`.
        text_requested(str): the one line says this.
        speaker_requested(object): give them to a speaker; None: to one that is typed.
    """

    mute_requested = Signal(bool)
    undo_requested = Signal()
    back_requested = Signal()
    time_requested = Signal(int)
    text_requested = Signal(str)
    speaker_requested = Signal(object)

    def __init__(
        self,
        context: PanelContext,
        cues: list[CueView],
        speakers: Iterable[str],
        spelling: Spelling,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context, self._cues = context, cues
        self._spelling = spelling
        self._speakers = tuple(speakers)
        self.addAction(icon("play"), self.tr("Play from here")).triggered.connect(self._play)
        self.addAction(self.tr("Go to its start")).triggered.connect(self._go)
        self.addAction(context.actions["generate"])
        self.addSeparator()
        self.addAction(context.actions["edit_line"])
        self._add_edits()
        self.addSeparator()
        if all(cue.removed for cue in cues):
            back = self.addAction(icon("revert"), self.tr("Bring back"))
            back.triggered.connect(self.back_requested)
            back.setEnabled(not context.state.read_only)
        else:
            names = ("split_line", "merge_lines", "duplicate_lines", "delete_lines")
            self.addActions([context.actions[name] for name in names])
        self.addSeparator()
        self.addAction(self.tr("Copy text")).triggered.connect(self._copy)

    def _add_edits(self) -> None:
        muted = all(cue.muted for cue in self._cues)
        mute = self.addAction(icon("muted"), self.tr("Unmute") if muted else self.tr("Mute"))
        mute.setShortcut(QKeySequence(MUTE_KEY))  # only shown here: the table carries it out
        mute.triggered.connect(lambda: self.mute_requested.emit(not muted))
        undo = self.addAction(icon("revert"), self.tr("Reset to the subtitles"))
        undo.triggered.connect(self.undo_requested)
        writable = not self._context.state.read_only
        mute.setEnabled(writable)
        undo.setEnabled(writable and any(map(is_edited, self._cues)))

        self._add_speakers(writable)
        self._add_times(writable)
        if writable and len(self._cues) == 1:
            self._add_spelling(self._cues[0])

    def _add_spelling(self, cue: CueView) -> None:
        """What there is to do about each misspelt word of the one line."""
        spelling = self._spelling
        for wrong in spelling.in_text(cue.text, spelling.language_of(cue)):
            menu = self.addMenu(self.tr("Spelling: {}").format(visible(wrong.word)))
            replace = partial(self._replace, cue.text, wrong)
            menu.addActions(spelling_actions(menu, wrong, replace, spelling.keep))

    def _replace(self, text: str, wrong: Misspelling, other: str) -> None:
        units = text.encode("utf-16-le")
        first, last = 2 * wrong.start, 2 * (wrong.start + wrong.length)
        changed = units[:first] + other.encode("utf-16-le") + units[last:]
        self.text_requested.emit(changed.decode("utf-16-le"))

    def _add_times(self, writable: bool) -> None:
        """Times can be typed in a narrow table too, which has no columns for them."""
        menu = self.addMenu(self.tr("Times"))
        titles = {
            Column.IN: self.tr("In…"),
            Column.OUT: self.tr("Out…"),
            Column.LENGTH: self.tr("Length…"),
        }
        for column, title in titles.items():
            action = menu.addAction(title)
            action.triggered.connect(lambda _=False, c=column: self.time_requested.emit(int(c)))
        menu.setEnabled(writable and len(self._cues) == 1)

    def _add_speakers(self, writable: bool) -> None:
        menu = self.addMenu(self.tr("Speaker"))
        held = {cue.speaker for cue in self._cues}
        for name in self._speakers:
            action = menu.addAction(visible(name).replace("&", "&&"))
            action.setToolTip(plain(name))
            action.setCheckable(True)
            action.setChecked(held == {name})
            action.triggered.connect(lambda _=False, name=name: self.speaker_requested.emit(name))
        menu.addSeparator()
        nobody = menu.addAction(self.tr("Nobody"))
        nobody.triggered.connect(lambda: self.speaker_requested.emit(""))
        other = menu.addAction(self.tr("Another…"))
        other.triggered.connect(lambda: self.speaker_requested.emit(None))
        menu.setEnabled(writable and any(cue.kind == "line" for cue in self._cues))

    def _go(self) -> None:
        self._context.playhead.move(self._cues[0].start)

    def _play(self) -> None:
        self._go()
        self._context.actions["play"].trigger()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(cue.text for cue in self._cues))
