"""Full-size listings of the official files load strictly; what differs names itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from deepaudio.networks import bigvgan, clip, f5, mmaudio, synchformer, vae, vocos
from deepaudio.weights import official
from deepaudio.weights.loading import WeightsMismatchError, load_strict
from tests.helpers.shared import shared_path
from tests.parity.kit import Kit

Rule = Callable[[dict[str, Any]], dict[str, Tensor]]

FULL_SIZE: dict[str, tuple[Callable[[], nn.Module], Rule]] = {
    **{
        f"mmaudio_{name}": (lambda c=config: mmaudio.MMAudio(c), official.mmaudio)
        for name, config in mmaudio.PRESETS.items()
    },
    **{
        f"vae_{name}": (lambda c=config: vae.VAE(c, encoder=True), official.vae)
        for name, config in vae.PRESETS.items()
    },
    "bigvgan_16k": (lambda: bigvgan.BigVGAN(bigvgan.PRESETS["16k"]), official.bigvgan),
    "bigvgan_v2_44khz_128band_512x": (
        lambda: bigvgan.BigVGAN(bigvgan.PRESETS["44k"]),
        official.bigvgan,
    ),
    "vocos_mel_24khz": (lambda: vocos.Vocos(vocos.VocosConfig()), official.vocos),
    "f5_deepaudio_v2c": (lambda: f5.F5(f5.F5Config()), official.f5),
    "synchformer_visual": (
        lambda: synchformer.Synchformer(synchformer.SynchformerConfig()),
        official.synchformer,
    ),
    "clip_dfn5b_vit_h_14_378": (lambda: clip.Clip(clip.ClipConfig()), official.clip),
}


@pytest.mark.parametrize("name", FULL_SIZE)
def test_every_official_listing_loads_strictly_at_full_size(name: str) -> None:
    listed = Kit(shared_path("parity")).manifest(name)["entries"]
    tensors = {e["name"]: torch.empty(e["shape"], device="meta") for e in listed}
    network, rule = FULL_SIZE[name]
    with torch.device("meta"):
        module = network()
    load_strict(module, rule(tensors), name=name)
    assert not any(parameter.requires_grad for parameter in module.parameters())


def test_every_listing_of_the_kit_is_covered() -> None:
    names = {path.stem for path in shared_path("parity", "manifests").glob("*.json")}
    assert names == set(FULL_SIZE)


def tiny() -> vocos.Vocos:
    torch.manual_seed(0)
    return vocos.Vocos(
        vocos.VocosConfig(mel_bins=4, dim=8, inner=8, depth=1, n_fft=8, hop_length=2)
    )


def test_missing_unexpected_and_misshapen_tensors_name_themselves() -> None:
    tensors = dict(tiny().state_dict())
    del tensors["head.out.bias"]
    tensors["extra"] = torch.zeros(1)
    tensors["backbone.norm.weight"] = torch.zeros(9)
    with pytest.raises(WeightsMismatchError) as caught:
        load_strict(tiny(), tensors, name="vocos.bin")
    assert str(caught.value) == (
        "vocos.bin: missing head.out.bias; unexpected extra; "
        "misshapen backbone.norm.weight: (9,) instead of (8,)"
    )


def test_a_refused_file_leaves_the_network_as_it_was() -> None:
    network = tiny()
    before = network.head.out.weight.clone()
    with pytest.raises(WeightsMismatchError):
        load_strict(network, {"head.out.weight": torch.zeros_like(before)})
    assert torch.equal(network.head.out.weight, before)


def test_loading_gives_a_network_on_the_meta_device_its_tensors() -> None:
    with torch.device("meta"):
        network = vocos.Vocos(tiny().config)
    load_strict(network, tiny().state_dict(), dtype=torch.bfloat16)
    assert {p.dtype for p in network.parameters()} == {torch.bfloat16}
    assert {p.device.type for p in network.parameters()} == {"cpu"}


@pytest.mark.parametrize("names", [("weight_g", "weight_v"),
                                   ("parametrizations.weight.original0",
                                    "parametrizations.weight.original1")])  # fmt: skip
@pytest.mark.parametrize("layer", [nn.Conv1d(6, 4, 3), nn.ConvTranspose1d(6, 4, 3)])
def test_fused_weight_norm_is_what_torch_computes(layer: nn.Module, names: tuple[str, str]) -> None:
    normed = torch.nn.utils.parametrizations.weight_norm(layer, dim=0)
    gain, direction = normed.parametrizations["weight"].parameters()
    gain.data += torch.linspace(0.1, 1, gain.numel()).view_as(gain)
    tensors = {f"up.{names[0]}": gain, f"up.{names[1]}": direction, "up.bias": layer.bias}
    fused = official.fused_weight_norm(tensors)
    assert set(fused) == {"up.weight", "up.bias"}
    torch.testing.assert_close(fused["up.weight"], normed.weight)
    torch.nn.utils.parametrize.remove_parametrizations(layer, "weight")


def test_a_fused_file_is_left_alone() -> None:
    tensors = {"conv_pre.weight": torch.ones(2), "conv_pre.bias": torch.ones(1)}
    assert official.fused_weight_norm(tensors) == tensors


def test_a_training_file_of_f5_gives_its_averaged_weights() -> None:
    network = f5.F5(f5.F5Config(dim=32, depth=1, heads=1, head_dim=32, text_dim=8, text_depth=1))
    own = network.state_dict()
    averaged = {f"ema_model.transformer.{name}": tensor for name, tensor in own.items()}
    averaged |= {
        "initted": torch.tensor(True),
        "step": torch.tensor(7),
        "ema_model.mel_spec.mel_stft.spectrogram.window": torch.zeros(4),
        "ema_model.transformer.rotary_embed.inv_freq": 1 / 10_000 ** (torch.arange(16) / 16),
    }
    file = {"ema_model_state_dict": averaged, "model_state_dict": {}, "update": 7}
    tensors = official.f5(file)
    assert set(tensors) == set(own)
    assert all(torch.equal(tensors[name], own[name]) for name in own)


def test_a_plain_f5_file_gets_an_energy_without_effect() -> None:
    network = f5.F5(f5.F5Config(dim=32, depth=1, heads=1, head_dim=32, text_dim=8, text_depth=1))
    plain = {k: v for k, v in network.state_dict().items() if "proj_energy" not in k}
    load_strict(network, official.f5(plain))
    mel, ids, t = torch.randn(1, 9, 100), torch.arange(5)[None], torch.tensor([0.5])
    loud, silent = (network.conditions(mel, ids, torch.full((1, 9, 1), e)) for e in (1.0, 0.0))
    assert torch.equal(network(mel, t, loud), network(mel, t, silent))


def test_a_filter_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"activations\.0\.upsample\.filter is not the constant"):
        official.bigvgan({"activations.0.upsample.filter": torch.ones(1, 1, 12)})


def test_pickle_and_safetensors_give_the_same_outputs(tmp_path: Any) -> None:
    config = bigvgan.BigVGANConfig(4, (4, 2), (8, 4), width=16)
    torch.manual_seed(1)
    state = bigvgan.BigVGAN(config).state_dict()
    file = {
        name.replace(".weight", ".weight_v"): tensor * 3 for name, tensor in state.items()
        if name.endswith(".weight")
    }  # fmt: skip
    for name, tensor in state.items():
        if name.endswith(".weight"):
            norm = tensor.norm(dim=(1, 2), keepdim=True)
            file[name.replace(".weight", ".weight_g")] = norm
        else:
            file[name] = tensor
    torch.save({"generator": file}, tmp_path / "generator.pt")
    save_file(file, tmp_path / "generator.safetensors")

    mel = torch.randn(1, 4, 5)
    expected = load_strict(bigvgan.BigVGAN(config), state)(mel)
    for loaded in (
        torch.load(tmp_path / "generator.pt", weights_only=True),
        load_file(tmp_path / "generator.safetensors"),
    ):
        network = load_strict(bigvgan.BigVGAN(config), official.bigvgan(loaded))
        torch.testing.assert_close(network(mel), expected, atol=1e-6, rtol=1e-5)
