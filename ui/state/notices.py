"""What is told to the person: one place for every sentence that is no part of a view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from deepaudio_plugin.backend import messages

Level = Literal["note", "warning", "error"]


@dataclass(frozen=True)
class Notice:
    """A sentence, what to do about it, and details for who wants them."""

    level: Level
    sentence: str
    hint: str = ""
    details: str = ""


class Notices(QObject):
    """The message bar's content.

    Signals:
        told(object): a `Notice`.
    """

    posted = Signal(object)

    def note(self, sentence: str, hint: str = "") -> None:
        """Something went well or is good to know."""
        self.posted.emit(Notice("note", sentence, hint))

    def warn(self, sentence: str, hint: str = "", details: str = "") -> None:
        """Something is not as it should be; the work goes on."""
        self.posted.emit(Notice("warning", sentence, hint, details))

    def error(self, sentence: str, hint: str = "", details: str = "") -> None:
        """Something that was asked for did not happen."""
        self.posted.emit(Notice("error", sentence, hint, details))

    def refused(self, fact: messages.Refused) -> None:
        """An order that was not carried out."""
        sentence = f"{fact.where}: {fact.message}" if fact.where else fact.message
        self.error(sentence, fact.hint, fact.details)

    def problem(self, fact: messages.Problem) -> None:
        """Something that the backend found while working."""
        sentence = f"{fact.where}: {fact.message}" if fact.where else fact.message
        self.posted.emit(Notice(fact.level, sentence, fact.hint, fact.details))
