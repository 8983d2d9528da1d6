"""The lines panel: a table to search, filter, select and edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from deepaudio_plugin.backend.views import CueView

from ..actions import ACTIONS_ON_LINES, LOCAL_LINE_ACTIONS
from ..panel_context import PanelContext
from ..state.cue_columns import Column, is_edited
from ..state.cue_edits import CueEdits
from ..state.cue_filter import CueCounts, CueFilter, Kind
from ..state.cue_model import CueModel
from ..state.spelling import Spelling
from .line_commands import LineCommands
from .lines_delegates import can_play
from .lines_empty import EmptyPage
from .lines_filter_bar import FilterBar
from .lines_fonts import FontCheck
from .lines_menu import MUTE_KEY, LinesMenu
from .lines_questions import LineQuestions
from .lines_replace import ReplaceBar
from .lines_table import LinesTable

_ROWS = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class LinesPanel(QWidget):
    """Shows what is said, when, by whom and how it fits; edited in place.

    Signals:
        play_requested(str): play a line in its place, or stop it.
    """

    play_requested = Signal(str)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.edits = CueEdits(context.link, context.state, self)
        self.model = CueModel(context.state, self.edits, self)
        self.lines = CueFilter(self.model, context.state, self)
        self.bar = FilterBar(CueCounts(self.model, self.lines, self), self)
        self.replacing = ReplaceBar(self._replaceable, lambda: context.selection.current, self)
        self.spelling = Spelling(
            context.link, context.state, context.notices, context.preferences, self
        )
        self.table = LinesTable(self.model, self.lines, self.spelling, self)
        self._fonts = FontCheck()
        self._following = False  # true while the selection is copied from or to the table
        self._go_before_commands()
        self.commands = LineCommands(context, self.edits, self)
        self._questions = LineQuestions(self)
        self._build()
        self._connect()
        self._update_page()

    def _go_before_commands(self) -> None:
        """Connected before whoever carries a command out, or selects what came of it.

        What is being typed counts for a command, and lines that it makes are listed at once.
        """
        self.context.state.lines_made.connect(lambda _refs: self.model.flush())
        for name in ACTIONS_ON_LINES:
            if name != "split_line":  # it wants the caret
                self.context.actions[name].triggered.connect(self.table.commit)

    def _build(self) -> None:
        self._empty = EmptyPage(self)
        self._empty.button.clicked.connect(self._on_empty_clicked)
        page = QWidget(self)
        self._pages = QStackedLayout(page)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.replacing)
        layout.addWidget(page, 1)
        self._mute = QAction(self.table)
        self._mute.setText(self.tr("Mute or unmute"))
        self._mute.setShortcut(QKeySequence(MUTE_KEY))
        self._mute.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.table.addAction(self._mute)
        self.table.addActions([self.context.actions[name] for name in LOCAL_LINE_ACTIONS])

    def _connect(self) -> None:
        context = self.context
        context.selection.changed.connect(self._on_selected_elsewhere)
        context.selection.current_changed.connect(self._on_selected_elsewhere)
        context.actions["find"].triggered.connect(self.bar.look_for)
        context.actions["replace"].triggered.connect(self._on_replace)
        self.replacing.found.connect(lambda ref: context.selection.select([ref], ref))
        self.replacing.replaced.connect(self._on_replaced)
        self.replacing.told.connect(context.notices.note)
        self.replacing.left.connect(self._on_search_left)
        context.actions["edit_line"].triggered.connect(self._on_edit_line)
        context.actions["split_line"].triggered.connect(self._on_split)
        self.commands.speaker_needed.connect(self._on_speaker_needed)
        self.commands.blank_made.connect(self._on_blank_made)
        self.model.mistimed.connect(self._on_mistimed)
        context.link.ended.connect(lambda _words: self.table.commit())
        self.edits.refused.connect(context.notices.refused)
        self.model.emptied.connect(self._on_emptied)
        self.model.settled.connect(self._on_settled)
        self.model.modelAboutToBeReset.connect(self.table.commit)
        self.model.modelReset.connect(self._update_page)
        for signal in (self.lines.rowsInserted, self.lines.rowsRemoved, self.lines.layoutChanged):
            signal.connect(self._update_page)
        self.lines.rowsInserted.connect(self._on_inserted)
        self.bar.kind_changed.connect(self._on_kind_changed)
        self.bar.words_changed.connect(self._on_words_changed)
        self.bar.problems_first_changed.connect(self.model.set_problems_first)
        self.bar.left.connect(self._on_search_left)
        self.table.selectionModel().selectionChanged.connect(self._on_rows_selected)
        self.table.selectionModel().currentRowChanged.connect(self._on_rows_selected)
        self.table.clicked.connect(self._on_clicked)
        self.table.doubleClicked.connect(self._on_double_clicked)
        self.table.customContextMenuRequested.connect(self._on_menu_requested)
        self._mute.triggered.connect(self._on_mute)
        spelling = context.actions["spelling"]
        spelling.setChecked(self.spelling.is_on)
        spelling.toggled.connect(self.spelling.switch)

    # -- selection ------------------------------------------------------------------------

    def selected(self) -> list[str]:
        """References of the selected rows, from above."""
        rows: list[int] = []
        for part in self.table.selectionModel().selection().toList():
            rows += range(part.top(), part.bottom() + 1)
        return [self.lines.ref_at(row) for row in sorted(set(rows))]

    def _on_rows_selected(self) -> None:
        if self._following:
            return
        self._following = True
        refs = self.selected()
        current = self.lines.ref_at(self.table.currentIndex().row())
        if refs or not self._others_selected():
            self.context.selection.select(refs, current if current in refs else None)
        self._following = False

    def _others_selected(self) -> bool:
        """Whether something that is not listed here is selected, such as a shot."""
        return any(self.lines.row_of(ref) < 0 for ref in self.context.selection.refs)

    def _on_selected_elsewhere(self) -> None:
        if self._following:
            return
        self._following = True
        chosen = self.context.selection
        selection = QItemSelection()
        for first, last in self._runs(chosen.refs):
            selection.select(self.lines.index(first, 0), self.lines.index(last, 0))
        model = self.table.selectionModel()
        current = self.lines.row_of(chosen.current)
        if current >= 0:
            index = self.lines.index(current, Column.TEXT)
            model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.table.scrollTo(index)
        model.select(selection, _ROWS)
        self._following = False

    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        """A line may be selected before it has a row: one that comes back, as undoing has it."""
        rows = map(self.lines.row_of, self.context.selection.refs)
        if any(first <= row <= last for row in rows):
            self._on_selected_elsewhere()

    def _runs(self, refs: Iterable[str]) -> Iterator[tuple[int, int]]:
        """First and last row of each run of neighbours among `refs`."""
        rows = sorted(row for row in map(self.lines.row_of, refs) if row >= 0)
        first = 0
        for n, row in enumerate(rows):
            if n + 1 == len(rows) or rows[n + 1] != row + 1:
                yield rows[first], row
                first = n + 1

    # -- edits ----------------------------------------------------------------------------

    def edit(self, refs: Iterable[str], **changes: object) -> None:
        """Change any number of lines in one step."""
        self.edits.edit_each({ref: dict(changes) for ref in refs})

    def _on_edit_line(self) -> None:
        """F2: edit the text of the current line, wherever the focus is."""
        row = self.lines.row_of(self.context.selection.current)
        if row < 0 and self.table.hasFocus():
            row = self.table.currentIndex().row()
        if row >= 0 and not self.table.edit_text(row):
            self._warn_read_only()

    def _replaceable(self) -> list[CueView]:
        """The lines in which words are replaced: those that are listed."""
        refs = map(self.lines.ref_at, range(self.lines.rowCount()))
        return [cue for cue in map(self.model.cue, refs) if cue is not None]

    def _on_replace(self) -> None:
        self.replacing.open(self.bar.search.text())

    def _on_replaced(self, texts: dict[str, str]) -> None:
        if self.context.state.read_only:
            self._warn_read_only()
            return
        changed = self.edits.edit_each({ref: {"text": text} for ref, text in texts.items()})
        self.context.notices.note(self.tr("%n line(s) changed.", "", changed))
        self.replacing.update_count()

    def _on_split(self) -> None:
        """At the caret while a text is edited, else at the playhead."""
        editor = self.table.edited_text()
        if editor is None or not editor.isVisible():
            self.commands.split()
            return
        ref = self.lines.ref_at(self.table.currentIndex().row())
        before, after = editor.parts()
        editor.given_up.emit()
        self.commands.split_words(ref, before, after)

    def _on_blank_made(self, ref: str) -> None:
        """A new line is there: its words are typed next."""
        row = self.lines.row_of(ref)
        if row >= 0:
            self.table.edit_text(row)

    def _on_mistimed(self, why: str) -> None:
        self.context.notices.warn(why, self.tr("The line stays as it was."))

    def _on_speaker_needed(self, refs: tuple[str, ...], names: list[str]) -> None:
        self._questions.whose(names, lambda name: self.commands.join(refs, name))

    def _on_speaker(self, refs: list[str], name: str | None) -> None:
        if name is None:
            self._questions.who(lambda typed: self._give_speaker(refs, typed))
        else:
            self._give_speaker(refs, name)

    def _on_time(self, ref: str, column: int) -> None:
        """Type a time where the table has no column for it."""
        row = self.model.row_of(ref)
        if row >= 0:
            index = QPersistentModelIndex(self.model.index(row, column))
            title = str(self.model.headerData(column, Qt.Orientation.Horizontal))
            now = str(index.data(Qt.ItemDataRole.EditRole))
            self._questions.time(title, now, lambda typed: self.model.setData(index, typed))

    def _give_speaker(self, refs: list[str], name: str) -> None:
        lines = [ref for ref in refs if (cue := self.model.cue(ref)) and cue.kind == "line"]
        self.edit(lines, speaker=name)

    def _on_mute(self) -> None:
        cues = self._selected_cues()
        if self.context.state.read_only:
            self._warn_read_only()
        elif cues:
            muted = not all(cue.muted for cue in cues)
            self.edit([cue.ref for cue in cues], muted=muted)

    def _on_emptied(self, added: bool) -> None:
        if added:
            self.context.notices.note(
                self.tr("A line that was added here keeps its words."),
                self.tr("To be rid of it, delete it."),
            )
            return
        self.context.notices.note(
            self.tr("An empty line goes back to the text of the subtitles."),
            self.tr("To leave it out, mute it: %s.") % MUTE_KEY,
        )

    def _warn_read_only(self) -> None:
        self.context.notices.warn(
            self.tr("Nothing can be edited here: the decisions for this timeline are read-only."),
            self.tr("Close it in the other panel, or make its folder writable, and open it again."),
        )

    # -- what a person does with the table --------------------------------------------------

    def _selected_cues(self) -> list[CueView]:
        cues = (self.model.cue(ref) for ref in self.selected())
        return [cue for cue in cues if cue is not None]

    def _on_clicked(self, index: QModelIndex) -> None:
        """Play the line whose state is clicked; with Shift or Ctrl rows are only selected."""
        ref = self.lines.ref_at(index.row())
        cue, job = self.model.cue(ref), self.context.state.jobs.get(ref)
        alone = self.selected() == [ref]
        if index.column() == Column.STATE and alone and cue is not None and can_play(cue, job):
            self.play_requested.emit(ref)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        cue = self.model.cue(self.lines.ref_at(index.row()))
        if cue is None:
            return
        if index.column() == Column.IN:
            self.context.playhead.move(cue.start)
        elif index.column() == Column.OUT:
            self.context.playhead.move(cue.start + cue.frames)

    def _on_menu_requested(self, at: QPoint) -> None:
        cues = self._selected_cues()
        if not cues:
            return
        menu = LinesMenu(self.context, cues, self.model.speakers(), self.spelling, self)
        refs = [cue.ref for cue in cues]
        menu.mute_requested.connect(lambda muted: self.edit(refs, muted=muted))
        menu.undo_requested.connect(lambda: self.undo(cues))
        menu.back_requested.connect(lambda: self.commands.bring_back(refs))
        menu.time_requested.connect(lambda column: self._on_time(refs[0], column))
        menu.text_requested.connect(lambda text: self.edits.edit(refs[0], text=text))
        menu.speaker_requested.connect(lambda name: self._on_speaker(refs, name))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.viewport().mapToGlobal(at))

    def undo(self, cues: Iterable[CueView]) -> None:
        """Reset text, speaker and times of edited lines to the subtitles."""
        self.edits.edit_each(
            {
                cue.ref: {
                    "text": cue.original_text,
                    "speaker": cue.original_speaker,
                    "start": cue.original_start,
                    "frames": cue.original_frames,
                }
                for cue in filter(is_edited, cues)
            }
        )

    # -- what is listed -------------------------------------------------------------------

    def _on_kind_changed(self, kind: Kind) -> None:
        self._list_anew(lambda: self.lines.set_kind(kind))

    def _on_words_changed(self, words: str) -> None:
        self._list_anew(lambda: self.lines.set_words(words))

    def _list_anew(self, change: Callable[[], None]) -> None:
        """List other lines and keep the selection, listed or not."""
        self.table.commit()
        self._following = True
        self.table.clearSelection()  # Qt would cut it anew at each row that goes: a square of them
        change()
        self._following = False
        self._on_selected_elsewhere()
        self._update_page()
        self.replacing.update_count()

    def _on_search_left(self) -> None:
        self._on_words_changed(self.bar.search.text())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.lines.rowCount() and not self.selected():
            self.table.setCurrentIndex(self.lines.index(0, Column.TEXT))

    def _update_page(self) -> None:
        self._empty.say_why(self.context, filtered=bool(self.model.rowCount()))
        self._pages.setCurrentWidget(self.table if self.lines.rowCount() else self._empty)

    def _on_empty_clicked(self) -> None:
        if self.model.rowCount():
            self.bar.reset()
        else:
            self.context.actions["add_subtitles"].trigger()

    # -- facts ----------------------------------------------------------------------------

    def _on_settled(self, refs: Iterable[str]) -> None:
        if not self.model.rowCount():
            self._update_page()
        cues = (self.context.state.cues.get(ref) for ref in refs)
        texts = [cue.text for cue in cues if cue is not None]
        if texts:
            self._fonts.warn(texts, self.fontMetrics(), self.context.notices)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.table.viewport().update()
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_mute"):
            self._mute.setText(self.tr("Mute or unmute"))
            self._update_page()
