"""What the plots of sounds say is true."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QGuiApplication

from tests.bench.sound_plots import (
    CHANNELS,
    HIGHEST_HZ,
    LOWEST_HZ,
    RATE,
    PlottedSound,
    levels_db,
    sheet,
    spectrogram,
)


def tone(hertz, level=0.5, seconds=1.0):
    return level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)[None]


@pytest.mark.parametrize("hertz", [200, 1000, 8000])
def test_a_tone_is_at_its_pitch(hertz):
    levels = spectrogram(tone(hertz))
    row = int(levels[:, levels.shape[1] // 2].argmax())
    share = 1 - (row + 0.5) / len(levels)
    assert LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** share == pytest.approx(hertz, rel=0.07)


def test_the_level_of_each_channel_is_its_rms():
    levels = levels_db(np.concatenate([tone(1000), tone(1000, 0.05)]))
    assert levels[:, 5:45] == pytest.approx(
        np.array([[-9.03], [-29.03]]) * np.ones((1, 40)), abs=0.1
    )


def test_both_channels_of_a_stereo_sound_are_drawn(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication([])
    sound = np.concatenate([tone(300), tone(300, 0.01)])
    image = sheet(PlottedSound("two", sound, seen=(0.5,)))
    shown = [image.pixelColor(410, y).getRgb()[:3] for y in range(330, image.height() - 30)]
    del app
    for colour in CHANNELS[2]:  # lines are smoothed: about in their colour
        wanted = QColor(colour).getRgb()[:3]
        assert min(abs(np.subtract(rgb, wanted)).max() for rgb in shown) < 80
