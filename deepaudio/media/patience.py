"""Which threads are waiting for a media file, and for how long.

A drive that does not answer, or a decoder that goes round in circles, cannot be interrupted
from inside: whoever sees it here gives up the process.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

LIMIT_S = 25.0
"""A file that gives nothing for so long does not answer: opening, or one piece of it."""


@dataclass(frozen=True)
class Waiting:
    """A thread that waits for a file, since `since` of the monotonic clock."""

    thread: int
    path: str
    since: float


_waiting: dict[int, Waiting] = {}  # by thread; each thread only changes its own


@contextlib.contextmanager
def reading(path: str) -> Iterator[None]:
    """While the block runs, this thread waits for the file at `path`."""
    thread = threading.get_ident()
    before = _waiting.get(thread)
    _waiting[thread] = Waiting(thread, path, time.monotonic())
    try:
        yield
    finally:
        if before is None:
            _waiting.pop(thread, None)
        else:
            _waiting[thread] = before


def piece_by_piece(pieces: Iterable[T], path: str) -> Iterator[T]:
    """The pieces of a file; each is waited for by itself, and between them nothing is."""
    iterator = iter(pieces)
    while True:
        with reading(path):
            try:
                piece = next(iterator)
            except StopIteration:
                return
        yield piece


def stalled(now: float) -> list[Waiting]:
    """Those that have waited too long."""
    return [found for found in list(_waiting.values()) if now - found.since > LIMIT_S]
