"""Light and dark, chosen for the window whatever the desktop has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.theme.appearance import APPEARANCE, appearance_of, apply_appearance
from deepaudio_ui.theme.colours import is_dark
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.backend_stub import StubBackend
from tests.helpers.demo_window import demo_window


@pytest.fixture(autouse=True)
def as_it_was(qapp: QApplication) -> Iterator[None]:
    before = QPalette(qapp.palette())
    yield
    apply_appearance(qapp, "")
    qapp.setPalette(before)


def test_dark_and_light_are_what_they_say_and_the_desktops_comes_back(qapp: QApplication):
    apply_appearance(qapp, "")
    desktop = is_dark(qapp.palette())
    for chosen, dark in (("dark", True), ("light", False), ("dark", True)):
        apply_appearance(qapp, chosen)  # type: ignore[arg-type]
        assert is_dark(qapp.palette()) == dark
    apply_appearance(qapp, "")
    assert is_dark(qapp.palette()) == desktop


def test_what_no_version_has_written_follows_the_desktop():
    assert [appearance_of(value) for value in ("dark", "pink", None, 3)] == ["dark", "", "", ""]


def test_the_menu_keeps_the_choice(
    qapp: QApplication, stub: StubBackend, tmp_path: Path, qtbot: QtBot
):
    window = demo_window(stub, tmp_path, qtbot)
    dark = next(a for a in window._appearance_actions.actions() if a.data() == "dark")
    dark.trigger()
    qtbot.waitUntil(lambda: is_dark(window.palette()))
    assert window._preferences.get(APPEARANCE) == "dark"
    window.panel.shut_down()
    again = demo_window(stub, tmp_path, qtbot)
    checked = [a.data() for a in again._appearance_actions.actions() if a.isChecked()]
    assert checked == ["dark"]
    again.panel.shut_down()
