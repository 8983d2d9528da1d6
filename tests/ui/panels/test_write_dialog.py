from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels import write_dialog
from deepaudio_ui.panels.write_dialog import WriteDialog
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import PlannedFile
from tests.helpers.backend_stub import StubBackend


def planned(order: messages.Order) -> Iterator[messages.Fact]:
    assert isinstance(order, messages.PlanWrite)
    files = (
        PlannedFile("track DeepAudio Speech, 6 clips"),
        PlannedFile("timeline", order.output or "/films/cut.deepaudio.otio", replaces=True),
    )
    yield messages.WritePlanned(
        order.id,
        "/films/cut.deepaudio.otio",
        files,
        notes=("2 jobs without a rendered take: left out",),
    )


def dialog_of(demo: PanelContext, stub: StubBackend, qtbot: QtBot) -> WriteDialog:
    stub.answer(messages.PlanWrite, planned)
    dialog = WriteDialog(demo)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._files.count() > 0)
    return dialog


def test_it_says_what_is_added_before_anything_is_written(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    dialog = dialog_of(demo, stub, qtbot)
    assert "6 clips" in dialog._files.item(0).text()
    assert "replaces what is there" in dialog._files.item(1).text()
    assert "2 jobs" in dialog._notes.text()
    assert not stub.of(messages.Write)
    dialog.reject()


def written(order: messages.Order) -> Iterator[messages.Fact]:
    assert isinstance(order, messages.Write)
    yield messages.WriteProgress(order.id, "mixing", 0.5, 12.0)
    yield messages.TimelineWritten(
        "/films/cut.deepaudio.otio",
        "/films/cut.deepaudio",
        clips=6,
        notes=("mix: levelled",),
        dialect=order.dialect,
    )


def choose(dialog: WriteDialog, host: str) -> None:
    box = dialog._dialect
    box.setCurrentIndex(box.findData(host))
    box.activated.emit(box.currentIndex())


def test_the_result_stays_with_files_notes_and_what_to_do_in_that_host(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    shown: list[str] = []
    monkeypatch.setattr(write_dialog, "reveal", shown.append)
    stub.answer(messages.Write, written)
    dialog = dialog_of(demo, stub, qtbot)
    choose(dialog, "resolve")
    dialog._preview.setChecked(True)
    qtbot.waitUntil(dialog._write.isEnabled)
    dialog._write.click()
    qtbot.waitUntil(dialog._result.isVisible)
    [order] = stub.of(messages.Write)
    assert order.preview == str(Path("/films/cut.deepaudio.mp4"))
    said = " ".join(label.text() for label in dialog._result.findChildren(QLabel))
    assert "/films/cut.deepaudio.otio" in said
    assert "Bring tracks in" in said
    assert dialog._result.notes.item(0).text() == "mix: levelled"
    dialog._show_file.click()
    assert shown == ["/films/cut.deepaudio.otio"]
    assert dialog.isVisible()
    dialog._close.click()
    assert not dialog.isVisible()


def test_the_host_is_remembered_with_the_timeline(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    stub.answer(messages.Write, written)
    dialog = dialog_of(demo, stub, qtbot)
    choose(dialog, "resolve")
    qtbot.waitUntil(dialog._write.isEnabled)
    dialog._write.click()
    assert [kept.values for kept in stub.of(messages.Set)] == [{"dialect": "resolve"}]
    stub.publish(messages.PlanUpdated(settings={**demo.state.settings, "dialect": "resolve"}))
    again = dialog_of(demo, stub, qtbot)
    assert again._dialect.currentData() == "resolve"
    assert stub.of(messages.PlanWrite)[-1].dialect == "resolve"


def test_a_write_shows_how_far_it_is_and_stops_when_told_to(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    dialog = dialog_of(demo, stub, qtbot)
    stub.silent = True
    dialog._write.click()
    [order] = stub.of(messages.Write)
    stub.publish(messages.WriteProgress(order.id, "making the preview", 0.25, 65.0))
    assert dialog._progress.isVisible()
    assert dialog._progress.bar.value() == dialog._progress.bar.maximum() // 4
    assert "making the preview film  ·  1:05 left" in dialog._progress.stage.text()
    dialog.reject()  # Escape
    assert dialog.isVisible()
    assert len(stub.of(messages.StopWrite)) == 1
    stub.publish(messages.WriteProgress(order.id, "making the preview", 0.3))
    assert dialog._progress.stage.text() == "Stopping…"
    stub.silent = False
    stub.publish(messages.Refused(order.id, "cancelled", "stopped while making the preview"))
    qtbot.waitUntil(dialog._write.isEnabled)
    assert "What was there is as it was" in dialog._notes.text()


def test_a_write_that_fails_says_why_where_it_was_asked_for(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    stub.refuse(messages.Write, "disk-full", "the disk is full", "Free some space.")
    dialog = dialog_of(demo, stub, qtbot)
    dialog._write.click()
    qtbot.waitUntil(lambda: "Free some space" in dialog._notes.text())
    assert dialog._form.isVisible()


def test_a_place_that_cannot_be_written_is_told_in_the_dialog(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    dialog = dialog_of(demo, stub, qtbot)
    stub.refuse(messages.PlanWrite, "bad-output", "cannot be written to", "Choose another folder.")
    field = dialog.findChild(QLineEdit)
    qtbot.keyClicks(field, "/nowhere/x.otio")
    qtbot.waitUntil(lambda: "Choose another folder" in dialog._notes.text())
    assert not dialog._write.isEnabled()
    dialog.reject()


def test_the_host_is_asked_for_with_the_plan(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    dialog = dialog_of(demo, stub, qtbot)
    choose(dialog, "resolve")
    assert stub.of(messages.PlanWrite)[-1].dialect == "resolve"
    dialog.reject()


def test_loudness_and_stems_are_asked_for_as_they_are_set_and_chosen(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    dialog = dialog_of(demo, stub, qtbot)
    first = stub.of(messages.PlanWrite)[-1]
    assert (first.spec, first.stems) == ("ebu-r128", False)
    spec = dialog._spec
    assert all(word in spec.itemText(spec.findData("netflix")) for word in ("dialogue", "27", "2"))
    spec.setCurrentIndex(spec.findData("web"))
    spec.activated.emit(spec.currentIndex())
    dialog._stems.setChecked(True)
    asked = stub.of(messages.PlanWrite)[-1]
    assert (asked.spec, asked.stems) == ("web", True)
    qtbot.waitUntil(dialog._write.isEnabled)
    dialog._write.click()
    [order] = stub.of(messages.Write)
    assert (order.spec, order.stems) == ("web", True)
    assert [kept.values for kept in stub.of(messages.Set)] == [{"spec": "web", "stems": True}]


def test_a_watermark_is_asked_for_and_kept(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    dialog = dialog_of(demo, stub, qtbot)
    assert stub.of(messages.PlanWrite)[-1].watermark is False
    dialog._watermark.setChecked(True)
    qtbot.waitUntil(dialog._write.isEnabled)
    dialog._write.click()
    assert stub.of(messages.Write)[-1].watermark is True
    assert stub.of(messages.Set)[-1].values == {"watermark": True}


def test_the_mark_is_chosen_with_what_it_means_and_kept_only_then(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    stub.answer(messages.Write, written)
    dialog = dialog_of(demo, stub, qtbot)
    assert dialog._mark.currentData() == "c2pa"
    assert "signed claim" in dialog._of_mark.text()
    dialog._mark.setCurrentIndex(dialog._mark.findData("none"))
    dialog._mark.activated.emit(dialog._mark.currentIndex())
    assert "has to say so" in dialog._of_mark.text()
    assert not stub.of(messages.Set)
    qtbot.waitUntil(dialog._write.isEnabled)
    assert stub.of(messages.PlanWrite)[-1].mark == "none"
    dialog._write.click()
    qtbot.waitUntil(dialog._result.isVisible)
    assert stub.of(messages.Write)[-1].mark == "none"
    assert stub.of(messages.Set)[-1].values == {"mark": "none"}
    dialog._close.click()
