"""What cannot be done, in words for the person in front of Blender."""

from __future__ import annotations


class ExtensionError(Exception):
    """Something the user asked for cannot be done: what happened, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}. {hint}" if hint else message)
        self.message = message
        self.hint = hint
