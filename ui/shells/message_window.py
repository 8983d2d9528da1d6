"""A message in a window of its own, for editors whose menus cannot show one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from ..theme.plain_text import plain_box


def show_message(words: str) -> int:
    """Show a message until it is dismissed. Returns the exit code."""
    box = plain_box(words)
    box.setIcon(QMessageBox.Icon.Information)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)  # the editor has the focus
    box.exec()
    return 0
