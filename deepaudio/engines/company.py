"""Requests in company: what each of them needs of a network is solved in one pass with the others'.

Every request runs in a thread of its own, as it would alone, up to where a network has to solve
a flow. There it waits until all others of its company have come as far, or have left; then the
thread that serves the company solves what is of one kind together, and every request goes on.

A request that is cancelled or fails leaves, and nobody waits for it. Where a pass fails, each of
its requests is told to go alone, so that the one that spoils it spoils only itself.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from deepaudio.engines.base import Control, RequestCancelled

T = TypeVar("T")
R = TypeVar("R")

_POLL_S = 0.1  # how often who waits looks whether it is cancelled, and what to tell


@dataclass(frozen=True, eq=False)
class Flow(Generic[T, R]):
    """What a request wants to have solved."""

    turn: int  # those of a lower turn are solved first: who waits behind them may still join
    kind: Hashable  # those of one kind may share a pass
    same: Hashable  # those that are equal in this are solved once
    size: int
    most: int  # sizes of all in one pass, together
    given: T
    solve: Callable[[list[T], Control], list[R]]  # of one kind, in order


@dataclass(eq=False)
class _Seat:
    """A request's place in its company. Its own thread and the serving one meet here."""

    flow: Flow[Any, Any] | None = None  # set while it waits
    answer: Any = None
    error: BaseException | None = None
    goes_alone: str = ""  # why
    gone: bool = False
    news: tuple[str, float] | None = None  # stage and fraction, not yet told
    warnings: list[str] = field(default_factory=list)


class Company:
    """Some requests, each with a seat. `serve` solves what they need until all have left."""

    def __init__(self, members: int, give_way: Callable[[], None] = lambda: None) -> None:
        """`give_way` is called by passes at each `check`; it may wait for what is more urgent."""
        self._give_way = give_way
        self._changed = threading.Condition()
        self._expected = members  # who have not come yet
        self._seats: list[_Seat] = []

    # -- of a member --------------------------------------------------------------------

    @contextlib.contextmanager
    def joined(self) -> Iterator[None]:
        """Within the block this thread is a member. As many threads must come as were announced."""
        seat = _Seat()
        with self._changed:
            self._expected -= 1
            self._seats.append(seat)
        token = _place.set((self, seat))
        try:
            yield
        finally:
            _place.reset(token)
            self.leave(seat)

    def leave(self, seat: _Seat) -> None:
        """Nobody waits for this member any more."""
        with self._changed:
            seat.gone = True
            seat.flow = None
            self._changed.notify_all()

    def meet(self, seat: _Seat, flow: Flow[Any, R], control: Control) -> R | None:
        """See `solved`."""
        with self._changed:
            seat.flow, seat.answer, seat.error, seat.goes_alone = flow, None, None, ""
            self._changed.notify_all()
        try:
            while self._waits(seat, control):
                control.check()
        except BaseException:
            self.leave(seat)
            raise
        for text in seat.warnings:
            control.warn(text)
        seat.warnings.clear()
        if seat.error is not None:
            raise seat.error
        if seat.goes_alone:
            control.warn(f"made alone: in one pass with others it failed: {seat.goes_alone}")
        answer: R | None = seat.answer
        return answer

    def _waits(self, seat: _Seat, control: Control) -> bool:
        """Wait for a moment; tell how far it is. False when it is over."""
        with self._changed:
            if seat.flow is not None and seat.news is None:
                self._changed.wait(_POLL_S)
            waiting, news, seat.news = seat.flow is not None, seat.news, None
        if news is not None:
            control.progress(*news)
        return waiting

    # -- of the one who serves ----------------------------------------------------------

    def serve(self) -> None:
        """Solve what members need, in the caller's thread, until all have left."""
        while waiting := self._assembled():
            turn = min(flow.turn for _, flow in waiting)
            for wishes in _passes([wish for wish in waiting if wish[1].turn == turn]):
                self._solve(wishes)

    def _assembled(self) -> list[_Wish]:
        """All who are still there, once every one of them waits; none when all have left."""
        with self._changed:
            while True:
                present = [seat for seat in self._seats if not seat.gone]
                wishes = [(seat, seat.flow) for seat in present if seat.flow is not None]
                if not self._expected and len(wishes) == len(present):
                    return wishes
                self._changed.wait()

    def _solve(self, wishes: list[list[_Wish]]) -> None:
        """Solve flows in one pass, each for all seats that want the same."""
        seats = [seat for alike in wishes for seat, _ in alike]
        flows = [alike[0][1] for alike in wishes]
        control = _PassControl(seats, self._give_way)
        try:
            answers = flows[0].solve([flow.given for flow in flows], control)
        except BaseException as error:  # it is theirs: each of them tells of it in its own thread
            for seat in seats:
                if len(flows) == 1:
                    seat.error = error
                else:
                    seat.goes_alone = " ".join(str(error).split()) or type(error).__name__
        else:
            for alike, answer in zip(wishes, answers, strict=True):
                for seat, _ in alike:
                    seat.answer = answer
        with self._changed:
            for seat in seats:
                seat.flow = None
            self._changed.notify_all()


_Wish = tuple[_Seat, Flow[Any, Any]]


class _PassControl:
    """The `Control` of a pass: what it tells goes to every seat; it stops when all have left."""

    def __init__(self, seats: Sequence[_Seat], give_way: Callable[[], None]) -> None:
        self._seats = seats
        self._give_way = give_way

    def progress(self, stage: str, fraction: float) -> None:
        """See `Control.progress`."""
        for seat in self._seats:
            seat.news = (stage, fraction)

    def warn(self, text: str) -> None:
        """See `Control.warn`."""
        for seat in self._seats:
            seat.warnings.append(text)

    def check(self) -> None:
        """See `Control.check`."""
        self._give_way()
        if all(seat.gone for seat in self._seats):
            raise RequestCancelled


def _passes(wishes: Sequence[_Wish]) -> Iterator[list[list[_Wish]]]:
    """What shares passes: by kind, those that want the same side by side, no pass too large."""
    kinds: dict[Hashable, dict[Hashable, list[_Wish]]] = {}
    for seat, flow in wishes:
        kinds.setdefault(flow.kind, {}).setdefault(flow.same, []).append((seat, flow))
    for wanted in kinds.values():
        one: list[list[_Wish]] = []
        filled = 0
        for alike in wanted.values():
            flow = alike[0][1]
            if one and filled + flow.size > flow.most:
                yield one
                one, filled = [], 0
            one.append(alike)
            filled += flow.size
        yield one


# -- for engines and what calls them --------------------------------------------------

_place: ContextVar[tuple[Company, _Seat] | None] = ContextVar("place", default=None)


def in_company() -> bool:
    """Whether the request of this thread has a company, and has not left it."""
    place = _place.get()
    return place is not None and not place[1].gone


def solved(flow: Flow[Any, R], control: Control) -> R | None:
    """What a flow gives, solved with those of others; None where it must be solved alone.

    No lock may be held meanwhile that others need on their way. Raises `RequestCancelled`, and
    what solving it raised where it was the only one.
    """
    place = _place.get()
    if place is None or place[1].gone:
        return None
    company, seat = place
    return company.meet(seat, flow, control)


def leave() -> None:
    """The request of this thread needs nothing more solved: the others need not wait for it."""
    place = _place.get()
    if place is not None:
        place[0].leave(place[1])
