"""The widget that shows the picture."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..theme.colours import colours_for
from ..theme.plain_text import visible


class Screen(QWidget):
    """Shows a picture as large as fits, or a sentence while there is none.

    Signals:
        resized: it has another height.
    """

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: QImage | QPixmap | None = None
        self._words = ""
        self._caption = ""
        self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(self.fontMetrics().height() * 5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self.resized.emit()

    def sizeHint(self) -> QSize:
        return QSize(480, 270)

    def show_picture(self, picture: QImage | QPixmap | None) -> None:
        """Show a picture, or none."""
        self._picture = picture
        self.update()

    def show_words(self, words: str) -> None:
        """A sentence in the middle, while there is no picture."""
        self._words = visible(words)
        self.setAccessibleDescription(self._words)
        self.update()

    def show_caption(self, caption: str) -> None:
        """Show in the corner which sound plays."""
        self._caption = visible(caption)
        self.setAccessibleName(self._caption)
        self.update()

    def show_note(self, note: str) -> None:
        """Show in the upper corner what is being waited for."""
        if note != self._note:
            self._note = visible(note)
            self.update()

    @property
    def note(self) -> str:
        """What is shown in the upper corner."""
        return self._note

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), colours.screen)
        margin = self.fontMetrics().height() // 2
        if self._picture is not None:
            place = self._place(self._picture.size())
            if isinstance(self._picture, QImage):
                painter.drawImage(place, self._picture)
            else:
                painter.drawPixmap(place, self._picture)
        painter.setPen(colours.screen_text)
        if self._picture is None:
            area = self.rect().adjusted(margin, margin, -margin, -margin)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, int(flags), self._words)
        if self._caption:
            self._paint_label(painter, margin, self._caption, below=True)
        if self._note:
            self._paint_label(painter, margin, self._note, below=False)

    def _paint_label(self, painter: QPainter, margin: int, words: str, *, below: bool) -> None:
        metrics = self.fontMetrics()
        area = self.rect().adjusted(margin, margin, -margin, -margin)
        text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        box = metrics.boundingRect(text).adjusted(-margin // 2, 0, margin // 2, 0)
        if below:
            box.moveBottomLeft(area.bottomLeft())
        else:
            box.moveTopRight(area.topRight())
        colours = colours_for(self.palette())
        painter.fillRect(box, colours.screen)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _place(self, size: QSize) -> QRect:
        fitted = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, fitted.width(), fitted.height())
        place.moveCenter(self.rect().center())
        return place
