"""A text in at most so many rows, shortened to what fits, in its own direction."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption


def paint_rows(
    painter: QPainter,
    rect: QRect,
    text: str,
    font: QFont,
    *,
    most: int,
    formats: Sequence[QTextLayout.FormatRange] = (),
) -> None:
    """Paint `text` in at most `most` rows in the middle of `rect`, in its own direction.

    `formats` are of parts of it, by their places in UTF-16 units.
    """
    layout, over = laid_out(text, font, rect.width(), most, formats)
    if over:
        before = text[: -len(over)].rstrip()
        rest = QFontMetrics(font).elidedText(over, Qt.TextElideMode.ElideRight, rect.width())
        shortened = f"{before}{_ROW_BREAK}{rest}" if before else rest
        shown = len(shortened.encode("utf-16-le")) // 2
        formats = [part for part in formats if part.start + part.length <= shown]
        layout, _ = laid_out(shortened, font, rect.width(), most, formats)
    spare = max(0.0, rect.height() - layout.boundingRect().height())
    layout.draw(painter, QPointF(rect.left(), rect.top() + spare / 2))


_ROW_BREAK = "\u2028"


def laid_out(
    text: str,
    font: QFont,
    width: int,
    most: int,
    formats: Sequence[QTextLayout.FormatRange] = (),
) -> tuple[QTextLayout, str]:
    """Layout of `text`, and if it needs more rows: the text from the last row on."""
    layout = QTextLayout(text, font)
    layout.setFormats(formats)  # first: later ones would undo the layout
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if _reads_leftwards(text):
        option.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    layout.setTextOption(option)
    units = text.encode("utf-16-le")  # Qt counts these, not characters
    start, end, height = 0, 0, 0.0
    layout.beginLayout()
    for _row in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
        start, end = line.textStart(), line.textStart() + line.textLength()
    layout.endLayout()
    over = units[2 * start :].decode("utf-16-le") if 2 * end < len(units) else ""
    return layout, over


def _reads_leftwards(text: str) -> bool:
    """Whether the first letter that has a direction goes from right to left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
