"""Misspelt words in the lines' table and in the editor of a line: underlined, and mended."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.lines import LinesPanel
from deepaudio_ui.panels.lines_editor import LineEditor
from deepaudio_ui.panels.lines_menu import LinesMenu
from deepaudio_ui.state.cue_columns import Column
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import MisspeltWord
from tests.helpers.backend_stub import LINES, StubBackend

LINE = LINES[5]


@pytest.fixture
def panel(demo: PanelContext, stub: StubBackend, qtbot: QtBot) -> Iterator[LinesPanel]:
    """The lines, one of which has a misspelt word that the backend has told of."""
    wrong = MisspeltWord("Lok", ("Look", "Lock"))
    stub.answer(
        messages.CheckWords,
        lambda order: [messages.WordsChecked(order.id, order.language, (wrong,))],
    )
    made = LinesPanel(demo)
    qtbot.addWidget(made)
    demo.actions.install(made)
    made.resize(1100, 500)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    cue = demo.state.cues.get(LINE)
    assert cue is not None
    stub.publish(messages.Cues((dataclasses.replace(cue, text="Lok there, Lok."),)))
    made.model.flush()
    made.spelling.in_text("Lok", "en")
    qtbot.waitUntil(lambda: bool(made.spelling.in_text("Lok", "en")))
    yield made
    made.hide()


def begin(panel: LinesPanel, ref: str) -> LineEditor:
    panel.context.selection.select([ref])
    panel.context.actions["edit_line"].trigger()
    [field] = [e for e in panel.table.findChildren(LineEditor) if e.is_open]
    return field


def marks(field: LineEditor) -> list[tuple[int, int]]:
    formats = field.document().firstBlock().layout().formats()
    return [(part.start, part.length) for part in formats]


def titles(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def test_a_word_is_mended_in_the_editor(panel: LinesPanel, stub: StubBackend, qtbot: QtBot):
    field = begin(panel, LINE)
    assert marks(field) == [(0, 3), (11, 3)]
    menu = field.menu_at(QPoint(6, 6))
    assert titles(menu)[:3] == ["Look", "Lock", "Add “Lok” to this project's words"]
    menu.actions()[0].trigger()
    assert field.toPlainText() == "Look there, Lok."
    menu.actions()[2].trigger()
    assert [order.word for order in stub.of(messages.KeepWord)] == ["Lok"]
    menu.deleteLater()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert stub.of(messages.EditLine)[-1].text == "Look there, Lok."


def test_the_word_that_is_being_typed_is_underlined_once_it_is_left(
    panel: LinesPanel, qtbot: QtBot
):
    field = begin(panel, LINES[0])
    field.selectAll()
    qtbot.keyClicks(field, "Well, Lok")
    assert marks(field) == []
    qtbot.keyClicks(field, " there")
    assert marks(field) == [(6, 3)]
    qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_the_menu_of_a_line_mends_its_words(panel: LinesPanel, stub: StubBackend):
    panel.context.selection.select([LINE])
    panel._on_menu_requested(QPoint(5, 5))
    menu = panel.findChild(LinesMenu)
    assert menu is not None
    words = [menu for menu in menu.findChildren(QMenu) if menu.title() == "Spelling: Lok"]
    assert len(words) == 2
    words[1].actions()[1].trigger()
    assert stub.of(messages.EditLine)[-1].text == "Lok there, Lock."
    menu.close()


def dots(panel: LinesPanel) -> tuple[int, int]:
    """Of a line's text: how many are red, and how many dark."""
    row: QRect = panel.table.visualRect(panel.lines.index(panel.lines.row_of(LINE), Column.TEXT))
    image = panel.table.viewport().grab(row).toImage()
    found = [QColor(image.pixel(x, y)) for x in range(image.width()) for y in range(image.height())]
    red = sum(one.red() - one.green() > 60 for one in found)
    return red, sum(one.lightness() < 100 for one in found)


def test_they_are_underlined_in_the_table_and_the_words_are_still_there(panel: LinesPanel):
    panel.context.selection.clear()
    marked, with_words = dots(panel)
    panel.context.actions["spelling"].trigger()
    unmarked, words = dots(panel)
    assert (marked > 5, unmarked) == (True, 0)
    assert with_words >= words > 50
    panel.context.actions["spelling"].trigger()
    assert dots(panel) == (marked, with_words)
