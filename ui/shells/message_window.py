"""A sentence in a window of its own: what an editor's menu has no other way to say."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox


def show_message(words: str) -> int:
    """Show a sentence until it is read. Returns the exit code."""
    box = QMessageBox(QMessageBox.Icon.Information, "DeepAudio", words)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)  # the editor has the focus
    box.exec()
    return 0
