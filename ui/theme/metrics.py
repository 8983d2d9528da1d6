"""Distances, all multiples of one step."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout

STEP = 4
"""Device-independent pixels. Every distance in the interface is a multiple of it."""

GAP = 2 * STEP  # between things that belong together
MARGIN = 2 * STEP  # between a panel's edge and what is in it
BREAK = 4 * STEP  # between groups


def inset(layout: QLayout, *, across: int = MARGIN, down: int = MARGIN) -> None:
    """Set the margins of a panel's layout, the same in every panel."""
    layout.setContentsMargins(across, down, across, down)
    layout.setSpacing(GAP)
