from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.write_dialog import WriteDialog
from PySide6.QtWidgets import QCheckBox, QLineEdit
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
    yield messages.WritePlanned(order.id, "/films/cut.deepaudio.otio", files, missing=2)


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
    assert "2 clip" in dialog._notes.text()
    assert not stub.of(messages.Write)
    dialog.reject()


def test_writing_closes_it_only_when_it_is_done(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    dialog = dialog_of(demo, stub, qtbot)
    box = next(b for b in dialog.findChildren(QCheckBox) if "preview" in b.text())
    box.setChecked(True)
    with qtbot.waitSignal(dialog.accepted):
        dialog._write.click()
    [order] = stub.of(messages.Write)
    assert order.preview == str(Path("/films/cut.deepaudio.mp4"))
    assert not stub.of(messages.Set)  # nothing was chosen otherwise


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
    hosts = dialog._dialect
    hosts.setCurrentIndex(hosts.findData("resolve"))
    hosts.activated.emit(hosts.currentIndex())
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
    with qtbot.waitSignal(dialog.accepted):
        dialog._write.click()
    [order] = stub.of(messages.Write)
    assert (order.spec, order.stems) == ("web", True)
    assert [kept.values for kept in stub.of(messages.Set)] == [{"spec": "web", "stems": True}]
