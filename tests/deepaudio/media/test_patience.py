"""Who waits for a file, and since when."""

from __future__ import annotations

import threading
import time

from deepaudio.media import patience
from deepaudio.media.patience import LIMIT_S, piece_by_piece, reading, stalled


def later() -> list[str]:
    return [waiting.path for waiting in stalled(time.monotonic() + LIMIT_S + 1)]


def test_only_what_is_being_waited_for_too_long_is_stalled():
    assert later() == []
    with reading("film"):
        assert stalled(time.monotonic()) == []
        assert later() == ["film"]
        with reading("inner"):
            assert later() == ["inner"]
        assert later() == ["film"]
    assert later() == []


def test_between_the_pieces_nothing_is_waited_for():
    def pieces():
        yield from (later() for _ in range(3))

    for waited_for in piece_by_piece(pieces(), "film"):
        assert waited_for == ["film"]
        assert later() == []
    assert patience._waiting == {}


def test_what_fails_is_not_waited_for_any_more():
    def failing():
        yield 1
        raise ValueError

    try:
        list(piece_by_piece(failing(), "film"))
    except ValueError:
        assert later() == []


def test_each_thread_waits_for_itself():
    begun, end = threading.Event(), threading.Event()

    def wait():
        with reading("slow drive"):
            begun.set()
            end.wait()

    thread = threading.Thread(target=wait)
    thread.start()
    begun.wait()
    with reading("film"):
        assert sorted(later()) == ["film", "slow drive"]
    end.set()
    thread.join()
    assert later() == []
