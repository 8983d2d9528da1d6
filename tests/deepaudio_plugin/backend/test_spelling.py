"""Words are looked up in word lists of their language, offline and beside everything else."""

from __future__ import annotations

import queue
import sys

import pytest

from deepaudio_plugin.backend.dictionaries import Dictionaries
from deepaudio_plugin.backend.messages import CheckWords
from deepaudio_plugin.backend.spelling import WordChecking


@pytest.fixture(scope="module")
def dictionaries() -> Dictionaries:
    """Lists are read once: that takes a while."""
    return Dictionaries()


def wrong(dictionaries: Dictionaries, language: str, text: str) -> dict[str, tuple[str, ...]]:
    found = dictionaries.of(language).misspelt(text.split())
    return {one.word: one.instead for one in found}


def test_what_is_misspelt_comes_with_what_may_be_meant(dictionaries):
    found = wrong(dictionaries, "en", "Definately teh RECIEVE door slams")
    assert list(found) == ["Definately", "teh", "RECIEVE"]
    assert found["Definately"] == ("Definitely",)
    assert found["teh"][0] == "the"
    assert "RECEIVE" in found["RECIEVE"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "don't they're could've o'clock gonna colour realised theatre defence favourite"),
        ("en-GB", "kerb organisation analysing paediatric jewellery"),
        ("fr", "l'homme aujourd'hui qu'il"),
        ("de", "Haus gehst Türklinke Bahnhofsuhr Kaffeetassen"),
        ("de_AT", "Straße"),
    ],
)
def test_what_people_write_is_no_mistake(dictionaries, language, words):
    assert wrong(dictionaries, language, words) == {}


def test_misspelt_words_of_other_languages_are_found(dictionaries):
    assert list(wrong(dictionaries, "de", "Haus vieleicht Strase")) == ["vieleicht", "Strase"]
    assert list(wrong(dictionaries, "en", "colourr kerbb realisd")) == [
        "colourr",
        "kerbb",
        "realisd",
    ]


def answered(order: CheckWords) -> list:
    told, done = [], queue.Queue()
    spelling = WordChecking(told.append)
    spelling.check(order, done.put)
    assert done.get(timeout=60) is None
    spelling.close()
    return told


def test_a_language_without_a_list_is_told_in_a_line():
    (fact,) = answered(CheckWords("7", "tlh", ("Qapla",)))
    assert (fact.id, fact.language, fact.wrong) == ("7", "tlh", ())
    assert fact.problem == "spelling is not checked: there is no dictionary of 'tlh'"


def test_without_the_library_it_is_told_and_nothing_fails(monkeypatch):
    monkeypatch.setitem(sys.modules, "spellchecker", None)
    (fact,) = answered(CheckWords("7", "en", ("teh",)))
    assert fact.problem == "spelling is not checked: pyspellchecker is not installed"
