"""Commands that are stopped with what is finished kept."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def interruptible(*, also_terminated: bool = False) -> Iterator[threading.Event]:
    """Ctrl-C asks for a stop; a second one stops at once.

    With `also_terminated` so does SIGTERM, by which schedulers end their tasks.
    """
    stop = threading.Event()

    def ask(_signal: int, _frame: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    wanted = [signal.SIGINT, *([signal.SIGTERM] if also_terminated else [])]
    previous = {number: signal.signal(number, ask) for number in wanted}
    try:
        yield stop
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
