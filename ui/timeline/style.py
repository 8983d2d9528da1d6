"""The style of the timeline: what follows from palette, font and screen."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPalette, QPen, QPixmap

from ..theme.colours import Colours, colours_for, faded, is_dark
from .glyphs import Sign, glyph
from .layout import Metrics

_TEXTS_KEPT = 6000


class Style:
    """Colours, fonts, pens and signs, made once for a palette, a font and a pixel ratio."""

    def __init__(self, palette: QPalette, font: QFont, ratio: float) -> None:
        self.colours: Colours = colours_for(palette)
        self.dark = is_dark(palette)
        self.ratio = ratio
        self.font = QFont(font)
        self.small = _smaller(font)
        self.fm = QFontMetrics(self.font)
        self.small_fm = QFontMetrics(self.small)
        self.line = self.small_fm.height()
        self.metrics = Metrics(self.line)
        self.sign_side = max(10, self.small_fm.ascent())
        self.min_text = 4 * self.small_fm.averageCharWidth() + self.pad * 2
        self._signs: dict[tuple[Sign, str], QPixmap] = {}
        self._elided: OrderedDict[tuple[str, int], str] = OrderedDict()

    @property
    def pad(self) -> int:
        """Distance between an edge and text."""
        return 4

    def header_width(self, width: int) -> int:
        """Width of the names of rows in a view of this width."""
        widest = self.small_fm.averageCharWidth() * 16 + 4 * self.pad
        return max(4 * self.line, min(widest, width // 5))

    def sign(self, sign: Sign, colour: QColor) -> QPixmap:
        """A sign in a colour."""
        key = (sign, colour.name())
        found = self._signs.get(key)
        if found is None:
            found = self._signs[key] = glyph(sign, colour, self.sign_side, self.ratio)
        return found

    def elided(self, text: str, width: int) -> str:
        """Small text elided to a width; cached."""
        key = (text, width)
        found = self._elided.get(key)
        if found is None:
            one_line = " ".join(text[:400].split())
            found = self.small_fm.elidedText(one_line, Qt.TextElideMode.ElideRight, width)
            self._elided[key] = found
            if len(self._elided) > _TEXTS_KEPT:
                self._elided.popitem(last=False)
        return found

    def dashed(self, colour: QColor) -> QPen:
        """A dashed pen: the outline of what is not rendered yet."""
        pen = QPen(colour)
        pen.setDashPattern([3, 3])
        return pen

    def hatched(self, colour: QColor) -> QBrush:
        """A hatched brush: the filling of what is missing or out of date."""
        return QBrush(faded(colour.name(), 130), Qt.BrushStyle.BDiagPattern)


def _smaller(font: QFont) -> QFont:
    """The font of names in the rows."""
    small = QFont(font)
    if font.pointSizeF() > 0:
        small.setPointSizeF(max(6.0, font.pointSizeF() * 0.88))
    else:
        small.setPixelSize(max(8, round(font.pixelSize() * 0.88)))
    return small
