"""Losses on clips that were not trained on."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio.training.config import RateSettings
from deepaudio.training.data import InMemory
from deepaudio.training.held_out import held_out_losses
from tests.helpers.small_training import (
    config,
    sound_network,
    sounds,
    speech_network,
    speeches,
    trained,
)


@pytest.mark.parametrize("stage", ["v2a", "tts", "mof", "voice"])
def test_an_items_loss_is_always_the_same_in_any_company(stage: str) -> None:
    network = sound_network() if stage == "v2a" else speech_network(fusion=stage == "mof")
    data = sounds(3) if stage == "v2a" else speeches((20, 31, 40))
    losses = held_out_losses(config(stage), network.train(), data)
    assert losses == held_out_losses(config(stage), network, data)
    alone = held_out_losses(config(stage), network, InMemory([data[0]]))
    assert losses[0] == pytest.approx(alone[0], rel=1e-5)
    assert len(set(losses)) == 3 and network.training


def test_training_lowers_it(tmp_path: Path) -> None:
    network, data = speech_network(), speeches()
    before = sum(held_out_losses(config("tts"), network, data))
    trained("tts", tmp_path, network=network, steps=10, rate=RateSettings(1e-2, 0))
    assert sum(held_out_losses(config("tts"), network, data)) < 0.95 * before
