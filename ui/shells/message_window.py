"""A message in a window of its own, for editors whose menus cannot show one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox


def show_message(words: str) -> int:
    """Show a message until it is dismissed. Returns the exit code."""
    box = QMessageBox(QMessageBox.Icon.Information, "DeepAudio", words)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)  # the editor has the focus
    box.exec()
    return 0
