"""Notices to the user, for all messages that are not part of a panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from deepaudio_plugin.backend import messages

Level = Literal["note", "warning", "error"]


@dataclass(frozen=True)
class Notice:
    """A sentence, what to do about it, and optional details."""

    level: Level
    sentence: str
    hint: str = ""
    details: str = ""


class Notices(QObject):
    """The message bar's content.

    Signals:
        posted(object): a `Notice`.
    """

    posted = Signal(object)

    def note(self, sentence: str, hint: str = "") -> None:
        """Post information."""
        self.posted.emit(Notice("note", sentence, hint))

    def warn(self, sentence: str, hint: str = "", details: str = "") -> None:
        """Post a warning: something is wrong, but work can continue."""
        self.posted.emit(Notice("warning", sentence, hint, details))

    def error(self, sentence: str, hint: str = "", details: str = "") -> None:
        """Post an error: something that was asked for failed."""
        self.posted.emit(Notice("error", sentence, hint, details))

    def refused(self, fact: messages.Refused) -> None:
        """Post an error for a refused order."""
        sentence = f"{fact.where}: {fact.message}" if fact.where else fact.message
        self.error(sentence, fact.hint, fact.details)

    def problem(self, fact: messages.ProblemFound) -> None:
        """Post a problem found by the backend."""
        sentence = f"{fact.where}: {fact.message}" if fact.where else fact.message
        self.posted.emit(Notice(fact.level, sentence, fact.hint, fact.details))
