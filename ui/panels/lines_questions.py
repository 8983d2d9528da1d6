"""What is asked about lines in small dialogs, none of which blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from ..theme.plain_text import plain_box, visible


class LineQuestions(QObject):
    """Asks, and calls back with the answer; a dialog that is given up calls nothing."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over

    def whose(self, names: Iterable[str], answer: Callable[[str], object]) -> None:
        """Whose line it becomes when lines of several speakers are joined."""
        said = self.tr("The lines are of several speakers. Whose line does it become?")
        box = plain_box(said, parent=self._over)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in names:
            shown = visible(name or self.tr("Nobody")).replace("&", "&&")
            button = box.addButton(shown, box.ButtonRole.AcceptRole)
            button.clicked.connect(lambda _=False, name=name: answer(name))
        box.addButton(box.StandardButton.Cancel)
        box.open()

    def who(self, answer: Callable[[str], object]) -> None:
        """Who says the selected lines."""
        words = self.tr("Who says the selected lines?")
        self._ask(self.tr("Speaker"), words, "", lambda typed: answer(typed.strip()))

    def time(self, title: str, now: str, answer: Callable[[str], object]) -> None:
        """A time of a line, named by `title`."""
        self._ask(title, f"{title}:", now, answer)

    def _ask(self, title: str, words: str, now: str, answer: Callable[[str], object]) -> None:
        dialog = QInputDialog(self._over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setLabelText(words)
        dialog.setTextValue(now)
        dialog.textValueSelected.connect(answer)
        dialog.open()
