"""Texts in rounded frames, flowing over as many rows as they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..theme.colours import colours_for
from ..theme.icons import tinted
from ..theme.plain_text import visible

_GAP = 4


class Chips(QWidget):
    """Shows texts that cannot be edited here."""

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon_name
        self._words: tuple[str, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def words(self) -> tuple[str, ...]:
        """What is shown."""
        return self._words

    def show_words(self, words: Sequence[str]) -> None:
        """Show other words."""
        self._words = tuple(map(visible, words))
        self.setAccessibleDescription(", ".join(self._words))
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((rect.bottom() + 1 for rect, _word in self._placed(width)), default=0)

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.heightForWidth(max(60, self.width())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.fontMetrics().height()
        for rect, word in self._placed(self.width()):
            painter.setPen(colours.line)
            painter.setBrush(colours.lane)
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            mark = QRect(rect.left() + _GAP, rect.center().y() - side // 2, side, side)
            tinted(self._icon, colours.text_faint).paint(painter, mark)
            text = rect.adjusted(side + 2 * _GAP, 0, -_GAP, 0)
            painter.setPen(colours.text)
            elided = self.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, text.width())
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, elided)

    def _placed(self, width: int) -> Iterator[tuple[QRect, str]]:
        metrics = self.fontMetrics()
        height = metrics.height() + 2 * _GAP
        x = y = 0
        for word in self._words:
            wide = min(width, metrics.horizontalAdvance(word) + metrics.height() + 4 * _GAP)
            if x and x + wide > width:
                x, y = 0, y + height + _GAP
            yield QRect(x, y, wide, height), word
            x += wide + _GAP
