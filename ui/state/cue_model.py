"""The lines as a table model: text, time, speaker, fit, state."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Callable, Iterable
from typing import Any, Literal

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from deepaudio_plugin.backend.views import CueView, JobState

from ..theme.plain_text import plain, visible
from .backend_words import in_window
from .cue_edits import CueEdits, with_text
from .keyed_rows import NOWHERE, KeyedRows
from .stages import stage_words
from .timeline import TimelineState

Index = QModelIndex | QPersistentModelIndex
Fit = Literal["relaxed", "hurried", "too long"]

HURRIED = 1.2
TOO_LONG = 1.6
"""Ratio to the natural speed above which a line sounds rushed in any voice."""

BATCH_MS = 30
BATCH = 500
"""Most lines updated together: more would block the interface."""


class Column(enum.IntEnum):
    """Columns of the table."""

    STATE = 0
    IN = 1
    OUT = 2
    SPEAKER = 3
    TEXT = 4
    CPS = 5
    FIT = 6


class Role(enum.IntEnum):
    """Roles for delegates, beside Qt's own."""

    CUE = Qt.ItemDataRole.UserRole + 1  # the `CueView` as it is shown
    JOB = Qt.ItemDataRole.UserRole + 2  # its `JobView`, or None
    PROBLEM = Qt.ItemDataRole.UserRole + 3  # what is wrong, in words; "" nothing


def fit_of(pace: float) -> Fit:
    """How a line fits its window, by the speed that it needs."""
    if pace > TOO_LONG:
        return "too long"
    return "hurried" if pace > HURRIED else "relaxed"


def is_edited(cue: CueView) -> bool:
    """Whether text or speaker differ from the subtitles."""
    return (cue.text, cue.speaker) != (cue.original_text, cue.original_speaker)


class CueModel(KeyedRows):
    """Rows are cues in timeline order, or with problems first; keys are references.

    Facts that come in parts are shown together, every `BATCH_MS`.

    Signals:
        settled(object): changes of these references are shown now.
        emptied: a line was left empty; it goes back to the text of the subtitles.
    """

    settled = Signal(object)
    emptied = Signal()

    def __init__(
        self, state: TimelineState, edits: CueEdits, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        self._dirty: set[str] = set()
        self._starts: dict[str, int] = {}
        self._stale = False  # rows have to be added, removed or moved
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
        cue, job = self._state.cues.get(ref), self._state.jobs.get(ref)
        if cue is None or cue.muted:
            return ""
        said = []
        if job is not None and job.state in ("failed", "impossible"):
            said.append(" ".join(filter(None, (job.problem, job.hint))))
        if cue.kind == "line" and fit_of(cue.pace) == "too long":
            said.append(
                self.tr("Too long for its window: it needs %s times the natural speed.")
                % f"{cue.pace:.1f}"
            )
        said += cue.warnings
        return "\n".join(filter(None, said))

    def has_problem(self, ref: str) -> bool:
        """Whether a line has a problem; quicker than `problem`."""
        cue = self._state.cues.get(ref)
        if cue is None or cue.muted:
            return False
        if cue.warnings or (cue.kind == "line" and cue.pace > TOO_LONG):
            return True
        job = self._state.jobs.get(ref)
        return job is not None and job.state in ("failed", "impossible")

    def has_changed(self, ref: str) -> bool:
        """Whether a line was edited, or its sound is out of date."""
        cue, job = self._state.cues.get(ref), self._state.jobs.get(ref)
        edited = cue is not None and is_edited(self._edits.shown(cue))
        return edited or (job is not None and job.state == "changed")

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
        self.notify_changed(dirty)
        self.settled.emit(dirty)
        if self._dirty:
            self._timer.start()

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
            if cue is None or self._starts.get(ref) != cue.start:
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
        if index.column() == Column.TEXT or speaks:
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
            if not text.strip():
                self.emptied.emit()
            self._edits.edit(cue.ref, text=text.strip())
        else:
            return False
        return True

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles()[section]
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

    # -- words --------------------------------------------------------------------------

    def _titles(self) -> tuple[str, ...]:
        return (
            "",
            self.tr("In"),
            self.tr("Out"),
            self.tr("Speaker"),
            self.tr("Text"),
            self.tr("CPS"),
            self.tr("Fit"),
        )

    def _text(self, cue: CueView, column: int, editing: bool) -> str:
        if column == Column.TEXT:
            return cue.text if editing else " ".join(cue.text.split())
        if column == Column.SPEAKER:
            return cue.speaker
        if column == Column.IN:
            return self._state.timecode(cue.start)
        if column == Column.OUT:
            return self._state.timecode(cue.start + cue.frames)
        if cue.kind != "line" or cue.muted or column == Column.STATE:
            return ""
        return f"{cue.cps:.1f}" if column == Column.CPS else self.fit_words(cue)

    def _spoken(self, cue: CueView, column: int) -> str:
        """The text of a cell for screen readers."""
        return self.state_words(cue) if column == Column.STATE else self._text(cue, column, False)

    def speed_words(self, cue: CueView) -> str:
        """A line's reading speed, as short text."""
        return self.tr("%s CPS") % f"{cue.cps:.0f}"

    def fit_words(self, cue: CueView) -> str:
        """The text for how a line fits its window."""
        return {
            "relaxed": self.tr("relaxed"),
            "hurried": self.tr("hurried"),
            "too long": self.tr("too long"),
        }[fit_of(cue.pace)]

    def state_words(self, cue: CueView) -> str:
        """The text for the state of a line's sound."""
        if cue.muted:
            return self.tr("Muted: it is not spoken")
        if cue.kind == "sound":
            return self.tr("Described sound: it is added to the prompt of its shot")
        if cue.kind == "music":
            return self.tr("Music: no sound is generated for it")
        job = self._state.jobs.get(cue.ref)
        if job is None:
            return ""
        words = self._job_words(job.state)
        if job.state == "changed" and job.mark:
            return f"{words}: {in_window(job.mark.removeprefix('earlier: '))}"
        known = job.state == "rendering" and job.stage
        return f"{words}: {stage_words(job.stage)}" if known else words

    def _job_words(self, state: JobState) -> str:
        return {
            "planned": self.tr("Not rendered yet"),
            "changed": self.tr("Changed since it was rendered"),
            "waiting": self.tr("Waiting in the queue"),
            "rendering": self.tr("Rendering"),
            "ready": self.tr("Rendered"),
            "failed": self.tr("Failed"),
            "impossible": self.tr("Cannot be rendered"),
        }[state]

    def _tooltip(self, cue: CueView, column: int) -> str:
        if column in (Column.IN, Column.OUT):
            seconds = cue.start_s if column == Column.IN else cue.end_s
            length = self.tr("%s s long") % f"{cue.end_s - cue.start_s:.2f}"
            return f"{seconds:.3f} s · {length}"
        if column == Column.TEXT:
            return self._text_tooltip(cue)
        if column == Column.SPEAKER:
            return self._speaker_tooltip(cue)
        if column == Column.STATE:
            return "\n".join(filter(None, (self.state_words(cue), self.problem(cue.ref))))
        return self._fit_tooltip(cue, column)

    def _fit_tooltip(self, cue: CueView, column: int) -> str:
        if cue.kind != "line":
            return ""
        if column == Column.CPS:
            return self.tr("%s characters per second") % f"{cue.cps:.1f}"
        return self.tr("%s times the natural speed") % f"{cue.pace:.2f}"

    def _speaker_tooltip(self, cue: CueView) -> str:
        if cue.speaker == cue.original_speaker:
            return cue.speaker
        return self.tr("In the subtitles: %s") % (cue.original_speaker or self.tr("nobody"))

    def _text_tooltip(self, cue: CueView) -> str:
        parts = [cue.text]
        if cue.text != cue.original_text:
            parts.append(self.tr("In the subtitles: %s") % cue.original_text)
        job = self._state.jobs.get(cue.ref)
        if job is not None and job.spoken:
            parts.append(self.tr("Spoken as: %s") % job.spoken)
        if self._state.read_only:
            parts.append(self.tr("Nothing can be edited: decisions are read-only."))
        return "\n".join(filter(None, (*parts, self.problem(cue.ref))))


_ANSWERS: dict[int, Callable[[CueModel, CueView, int], Any]] = {
    Role.CUE: lambda model, cue, column: cue,
    Role.JOB: lambda model, cue, column: model._state.jobs.get(cue.ref),
    Role.PROBLEM: lambda model, cue, column: model.problem(cue.ref),
    Qt.ItemDataRole.DisplayRole: lambda model, cue, column: visible(
        model._text(cue, column, False)
    ),
    Qt.ItemDataRole.EditRole: lambda model, cue, column: model._text(cue, column, True),
    Qt.ItemDataRole.ToolTipRole: lambda model, cue, column: plain(model._tooltip(cue, column)),
    Qt.ItemDataRole.AccessibleTextRole: lambda model, cue, column: visible(
        model._spoken(cue, column)
    ),
}
