"""How a marker of the timeline looks: its colour and its words."""

from __future__ import annotations

from PySide6.QtGui import QColor

from deepaudio_plugin.backend.views import MarkerView

_COLOURS = {
    "RED": "#d93a2f", "PINK": "#e57aa8", "ORANGE": "#e08a1e", "YELLOW": "#d8b400",
    "GREEN": "#3a9a4e", "CYAN": "#23a7b5", "BLUE": "#3c78d8", "PURPLE": "#8a5ad0",
    "MAGENTA": "#c043b0", "BLACK": "#3a3a3a", "WHITE": "#e8e8e8",
}  # fmt: skip


def marker_colour(marker: MarkerView) -> QColor:
    """The colour of a marker: green where it has none that is known."""
    return QColor(_COLOURS.get(marker.colour.upper(), _COLOURS["GREEN"]))


def marker_text(marker: MarkerView) -> str:
    """What a marker says: its name and its comment, once where they are the same."""
    parts = dict.fromkeys(part.strip() for part in (marker.name, marker.comment))
    return " – ".join(part for part in parts if part)
