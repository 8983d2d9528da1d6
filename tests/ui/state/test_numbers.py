"""Numbers in the window's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from deepaudio_ui.state.numbers import as_written, decimal, percent, short
from deepaudio_ui.translation import install_translation
from PySide6.QtWidgets import QApplication, QDoubleSpinBox
from pytestqt.qtbot import QtBot


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    install_translation(qapp, "de")
    yield
    install_translation(qapp, "en")


def test_in_english_they_have_a_point():
    assert decimal(1.25, 1) == "1.2"
    assert decimal(-23.04, 1) == "\N{MINUS SIGN}23.0"
    assert (short(23.976, 3), short(25.0, 3), short(-1.0)) == ("23.976", "25", "\N{MINUS SIGN}1")
    assert short(100.0, 0) == "100"
    assert percent(0.254) == "25%"


@pytest.mark.usefixtures("german")
def test_in_german_they_have_a_comma():
    assert decimal(-23.04, 1) == "\N{MINUS SIGN}23,0"
    assert short(23.976, 3) == "23,976"
    assert percent(0.254) == "25\N{NO-BREAK SPACE}%"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("told", "shown"),
    [("1.4", "1,4"), ("-0.25", "\N{MINUS SIGN}0,25"), ("0.2.1", "0.2.1"), ("a.mov", "a.mov")],
)
def test_only_a_number_of_the_backend_is_written_otherwise(told: str, shown: str):
    assert as_written(told) == shown


@pytest.mark.usefixtures("german")
def test_fields_take_and_show_numbers_in_the_windows_language(qtbot: QtBot):
    field = QDoubleSpinBox()
    qtbot.addWidget(field)
    field.setValue(1.5)
    assert field.text() == "1,50"
