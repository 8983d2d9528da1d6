"""The lines as a table model: text, time, speaker, fit, state."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from deepaudio_plugin.backend.views import CueView

from ..theme.plain_text import plain, visible
from .cue_columns import EDGES, TIMES, Column, Role, fit_of, is_edited
from .cue_edits import CueEdits, with_text
from .cue_words import CueWords
from .keyed_rows import NOWHERE, KeyedRows
from .timeline import TimelineState
from .typed_time import typed_span

Index = QModelIndex | QPersistentModelIndex
BATCH_MS = 30
BATCH = 500
"""Most lines updated together: more would block the interface."""


class CueModel(KeyedRows):
    """Rows are cues in timeline order, or with problems first; keys are references.

    Facts that come in parts are shown together, every `BATCH_MS`.

    Signals:
        settled(object): changes of these references are shown now.
        emptied(bool): a line was left empty; it goes back to the text of the subtitles, or
            keeps its words where it was added here.
        mistimed(str): what was typed is no time for a line, and why.
        removed_changed: other lines are deleted than before.
    """

    settled = Signal(object)
    emptied = Signal(bool)
    mistimed = Signal(str)
    removed_changed = Signal()

    def __init__(
        self, state: TimelineState, edits: CueEdits, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        self.words = CueWords(state, self)
        self._dirty: set[str] = set()
        self._starts: dict[str, int] = {}
        self._stale = False  # rows have to be added, removed or moved
        self._removed: set[str] = set()
        self._numbers: dict[str, int] = {}  # of speakers, as they are shown
        self._first: frozenset[str] = frozenset()  # rows placed first, with their problems
        self._problems_first = False
        self._typing: tuple[str, str] = ("", "")
        self._timer = QTimer(self, singleShot=True, interval=BATCH_MS)
        self._timer.timeout.connect(self.flush)
        self._connect()
        self._on_opened()

    def _connect(self) -> None:
        state = self._state
        state.opened.connect(self._on_opened)
        state.closed.connect(self._on_opened)
        state.loaded.connect(self._on_loaded)
        state.cues_changed.connect(self._on_cues_changed)
        state.jobs_changed.connect(self._on_jobs_changed)
        state.removed.connect(self._on_removed)
        state.cast_changed.connect(self._on_cast_changed)
        self._edits.shown_changed.connect(self._on_shown_changed)

    # -- rows ---------------------------------------------------------------------------

    def cue(self, ref: str) -> CueView | None:
        """A line as it is shown: with pending edits and what is being typed."""
        known = self._state.cues.get(ref)
        if known is None:
            return None
        shown = self._edits.shown(known)
        return with_text(shown, self._typing[1]) if ref == self._typing[0] else shown

    def problem(self, ref: str) -> str:
        """The problem of a line or its sound as a sentence; "" for none."""
        return self.words.problem(ref)

    def has_problem(self, ref: str) -> bool:
        """Whether a line has a problem; quicker than `problem`."""
        cue = self._state.cues.get(ref)
        if cue is None or cue.muted or cue.removed:
            return False
        job = self._state.jobs.get(ref)
        if cue.warnings or not cue.text or (cue.kind == "line" and fit_of(cue, job) == "too long"):
            return True
        return job is not None and (job.state in ("failed", "impossible") or bool(job.verdict))

    def has_changed(self, ref: str) -> bool:
        """Whether a line was edited, or its sound is out of date."""
        cue, job = self._state.cues.get(ref), self._state.jobs.get(ref)
        edited = cue is not None and is_edited(self._edits.shown(cue))
        return edited or (job is not None and job.state == "changed")

    @property
    def has_removed(self) -> bool:
        """Whether there are deleted lines, which only a filter lists."""
        return bool(self._removed)

    def speaker_number(self, speaker: str) -> int | None:
        """The number of a speaker's colour; None for nobody."""
        return self._state.speaker_numbers.get(speaker)

    def speakers(self) -> tuple[str, ...]:
        """All speakers with a name, in the order of the cast."""
        names = dict.fromkeys(voice.speaker for voice in self._state.voices)
        names.update(dict.fromkeys(cue.speaker for cue in self._state.cues.all()))
        return tuple(name for name in names if name)

    def set_problems_first(self, first: bool) -> None:
        """Put lines with problems first. Repaired lines stay there until the next call."""
        self._problems_first = first
        self._rank()
        self._follow(self._wanted())

    def type_into(self, ref: str, text: str) -> None:
        """Show how `text`, which is being typed, would fit; "" when typing ends."""
        before, self._typing = self._typing[0], (ref, text)
        self.notify_changed([key for key in (before, ref) if key])

    # -- facts --------------------------------------------------------------------------

    def flush(self) -> None:
        """Show the changes since the last call."""
        self._timer.stop()
        dirty = set(itertools.islice(self._dirty, BATCH))
        self._dirty -= dirty
        if self._stale:
            self._stale = False
            self._follow(self._wanted())
            for ref in itertools.chain(dirty, self._dirty):
                cue = self._state.cues.get(ref)
                if cue is not None:
                    self._starts[ref] = cue.start
        self._note_removed(dirty)
        self.notify_changed(dirty)
        self.settled.emit(dirty)
        if self._dirty:
            self._timer.start()

    def _note_removed(self, refs: Iterable[str]) -> None:
        """Keep in mind which lines are deleted; they are listed by their filter only."""
        before = len(self._removed)
        changed = False
        for ref in refs:
            cue = self._state.cues.get(ref)
            if (cue is not None and cue.removed) != (ref in self._removed):
                self._removed ^= {ref}
                changed = True
        self._removed &= self._rows.keys()
        if changed or len(self._removed) != before:
            self.removed_changed.emit()

    def _wanted(self) -> list[str]:
        refs = [cue.ref for cue in self._state.cues.all()]
        if not self._first:
            return refs
        first = self._first
        return sorted(refs, key=lambda ref: ref not in first)  # keeps the order among equals

    def _rank(self) -> None:
        refs = (cue.ref for cue in self._state.cues.all()) if self._problems_first else ()
        self._first = frozenset(ref for ref in refs if self.has_problem(ref))

    def _mark(self, refs: Iterable[str]) -> None:
        self._dirty.update(refs)
        if not self._timer.isActive():
            self._timer.start()

    def _on_opened(self) -> None:
        self._dirty.clear()
        self._starts.clear()
        self._removed.clear()
        self._first, self._typing, self._stale = frozenset(), ("", ""), False
        self._reset([cue.ref for cue in self._state.cues.all()])
        self._mark(self._keys)

    def _on_loaded(self) -> None:
        if self._problems_first:
            self._rank()
            self._stale = True
        self._mark(())

    def _on_cues_changed(self, refs: list[str]) -> None:
        for ref in refs:
            cue = self._state.cues.get(ref)
            if cue is None or ref not in self._rows or self._starts.get(ref) != cue.start:
                self._stale = True
                break
        self._mark(refs)

    def _on_jobs_changed(self, refs: list[str]) -> None:
        ours = [ref for ref in refs if ref in self._rows]
        if ours:
            self._mark(ours)

    def _on_shown_changed(self, refs: list[str]) -> None:
        self.notify_changed(refs)
        self._mark(refs)

    def _on_cast_changed(self) -> None:
        """Speakers have other colours than before."""
        if self._numbers != self._state.speaker_numbers:
            self._numbers = dict(self._state.speaker_numbers)
            self._mark(self._keys)

    def _on_removed(self, _fact: object) -> None:
        self._stale = True
        self._mark(())

    # -- Qt's side ----------------------------------------------------------------------

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        cue = self._cue_at(index)
        if cue is None or self._state.read_only:
            return flags
        speaks = index.column() == Column.SPEAKER and cue.kind == "line"
        if index.column() in (Column.TEXT, *TIMES) or speaks:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        cue = self._cue_at(index)
        if cue is None or role != Qt.ItemDataRole.EditRole:
            return False
        text = str(value)
        if index.column() == Column.SPEAKER:
            self._edits.edit(cue.ref, speaker=text.strip())
        elif index.column() == Column.TEXT:
            if not text.strip() and cue.text:
                self.emptied.emit(cue.added)
            self._edits.edit(cue.ref, text=text.strip())
        elif index.column() in TIMES:
            return self._set_time(cue, Column(index.column()), text)
        else:
            return False
        return True

    def _set_time(self, cue: CueView, column: Column, text: str) -> bool:
        """Take a time that was typed; In and Out leave each other where they are."""
        if text.strip() == self.words.text(cue, column, True):
            return False
        span = typed_span(text, EDGES[column], cue, self._state)
        wrong = self._wrong_time(text, span)
        if wrong or span is None:
            self.mistimed.emit(wrong)
            return False
        self._edits.edit(cue.ref, start=span[0], frames=span[1])
        return True

    def _wrong_time(self, text: str, span: tuple[int, int] | None) -> str:
        if span is None:
            return self.tr("“%s” is no time.") % text.strip()
        start, frames = span
        if start < 0:
            return self.tr("The line would begin before the timeline.")
        if frames < 1:
            return self.tr("The line would end before it begins.")
        if start >= self._state.frames:
            return self.tr("The line would begin after the end of the timeline.")
        return ""

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words.titles()[section]
        if role == Qt.ItemDataRole.ToolTipRole and section == Column.CPS:
            return self.tr("Characters per second")
        if role == Qt.ItemDataRole.ToolTipRole and section == Column.STATE:
            return self.tr("Progress of the line's sound")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            middle = section == Column.CPS  # its numbers end under the end of the title
            side = Qt.AlignmentFlag.AlignHCenter if middle else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get(role)
        if answer is None:  # most of what views ask: fonts, colours, icons
            return None
        cue = self._cue_at(index)
        return None if cue is None else answer(self, cue, index.column())

    def _cue_at(self, index: Index) -> CueView | None:
        return self.cue(self.key_at(index.row())) if index.isValid() else None


_ANSWERS: dict[int, Callable[[CueModel, CueView, int], Any]] = {
    Role.CUE: lambda model, cue, column: cue,
    Role.JOB: lambda model, cue, column: model._state.jobs.get(cue.ref),
    Role.PROBLEM: lambda model, cue, column: model.problem(cue.ref),
    Qt.ItemDataRole.DisplayRole: lambda model, cue, column: visible(
        model.words.text(cue, column, False)
    ),
    Qt.ItemDataRole.EditRole: lambda model, cue, column: model.words.text(cue, column, True),
    Qt.ItemDataRole.ToolTipRole: lambda model, cue, column: plain(model.words.tooltip(cue, column)),
    Qt.ItemDataRole.AccessibleTextRole: lambda model, cue, column: visible(
        model.words.spoken(cue, column)
    ),
}
