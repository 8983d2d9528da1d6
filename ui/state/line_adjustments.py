"""How the selected lines are spoken and heard: common values, and changes of all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import CueView

from ..link import BackendLink
from .edits import Edits, Order
from .timeline import TimelineState

AS_READ: dict[str, Any] = {
    "voice": "",
    "gain_db": 0.0,
    "pause_s": 0.0,
    "pace_wanted": 1.0,
    "seed": None,
    "delivery_wanted": None,
}
"""Values of a `CueView` for which nobody has decided anything."""

_ORDERED = {"pace_wanted": "pace", "delivery_wanted": "delivery"}
"""Where an order calls a value otherwise than a view."""


class LineAdjustments(Edits):
    """Sends the orders and keeps pending changes; `take_up` says which lines they concern.

    Signals:
        changed: other lines, or something about them.
    """

    changed = Signal()

    def __init__(
        self, link: BackendLink, state: TimelineState, parent: QObject | None = None
    ) -> None:
        super().__init__(link, state, state.cues_changed, parent)
        self._refs: tuple[str, ...] = ()
        state.cues_changed.connect(self._on_changed)
        state.removed.connect(lambda fact: self._on_changed(fact.cues))
        state.opened.connect(lambda: self.take_up(()))
        state.closed.connect(lambda: self.take_up(()))
        self.shown_changed.connect(self._on_changed)

    def take_up(self, refs: Iterable[str]) -> None:
        """Concern these lines; what is no line is passed over."""
        self._refs = tuple(refs)
        self.changed.emit()

    @property
    def lines(self) -> list[CueView]:
        """The lines as they will be."""
        cues = (self._state.cues.get(ref) for ref in self._refs)
        return [self._shown(cue) for cue in cues if cue is not None and cue.kind == "line"]

    def common(self, name: str) -> tuple[Any, bool]:
        """The value of all lines, and whether they agree in it."""
        values = {getattr(cue, name) for cue in self.lines}
        return (values.pop(), True) if len(values) == 1 else (AS_READ[name], not values)

    def adjust(self, **changes: Any) -> None:
        """Change the lines that do not have these values already."""
        refs = [
            cue.ref
            for cue in self.lines
            if any(getattr(cue, name) != value for name, value in changes.items())
        ]
        if refs:
            self.give(refs, changes)

    def _shown(self, cue: CueView) -> CueView:
        changes = self.wanted(cue.ref)
        return dataclasses.replace(cue, **changes) if changes else cue

    def _agrees(self, ref: str, changes: dict[str, Any]) -> bool | None:
        cue = self._state.cues.get(ref)
        if cue is None:
            return None
        return all(getattr(cue, name) == wanted for name, wanted in changes.items())

    def _orders(self, refs: Sequence[str], changes: dict[str, Any]) -> Iterator[Order]:
        values = {_ORDERED.get(name, name): value for name, value in changes.items()}
        yield messages.AdjustLines, {"refs": tuple(refs), "values": values}

    def _on_changed(self, refs: Iterable[str]) -> None:
        if set(refs) & set(self._refs):
            self.changed.emit()
