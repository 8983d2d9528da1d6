"""Notices to the user, for all messages that are not part of a panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from deepaudio_plugin.backend import messages

from .backend_words import in_window

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
        withdrawn(object): a `Notice` that holds no more, whether it is still shown or not.
        closed(object): a `Notice` that somebody has read and put away.
    """

    posted = Signal(object)
    withdrawn = Signal(object)
    closed = Signal(object)

    def note(self, sentence: str, hint: str = "") -> Notice:
        """Post information; returns it."""
        notice = Notice("note", sentence, hint)
        self.posted.emit(notice)
        return notice

    def warn(self, sentence: str, hint: str = "", details: str = "") -> None:
        """Post a warning: something is wrong, but work can continue."""
        self.posted.emit(Notice("warning", sentence, hint, details))

    def error(self, sentence: str, hint: str = "", details: str = "") -> None:
        """Post an error: something that was asked for failed."""
        self.posted.emit(Notice("error", sentence, hint, details))

    def refused(self, fact: messages.Refused) -> None:
        """Post an error for a refused order."""
        self.error(_sentence(fact.where, fact.message), in_window(fact.hint), fact.details)

    def problem(self, fact: messages.ProblemFound) -> Notice:
        """Post a problem found by the backend; returns what is shown of it."""
        sentence = _sentence(fact.where, fact.message)
        notice = Notice(fact.level, sentence, in_window(fact.hint), fact.details)
        self.posted.emit(notice)
        return notice


def _sentence(where: str, message: str) -> str:
    """What happened and where, in the window's language where it is a sentence of ours."""
    told = f"{where}: {message}" if where else message
    shown = in_window(told)
    return shown if shown != told or not where else f"{where}: {in_window(message)}"
