"""A voice: merged it is what was trained, its file says who agreed, the base is untouched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from deepaudio.networks.f5 import F5
from deepaudio.training import lora
from deepaudio.training.lora import Adapter, LearntVoice
from deepaudio_plugin.core.errors import UsageError, WeightsDamagedError
from tests.helpers.small_training import SPEECH, speech_network, trained, weights


def voice_of(adapter: Adapter, **changes: str) -> LearntVoice:
    voice = LearntVoice("me", "I agree.", "abc", adapter.alpha, adapter.tensors())
    return replace(voice, **changes)


def adapter_of(network: F5) -> Adapter:
    """One that has learnt something."""
    adapter = Adapter(network, rank=2, alpha=4.0, seed=1)
    one = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for up in adapter.up:
            up.copy_(torch.randn(up.shape, generator=one))
    return adapter


def velocity(network: F5) -> torch.Tensor:
    one = torch.Generator().manual_seed(2)
    mel = torch.randn(1, 20, 5, generator=one)
    with torch.inference_mode():
        cond = network.conditions(mel, torch.tensor([[1, 2, 3]]), torch.zeros(1, 20, 1))
        return network.eval()(mel, torch.tensor([0.5]), cond)


def test_all_queries_keys_values_outputs_and_feed_forward_change_and_the_input() -> None:
    assert lora.targets(F5(SPEECH)) == [
        "input_embed.proj.weight",
        *(f"transformer_blocks.0.attn.{n}.weight" for n in ("to_q", "to_k", "to_v", "to_out.0")),
        "transformer_blocks.0.ff.ff.0.0.weight",
        "transformer_blocks.0.ff.ff.2.weight",
    ]


def test_a_voice_that_has_learnt_nothing_changes_nothing() -> None:
    network = speech_network()
    merged = lora.merged(network, voice_of(Adapter(network, 2, 4.0)))
    assert torch.equal(velocity(merged), velocity(network))


def test_merged_it_is_what_was_trained_and_the_base_is_untouched() -> None:
    network = speech_network()
    before, adapter = weights(network), adapter_of(network)
    merged = lora.merged(network, voice_of(adapter))
    unmerged = torch.func.functional_call(
        Velocity(network),
        {f"network.{n}": network.get_parameter(n) + c for n, c in adapter.changes().items()},
    )
    torch.testing.assert_close(velocity(merged), unmerged, atol=1e-6, rtol=1e-6)
    assert not torch.allclose(velocity(network), unmerged, atol=1e-3)
    assert all(torch.equal(t, before[n]) for n, t in network.state_dict().items())


class Velocity(torch.nn.Module):
    def __init__(self, network: F5) -> None:
        super().__init__()
        self.network = network

    def forward(self) -> torch.Tensor:
        return velocity(self.network)


def test_a_voice_comes_back_from_its_file(tmp_path: Path) -> None:
    path, adapter = tmp_path / lora.FILE, adapter_of(speech_network())
    lora.save(voice_of(adapter, consent="Ich, Mara Öz, stimme zu."), path)
    back = lora.load(path)
    assert (back.name, back.consent, back.base_sha256, back.alpha) == (
        "me", "Ich, Mara Öz, stimme zu.", "abc", 4.0,
    )  # fmt: skip
    for name, tensor in adapter.tensors().items():
        assert torch.equal(back.tensors[name], tensor.half())


def test_without_consent_a_voice_is_neither_written_nor_read(tmp_path: Path) -> None:
    adapter = adapter_of(speech_network())
    with pytest.raises(UsageError, match="consent"):
        lora.save(voice_of(adapter, consent="  "), tmp_path / "v.safetensors")
    assert list(tmp_path.iterdir()) == []
    save_file(voice_of(adapter).tensors, tmp_path / "v.safetensors", {"kind": "deepaudio voice"})
    with pytest.raises(WeightsDamagedError, match="consent"):
        lora.load(tmp_path / "v.safetensors")


def test_other_files_are_no_voice(tmp_path: Path) -> None:
    (tmp_path / "v.safetensors").write_bytes(b"no tensors")
    with pytest.raises(WeightsDamagedError, match="cannot be read"):
        lora.load(tmp_path / "v.safetensors")


def test_a_voice_of_another_network_is_refused_by_layer() -> None:
    wider = F5(replace(SPEECH, dim=32))
    with pytest.raises(ValueError, match=r"'me' is for another network: input_embed\.proj"):
        lora.merged(wider, voice_of(adapter_of(speech_network())))


def test_training_writes_the_voice_with_what_was_agreed(tmp_path: Path) -> None:
    _, network = trained("voice", tmp_path, base_sha256="f00")
    voice = lora.load(tmp_path / lora.FILE)
    assert voice.consent == "I agree that my voice is used for tests."
    assert voice.base_sha256 == "f00"
    assert not torch.equal(velocity(lora.merged(network, voice)), velocity(network))
