"""Which host renders which take, and what becomes of takes whose host is lost.

A pure state machine: no threads, no Ray, no clock. `Bridge` enters what happens.

- First come, first served; a host has at most `window` takes in its hands. What only waits there
  while another host is idle is asked back.
- A take that was begun on a host that was lost is suspected of that. It goes again, first and on
  a host that has nothing else; when the second is lost over it, it has failed.
- What a host cannot do because of what it lacks (a file, weights, space) another one is asked
  for; when none is left, the take has failed and says which hosts were asked.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import (
    DiskFullError,
    EngineUnavailableError,
    FarmError,
    JobError,
    MediaMissingError,
    WeightsDamagedError,
    WeightsMissingError,
    WorkerDiedError,
    WorkerStartError,
)
from deepaudio_plugin.core.protocol import Cancelled, Failed, RenderRequest, Terminal

E = TypeVar("E", bound=Terminal)

STRIKES = 2
"""A take over which so many hosts were lost has failed, as with workers: see `WorkQueue`."""

_ELSEWHERE = {
    error.code
    for error in (
        MediaMissingError,
        DiskFullError,
        WorkerDiedError,
        WorkerStartError,
        EngineUnavailableError,
        WeightsMissingError,
        WeightsDamagedError,
    )
}
"""Failures of a host rather than of the take."""

_HINT = "`deepaudio doctor` on that host says what it lacks."


@dataclass(frozen=True)
class FarmHost:
    """A host that has said hello, as far as giving it work goes."""

    name: str
    node: str  # the machine: what it lacks, all hosts on it lack
    window: int  # takes that it may have in its hands
    engines: tuple[EngineInfo, ...]


@dataclass(eq=False)
class Order:
    """A take to be rendered, and what happened to it so far."""

    request: RenderRequest
    turn: int
    seat: str = ""  # whose hands it is in
    attempt: str = ""  # what that host knows it by
    begun: bool = False
    recalled: bool = False  # its host was asked to give it back, as another one is idle
    lost: list[str] = field(default_factory=list)  # names of hosts that were lost over it
    refused: dict[str, Failed] = field(default_factory=dict)  # by machine
    asked: list[str] = field(default_factory=list)  # names of hosts that refused

    @property
    def kind(self) -> tuple[str, str]:
        """What a host must have for it: an engine, and a variant of its weights; "" for any."""
        return self.request.engine, str(self.request.settings.get("variant") or "")


class Dispatch:
    """See the module. Hosts are known by their seats, orders by the ids of their requests.

    It is asked after each event, and there are as many orders as hosts, times two: what a host
    has in its hands is counted, and what it can do is known, so that no question goes over both.
    """

    def __init__(self) -> None:
        self._hosts: dict[str, FarmHost] = {}
        self._orders: dict[str, Order] = {}  # all that have no answer yet
        self._attempts: dict[str, Order] = {}  # those in the hands of hosts
        self._given_up: dict[str, str] = {}  # attempts that nobody waits for: their seats
        self._load: Counter[str] = Counter()  # by seat: how many of both it has
        self._misfits: dict[tuple[str, str], dict[str, str]] = {}  # by kind and seat: why
        self._engines: dict[str, EngineInfo] = {}
        self._turns = itertools.count(1)
        self._numbers = itertools.count(1)

    # -- orders and hosts ---------------------------------------------------------------

    def expect(self, engines: Iterable[EngineInfo]) -> None:
        """The engines that takes are ordered of: a host's own must be the same."""
        self._engines = {engine.name: engine for engine in engines}
        self._misfits.clear()

    def add(self, request: RenderRequest) -> bool:
        """Queue a take; False, and nothing done, if one of its id is in work already."""
        if request.id in self._orders:
            return False
        self._orders[request.id] = Order(request, next(self._turns))
        return True

    def cancel(self, id_: str) -> Order | None:
        """Take a take out; its host may still be at work on it. None if there is none."""
        order = self._orders.pop(id_, None)
        if order is not None and order.seat:
            self._attempts.pop(order.attempt)
            self._given_up[order.attempt] = order.seat  # and stays in its hands until it answers
        return order

    def join(self, seat: str, host: FarmHost) -> None:
        """A host has said hello."""
        self._hosts[seat] = host
        self._misfits.clear()

    def leave(self, seat: str, why: str) -> list[Failed]:
        """A host is lost, or given up; the takes that have failed by it."""
        host = self._hosts.pop(seat, None)
        self._misfits.clear()
        failures = []
        for order in [order for order in self._attempts.values() if order.seat == seat]:
            begun = order.begun
            self._take_back(order)
            if host is not None and begun:
                order.lost.append(host.name)
                if len(order.lost) >= STRIKES:
                    failures.append(self._end(order, _killer(order, why)))
        self._given_up = {a: s for a, s in self._given_up.items() if s != seat}
        self._load.pop(seat, None)
        return failures

    # -- giving work --------------------------------------------------------------------

    def next(self) -> Order | None:
        """The take to give now and, as its `seat`, to whom; None while none may go."""
        waiting = self.waiting
        if not waiting:
            return None
        suspects = sorted((o for o in waiting if o.lost), key=lambda order: order.turn)
        kept: set[str] = {o.seat for o in self._attempts.values() if o.lost}
        for order in suspects:
            seats = [s for s in self._able(order) if s not in kept]
            others = [s for s in seats if self._hosts[s].name not in order.lost] or seats
            if not others:
                continue
            seat = min(others, key=self._load.__getitem__)
            if self._load[seat] == 0:
                return self._give(order, seat)
            kept.add(seat)  # nothing more goes there until it has nothing else
        free = [
            seat
            for seat, host in self._hosts.items()
            if seat not in kept and self._load[seat] < host.window
        ]
        free.sort(key=self._load.__getitem__)
        for order in sorted((o for o in waiting if not o.lost), key=lambda order: order.turn):
            seat = next((seat for seat in free if self._is_able(seat, order)), "")
            if seat:
                return self._give(order, seat)
        return None

    def to_recall(self) -> Order | None:
        """A take that only waits behind another one, while a host that could do it is idle.

        Its host is asked to give it back, once; if it has not begun it answers `Cancelled`.
        """
        idle = [seat for seat in self._hosts if self._load[seat] == 0]
        if not idle or self.waiting:
            return None
        for order in self._attempts.values():
            may_go = not order.begun and not order.recalled and self._load[order.seat] > 1
            if may_go and any(self._is_able(seat, order) for seat in idle):
                order.recalled = True
                return order
        return None

    def order_of(self, attempt: str) -> Order | None:
        """The take that a host means; None when nobody waits for it any more."""
        return self._attempts.get(attempt)

    def answered(self, attempt: str, event: Terminal) -> Terminal | None:
        """A host's answer: the one to pass on, or None when the take goes again elsewhere."""
        given_up = self._given_up.pop(attempt, None)
        if given_up is not None:
            self._load[given_up] -= 1
        order = self._attempts.get(attempt)
        if order is None:
            return None
        if isinstance(event, Cancelled):  # nobody here asked for that: the host had its reasons
            self._take_back(order)
            return None
        event = dataclasses.replace(event, id=order.request.id)
        if not isinstance(event, Failed) or event.code not in _ELSEWHERE:
            return self._end(order, event)
        host = self._hosts[order.seat]
        order.refused[host.node] = event
        order.asked.append(host.name)
        if event.code == WorkerDiedError.code:
            order.lost.append(host.name)
        self._take_back(order)
        if len(order.lost) >= STRIKES:
            return self._end(order, _killer(order, event.message.rpartition("; ")[2]))
        return None

    def stranded(self) -> list[Failed]:
        """The takes that no host can do, ended. Call it when no further hosts are expected."""
        failures = []
        for order in [o for o in self._orders.values() if not o.seat and not self._able(o)]:
            failures.append(self._end(order, self._nobody(order)))
        return failures

    # -- how it stands ------------------------------------------------------------------

    @property
    def hosts(self) -> dict[str, FarmHost]:
        """The hosts that there are, by their seats."""
        return dict(self._hosts)

    @property
    def waiting(self) -> list[Order]:
        """The takes that are in nobody's hands."""
        return [order for order in self._orders.values() if not order.seat]

    @property
    def unanswered(self) -> int:
        """How many takes have no answer yet."""
        return len(self._orders)

    def misfits(self) -> dict[str, str]:
        """By their names the hosts that cannot do some of what is asked for now, and why."""
        found: dict[str, str] = {}
        for kind in dict.fromkeys(order.kind for order in self._orders.values()):
            for seat, reason in self._cannot(kind).items():
                found.setdefault(self._hosts[seat].name, reason)
        return found

    # -- inside -------------------------------------------------------------------------

    def _able(self, order: Order) -> list[str]:
        return [seat for seat in self._hosts if self._is_able(seat, order)]

    def _is_able(self, seat: str, order: Order) -> bool:
        refused = self._hosts[seat].node in order.refused
        return not refused and seat not in self._cannot(order.kind)

    def _cannot(self, kind: tuple[str, str]) -> dict[str, str]:
        """The hosts that cannot do takes of a kind, by their seats, and why."""
        known = self._misfits.get(kind)
        if known is None:
            told = {seat: self._why_not(host, *kind) for seat, host in self._hosts.items()}
            known = self._misfits[kind] = {seat: why for seat, why in told.items() if why}
        return known

    def _why_not(self, host: FarmHost, engine: str, variant: str) -> str:
        theirs = next((one for one in host.engines if one.name == engine), None)
        return difference(self._engines.get(engine), theirs, engine, variant)

    def _give(self, order: Order, seat: str) -> Order:
        order.seat, order.attempt = seat, str(next(self._numbers))
        self._load[seat] += 1
        self._attempts[order.attempt] = order
        return order

    def _take_back(self, order: Order) -> None:
        if self._attempts.pop(order.attempt, None) is not None:
            self._load[order.seat] -= 1
        order.seat, order.attempt, order.begun, order.recalled = "", "", False, False

    def _end(self, order: Order, event: E) -> E:
        self._take_back(order)
        del self._orders[order.request.id]
        return event

    def _nobody(self, order: Order) -> Failed:
        """Why no host can do it."""
        request = order.request
        if order.refused:
            last = list(order.refused.values())[-1]
            if last.code == DiskFullError.code:  # theirs: this computer's would stop all
                last = dataclasses.replace(last, code=JobError.code)
            names = ", ".join(dict.fromkeys(order.asked))
            return dataclasses.replace(
                last, id=request.id, message=f"{last.message} (asked: {names})"
            )
        cannot = self._cannot(order.kind)
        reasons = [f"{self._hosts[seat].name} {reason}" for seat, reason in cannot.items()]
        why = "; ".join(reasons[:3]) or "none is left"
        return Failed(
            request.id,
            FarmError.code,
            f"no host of the farm can render it: {why}",
            hint=_HINT if reasons else "Look at the cluster (`ray status`), or render here.",
            where=request.where,
        )


def difference(
    ours: EngineInfo | None, theirs: EngineInfo | None, name: str, variant: str = ""
) -> str:
    """Why a host's engine would not make the takes that are ordered; "" when it would."""
    if theirs is None or not theirs.ready:
        return f"cannot run {name}" + (f" ({theirs.state})" if theirs and theirs.state else "")
    if ours is None:
        return ""
    if theirs.version != ours.version:
        return f"has {name} {theirs.version}, not {ours.version}"
    digests = (
        (ours.variants.get(variant), theirs.variants.get(variant))
        if variant in ours.variants
        else (ours.weights_digest, theirs.weights_digest)
    )
    if digests[0] != digests[1]:
        return f"has other weights of {name}"
    missing = set(ours.voices) - set(theirs.voices)
    if missing:
        return f"lacks {len(missing)} voices of {name}"
    return ""


def _killer(order: Order, why: str) -> Failed:
    names = " and ".join(dict.fromkeys(order.lost))
    return Failed(
        order.request.id,
        WorkerDiedError.code,
        f"workers on {names} died over this job: {why}",
        hint="Leave it out or change it; the workers' logs are on those hosts.",
        where=order.request.where,
    )
