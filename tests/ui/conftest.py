"""Widgets without a screen, a context on a backend that is no process, and no silent warnings."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.translation import install_translation, spoken
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.backend_stub import StubBackend, demo_facts, make_context
from tests.helpers.patient_bot import PatientBot

_HARMLESS = (
    "This plugin does not support",  # the offscreen platform, of raising and grabbing
    "Cannot find font directory",
    "Populating font family aliases",
    "pipewire",  # QtMultimedia, of a machine without sound
    "pa_context_connect",
)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Waits as long as a busy machine takes; what is bound to fail says so late."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def quiet_qt(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning of Qt's that nobody expected fails the test that caused it."""
    qtlog = request.getfixturevalue("qtlog")
    yield
    told = [
        record.message
        for record in qtlog.records
        if record.type_name in ("QtWarningMsg", "QtCriticalMsg", "QtFatalMsg")
        and not record.ignored
        and not any(words in record.message for words in _HARMLESS)
    ]
    assert not told, "Qt warned: " + "; ".join(told)


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    """Tests read English, whatever the machine or an earlier test speaks."""
    if spoken(qapp) != "en":
        install_translation(qapp, "en")


@pytest.fixture
def stub(tmp_path: Path) -> StubBackend:
    """The backend behind `context`."""
    return StubBackend(tmp_path)


@pytest.fixture
def context(stub: StubBackend, qtbot: QtBot, tmp_path: Path) -> Iterator[PanelContext]:
    """A started context without a timeline; its preferences lie in the test's folder."""
    settings = QSettings(str(tmp_path / "preferences.ini"), QSettings.Format.IniFormat)
    made = make_context(stub, settings)
    yield made
    made.link.stop()


@pytest.fixture(scope="session")
def demo_takes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo's takes, made once; leave the files as they are."""
    return tmp_path_factory.mktemp("demo-takes")


@pytest.fixture
def demo(context: PanelContext, stub: StubBackend, demo_takes: Path) -> PanelContext:
    """The context with the demo timeline open."""
    stub.publish(*demo_facts(demo_takes))
    return context
