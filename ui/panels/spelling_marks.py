"""Misspelt words underlined, in a text that is painted and in one that is edited; their menu."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QColor, QSyntaxHighlighter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QMenu, QPlainTextEdit

from ..state.spelling import Misspelling, Spelling
from ..theme.colours import colours_for
from ..theme.plain_text import visible


def underlined(colour: QColor) -> QTextCharFormat:
    """How a misspelt word looks."""
    made = QTextCharFormat()
    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    made.setUnderlineColor(colour)
    return made


def formats_of(wrong: Iterable[Misspelling], colour: QColor) -> list[QTextLayout.FormatRange]:
    """Formats that underline words where a text is painted."""
    formats = []
    for one in wrong:
        part = QTextLayout.FormatRange()
        part.start, part.length, part.format = one.start, one.length, underlined(colour)
        formats.append(part)
    return formats


class SpellingHighlighter(QSyntaxHighlighter):
    """Underlines misspelt words in an editor; the one that is being typed waits for its end."""

    def __init__(self, editor: QPlainTextEdit, spelling: Spelling, language: str) -> None:
        super().__init__(editor.document())
        self._editor, self._spelling, self._language = editor, spelling, language
        spelling.changed.connect(self.rehighlight)
        editor.cursorPositionChanged.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """See Qt."""
        look = underlined(colours_for(self._editor.palette()).failed)
        caret = self._editor.textCursor().position() - self.currentBlock().position()
        is_typed = self._editor.document().isModified()
        for one in self._spelling.in_text(text, self._language):
            if not (is_typed and one.start + one.length == caret):
                self.setFormat(one.start, one.length, look)

    def at(self, position: int) -> Misspelling | None:
        """The misspelt word at a place of the document, with its own place in the document."""
        block = self._editor.document().findBlock(position)
        within = position - block.position()
        for one in self._spelling.in_text(block.text(), self._language):
            if one.start <= within <= one.start + one.length:
                start = block.position() + one.start
                return Misspelling(start, one.length, one.word, one.instead)
        return None


def spelling_actions(
    menu: QMenu, wrong: Misspelling, replace: Callable[[str], None], keep: Callable[[str], None]
) -> list[QAction]:
    """What there is to do about a misspelt word, as actions that belong to `menu`."""
    translate = QCoreApplication.translate
    made = []
    for other in wrong.instead:
        action = QAction(_shown(other), menu)
        action.triggered.connect(lambda _=False, other=other: replace(other))
        made.append(action)
    if not made:
        made.append(QAction(translate("Spelling", "Nothing similar is known"), menu, enabled=False))
    words = translate("Spelling", "Add “{}” to this project's words")
    add = QAction(words.format(_shown(wrong.word)), menu)
    add.triggered.connect(lambda: keep(wrong.word))
    return [*made, add]


def _shown(word: str) -> str:
    return visible(word).replace("&", "&&")
