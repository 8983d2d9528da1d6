"""The link to the backend process: sends orders, emits facts as signals on the GUI thread."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import itertools
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from deepaudio_plugin.backend import messages

OnRefused = Callable[[messages.Refused], None]


class Client(Protocol):
    """The part of `BackendClient` that the link uses."""

    def send(self, order: messages.Order) -> None:
        """Hand over an order; never waits."""

    def close(self, timeout_s: float = ...) -> None:
        """End the backend."""


TURN_S = 0.012
"""Time for facts in one turn of the event loop; then mouse and keys come first."""

_END_S = 10.0

ClientFactory = Callable[[Callable[[messages.Fact], None], Callable[[str], None]], Client]
"""Starts a backend. Takes two callbacks: one for its facts, one for its end."""


@dataclasses.dataclass
class _Waiting:
    """An order without an answer yet, and the callbacks for it."""

    order: messages.Order
    on_carried: Callable[[], object] | None
    on_refused: OnRefused | None


@dataclasses.dataclass(frozen=True)
class _Death:
    """The end of the backend, queued behind its last fact."""

    words: str


@dataclasses.dataclass
class _Left:
    """Holds the client, so that it can be closed if the link is deleted without `stop`."""

    client: Client | None = None


class BackendLink(QObject):
    """One backend process as a QObject.

    Signals:
        fact_received(object): a fact, in the order sent; `Carried` and `Refused` come here too.
        refused(object): an order was refused that was given without `on_refused`.
        busy_changed(bool): whether orders wait for an answer.
        ended(str): the process has ended, and why; `start` starts another.
    """

    fact_received = Signal(object)
    refused = Signal(object)
    busy_changed = Signal(bool)
    ended = Signal(str)
    _arrived = Signal(bool)  # the inbox has an item; whether the GUI thread put it there

    def __init__(self, factory: ClientFactory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._factory = factory
        self._client: Client | None = None
        self._generation = 0
        self._left = left = _Left()
        self.destroyed.connect(lambda: _end_left(left))  # the lambda keeps `left` alive
        self._ids = itertools.count(1)
        self._waiting: dict[str, _Waiting] = {}
        self._inbox: collections.deque[tuple[messages.Fact | _Death, int]] = collections.deque()
        self._spent_s = 0.0  # on facts, in this turn of the loop
        self._next_turn = QTimer(self, singleShot=True, interval=0)
        self._next_turn.timeout.connect(self._on_next_turn)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> bool:
        """Whether a backend is running."""
        return self._client is not None

    @property
    def busy(self) -> bool:
        """Whether orders wait for an answer."""
        return bool(self._waiting)

    def start(self) -> None:
        """Start a backend if none runs. Raises WorkerStartError when none can."""
        if self._client is not None:
            return
        self._generation += 1
        generation = self._generation
        self._client = self._factory(
            lambda fact: self._put(fact, generation),
            lambda words: self._put(_Death(words), generation),
        )
        self._left.client = self._client
        self.order(messages.Greet)

    def stop(self, timeout_s: float = 2.0, *, wait: bool = True) -> None:
        """End the backend once it has carried out its orders. Decisions and renders are on disk.

        Without `wait` that goes on in the background, for an interface that stays.
        """
        client, self._client = self._client, None
        self._left.client = None
        self._generation += 1  # facts that still arrive belong to the old backend
        self._forget_waiting()
        if client is None:
            return
        if wait:
            client.close(timeout_s)
        else:
            _end(client)

    def order(
        self,
        kind: Callable[..., messages.Order],
        *,
        on_carried: Callable[[], object] | None = None,
        on_refused: OnRefused | None = None,
        **fields: Any,
    ) -> str:
        """Give an order, as in `link.order(messages.EditLine, ref=ref, text=text)`.

        Returns its id. One of `on_carried` and `on_refused` is called with the answer;
        without `on_refused` the signal `refused` reports a refusal.
        """
        order = kind(id=f"o{next(self._ids)}", **fields)
        if self._client is None:
            return order.id
        was_busy = self.busy
        self._waiting[order.id] = _Waiting(order, on_carried, on_refused)
        self._client.send(order)
        if not was_busy:
            self.busy_changed.emit(True)
        return order.id

    def _put(self, item: messages.Fact | _Death, generation: int) -> None:
        """Queue what arrived for the GUI thread. May be called from any thread."""
        self._inbox.append((item, generation))
        with contextlib.suppress(RuntimeError):  # the panel has been deleted meanwhile
            self._arrived.emit(threading.current_thread() is threading.main_thread())

    @Slot(bool)
    def _on_arrived(self, ours: bool) -> None:
        """Handle what arrived, within the time of one turn."""
        if ours or self._spent_s < TURN_S:
            self._take_one()
        if not self._next_turn.isActive():
            self._next_turn.start()

    def _on_next_turn(self) -> None:
        self._spent_s = 0.0
        while self._inbox and self._spent_s < TURN_S:
            self._take_one()
        if self._inbox:
            self._next_turn.start()

    def _take_one(self) -> None:
        if not self._inbox:
            return
        item, generation = self._inbox.popleft()
        if generation != self._generation:
            return
        began = time.perf_counter()
        if isinstance(item, _Death):
            self._on_died(item.words)
        else:
            self._on_fact(item)
        self._spent_s += time.perf_counter() - began

    def _on_fact(self, fact: messages.Fact) -> None:
        self.fact_received.emit(fact)
        if isinstance(fact, (messages.Carried, messages.Refused)):
            self._answered(fact)

    def _answered(self, fact: messages.Carried | messages.Refused) -> None:
        waiting = self._waiting.pop(fact.id, None)
        if isinstance(fact, messages.Refused):
            if waiting is not None and waiting.on_refused is not None:
                waiting.on_refused(fact)
            else:
                self.refused.emit(fact)
        elif waiting is not None and waiting.on_carried is not None:
            waiting.on_carried()
        if not self._waiting:
            self.busy_changed.emit(False)

    def _on_died(self, words: str) -> None:
        self._client = self._left.client = None
        self._forget_waiting()
        self.ended.emit(words)

    def _forget_waiting(self) -> None:
        if self._waiting:
            self._waiting.clear()
            self.busy_changed.emit(False)


def _end_left(left: _Left) -> None:
    if left.client is not None:
        _end(left.client)


def _end(client: Client) -> None:
    """End a backend without waiting for it."""
    threading.Thread(target=client.close, args=(_END_S,), name="backend-end", daemon=True).start()
