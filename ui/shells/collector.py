"""Garbage collection in a window of our own. A host's collector is left alone."""

from __future__ import annotations

import gc

from ..panel_context import PanelContext


def quiet_collector(context: PanelContext) -> None:
    """Keep garbage collection from blocking the interface because of the open timeline.

    Ten thousand clips are half a million values, none of them garbage: a full collection
    looks at each, for some 40 ms. So collection pauses while they arrive, and skips them
    afterwards. Only for a process without a host.
    """
    state = context.state
    state.opened.connect(_pause)
    state.loaded.connect(_leave_out)
    state.closed.connect(_go_on)
    context.link.busy_changed.connect(_on_busy)


def _pause() -> None:
    gc.unfreeze()  # the timeline before may be collected
    gc.disable()


def _leave_out() -> None:
    gc.freeze()
    gc.enable()


def _go_on() -> None:
    gc.unfreeze()
    gc.enable()


def _on_busy(busy: bool) -> None:
    """Collect again once opening is over, also if nothing was loaded."""
    if not busy:
        gc.enable()
