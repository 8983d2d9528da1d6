"""Which words of lines are misspelt, as far as the backend has said by now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import CueView

from ..link import BackendLink
from .notices import Notices
from .preferences import Preferences
from .timeline import TimelineState

_PREFERENCE = "lines/spelling"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ADDRESS = re.compile(r"\S+@\S+|\S+://\S+|www\.\S+")
_ASK_MS = 40
_AT_ONCE = 500  # words of one order
_DEFAULT = "en"


@dataclass(frozen=True)
class Misspelling:
    """A misspelt word in a text: where, and what may be meant."""

    start: int  # in UTF-16 units, as Qt counts
    length: int
    word: str
    instead: tuple[str, ...] = ()


class Spelling(QObject):
    """Has words looked up, a language at a time, and knows which are wrong.

    Right are also the names of those who speak, what the pronunciation list writes, and the
    words of this project.

    Signals:
        changed: more is known, or other words are right, or it was switched on or off.
    """

    changed = Signal()

    def __init__(
        self,
        link: BackendLink,
        state: TimelineState,
        notices: Notices,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._link, self._state = link, state
        self._notices, self._preferences = notices, preferences
        self._wrong: dict[str, dict[str, tuple[str, ...]]] = {}  # by language and word
        self._asked: dict[str, set[str]] = {}
        self._waiting: dict[str, dict[str, None]] = {}  # in the order in which they came
        self._without: set[str] = set()  # languages that cannot be checked
        self._own: frozenset[str] = frozenset()
        self._asking = QTimer(self, singleShot=True, interval=_ASK_MS)
        self._asking.timeout.connect(self._ask)
        link.fact_received.connect(self._on_fact)
        link.ended.connect(lambda _words: self._asked.clear())
        preferences.changed.connect(self._on_preference)
        for signal in (state.planned, state.cast_changed, state.settings_changed, state.opened):
            signal.connect(self._gather_own)

    @property
    def is_on(self) -> bool:
        """Whether somebody wants spelling checked: by default, yes."""
        return str(self._preferences.get(_PREFERENCE, "true")).lower() != "false"

    def switch(self, on: bool) -> None:
        """Check spelling, or not; kept for all timelines."""
        self._preferences.set(_PREFERENCE, "true" if on else "false")

    def language_of(self, cue: CueView) -> str:
        """The language of a line: that of its subtitles, or the one that is set."""
        return cue.language or str(self._state.settings.get("language") or _DEFAULT)

    def in_text(self, text: str, language: str) -> list[Misspelling]:
        """The words of a text that are known to be misspelt; unknown ones are asked about."""
        if not self.is_on or language in self._without:
            return []
        wrong, asked, found = self._wrong.get(language, {}), self._asked.get(language, ()), []
        for start, word in _words(text):
            if self._own.isdisjoint((word.casefold(), _without_s(word.casefold()))):
                if word in wrong:
                    at, length = _units(text[:start]), _units(word)
                    found.append(Misspelling(at, length, word, wrong[word]))
                elif word not in asked:
                    self._want(language, word)
        return found

    def keep(self, word: str) -> None:
        """Have a word among those of this project."""
        self._link.order(messages.KeepWord, word=word, on_refused=self._notices.refused)

    # -- asking ---------------------------------------------------------------------------

    def _want(self, language: str, word: str) -> None:
        self._waiting.setdefault(language, {})[word] = None
        if not self._asking.isActive():
            self._asking.start()

    def _ask(self) -> None:
        for language, words in self._waiting.items():
            if not self._link.running:
                break
            asked = tuple(words)
            self._asked.setdefault(language, set()).update(asked)
            for first in range(0, len(asked), _AT_ONCE):
                part = asked[first : first + _AT_ONCE]
                self._link.order(messages.CheckWords, language=language, words=part)
        self._waiting.clear()

    def _on_fact(self, fact: messages.Fact) -> None:
        if not isinstance(fact, messages.WordsChecked):
            return
        if fact.problem and fact.language not in self._without:
            self._without.add(fact.language)
            self._notices.note(self._why_not(fact))
        wrong = self._wrong.setdefault(fact.language, {})
        wrong.update((one.word, one.instead) for one in fact.wrong)
        if fact.wrong or fact.problem:
            self.changed.emit()

    def _why_not(self, fact: messages.WordsChecked) -> str:
        if fact.has_list:
            return self.tr("Spelling is not checked: %s is not installed.") % "pyspellchecker"
        said = self.tr("There is no dictionary of “%s”: the spelling of its lines is not checked.")
        return said % fact.language

    # -- what is right here ---------------------------------------------------------------

    def _gather_own(self) -> None:
        own = frozenset(self._own_words())
        if own != self._own:
            self._own = own
            self.changed.emit()

    def _own_words(self) -> Iterator[str]:
        """Names, listed words and the project's own, folded."""
        state = self._state
        listed = (entry.partition("=")[0] for entry in state.settings.get("pronounce") or ())
        names = (voice.speaker for voice in state.voices)
        for text in (*state.words, *state.speaker_numbers, *names, *listed):
            yield from (word.casefold() for _start, word in _words(text))

    def _on_preference(self, name: str) -> None:
        if name == _PREFERENCE:
            self.changed.emit()


def _words(text: str) -> Iterator[tuple[int, str]]:
    """The words of a text that can be looked up, each with its place."""
    hidden = [match.span() for match in _ADDRESS.finditer(text)]
    for match in _WORD.finditer(text):
        start, end = match.span()
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        in_address = any(first <= start < last for first, last in hidden)
        if end - start > 1 and not in_address and not re.search(r"[\d_]", beside):
            yield start, match[0].replace("’", "'")


def _without_s(word: str) -> str:
    """A name without the s of possession: `mara's`, and `jons`."""
    return word.removesuffix("s").removesuffix("'")


def _units(text: str) -> int:
    """How long Qt counts a text."""
    return len(text.encode("utf-16-le")) // 2
