from __future__ import annotations

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels import report_dialog
from deepaudio_ui.panels.report_dialog import ReportDialog
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import StubBackend


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    paths: list[str] = []

    def open_url(url: QUrl) -> bool:
        paths.append(url.toLocalFile())
        return True

    monkeypatch.setattr(report_dialog.QDesktopServices, "openUrl", open_url)
    return paths


@pytest.fixture
def dialog(demo: PanelContext, qtbot: QtBot) -> ReportDialog:
    made = ReportDialog(demo, "/films/cut.otio")
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_page_goes_beside_the_timeline_and_opens_once_it_is_written(
    dialog: ReportDialog, stub: StubBackend, shown: list[str]
):
    assert dialog.page.text() == "/films/cut.report.html"
    dialog.table.setChecked(True)
    dialog.write.click()
    stub.publish()
    [order] = stub.of(messages.WriteReport)
    assert (order.path, order.table) == ("/films/cut.report.html", "/films/cut.report.csv")
    assert shown == ["/films/cut.report.html"]
    assert not dialog.isVisible()


def test_it_shows_how_far_it_is_and_stops_when_told_to(
    dialog: ReportDialog, stub: StubBackend, shown: list[str]
):
    stub.silent = True
    dialog.write.click()
    [order] = stub.of(messages.WriteReport)
    stub.publish(messages.WriteProgress(order.id, "compressing takes", 0.5, 12.0))
    assert "compressing takes  ·  0:12 left" in dialog.progress.stage.text()
    dialog.reject()  # Escape
    assert dialog.isVisible()
    assert len(stub.of(messages.StopReport)) == 1
    stub.publish(messages.Refused(order.id, "cancelled", "stopped before the report was written"))
    assert not dialog.isVisible()
    assert shown == []


def test_what_keeps_it_from_being_written_is_said_in_the_dialog(
    dialog: ReportDialog, stub: StubBackend, shown: list[str]
):
    stub.refuse(messages.WriteReport, "output", "there is something already that is no report")
    dialog.write.click()
    stub.publish()
    assert "no report" in dialog.told.text()
    assert dialog.write.isVisible()
    assert shown == []
    dialog.page.setText(" ")
    dialog.write.click()
    assert "where the page goes" in dialog.told.text()
    assert len(stub.of(messages.WriteReport)) == 1
