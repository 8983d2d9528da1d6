"""Which words of lines are underlined: those that the backend finds in no word list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.state.notices import Notice
from deepaudio_ui.state.spelling import Spelling
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import MisspeltWord, VoiceView
from tests.helpers.backend_stub import LINES, StubBackend

WRONG = {"teh": ("the", "ten"), "Leicster": (), "Maaras": (), "Mahra": ()}


@pytest.fixture
def spelling(demo: PanelContext, stub: StubBackend) -> Spelling:
    def checked(order: messages.Order):
        assert isinstance(order, messages.CheckWords)
        wrong = tuple(MisspeltWord(w, WRONG[w]) for w in order.words if w in WRONG)
        yield messages.WordsChecked(order.id, order.language, wrong)

    stub.answer(messages.CheckWords, checked)
    return Spelling(demo.link, demo.state, demo.notices, demo.preferences)


def underlined(spelling: Spelling, qtbot: QtBot, text: str, language: str = "en") -> list[str]:
    spelling.in_text(text, language)
    qtbot.waitUntil(lambda: not spelling._asking.isActive())
    qtbot.waitUntil(lambda: not spelling._link.busy)
    return [wrong.word for wrong in spelling.in_text(text, language)]


def test_words_are_asked_about_once_and_together(
    spelling: Spelling, stub: StubBackend, qtbot: QtBot
):
    assert underlined(spelling, qtbot, "In teh house, teh door") == ["teh", "teh"]
    assert underlined(spelling, qtbot, "teh house In door") == ["teh"]
    [order] = stub.of(messages.CheckWords)
    assert (order.language, order.words) == ("en", ("In", "teh", "house", "door"))


def test_places_count_as_qt_does(spelling: Spelling, qtbot: QtBot):
    assert underlined(spelling, qtbot, "\U0001f600 teh") == ["teh"]
    [wrong] = spelling.in_text("\U0001f600 teh", "en")
    assert (wrong.start, wrong.length, wrong.instead) == (3, 3, ("the", "ten"))


def test_what_is_no_word_is_never_asked_about(spelling: Spelling, stub: StubBackend, qtbot: QtBot):
    text = "A 4th teh2 x_y me@teh.com http://teh.org/Leicster a I"
    assert underlined(spelling, qtbot, text) == []
    assert not stub.of(messages.CheckWords)


def test_names_listed_words_and_the_projects_own_are_right(
    spelling: Spelling, demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    text = "Leicster, Mahra's teh"
    assert underlined(spelling, qtbot, text) == ["Leicster", "teh"]
    changes: list[None] = []
    spelling.changed.connect(lambda: changes.append(None))
    stub.publish(messages.CastViews((*demo.state.voices, VoiceView("DR. MAHRA", 1, "ann"))))
    settings = {**demo.state.settings, "pronounce": ["Leicster=Lester"]}
    stub.publish(messages.PlanUpdated(settings, words=("TEH",)))
    assert underlined(spelling, qtbot, text) == []
    assert changes


def test_a_word_is_kept_with_the_project(spelling: Spelling, stub: StubBackend):
    spelling.keep("Leicster")
    assert [(o.word, o.known) for o in stub.of(messages.KeepWord)] == [("Leicster", True)]


def test_a_language_without_a_dictionary_is_told_once(
    spelling: Spelling, demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    told: list[Notice] = []
    demo.notices.posted.connect(told.append)
    stub.answer(
        messages.CheckWords,
        lambda order: [messages.WordsChecked(order.id, order.language, (), "no", has_list=False)],
    )
    for text in ("Qapla", "batlh"):
        assert underlined(spelling, qtbot, text, "tlh") == []
    assert [notice.sentence for notice in told] == [
        "There is no dictionary of “tlh”: the spelling of its lines is not checked."
    ]
    assert len(stub.of(messages.CheckWords)) == 1


def test_it_can_be_switched_off_for_good(
    spelling: Spelling, demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    assert underlined(spelling, qtbot, "teh") == ["teh"]
    spelling.switch(False)
    assert spelling.in_text("teh", "en") == []
    other = Spelling(demo.link, demo.state, demo.notices, demo.preferences)
    assert not other.is_on


def test_the_language_is_that_of_the_subtitles_else_the_one_that_is_set(
    spelling: Spelling, demo: PanelContext, stub: StubBackend
):
    cue = demo.state.cues.get(LINES[0])
    assert cue is not None
    assert spelling.language_of(replace(cue, language="de")) == "de"
    stub.publish(messages.PlanUpdated({**demo.state.settings, "language": "fr"}))
    assert spelling.language_of(cue) == "fr"
