from __future__ import annotations

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.button_row import ButtonRow
from deepaudio_ui.panels.elided import Elided
from deepaudio_ui.panels.tabs import Tabs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

NAMES = ("play_take", "choose_take", "another_take")


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_words_stand_beside_icons_where_there_is_room(context: PanelContext, holder: QWidget):
    row = ButtonRow(context.actions, NAMES, holder)
    row.resize(800, 40)
    row.show()
    buttons = row.findChildren(QToolButton)
    style = Qt.ToolButtonStyle
    assert {button.toolButtonStyle() for button in buttons} == {style.ToolButtonTextBesideIcon}
    row.resize(120, 40)
    assert {button.toolButtonStyle() for button in buttons} == {style.ToolButtonIconOnly}
    assert [button.accessibleName() for button in buttons] == [
        "Play take alone",
        "Choose this take",
        "Another take",
    ]


def test_a_row_asks_for_no_more_than_its_icons(context: PanelContext, holder: QWidget):
    row = ButtonRow(context.actions, NAMES, holder)
    assert row.minimumSizeHint().width() < 200


def test_tabs_move_together_before_they_scroll(qtbot: QtBot):
    tabs = Tabs()
    qtbot.addWidget(tabs)
    for title in ("Lines", "Takes", "Shot", "Cast", "Generate", "Queue"):
        tabs.addTab(QWidget(), title)
    tabs.resize(1200, 200)
    tabs.show()
    bar = tabs.tabBar()
    roomy = sum(bar.tabRect(index).width() for index in range(bar.count()))
    tabs.resize(roomy - 30, 200)
    snug = [bar.tabRect(index) for index in range(bar.count())]
    assert snug[-1].right() < tabs.width()
    for index, rect in enumerate(snug):
        assert rect.width() >= tabs.fontMetrics().horizontalAdvance(bar.tabText(index))


def test_a_label_gives_way_and_says_all_the_same(holder: QWidget):
    label = Elided(holder)
    label.resize(60, 20)
    label.set_full("Sketch engine · temp sound, not the model")
    assert label.text().endswith("…")
    assert label.accessibleName() == "Sketch engine · temp sound, not the model"
    label.resize(900, 20)
    label.show()
    assert label.text() == label.accessibleName()
