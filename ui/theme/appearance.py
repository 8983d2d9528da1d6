"""Light or dark, as the desktop has it or as somebody chose for the window alone."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from .colours import is_dark

Appearance = Literal["", "light", "dark"]
APPEARANCES: tuple[Appearance, ...] = ("", "light", "dark")
APPEARANCE = "appearance"
"""The preference that keeps the choice; "" follows the desktop."""

_WINDOW = {"light": "#f0f0f0", "dark": "#2b2d30"}
_BASE = {"light": "#ffffff", "dark": "#1b1d20"}
_LINK = {"light": "#1668a8", "dark": "#6db3e8"}


def appearance_of(value: object) -> Appearance:
    """A preference as a choice; anything else follows the desktop."""
    return next((known for known in APPEARANCES if known == value), "")


def apply_appearance(app: QApplication, chosen: Appearance) -> None:
    """Make all windows of a program of ours light or dark. Not for panels in a host."""
    hints = app.styleHints()
    if hasattr(hints, "setColorScheme"):  # Qt 6.8 and newer: the platform draws it so, if it can
        scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        hints.setColorScheme(scheme.get(chosen, Qt.ColorScheme.Unknown))
    app.setPalette(QPalette())  # what the platform has
    if chosen and is_dark(app.palette()) != (chosen == "dark"):
        app.setPalette(_palette(chosen))


def _palette(chosen: Appearance) -> QPalette:
    """All colours of a palette from those of buttons and windows."""
    palette = QPalette(QColor(_WINDOW[chosen]), QColor(_WINDOW[chosen]))
    palette.setColor(QPalette.ColorRole.Base, QColor(_BASE[chosen]))
    palette.setColor(QPalette.ColorRole.Link, QColor(_LINK[chosen]))
    return palette
