"""Sentences of the backend in the window's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from deepaudio_ui.state.backend_words import PHRASES, in_window
from deepaudio_ui.state.notices import Notice, Notices
from deepaudio_ui.translation import install_translation
from PySide6.QtWidgets import QApplication

from deepaudio_plugin.backend import messages


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    install_translation(qapp, "de")
    yield
    install_translation(qapp, "en")


@pytest.mark.parametrize("phrase", PHRASES)
def test_in_english_they_stay_as_they_are(phrase: str):
    text = phrase.replace("{}", "X")
    assert in_window(text) == text


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("take 4 of JON 00:15:18:00", "Take 4 von JON 00:15:18:00"),
        ("gain, voice of MARA 01:00:00:06", "gain, Stimme von MARA 01:00:00:06"),
        (
            "earlier: says “No, never.”, voice bass, 2.50 s long",
            "früher: sagt „No, never.“, Stimme bass, 2,50 s lang",
        ),
        ("split “Who is there?”", "“Who is there?” teilen"),
        ("times of 3 lines", "Zeiten von 3 Zeilen"),
        ("track DeepAudio Speech, 6 clips", "Spur DeepAudio Speech, 6 Clips"),
        ("3 new sound files of 15", "3 neue Tondateien von 15"),
        (
            "cut.json: voices given at first sight, and kept once something is rendered: JON: bass",
            "cut.json: Stimmen auf den ersten Blick, fest, sobald etwas gerendert ist: JON: bass",
        ),
        ("/a.wav: the recording is silent", "/a.wav: die Aufnahme ist stumm"),
        (
            "its tops are cut off: it distorts; missed: for, tea; "
            "its file is not what was rendered",
            "die Spitzen sind abgeschnitten: es verzerrt; ausgelassen: for, tea; "
            "die Datei ist nicht mehr die, die gerendert wurde",
        ),
        (
            "missed: thought; heard otherwise: a lamp (the land)",
            "ausgelassen: thought; anders verstanden: a lamp (the land)",
        ),
        (
            "street: media is missing: /films/a.mov does not exist",
            "street: Medien fehlen: /films/a.mov gibt es nicht",
        ),
        (
            "3 lines and shots keep what is finished while their media are not there: 'a', 'b'",
            "3 Zeilen und Einstellungen behalten, was fertig ist, solange ihre Medien fehlen: "
            "'a', 'b'",
        ),
        (
            "gpu-07 of the farm is not used: it has DeepAudio 0.2.1, and this computer 0.3.0",
            "gpu-07 aus der Farm wird nicht benutzt: hat DeepAudio 0.2.1, dieser Rechner 0.3.0",
        ),
        (
            "no host of the farm can render it: gpu-07 has other weights of deepaudio-v1; "
            "gpu-08 lacks 3 voices of deepaudio-v1",
            "kein Rechner der Farm kann es rendern: gpu-07 hat andere Gewichte von deepaudio-v1; "
            "gpu-08 hat 3 Stimmen von deepaudio-v1 nicht",
        ),
        ("what nobody has translated: {}, {0}", "what nobody has translated: {}, {0}"),
        ("", ""),
    ],
)
def test_in_german_what_is_known_is_german_and_names_stay(said: str, shown: str):
    assert in_window(said) == shown


@pytest.mark.usefixtures("german")
def test_a_refusal_is_told_in_the_windows_language():
    notices, told = Notices(), list[Notice]()
    notices.posted.connect(told.append)
    notices.refused(
        messages.Refused("1", "disk-full", "the disk is full", "/films",
                         "Free some space, or write to another disk; nothing was half-written.")
    )  # fmt: skip
    assert told[0].sentence == "/films: die Platte ist voll"
    assert told[0].hint.startswith("Platz schaffen")
