"""The pronunciation list of a project, edited as a list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.pronunciations import PronunciationsDialog
from PySide6.QtWidgets import QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import StubBackend


@pytest.fixture
def dialog(demo: PanelContext, qtbot: QtBot) -> Iterator[PronunciationsDialog]:
    demo.state.settings["pronounce"] = ["Leicester=Lester", "fog=fawg"]
    over = QWidget()
    qtbot.addWidget(over)
    made = PronunciationsDialog(demo, over)
    made.show()
    yield made
    over.close()


def ok(dialog: PronunciationsDialog):
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_it_shows_what_is_kept_and_in_how_many_lines_it_counts(dialog: PronunciationsDialog):
    cells = [[dialog.table.item(row, column).text() for column in range(3)] for row in range(2)]
    assert cells == [["Leicester", "Lester", "0"], ["fog", "fawg", "1"]]


def test_it_is_kept_in_one_step_when_it_is_accepted(
    dialog: PronunciationsDialog, stub: StubBackend
):
    dialog.table.selectRow(0)
    dialog.remove.click()
    dialog.add.click()
    dialog.table.item(1, 0).setText("York")
    assert not ok(dialog).isEnabled()  # how is it said?
    dialog.table.item(1, 1).setText("Yawk")
    assert stub.of(messages.Set) == []
    ok(dialog).click()
    assert [order.values for order in stub.of(messages.Set)] == [
        {"pronounce": ["fog=fawg", "York=Yawk"]}
    ]


def test_a_list_that_was_not_changed_is_no_step(dialog: PronunciationsDialog, stub: StubBackend):
    ok(dialog).click()
    assert stub.of(messages.Set) == []


def test_an_empty_list_is_none(dialog: PronunciationsDialog, stub: StubBackend):
    dialog.table.selectAll()
    dialog.remove.click()
    ok(dialog).click()
    assert stub.of(messages.Set)[0].values == {"pronounce": None}


def test_a_word_with_an_equals_sign_cannot_be_listed(dialog: PronunciationsDialog):
    dialog.table.item(0, 0).setText("a=b")
    assert not ok(dialog).isEnabled()
    assert "a=b" in dialog._wrong.text()
