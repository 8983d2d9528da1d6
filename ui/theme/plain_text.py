"""Text is shown as it is written, never as markup.

Qt takes whatever looks like HTML for rich text: an image in a subtitle would be fetched for a
tooltip, from a network share where its path says so. What files, editors and engines say is
therefore shown by these only: `plain` for tooltips and status tips, `PlainLabel` for labels,
`plain_box` for messages, and `escaped` where markup is ours. `visible` alone is enough where
Qt knows no markup: titles, buttons, cells, names for screen readers.
"""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from deepaudio_plugin.core.foreign_text import visible

__all__ = ["PlainLabel", "escaped", "plain", "plain_box", "visible"]

_JOINER = "\u2060"
"""Has no width. After it, Qt does not take "<" for the beginning of a tag."""


def plain(text: str) -> str:
    """`text` as it has to be where Qt guesses between plain and rich text."""
    return visible(text).replace("<", f"<{_JOINER}").replace("&lt;", f"&{_JOINER}lt;")


def escaped(text: str) -> str:
    """`text` as part of rich text of ours."""
    return escape(visible(text))


class PlainLabel(QLabel):
    """A label for any text; it has no links."""

    def __init__(self, parent: QWidget | None = None, **properties: Any) -> None:
        super().__init__(parent, **properties)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        super().setText(visible(text))


def plain_box(words: str, more: str = "", parent: QWidget | None = None) -> QMessageBox:
    """A message box with a sentence and, below it, more."""
    box = QMessageBox(parent)
    box.setWindowTitle("DeepAudio")
    box.setText(visible(words))
    box.setInformativeText(visible(more))
    box.setTextFormat(Qt.TextFormat.PlainText)  # of both texts, once they are there
    return box
