"""Icons of this project, in the colour of the text beside them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

_SIZES = (16, 24, 32, 48, 64)


def icon(name: str) -> QIcon:
    """The icon of `resources/icons/<name>.svg`; an empty icon if there is none.

    The drawings use `currentColor`, which becomes the palette's text colour.
    """
    palette = QApplication.palette()
    normal = palette.color(QPalette.ColorRole.ButtonText)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    return _icon(name, normal.name(), disabled.name())


def tinted(name: str, colour: QColor) -> QIcon:
    """The same drawing in a given colour, such as a state's."""
    return _icon(name, colour.name(), colour.name())


@lru_cache(maxsize=256)
def _icon(name: str, normal: str, disabled: str) -> QIcon:
    found = QIcon()
    drawing = _drawing(name)
    if not drawing:
        return found
    for mode, colour in ((QIcon.Mode.Normal, normal), (QIcon.Mode.Disabled, disabled)):
        for size in _SIZES:
            found.addPixmap(_pixmap(drawing, colour, size), mode)
    return found


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    file = files("deepaudio_resources") / "icons" / f"{name}.svg"
    return file.read_text("utf-8") if file.is_file() else ""


def _pixmap(drawing: str, colour: str, size: int) -> QPixmap:
    coloured = drawing.replace("currentColor", QColor(colour).name())
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(coloured.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
