"""Prompts of the selected shots: common values, and edits of all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import ShotView

from ..link import BackendLink
from .edits import Edits, Order
from .timeline import TimelineState

Prompt = Literal["prompt", "negative_prompt"]
PROMPTS: tuple[Prompt, ...] = ("prompt", "negative_prompt")

_BATCH_MS = 30


class ShotEdits(Edits):
    """Sends orders about shots and keeps pending changes."""

    def __init__(
        self, link: BackendLink, state: TimelineState, parent: QObject | None = None
    ) -> None:
        super().__init__(link, state, state.shots_changed, parent)

    def shown(self, shot: ShotView) -> ShotView:
        """The shot as it will be."""
        changes = self.wanted(shot.ref)
        return dataclasses.replace(shot, **changes) if changes else shot

    def _agrees(self, ref: str, changes: dict[str, Any]) -> bool | None:
        shot = self._state.shots.get(ref)
        if shot is None:
            return None
        return all(getattr(shot, name) == wanted for name, wanted in changes.items())

    def _orders(self, refs: Sequence[str], changes: dict[str, Any]) -> Iterator[Order]:
        yield messages.EditShots, {"refs": tuple(refs), **changes}


class ShotPrompts(QObject):
    """Values common to some shots, and edits of all of them.

    Signals:
        changed: other shots, or something about them.
    """

    changed = Signal()

    def __init__(
        self, state: TimelineState, edits: ShotEdits, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        self._shots: dict[str, ShotView] = {}  # as they will be
        self._touched: set[str] = set()
        self._before: dict[str, tuple[str, str]] = {}  # prompts when the shots were taken up
        self._timer = QTimer(self, singleShot=True, interval=_BATCH_MS)
        self._timer.timeout.connect(self._look_again)
        state.shots_changed.connect(self._on_changed)
        state.removed.connect(lambda fact: self._on_changed(fact.shots))
        state.opened.connect(lambda: self.take_up(()))
        state.closed.connect(lambda: self.take_up(()))
        edits.shown_changed.connect(self._on_shown_changed)

    @property
    def refs(self) -> tuple[str, ...]:
        """References of the shots that edits concern and that exist."""
        return tuple(self._shots)

    @property
    def shots(self) -> Collection[ShotView]:
        """The shots as they will be."""
        return self._shots.values()

    @property
    def first(self) -> ShotView | None:
        """The first of them."""
        return next(iter(self._shots.values()), None)

    def take_up(self, refs: Iterable[str]) -> None:
        """Switch to other shots; `revert` restores the values that they have now."""
        self._touched.clear()
        self._shots = {}
        self._refresh(refs, new=True)
        self._before = {s.ref: (s.prompt, s.negative_prompt) for s in self.shots}
        self.changed.emit()

    def common(self, name: Prompt) -> str | None:
        """The common value of all shots; None if they differ."""
        values = {str(getattr(shot, name)) for shot in self.shots}
        return values.pop() if len(values) == 1 else None

    @property
    def muted(self) -> bool | None:
        """Whether they are muted; None if they differ."""
        values = {shot.muted for shot in self.shots}
        return values.pop() if len(values) == 1 else None

    @property
    def gain_db(self) -> float | None:
        """Their gain; None if they differ."""
        values = {shot.gain_db for shot in self.shots}
        return values.pop() if len(values) == 1 else None

    @property
    def described(self) -> tuple[str, ...]:
        """Sounds that captions describe in them, each once."""
        return tuple(dict.fromkeys(sound for shot in self.shots for sound in shot.described))

    @property
    def can_revert(self) -> bool:
        """Whether prompts have changed since the shots were set."""
        return any(self._before.get(s.ref) != (s.prompt, s.negative_prompt) for s in self.shots)

    def edit(self, **changes: Any) -> None:
        """Change all shots that do not have these values already."""
        wanted = {n: v.strip() if isinstance(v, str) else v for n, v in changes.items()}
        refs = [s.ref for s in self.shots if any(getattr(s, n) != v for n, v in wanted.items())]
        if refs:
            self._edits.give(refs, wanted)

    def revert(self) -> None:
        """Restore the prompts that each shot had when it was set."""
        together: dict[tuple[str, str], list[str]] = {}
        for shot in self.shots:
            before = self._before[shot.ref]
            if before != (shot.prompt, shot.negative_prompt):
                together.setdefault(before, []).append(shot.ref)
        for (prompt, negative), refs in together.items():
            self._edits.give(refs, {"prompt": prompt, "negative_prompt": negative})

    def _refresh(self, refs: Iterable[str], new: bool = False) -> None:
        """Update some shots; removed ones are dropped."""
        for ref in refs:
            shot = self._state.shots.get(ref)
            if shot is None:
                self._shots.pop(ref, None)
            elif new or ref in self._shots:
                self._shots[ref] = self._edits.shown(shot)

    def _look_again(self) -> None:
        touched, self._touched = self._touched, set()
        self._refresh(touched)
        self.changed.emit()

    def _on_changed(self, refs: Iterable[str]) -> None:
        ours = self._shots.keys() & set(refs)
        if ours:
            self._touched |= ours
            if not self._timer.isActive():
                self._timer.start()

    def _on_shown_changed(self, refs: Iterable[str]) -> None:
        ours = self._shots.keys() & set(refs)
        if ours:
            self._refresh(ours)
            self.changed.emit()
