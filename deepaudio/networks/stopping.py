"""A place in a long computation where it may be stopped."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

_check: ContextVar[Callable[[], None] | None] = ContextVar("check", default=None)


def may_stop() -> None:
    """Call what `stopping` has set in this thread, if anything; it may raise."""
    check = _check.get()
    if check is not None:
        check()


@contextlib.contextmanager
def stopping(check: Callable[[], None]) -> Iterator[None]:
    """Within the block, computations call `check` wherever they may be stopped."""
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)
