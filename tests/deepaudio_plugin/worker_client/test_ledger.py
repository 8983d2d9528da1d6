"""Who is suspected when workers die, in numbers."""

from __future__ import annotations

from deepaudio_plugin.worker_client.ledger import HOPELESS, Ledger


def ledger(*names):
    return Ledger((name, name.upper()) for name in names)


def send(books, limit):
    sent = []
    while (entry := books.next(limit)) is not None:
        sent.append(entry[0])
    return sent


def test_no_more_than_the_limit_are_in_flight():
    books = ledger("a", "b", "c")
    assert send(books, 2) == ["a", "b"]
    books.settle("a")
    assert send(books, 2) == ["c"]


def test_suspects_go_again_one_at_a_time():
    books = ledger("a", "b", "c", "d")
    send(books, 4)
    books.started("a")
    books.started("b")
    assert books.worker_died() == []
    assert send(books, 4) == ["a"]
    books.settle("a")
    assert send(books, 4) == ["b"]
    books.settle("b")
    assert send(books, 4) == ["c", "d"]


def test_second_death_fails_the_one_that_ran():
    books = ledger("a", "b")
    send(books, 2)
    books.started("a")
    books.worker_died()
    send(books, 2)
    books.started("a")
    assert books.worker_died() == ["a"]
    assert send(books, 2) == ["b"]


def test_what_waited_in_a_dead_worker_goes_again_in_order_and_unsuspected():
    books = ledger("a", "b", "c", "d")
    send(books, 3)
    books.worker_died()
    assert send(books, 4) == ["a", "b", "c", "d"]


def test_what_a_dead_worker_held_goes_before_what_waited_already():
    books = ledger("a", "b", "c", "d")
    send(books, 3)
    books.worker_died()
    send(books, 2)
    books.worker_died()
    assert send(books, 4) == ["a", "b", "c", "d"]


def test_what_a_worker_held_that_was_ended_goes_before_what_waited_in_order_and_unsuspected():
    books = ledger("a", "b", "c", "d")
    send(books, 3)
    books.worker_died()
    send(books, 2)
    books.started("a")
    books.requeue()
    assert not books.in_flight
    assert send(books, 4) == ["a", "b", "c", "d"]


def test_a_request_that_runs_again_after_its_worker_was_ended_has_no_strike():
    books = ledger("a")
    send(books, 1)
    books.started("a")
    books.requeue()
    send(books, 1)
    books.started("a")
    assert books.worker_died() == []


def test_suspects_go_before_what_waits_in_the_order_in_which_they_were_sent():
    books = ledger("a", "b", "c", "d")
    send(books, 4)
    books.started("d")
    books.started("b")
    books.worker_died()
    assert send(books, 4) == ["b"]
    books.settle("b")
    assert send(books, 4) == ["d"]
    books.settle("d")
    assert send(books, 4) == ["a", "c"]


def test_an_end_told_twice_counts_once():
    books = ledger("a")
    send(books, 1)
    assert books.settle("a")
    assert not books.settle("a")


def test_workers_that_begin_nothing_are_soon_hopeless():
    books = ledger("a")
    for _ in range(3):
        assert not books.hopeless
        send(books, 1)
        books.worker_died()
    assert books.hopeless


def test_one_success_gives_new_hope():
    books = ledger(*(f"j{i}" for i in range(3 * HOPELESS)))
    deaths = 0
    while not books.hopeless and deaths < 3 * HOPELESS:
        entry = books.next(1)
        books.started(entry[0])
        if deaths % (HOPELESS - 1) == HOPELESS - 2:
            books.settle(entry[0])
            entry = books.next(1)
            books.started(entry[0])
        books.worker_died()
        deaths += 1
    assert not books.hopeless


def test_a_waiting_request_can_be_withdrawn():
    books = ledger("a", "b")
    send(books, 2)
    books.worker_died()
    assert books.withdraw("b")
    assert not books.withdraw("b")
    assert send(books, 2) == ["a"]


def test_draining_names_everything_unfinished_once():
    books = ledger("a", "b", "c", "d")
    send(books, 3)
    books.started("a")
    books.settle("b")
    books.worker_died()
    send(books, 1)
    assert sorted(books.drain()) == ["a", "c", "d"]
    assert books.next(9) is None
