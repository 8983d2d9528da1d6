"""Requests in company: solved together, stopped and failing each for itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from deepaudio.engines import company
from deepaudio.engines.base import Control, RequestCancelled
from deepaudio.engines.company import Company, Flow

PATIENCE_S = 60


class Watched:
    """A control that notes what it is told; `stop` cancels."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float]] = []
        self.warned: list[str] = []
        self.stop = threading.Event()

    def progress(self, stage: str, fraction: float) -> None:
        self.told.append((stage, fraction))

    def warn(self, text: str) -> None:
        self.warned.append(text)

    def check(self) -> None:
        if self.stop.is_set():
            raise RequestCancelled


class Solver:
    """Doubles numbers and notes the passes in which it did."""

    def __init__(self) -> None:
        self.passes: list[list[int]] = []

    def __call__(self, given: list[int], control: Control) -> list[int]:
        self.passes.append(sorted(given))
        return [2 * number for number in given]


def flow(solve: Callable[..., Any], given: int, **more: Any) -> Flow[int, int]:
    fields = {"turn": 0, "kind": "", "same": given, "size": 1, "most": 100, **more}
    return Flow(given=given, solve=solve, **fields)


def ran(*members: Callable[[Watched], Any]) -> tuple[list[Any], list[Watched]]:
    """What the members of a company gave or raised, and what each was told."""
    together = Company(len(members))
    results: list[Any] = [None] * len(members)
    controls = [Watched() for _ in members]

    def be(number: int) -> None:
        with together.joined():
            try:
                results[number] = members[number](controls[number])
            except BaseException as error:
                results[number] = error

    threads = [threading.Thread(target=be, args=(number,)) for number in range(len(members))]
    for thread in threads:
        thread.start()
    together.serve()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert not any(thread.is_alive() for thread in threads)
    return results, controls


def wants(*flows: Flow[int, int]) -> Callable[[Watched], Any]:
    return lambda control: [company.solved(one, control) for one in flows]


def test_what_all_want_is_solved_in_one_pass_and_everybody_gets_their_own() -> None:
    solver = Solver()
    results, _ = ran(*(wants(flow(solver, n)) for n in range(5)))
    assert results == [[0], [2], [4], [6], [8]]
    assert solver.passes == [[0, 1, 2, 3, 4]]


def test_only_flows_of_one_kind_share_a_pass() -> None:
    solver = Solver()
    ran(*(wants(flow(solver, n, kind=n % 2)) for n in range(4)))
    assert sorted(solver.passes) == [[0, 2], [1, 3]]


def test_a_pass_is_no_larger_than_there_is_room_for() -> None:
    solver = Solver()
    results, _ = ran(*(wants(flow(solver, n, size=40)) for n in range(5)))
    assert results == [[0], [2], [4], [6], [8]]
    assert [len(one) for one in solver.passes] == [2, 2, 1]


def test_what_is_larger_than_the_room_goes_in_a_pass_of_its_own() -> None:
    solver = Solver()
    ran(*(wants(flow(solver, n, size=101)) for n in range(2)))
    assert sorted(solver.passes) == [[0], [1]]


def test_what_several_want_alike_is_solved_once() -> None:
    solver = Solver()
    results, _ = ran(*(wants(flow(solver, 7)) for _ in range(3)))
    assert results == [[14]] * 3
    assert solver.passes == [[7]]


def test_who_is_a_turn_ahead_waits_for_those_who_are_still_to_come() -> None:
    """Lines without a picture need no sound first: they are said with the others all the same."""
    solver = Solver()
    with_picture = [wants(flow(solver, n), flow(solver, 10 + n, turn=1)) for n in range(2)]
    ran(*with_picture, wants(flow(solver, 12, turn=1)))
    assert solver.passes == [[0, 1], [10, 11, 12]]


def test_nobody_waits_for_one_who_left_or_needs_nothing() -> None:
    solver = Solver()

    def leaves(control: Watched) -> bool:
        company.leave()
        assert company.solved(flow(solver, 9), control) is None  # alone from now on
        return company.in_company()

    results, _ = ran(wants(flow(solver, 1)), lambda _: company.in_company(), leaves)
    assert results == [[2], True, False]
    assert solver.passes == [[1]]


def test_without_a_company_everything_is_solved_alone() -> None:
    assert not company.in_company()
    assert company.solved(flow(Solver(), 1), Watched()) is None


def test_how_far_a_pass_is_and_what_is_amiss_is_told_to_each() -> None:
    def solve(given: list[int], control: Control) -> list[int]:
        control.progress("sound: step 1 of 2", 0.5)
        control.warn("it is late")
        return given

    _, controls = ran(*(wants(flow(solve, n)) for n in range(3)))
    for control in controls:
        assert control.told == [("sound: step 1 of 2", 0.5)]
        assert control.warned == ["it is late"]


class Stoppable:
    """Members that a pass stops while it solves what they want."""

    def __init__(self, stopped: int, of: int) -> None:
        self._stopped = stopped
        self._controls: list[Watched] = []
        self._left = threading.Semaphore(0)
        self.goes_on = False
        self.members = [self._member(number) for number in range(of)]

    def _member(self, number: int) -> Callable[[Watched], Any]:
        def run(control: Watched) -> Any:
            if number < self._stopped:
                self._controls.append(control)
            try:
                return company.solved(flow(self.solve, number), control)
            finally:
                self._left.release()

        return run

    def solve(self, given: list[int], control: Control) -> list[int]:
        for one in self._controls:
            one.stop.set()
        for _ in self._controls:
            assert self._left.acquire(timeout=PATIENCE_S)  # they end in the middle of the pass
        control.check()
        self.goes_on = True
        return given


def test_one_who_is_cancelled_ends_at_once_and_the_others_go_on() -> None:
    some = Stoppable(1, of=3)
    results, _ = ran(*some.members)
    assert isinstance(results[0], RequestCancelled)
    assert results[1:] == [1, 2]
    assert some.goes_on


def test_a_pass_that_nobody_waits_for_any_more_is_stopped() -> None:
    everybody = Stoppable(2, of=2)
    results, _ = ran(*everybody.members)
    assert all(isinstance(result, RequestCancelled) for result in results)
    assert not everybody.goes_on


def test_where_a_pass_fails_each_is_sent_alone_and_told_why() -> None:
    def solve(given: list[int], control: Control) -> list[int]:
        raise ValueError("3 is\npoison")

    results, controls = ran(*(wants(flow(solve, n)) for n in (1, 3)))
    assert results == [[None], [None]]
    for control in controls:
        assert control.warned == ["made alone: in one pass with others it failed: 3 is poison"]


def test_a_failure_of_one_alone_is_its_own() -> None:
    def solve(given: list[int], control: Control) -> list[int]:
        raise ValueError(f"{given[0]} is poison")

    results, _ = ran(*(wants(flow(solve, n, kind=n)) for n in (1, 3)))
    assert [str(result) for result in results] == ["1 is poison", "3 is poison"]


def test_a_member_that_fails_on_its_way_holds_nobody_up() -> None:
    def fails(_: Watched) -> Any:
        raise OSError("no such film")

    solver = Solver()
    results, _ = ran(wants(flow(solver, 1)), fails, wants(flow(solver, 2)))
    assert (results[0], results[2]) == ([2], [4])
    assert solver.passes == [[1, 2]]


@pytest.mark.parametrize("rounds", [3])
def test_a_company_meets_again_and_again(rounds: int) -> None:
    """A long shot has more windows than are heard together: it comes several times."""
    solver = Solver()
    long = wants(*(flow(solver, 10 * n) for n in range(rounds)))
    results, _ = ran(long, wants(flow(solver, 1)))
    assert results == [[0, 20, 40], [2]]
    assert solver.passes == [[0, 1], [10], [20]]
