"""When the garbage collector runs in a window of our own. A host's collector is the host's."""

from __future__ import annotations

import gc

from ..panel_context import PanelContext


def quiet_collector(context: PanelContext) -> None:
    """Let no collection hold up the interface because of the timeline that is open.

    Ten thousand clips are half a million values, none of them garbage: a full collection
    looks at each, for some 40 ms. So there is none while they arrive, and afterwards they
    are left out. For a process that is ours alone.
    """
    state = context.state
    state.opened.connect(_pause)
    state.loaded.connect(_leave_out)
    state.closed.connect(_go_on)
    context.link.busy_changed.connect(_on_busy)


def _pause() -> None:
    gc.unfreeze()  # what is of the timeline before may go
    gc.disable()


def _leave_out() -> None:
    gc.freeze()
    gc.enable()


def _go_on() -> None:
    gc.unfreeze()
    gc.enable()


def _on_busy(busy: bool) -> None:
    """Opening was answered, or its backend is gone: also what was never loaded is over."""
    if not busy:
        gc.enable()
