"""Orders and facts of one backend after another: what an earlier one still says is not heard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from deepaudio_ui.link import BackendLink
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import settle


class FakeBackend:
    """A backend that is no process: what it is ordered, and what a test lets it say."""

    def __init__(self, on_fact: Any, on_end: Any) -> None:
        self.on_fact, self.on_end = on_fact, on_end
        self.orders: list[messages.Order] = []
        self.closed = False

    def send(self, order: messages.Order) -> None:
        self.orders.append(order)

    def close(self, timeout_s: float = 2.0) -> None:
        self.closed = True


class Heard:
    """A link with the backends that it started and all that it told."""

    def __init__(self) -> None:
        self.backends: list[FakeBackend] = []
        self.facts: list[messages.Fact] = []
        self.refused: list[messages.Refused] = []
        self.ends: list[str] = []
        self.busy: list[bool] = []
        self.link = BackendLink(self._start)
        self.link.fact_received.connect(self.facts.append)
        self.link.refused.connect(self.refused.append)
        self.link.ended.connect(self.ends.append)
        self.link.busy_changed.connect(self.busy.append)

    def _start(self, on_fact: Any, on_end: Any) -> FakeBackend:
        self.backends.append(FakeBackend(on_fact, on_end))
        return self.backends[-1]

    def start(self) -> FakeBackend:
        """Start a backend that has answered the greeting."""
        self.link.start()
        backend = self.backends[-1]
        backend.on_fact(messages.Carried(backend.orders[0].id))
        settle()
        self.facts.clear()
        self.busy.clear()
        return backend


@pytest.fixture
def heard(qtbot: QtBot) -> Iterator[Heard]:
    made = Heard()
    yield made
    made.link.stop()


FACT = messages.Removed(cues=("speech:line-1",))


def test_facts_are_heard_in_the_order_told(heard: Heard):
    backend = heard.start()
    told = [messages.Removed(cues=(f"speech:line-{n}",)) for n in range(5)]
    for fact in told:
        backend.on_fact(fact)
    settle()
    assert heard.facts == told


def test_starting_twice_starts_one_backend(heard: Heard):
    heard.start()
    heard.link.start()
    assert len(heard.backends) == 1


def test_what_a_stopped_backend_still_says_is_not_heard(heard: Heard):
    backend = heard.start()
    backend.on_fact(FACT)  # on its way when the backend is stopped
    heard.link.stop()
    backend.on_fact(FACT)
    settle()
    assert heard.facts == []
    assert backend.closed


def test_what_an_earlier_backend_still_says_is_not_taken_for_the_present_ones(heard: Heard):
    earlier = heard.start()
    heard.link.stop()
    present = heard.start()
    earlier.on_fact(FACT)
    settle()
    assert heard.facts == []
    present.on_fact(FACT)
    settle()
    assert heard.facts == [FACT]


def test_the_end_of_an_earlier_backend_does_not_end_the_present_one(heard: Heard):
    earlier = heard.start()
    heard.link.stop()
    heard.start()
    earlier.on_end("It ended.")
    settle()
    assert heard.ends == []
    assert heard.link.running


def test_a_backend_that_dies_is_said_once_and_another_can_be_started(heard: Heard):
    earlier = heard.start()
    earlier.on_end("It ended with exit code 1.")
    settle()
    assert heard.ends == ["It ended with exit code 1."]
    assert not heard.link.running
    present = heard.start()
    earlier.on_fact(FACT)  # after its own end
    present.on_fact(FACT)
    settle()
    assert heard.facts == [FACT]


def test_facts_told_before_a_death_are_heard_before_it(heard: Heard):
    backend = heard.start()
    seen: list[object] = []
    heard.link.fact_received.connect(seen.append)
    heard.link.ended.connect(seen.append)
    backend.on_fact(FACT)
    backend.on_end("It ended.")
    settle()
    assert seen == [FACT, "It ended."]


def test_an_answer_reaches_who_gave_the_order_and_only_once(heard: Heard):
    backend, carried = heard.start(), []
    order = heard.link.order(messages.Greet, on_carried=lambda: carried.append(True))
    assert heard.busy == [True]
    for _ in range(2):
        backend.on_fact(messages.Carried(order))
        settle()
    assert carried == [True]
    assert not heard.link.busy


def test_a_refusal_is_told_to_all_only_where_nobody_looks_after_it(heard: Heard):
    backend, looked_after = heard.start(), []
    ours = heard.link.order(messages.Greet, on_refused=looked_after.append)
    nobodys = heard.link.order(messages.Greet)
    for order in (ours, nobodys):
        backend.on_fact(messages.Refused(order, "output", "The disk is full."))
    settle()
    assert [fact.id for fact in looked_after] == [ours]
    assert [fact.id for fact in heard.refused] == [nobodys]


def test_orders_that_a_backend_left_unanswered_are_answered_by_no_other(heard: Heard):
    backend, carried = heard.start(), []
    order = heard.link.order(messages.Greet, on_carried=lambda: carried.append(True))
    backend.on_end("It ended.")
    settle()
    assert not heard.link.busy
    assert heard.busy == [True, False]
    present = heard.start()
    present.on_fact(messages.Carried(order))
    settle()
    assert carried == []


def test_an_order_without_a_backend_waits_for_nothing(heard: Heard):
    heard.link.order(messages.Greet)
    assert not heard.link.busy
    assert heard.backends == []
