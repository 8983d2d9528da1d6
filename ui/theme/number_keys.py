"""Keys that a field for a number has no use for: they stay those of commands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def is_of_commands(event: QEvent) -> bool:
    """Whether a field for a number is asked for a key with which nobody types one.

    Letters and Space: without this they would do nothing while such a field has the focus, which
    it keeps after Return.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return not event.modifiers() & _HELD and (event.text() == " " or event.text().isalpha())
