"""Networks that have learnt nothing: what is zero, what is drawn, what is measured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.training.data import InMemory
from deepaudio.training.initial import initialise, measure_latents
from tests.helpers.small_training import SOUND, SPEECH, sounds, trained


def fresh(make: Callable[[], nn.Module], seed: int = 1) -> nn.Module:
    with torch.device("meta"):
        network = make()
    network.to_empty(device="cpu")
    initialise(network, seed)
    return network


@pytest.mark.parametrize("make", [lambda: MMAudio(SOUND), lambda: F5(SPEECH)])
def test_weights_depend_on_the_seed_alone(make: Callable[[], nn.Module]) -> None:
    torch.manual_seed(7)
    one, again, other = fresh(make), fresh(make), fresh(make, seed=2)
    pairs = list(zip(one.parameters(), again.parameters(), other.parameters(), strict=True))
    assert all(torch.equal(a, b) for a, b, _ in pairs)
    assert any(not torch.equal(a, c) for a, _, c in pairs)


def test_a_sound_network_begins_with_no_velocity() -> None:
    network = fresh(lambda: MMAudio(SOUND))
    assert isinstance(network, MMAudio)
    zero = {n for n, p in network.named_parameters() if not p.any()}
    assert {"sync_pos_emb", "empty_clip_feat", "empty_sync_feat", "final_layer.conv.weight",
            "joint_blocks.0.latent_block.adaLN_modulation.1.weight"} <= zero  # fmt: skip
    assert "audio_input_proj.0.weight" not in zero
    assert network.t_embed.mlp[0].weight.std().item() == pytest.approx(0.02, rel=0.1)
    cond = network.conditions(torch.ones(1, 8, 6), torch.ones(1, 16, 6), torch.ones(1, 5, 6), 20)
    assert not network(torch.randn(1, 20, 4), torch.tensor([0.5]), cond).any()


def test_a_speech_network_begins_with_no_velocity_and_hears_no_energy() -> None:
    network = fresh(lambda: F5(SPEECH))
    assert isinstance(network, F5)
    assert not network.input_embed.proj_energy.weight.any()
    cond = network.conditions(None, torch.tensor([[1, 2]]), torch.ones(1, 20, 1))
    assert not network(torch.randn(1, 20, 5), torch.tensor([0.5]), cond).any()
    assert network.transformer_blocks[0].attn.to_q.weight.any()


def test_mean_and_spread_of_latents_are_those_of_all_clips_and_frames() -> None:
    network, data = MMAudio(SOUND), sounds(5)
    whole = torch.stack([data[i].mean for i in range(5)]).double()
    assert measure_latents(network, data, torch.ones(5, 6))
    torch.testing.assert_close(network.latent_mean[0, 0], whole.mean(dim=(0, 1)).float())
    torch.testing.assert_close(network.latent_std[0, 0], whole.std(dim=(0, 1)).float())
    assert network.empty_string_feat.eq(1).all()
    assert not measure_latents(network, InMemory([]))  # it has them now


def test_a_run_that_begins_anew_measures_them_and_learns(tmp_path: Path) -> None:
    network = fresh(lambda: MMAudio(SOUND))
    assert isinstance(network, MMAudio)
    network.latent_mean.fill_(float("nan"))
    network.empty_string_feat.zero_()
    done, _ = trained("v2a", tmp_path, network=network)
    assert done.notes == ("mean and spread of the latents measured on these data",)
    assert network.final_layer.conv.weight.any()
    again, _ = trained("v2a", tmp_path, network=fresh(lambda: MMAudio(SOUND)), steps=5)
    assert again.notes[-1] == "going on from step 4"
