"""The real player on the real demo film; needs QtMultimedia, not a sound device."""

from __future__ import annotations

from pathlib import Path

import pytest
from deepaudio_ui.player.backend import Backend, is_available
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
def backend(qtbot: QtBot) -> Backend:
    return Backend()


def test_a_film_plays_and_shows_its_pictures(backend: Backend, qtbot: QtBot):
    pictures = []
    backend.frame_shown.connect(lambda image: pictures.append((image.width(), image.height())))
    backend.load(str(FILM))
    backend.play()
    qtbot.waitUntil(lambda: backend.position > 0.3)
    assert backend.playing
    assert pictures[0] == (1280, 720)
    backend.stop()


def test_a_place_is_found_while_it_stands(backend: Backend, qtbot: QtBot):
    backend.load(str(FILM))
    backend.play()
    qtbot.waitUntil(lambda: backend.position > 0)
    backend.pause()
    backend.seek(2.0)
    qtbot.waitUntil(lambda: abs(backend.position - 2.0) < 0.1)
    assert not backend.playing


def test_what_is_no_film_is_told(backend: Backend, qtbot: QtBot, tmp_path: Path):
    file = tmp_path / "film.mp4"
    file.write_bytes(b"no film at all" * 100)
    with qtbot.waitSignal(backend.failed):
        backend.load(str(file))
        backend.play()
