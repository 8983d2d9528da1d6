"""Filters the lines by kind and by search text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Signal,
)

from deepaudio_plugin.backend.views import CueView

from .cue_model import CueModel
from .timeline import TimelineState

Index = QModelIndex | QPersistentModelIndex
Kind = Literal["all", "lines", "sounds", "problems", "changed", "muted", "removed"]
KINDS: tuple[Kind, ...] = ("all", "lines", "sounds", "problems", "changed", "muted", "removed")

_TIME = re.compile(r"[\d:;.]*[:;][\d:;.]*")


class CueFilter(QSortFilterProxyModel):
    """The rows of a `CueModel` that match.

    A listed line stays until the filter or search changes, so that it does not vanish while
    it is being repaired.
    """

    def __init__(
        self, model: CueModel, state: TimelineState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._state = model, state
        self._kind: Kind = "all"
        self._words = ""
        self._is_time = False
        self._frame: int | None = None
        self._listed: set[str] = set()
        self._refiltering = False
        self.setSourceModel(model)
        model.removed_changed.connect(self.refilter)

    @property
    def kind(self) -> Kind:
        """The lines wanted."""
        return self._kind

    @property
    def words(self) -> str:
        """The search text."""
        return self._words

    def set_kind(self, kind: Kind) -> None:
        """List other lines."""
        self._kind = kind
        self.refilter()

    def set_words(self, words: str) -> None:
        """Search for words in text, speaker and timecode."""
        self._words = words.strip().casefold()
        self._is_time = bool(_TIME.fullmatch(self._words))
        self._frame = self._state.frame_of(self._words) if self._is_time else None
        self.refilter()

    def refilter(self) -> None:
        """Filter every line again."""
        if hasattr(self, "endFilterChange"):  # Qt 6.10 and newer; what was before is deprecated
            self.beginFilterChange()
            self._look_again()
            self.endFilterChange()
        else:
            self._look_again()
            self.invalidateFilter()
        self._refiltering = False

    def _look_again(self) -> None:
        """Compute all matches at once; Qt then only looks them up."""
        refs = () if self._all else self._model.keys
        self._listed = {ref for ref in refs if self._matches(ref)}
        self._refiltering = True

    def ref_at(self, row: int) -> str:
        """The reference of a listed row."""
        source = row if self._all else self.mapToSource(self.index(row, 0)).row()
        return self._model.key_at(source)

    def row_of(self, ref: str) -> int:
        """The row of a reference; -1 if it is not listed."""
        source = self._model.row_of(ref)
        if self._all:
            return source
        return self.mapFromSource(self._model.index(source, 0)).row() if source >= 0 else -1

    def filterAcceptsRow(self, source_row: int, _source_parent: Index) -> bool:
        if self._all:
            return True
        ref = self._model.key_at(source_row)
        if ref in self._listed:
            return True
        if self._refiltering or not self._matches(ref):
            return False
        self._listed.add(ref)
        return True

    @property
    def _all(self) -> bool:
        return self._kind == "all" and not self._words and not self._model.has_removed

    def _matches(self, ref: str) -> bool:
        return self.is_of(ref, self._kind) and self._says(ref)

    def is_of(self, ref: str, kind: Kind) -> bool:
        """Whether a line is of a kind."""
        if kind == "problems":
            return self._model.has_problem(ref)
        if kind == "changed":
            return self._model.has_changed(ref) and not self._is_removed(ref)
        return kind in self._plain_kinds(ref)

    def kinds_of(self, ref: str) -> list[Kind]:
        """All kinds of a line; none if it does not exist."""
        kinds = self._plain_kinds(ref)
        if kinds and self._model.has_problem(ref):
            kinds.append("problems")
        if kinds and kinds != ["removed"] and self._model.has_changed(ref):
            kinds.append("changed")
        return kinds

    def _plain_kinds(self, ref: str) -> list[Kind]:
        """Kinds that follow from the line alone."""
        cue = self._model.cue(ref)
        if cue is None:
            return []
        if cue.removed:
            return ["removed"]
        kinds: list[Kind] = ["all", "lines" if cue.kind == "line" else "sounds"]
        return [*kinds, "muted"] if cue.muted else kinds

    def _is_removed(self, ref: str) -> bool:
        cue = self._model.cue(ref)
        return cue is not None and cue.removed

    def _says(self, ref: str) -> bool:
        if not self._words:
            return True
        cue = self._model.cue(ref)
        if cue is None:
            return False
        found = self._words in cue.text.casefold() or self._words in cue.speaker.casefold()
        return found or (self._is_time and self._is_at(cue))

    def _is_at(self, cue: CueView) -> bool:
        """Whether the searched time lies within a line."""
        if self._frame is not None:
            return cue.start <= self._frame < cue.start + cue.frames
        return self._words in self._state.timecode(cue.start)


class CueCounts(QObject):
    """Number of lines of each kind, updated for changed lines only.

    Signals:
        changed: other counts.
    """

    changed = Signal()

    def __init__(self, model: CueModel, lines: CueFilter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model, self._lines = model, lines
        self._refs: dict[Kind, set[str]] = {kind: set() for kind in KINDS}
        model.settled.connect(self._on_settled)
        model.modelReset.connect(self._on_removed)  # what is new is settled in turn
        model.rowsRemoved.connect(self._on_removed)

    def __getitem__(self, kind: Kind) -> int:
        return len(self._refs[kind])

    def _on_settled(self, refs: Iterable[str]) -> None:
        present = [ref for ref in refs if self._model.row_of(ref) >= 0]
        for counted in self._refs.values():
            counted.difference_update(present)
        for ref in present:
            for kind in self._lines.kinds_of(ref):
                self._refs[kind].add(ref)
        self._on_removed()

    def _on_removed(self) -> None:
        for counted in self._refs.values():
            if len(counted) > 0 and not self._model.has_all(counted):
                counted.intersection_update(self._model.keys)
        self.changed.emit()
