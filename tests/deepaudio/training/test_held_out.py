"""Losses on clips that were not trained on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from deepaudio.training.config import RateSettings
from deepaudio.training.data import InMemory
from deepaudio.training.held_out import held_out_losses
from deepaudio_plugin.core.errors import UsageError
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


def test_a_run_measures_it_at_each_checkpoint_and_is_not_changed_by_it(tmp_path: Path) -> None:
    network, data = speech_network(), speeches((20, 31))
    trained("tts", tmp_path / "measured", network=network, held_out=data)
    _, other = trained("tts", tmp_path / "not")
    assert all(
        torch.equal(tensor, other.state_dict()[name])
        for name, tensor in network.state_dict().items()
    )
    log = (tmp_path / "measured" / "log.jsonl").read_text().splitlines()
    found = [line for line in map(json.loads, log) if line.get("event") == "held out"]
    assert [(line["step"], line["items"]) for line in found] == [(2, 2), (4, 2)]
    losses = held_out_losses(config("tts"), network, data, rounds=1)
    assert found[-1]["held_out_loss"] == pytest.approx(sum(losses) / 2)
    with pytest.raises(UsageError, match="not measured on held-out data"):
        trained("voice", tmp_path / "voice", held_out=data)


def test_training_lowers_it(tmp_path: Path) -> None:
    network, data = speech_network(), speeches()
    before = sum(held_out_losses(config("tts"), network, data))
    trained("tts", tmp_path, network=network, steps=10, rate=RateSettings(1e-2, 0))
    assert sum(held_out_losses(config("tts"), network, data)) < 0.95 * before
