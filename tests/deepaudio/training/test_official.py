"""Names of the official files: this project's converters take them, and nothing is lost."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.training.official import fusion_tensors, official_tensors, own_tensors
from deepaudio.weights import official
from deepaudio.weights.loading import load_strict
from tests.helpers.small_training import SOUND, SPEECH, sound_network, speech_network


@pytest.mark.parametrize(
    ("network", "empty", "convert"),
    [
        (sound_network(), lambda: MMAudio(SOUND), official.mmaudio),
        (speech_network(), lambda: F5(SPEECH), official.f5),
    ],
    ids=["sound", "speech"],
)
def test_a_network_comes_back_through_its_official_names(network, empty, convert) -> None:  # type: ignore[no-untyped-def]
    named = official_tensors(network, network.state_dict())
    back = load_strict(empty(), convert(named))
    for name, tensor in network.state_dict().items():
        assert torch.equal(back.state_dict()[name], tensor)


def test_speech_has_the_prefix_and_the_constant_that_upstream_expects() -> None:
    named = official_tensors(speech_network(), speech_network().state_dict())
    assert all(name.startswith("transformer.") for name in named)
    assert torch.equal(
        named["transformer.rotary_embed.inv_freq"], 10_000.0 ** -(torch.arange(4) / 4)
    )


def test_a_fusion_is_kept_apart_and_found_again() -> None:
    network = speech_network(fusion=True)
    state = network.state_dict()
    named, fusion = official_tensors(network, state), fusion_tensors(state)
    assert not [name for name in named if "mof" in name]
    assert fusion.keys() == network.mof.state_dict().keys()
    assert own_tensors(network, named, fusion).keys() == state.keys()


def test_other_networks_have_no_official_names() -> None:
    with pytest.raises(ValueError, match="Linear"):
        official_tensors(nn.Linear(1, 1), {})
