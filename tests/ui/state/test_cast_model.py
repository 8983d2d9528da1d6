"""The table of the cast."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.state.cast_model import VOICE_ROLE, CastColumn, CastEdits, CastModel
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import VoiceView
from tests.helpers.backend_stub import StubBackend, demo_cast, demo_facts


@pytest.fixture
def model(demo: PanelContext) -> CastModel:
    made = CastModel(demo.state, CastEdits(demo.link, demo.state))
    made.edits = made._edits
    return made


def voice(model: CastModel, speaker: str) -> VoiceView:
    return model.index(model.row_of(speaker), 0).data(VOICE_ROLE)


def test_model_keeps_qts_contract_while_speakers_come_and_go(
    context: PanelContext, stub: StubBackend, tmp_path: Path, qtmodeltester: ModelTester
):
    model = CastModel(context.state, CastEdits(context.link, context.state))
    qtmodeltester.check(model, force_py=True)
    stub.publish(*demo_facts(tmp_path))
    stub.publish(messages.CastViews((VoiceView("", 1, "en-us-joe"), *demo_cast())))
    assert list(model.keys) == ["", "ANNA", "BEN"]
    stub.publish(messages.CastViews(demo_cast()[1:]))
    assert list(model.keys) == ["BEN"]


def test_a_voice_is_shown_before_the_backend_tells_it(model: CastModel, stub: StubBackend):
    stub.silent = True
    model.edits.cast("BEN", "en-us-joe")
    shown = voice(model, "BEN")
    assert (shown.voice, shown.decided, shown.recording) == ("en-us-joe", True, False)
    order = stub.of(messages.CastVoice)[0]
    assert (order.speaker, order.voice) == ("BEN", "en-us-joe")


def test_a_refused_voice_is_what_it_was(model: CastModel, stub: StubBackend, qtbot):
    stub.refuse(messages.CastVoice, "usage", "There is no such voice.")
    with qtbot.waitSignal(model.edits.refused):
        model.edits.cast("BEN", "en-us-joe")
    assert voice(model, "BEN").recording


def test_undeciding_shows_what_deepaudio_chose(model: CastModel, stub: StubBackend):
    stub.silent = True
    model.edits.cast("BEN", "")
    assert stub.of(messages.CastVoice)[0].voice == ""
    drawn = VoiceView("BEN", 3, "de-thorsten")
    stub.publish(messages.CastViews((demo_cast()[0], drawn)))
    assert voice(model, "BEN") == drawn


def test_a_screen_reader_hears_who_chose(model: CastModel):
    index = model.index(model.row_of("BEN"), CastColumn.VOICE)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "ben.wav, A recording"
    index = model.index(model.row_of("ANNA"), CastColumn.VOICE)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "en-us-amy, Chosen by DeepAudio"


def test_a_voice_is_tried_on_the_speakers_own_words(
    model: CastModel, demo: PanelContext, stub: StubBackend
):
    assert model.sentence_of("ANNA").startswith("Then we row.")
    muted = dataclasses.replace(demo.state.cues.get("speech:line-3"), muted=True)
    stub.publish(messages.Cues((muted,)))
    assert model.sentence_of("ANNA") == "Did you hear that? The engine stopped."
    assert model.sentence_of("NOBODY") == ""


def test_the_tip_says_why_a_voice_was_given(model: CastModel, stub: StubBackend):
    given = VoiceView("GRANDMA", 2, "gran", reason="an old woman, for “GRANDMA”")
    stub.publish(messages.CastViews((given,)))
    tip = model.index(0, CastColumn.VOICE).data(Qt.ItemDataRole.ToolTipRole)
    assert "an old woman, for “GRANDMA”" in tip
    model.edits.cast("GRANDMA", "kid")
    tip = model.index(0, CastColumn.VOICE).data(Qt.ItemDataRole.ToolTipRole)
    assert "GRANDMA" not in tip
