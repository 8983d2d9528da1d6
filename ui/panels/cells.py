"""Shared painting of cells in lists and tables: background, colours, text."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from ..theme.colours import colours_for

PAD = 4
"""Padding of a cell, in device-independent pixels."""


def inner(rect: QRect) -> QRect:
    """A cell without its padding."""
    return rect.adjusted(PAD // 2, PAD // 2, -PAD, -PAD // 2)  # where a header's text begins


def is_selected(option: QStyleOptionViewItem) -> bool:
    """Whether the cell is painted as selected."""
    return bool(option.state & QStyle.StateFlag.State_Selected)


def icon_side(metrics: QFontMetrics) -> int:
    """A small icon's side, growing with the font."""
    return max(14, metrics.height())


def pen_of(option: QStyleOptionViewItem, faint: bool = False) -> QColor:
    """The colour of text on a cell's background."""
    if is_selected(option):
        return option.palette.color(_group(option), QPalette.ColorRole.HighlightedText)
    if faint:
        return colours_for(option.palette).text_faint
    return option.palette.color(_group(option), QPalette.ColorRole.Text)


def fill_background(painter: QPainter, option: QStyleOptionViewItem, *, alternate: bool) -> None:
    """Paint the background of a cell that the style does not paint; `alternate` sets a row off."""
    if is_selected(option):
        painter.fillRect(option.rect, option.palette.brush(_group(option), _HIGHLIGHT))
    elif alternate:
        painter.fillRect(option.rect, option.palette.alternateBase())


def draw_elided(
    painter: QPainter, rect: QRect, text: str, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> None:
    """One row of `text` in the middle of `rect`, shortened to its width, in the pen set."""
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)


_HIGHLIGHT = QPalette.ColorRole.Highlight


def _group(option: QStyleOptionViewItem) -> QPalette.ColorGroup:
    active = bool(option.state & QStyle.StateFlag.State_Active)
    return QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
