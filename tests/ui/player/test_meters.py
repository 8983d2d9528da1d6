from __future__ import annotations

import pytest
from deepaudio_ui.player.meters import MasterMeter, in_db
from pytestqt.qtbot import QtBot

from deepaudio_plugin.core.heard_file import Meter


@pytest.fixture
def meter(qtbot: QtBot) -> MasterMeter:
    made = MasterMeter()
    qtbot.addWidget(made)
    made.resize(40, 200)
    return made


def test_it_tells_the_highest_true_peak_since_it_began(meter: MasterMeter):
    meter.show_meter(Meter(0.5, 0.25, 0.1, 0.1))
    meter.show_meter(Meter(0.1, 1.1, 0.1, 0.1))
    meter.show_meter(Meter(0.0, 0.0, 0.0, 0.0))
    assert meter.accessibleDescription() == "0.8 dBTP"
    meter.grab()
    meter.reset()
    assert meter.accessibleDescription() == ""


def test_levels_are_in_db_and_end_somewhere():
    assert in_db(1.0) == 0.0
    assert in_db(0.5) == pytest.approx(-6.02, abs=0.01)
    assert in_db(0.0) == in_db(1e-9) == -60.0
