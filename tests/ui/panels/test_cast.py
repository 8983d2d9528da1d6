"""The cast's panel and the window for recordings, driven as a person does."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.cast import CastPanel
from deepaudio_ui.panels.cast_delegates import FROM_CLIP, FROM_FILE, UNDECIDE
from deepaudio_ui.panels.voice_dialog import VoiceDialog, marked_sample
from deepaudio_ui.state.cast_model import BUSY_ROLE, CastColumn
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core.engine_info import VoiceTraits
from tests.helpers.backend_stub import LINES, StubBackend, demo_engine, demo_facts

ANNA, BEN = 0, 1
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(demo: PanelContext, qtbot: QtBot) -> Iterator[CastPanel]:
    made = CastPanel(demo)
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    qtbot.waitExposed(made)
    yield made
    if made.dialog is not None:
        made.dialog.close()
    made.hide()


def spot(panel: CastPanel, row: int, column: CastColumn) -> QPoint:
    return panel.table.visualRect(panel.model.index(row, column)).center()


def click(panel: CastPanel, qtbot: QtBot, row: int, column: CastColumn) -> None:
    qtbot.mouseClick(panel.table.viewport(), LEFT, pos=spot(panel, row, column))


def pick(panel: CastPanel, qtbot: QtBot, row: int, value: str) -> None:
    """Choose from the list of voices as a click on its entry does."""
    click(panel, qtbot, row, CastColumn.VOICE)
    combo = panel.table.findChild(QComboBox)
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def dialog_of(panel: CastPanel, source: str) -> VoiceDialog:
    panel.ask_for_recording("ANNA", source)
    assert panel.dialog is not None
    return panel.dialog


def fill(qtbot: QtBot, dialog: VoiceDialog, words: str = "", path: str = "") -> None:
    if path:
        qtbot.keyClicks(dialog.path, path)
    if words:
        qtbot.keyClicks(dialog.words, words)
    if not dialog.consent.isChecked():
        dialog.consent.click()


def test_a_voice_is_chosen_from_the_list(panel: CastPanel, qtbot: QtBot, stub: StubBackend):
    pick(panel, qtbot, ANNA, "en-us-joe")
    orders = [(o.speaker, o.voice, o.words) for o in stub.of(messages.CastVoice)]
    assert orders == [("ANNA", "en-us-joe", "")]
    assert panel.model.voice(ANNA).voice == "en-us-joe"


def test_the_list_opens_from_the_keys(panel: CastPanel, qtbot: QtBot):
    panel.table.setCurrentIndex(panel.model.index(BEN, 0))
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    combo = panel.table.findChild(QComboBox)
    values = [combo.itemData(n) for n in range(combo.count()) if combo.itemText(n)]
    assert values == [
        "en-us-amy",
        "en-us-joe",
        "de-thorsten",
        "/films/ben.wav",
        UNDECIDE,
        FROM_FILE,
        FROM_CLIP,
    ]
    assert combo.currentData() == "/films/ben.wav"


PEOPLE = (
    VoiceTraits("amy", "woman", accent="British", pace="slow"),
    VoiceTraits("joe", "man", accent="British", pitch="low"),
    VoiceTraits("kim", "woman", "elder", accent="American"),
)


def with_people(panel: CastPanel, stub: StubBackend) -> None:
    engine = demo_engine()
    names = tuple(one.name for one in PEOPLE)
    stub.publish(messages.EngineStatus(dataclasses.replace(engine, voices=names, traits=PEOPLE)))


def shown(combo: QComboBox) -> list[str]:
    rows = combo.completer().model()
    return [rows.index(row, 0).data() for row in range(rows.rowCount())]


def test_the_list_says_whom_each_voice_sounds_like(
    panel: CastPanel, qtbot: QtBot, stub: StubBackend
):
    with_people(panel, stub)
    panel.table.choose(ANNA)
    combo = panel.table.findChild(QComboBox)
    assert shown(combo)[:3] == [
        "amy – woman, British, slow",
        "joe – man, British, low",
        "kim – old woman, American",
    ]


def test_typing_leaves_the_voices_that_it_describes_and_enter_takes_the_first(
    panel: CastPanel, qtbot: QtBot, stub: StubBackend
):
    with_people(panel, stub)
    panel.table.choose(ANNA)
    combo = panel.table.findChild(QComboBox)
    qtbot.keyClicks(combo.lineEdit(), "brit man")
    assert shown(combo)[0] == "joe – man, British, low"  # and no woman
    assert shown(combo)[1] == "Recording from a file…"
    qtbot.keyClick(combo.lineEdit(), Qt.Key.Key_Return)
    assert [(o.speaker, o.voice) for o in stub.of(messages.CastVoice)] == [("ANNA", "joe")]
    told = panel.model.remark(panel.model.voice(ANNA))
    assert told == "man, British, low · Chosen by you"


def test_enter_takes_nothing_where_nothing_was_typed_or_fits(
    panel: CastPanel, qtbot: QtBot, stub: StubBackend
):
    with_people(panel, stub)
    panel.table.choose(ANNA)
    combo = panel.table.findChild(QComboBox)
    qtbot.keyClicks(combo.lineEdit(), "martian")
    qtbot.keyClick(combo.lineEdit(), Qt.Key.Key_Return)
    assert stub.of(messages.CastVoice) == []


def test_deepaudio_may_choose_again(panel: CastPanel, qtbot: QtBot, stub: StubBackend):
    panel.table.setCurrentIndex(panel.model.index(ANNA, 0))
    assert not panel.undecide.isEnabled()
    panel.table.setCurrentIndex(panel.model.index(BEN, 0))
    qtbot.mouseClick(panel.undecide, LEFT)
    assert [(o.speaker, o.voice) for o in stub.of(messages.CastVoice)] == [("BEN", "")]


def test_an_audition_says_a_line_of_the_speakers(panel: CastPanel, qtbot: QtBot, stub: StubBackend):
    stub.answer(messages.Audition, lambda order: [messages.Auditioned(order.id, "/tmp/a.wav")])
    stub.silent = True
    click(panel, qtbot, BEN, CastColumn.AUDITION)
    order = stub.of(messages.Audition)[0]
    assert (order.voice, order.words) == ("/films/ben.wav", "I am Ben.")
    assert order.text == "You said the light would be on."
    assert panel.model.index(BEN, 0).data(BUSY_ROLE)
    assert not panel.audition.isEnabled()
    with qtbot.waitSignal(panel.audition_ready) as heard:
        stub.publish(messages.Auditioned(order.id, "/tmp/a.wav"), messages.Carried(order.id))
    assert heard.args == ["/tmp/a.wav"]
    assert panel.audition.isEnabled()


def test_an_audition_that_fails_is_told(panel: CastPanel, qtbot: QtBot, stub: StubBackend):
    stub.refuse(messages.Audition, "worker", "The worker is gone.")
    with qtbot.waitSignal(panel.context.notices.posted) as told:
        qtbot.mouseClick(panel.audition, LEFT)
    assert told.args[0].sentence == "The worker is gone."
    assert panel.audition.isEnabled()


def test_a_recording_needs_words_and_permission(panel: CastPanel, qtbot: QtBot, stub: StubBackend):
    dialog = dialog_of(panel, "file")
    assert not dialog.use.isEnabled()
    qtbot.keyClicks(dialog.path, "/films/anna.wav")
    qtbot.keyClicks(dialog.words, "I am Anna.")
    assert not dialog.use.isEnabled()
    dialog.consent.click()
    qtbot.mouseClick(dialog.use, LEFT)
    order = stub.of(messages.CastVoice)[0]
    assert (order.speaker, order.voice, order.words) == ("ANNA", "/films/anna.wav", "I am Anna.")
    qtbot.waitUntil(lambda: panel.dialog is None)


def test_permission_is_remembered_for_its_recording_only(panel: CastPanel, qtbot: QtBot):
    fill(qtbot, dialog_of(panel, "file"), path="/films/anna.wav")
    panel.dialog.close()
    dialog = dialog_of(panel, "file")
    assert not dialog.consent.isChecked()
    dialog.path.setText("/films/anna.wav")
    assert dialog.consent.isChecked()
    dialog.path.setText("/films/other.wav")
    assert not dialog.consent.isChecked()


def test_a_refused_recording_keeps_the_window_open(
    panel: CastPanel, qtbot: QtBot, stub: StubBackend
):
    stub.refuse(messages.CastVoice, "media", "anna.wav is not there.", "Choose another.")
    dialog = dialog_of(panel, "file")
    fill(qtbot, dialog, "I am Anna.", "/films/anna.wav")
    qtbot.mouseClick(dialog.use, LEFT)
    qtbot.waitUntil(lambda: "anna.wav is not there." in dialog._status.text())
    assert dialog.isVisible()
    assert dialog.words.toPlainText() == "I am Anna."
    assert dialog.use.isEnabled()


def test_the_backends_end_keeps_the_window_open(panel: CastPanel, qtbot: QtBot, stub: StubBackend):
    stub.silent = True
    dialog = dialog_of(panel, "file")
    fill(qtbot, dialog, "I am Anna.", "/films/anna.wav")
    qtbot.mouseClick(dialog.use, LEFT)
    stub.die()
    assert dialog.isVisible()
    assert dialog.use.isEnabled()


def test_own_sound_is_the_marked_range_with_its_words(
    panel: CastPanel, qtbot: QtBot, stub: StubBackend
):
    panel.context.playhead.set_marks(170, 260)
    dialog = dialog_of(panel, "clip")
    assert dialog.range.text() == "01:00:07:02 – 01:00:10:20 · 3.8 s"
    assert dialog.words.toPlainText() == "Did you hear that? The engine stopped."
    dialog.consent.click()
    qtbot.mouseClick(dialog.use, LEFT)
    order = stub.of(messages.TakeVoiceFrom)[0]
    assert (order.speaker, order.start, order.frames) == ("ANNA", 170, 90)
    assert order.words == "Did you hear that? The engine stopped."


def test_the_range_may_be_marked_while_the_window_is_open(panel: CastPanel, qtbot: QtBot):
    dialog = dialog_of(panel, "clip")
    assert not dialog.use.isEnabled()
    panel.context.selection.select([LINES[0]])
    assert dialog.words.toPlainText() == "Did you hear that? The engine stopped."
    qtbot.keyClicks(dialog.words, " Yes.")
    typed = dialog.words.toPlainText()
    panel.context.playhead.set_marks(170, 370)
    assert dialog.words.toPlainText() == typed  # what somebody typed stays
    assert "BEN also speaks in it" in dialog._range_hint.text()


def test_words_are_those_of_the_subtitles_not_of_edits(demo: PanelContext, stub: StubBackend):
    cue = demo.state.cues.get(LINES[5])
    stub.publish(messages.Cues((dataclasses.replace(cue, text="There."),)))
    demo.selection.select([LINES[5]])
    sample = marked_sample(demo, "BEN")
    assert (sample.words, sample.others) == ("Look.", ())


def test_too_few_words_for_a_range_are_doubted(panel: CastPanel, qtbot: QtBot):
    panel.context.playhead.set_marks(0, 400)
    dialog = dialog_of(panel, "clip")
    dialog.words.setPlainText("Hm.")
    assert "Is everything written down?" in dialog._words_hint.text()


def test_the_sketch_engine_says_what_it_cannot_and_offers_what_can(
    panel: CastPanel, qtbot: QtBot, stub: StubBackend
):
    dialog = dialog_of(panel, "file")
    assert dialog._sketch_note.isVisible()
    real = dataclasses.replace(demo_engine(), name="deepaudio-v1", recordings=True)
    stub.publish(messages.EngineStatus(real))
    assert not dialog._sketch_note.isVisible()


def test_a_voice_cannot_be_given_in_a_timeline_that_another_panel_has(
    context: PanelContext, qtbot: QtBot, stub: StubBackend, tmp_path: Path
):
    panel = CastPanel(context)
    qtbot.addWidget(panel)
    opened, *rest = demo_facts(tmp_path)
    stub.publish(dataclasses.replace(opened, read_only=True), *rest)
    assert not panel.choose.isEnabled()
    assert panel.audition.isEnabled()


def test_fits_in_a_narrow_panel(panel: CastPanel, qtbot: QtBot):
    panel.resize(320, 300)
    qtbot.waitUntil(lambda: panel.table.isColumnHidden(CastColumn.LINES))
    assert panel.width() == 320
    assert panel.minimumSizeHint().width() <= 320
    assert panel.undecide.geometry().right() < 320
    assert panel.table.columnWidth(CastColumn.VOICE) > 100
    assert dialog_of(panel, "file").minimumSizeHint().width() <= 400
