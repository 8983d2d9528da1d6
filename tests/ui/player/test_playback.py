"""The real player on the real demo film; needs QtMultimedia, not a sound device."""

from __future__ import annotations

from pathlib import Path

import pytest
from deepaudio_ui.player.playback import Playback, is_available
from pytestqt.qtbot import QtBot

pytestmark = [
    pytest.mark.skipif(not is_available(), reason="QtMultimedia (PySide6-Addons) is missing"),
    pytest.mark.qt_log_ignore(
        "pipewire",
        "pa_context_connect",
        "Could not open media",
        "HW decoder",
        "Using Qt multimedia",
        "No RHI backend",
    ),
]

FILM = Path(__file__).parents[3] / "resources" / "demo" / "media" / "door.mp4"


@pytest.fixture
def playback(qtbot: QtBot) -> Playback:
    return Playback()


def test_a_film_plays_and_shows_its_pictures(playback: Playback, qtbot: QtBot):
    pictures = []
    playback.frame_shown.connect(lambda image: pictures.append((image.width(), image.height())))
    playback.load(str(FILM))
    playback.play()
    qtbot.waitUntil(lambda: playback.position > 0.3)
    assert playback.playing
    assert pictures[0] == (1280, 720)
    playback.stop()


def test_a_place_is_found_while_it_stands(playback: Playback, qtbot: QtBot):
    playback.load(str(FILM))
    playback.play()
    qtbot.waitUntil(lambda: playback.position > 0)
    playback.pause()
    playback.seek(2.0)
    qtbot.waitUntil(lambda: abs(playback.position - 2.0) < 0.1)
    assert not playback.playing


def test_what_is_no_film_is_told(playback: Playback, qtbot: QtBot, tmp_path: Path):
    file = tmp_path / "film.mp4"
    file.write_bytes(b"no film at all" * 100)
    with qtbot.waitSignal(playback.failed):
        playback.load(str(file))
        playback.play()
