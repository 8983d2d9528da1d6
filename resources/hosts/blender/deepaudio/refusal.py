"""What cannot be done, in words for the person in front of Blender."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is no fault of the program
    """Something that was asked cannot be done: what happened, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}. {hint}" if hint else message)
        self.message = message
        self.hint = hint
