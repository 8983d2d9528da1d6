"""Orders to look words up: on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable

from deepaudio_plugin.backend.background_tasks import Answer, BackgroundTasks
from deepaudio_plugin.backend.dictionaries import Dictionaries
from deepaudio_plugin.backend.messages import CheckWords, Fact, WordsChecked


class WordChecking:
    """Answers `CheckWords`."""

    def __init__(self, tell: Callable[[Fact], None]) -> None:
        self._tell = tell
        self._dictionaries = Dictionaries()
        self._tasks = BackgroundTasks("spelling")

    def check(self, order: CheckWords, answer: Answer) -> None:
        """Look words up and tell which are wrong, then answer."""
        self._tasks.send(lambda: self._tell(self._checked(order)), answer)

    def _checked(self, order: CheckWords) -> WordsChecked:
        try:
            wrong = self._dictionaries.of(order.language).misspelt(order.words)
        except ImportError:
            problem = "spelling is not checked: pyspellchecker is not installed"
            return WordsChecked(order.id, order.language, problem=problem)
        except LookupError as error:
            problem = f"spelling is not checked: {error.args[0]}"
            return WordsChecked(order.id, order.language, problem=problem, has_list=False)
        return WordsChecked(order.id, order.language, tuple(wrong))

    def close(self) -> None:
        """Begin nothing more."""
        self._tasks.close()
