"""Pending edits: shown at once, until the backend confirms or refuses them."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal, SignalInstance

from deepaudio_plugin.backend import messages

from ..link import BackendLink
from .timeline import TimelineState

Order = tuple[type[messages.Order], dict[str, Any]]
"""A kind of order and its fields."""


@dataclasses.dataclass
class _Edit:
    """A pending change of an item, and how far the backend is with it."""

    changes: dict[str, Any]
    token: int  # of the latest order; 0: not on its way, since no backend ran
    carried: bool = False
    updated: bool = False  # a fact that may answer it came since


class Edits(QObject):
    """Keeps pending edits until they are confirmed. Subclasses know the items and the orders.

    An edit left unanswered by a dead backend is sent again when the timeline is open again.

    Signals:
        shown_changed(object): the items of these references have to be shown again.
        refused(object): a `messages.Refused`; the edits were dropped.
    """

    shown_changed = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        link: BackendLink,
        state: TimelineState,
        updated: SignalInstance | None,
        parent: QObject | None = None,
    ) -> None:
        """`updated` emits references of items that the backend has updated.

        Without it the subclass calls `_on_updated`.
        """
        super().__init__(parent)
        self._link, self._state = link, state
        self._edits: dict[str, _Edit] = {}
        self._tokens = itertools.count(1)
        self._path = state.head.path if state.head else ""
        state.opened.connect(self._on_opened)
        state.closed.connect(self._edits.clear)
        state.planned.connect(self._on_planned)
        state.loaded.connect(self._on_loaded)
        if updated is not None:
            updated.connect(self._on_updated)
        link.ended.connect(self._on_ended)

    # -- for subclasses --------------------------------------------------------------------

    def _agrees(self, ref: str, changes: dict[str, Any]) -> bool | None:
        """Whether an item has these values; None if it does not exist."""
        raise NotImplementedError

    def _orders(self, refs: Sequence[str], changes: dict[str, Any]) -> Iterator[Order]:
        """The orders that bring about these changes."""
        raise NotImplementedError

    # -- edits ----------------------------------------------------------------------------

    def give(self, refs: Sequence[str], changes: dict[str, Any]) -> None:
        """Submit `changes` of items by one order."""
        self._submit(dict.fromkeys(refs, changes), list(self._orders(refs, changes)))

    def _submit(self, by_ref: Mapping[str, dict[str, Any]], orders: Sequence[Order]) -> None:
        """Submit changes, each item's own, by `orders`."""
        token = next(self._tokens) if self._link.running else 0
        for ref, changes in by_ref.items():
            earlier = self._edits.get(ref)
            merged = {**(earlier.changes if earlier else {}), **changes}
            self._edits[ref] = _Edit(merged, token)
        if token:
            self._send(by_ref, orders, token)
        self.shown_changed.emit(list(by_ref))

    def wanted(self, ref: str) -> dict[str, Any]:
        """Pending changes of an item."""
        edit = self._edits.get(ref)
        return edit.changes if edit else {}

    def _send(
        self, by_ref: Mapping[str, dict[str, Any]], orders: Sequence[Order], token: int
    ) -> None:
        kept = tuple(by_ref)
        values = [value for changes in by_ref.values() for value in changes.values()]
        typed = list(dict.fromkeys(value for value in values if isinstance(value, str) and value))
        for order, fields in orders:
            self._link.order(
                order,
                on_carried=lambda: self._on_carried(kept, token),
                on_refused=lambda fact: self._on_refused(kept, typed, token, fact),
                **fields,
            )

    def _drop(self, refs: Iterable[str]) -> None:
        gone = [ref for ref in refs if self._edits.pop(ref, None) is not None]
        if gone:
            self.shown_changed.emit(gone)

    def _those_of(self, refs: Iterable[str], token: int) -> list[tuple[str, _Edit]]:
        found = ((ref, self._edits.get(ref)) for ref in refs)
        return [(ref, edit) for ref, edit in found if edit is not None and edit.token == token]

    # -- answers --------------------------------------------------------------------------

    def _on_carried(self, refs: Sequence[str], token: int) -> None:
        ours = self._those_of(refs, token)
        for _ref, edit in ours:
            edit.carried = True
        self._drop([ref for ref, edit in ours if edit.updated])

    def _on_refused(
        self, refs: Sequence[str], typed: Sequence[str], token: int, fact: messages.Refused
    ) -> None:
        if typed:  # keep what was typed
            lines = [fact.details, self.tr("You typed: %s") % "; ".join(typed)]
            fact = dataclasses.replace(fact, details="\n".join(filter(None, lines)))
        self._drop([ref for ref, _edit in self._those_of(refs, token)])
        self.refused.emit(fact)

    def _on_updated(self, refs: list[str]) -> None:
        if not self._edits:
            return
        done = []
        for ref in refs:
            edit = self._edits.get(ref)
            if edit is None or not edit.token:
                continue
            edit.updated = True
            if edit.carried or self._agrees(ref, edit.changes):
                done.append(ref)
        self._drop(done)

    def _on_planned(self) -> None:
        for edit in self._edits.values():
            edit.updated = edit.token != 0
        self._drop([ref for ref, edit in self._edits.items() if edit.carried])

    def _on_ended(self, _words: str) -> None:
        for edit in self._edits.values():
            edit.token = 0

    def _on_opened(self) -> None:
        path = self._state.head.path if self._state.head else ""
        if path != self._path:
            self._edits.clear()
        self._path = path

    def _on_loaded(self) -> None:
        """Send again what a dead backend did not answer."""
        self._drop([r for r, e in self._edits.items() if self._agrees(r, e.changes) is not False])
        for ref, edit in list(self._edits.items()):
            if not edit.token:
                edit.token = next(self._tokens)
                orders = list(self._orders([ref], edit.changes))
                self._send({ref: edit.changes}, orders, edit.token)
