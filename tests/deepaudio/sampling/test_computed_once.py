"""What no step changes is computed once a render, counted."""

from __future__ import annotations

from collections import Counter

import pytest
import torch
from torch import nn

from deepaudio.networks import f5, mmaudio, rotary
from deepaudio.networks.f5 import F5, F5Config
from deepaudio.networks.mmaudio import MMAudio, MMAudioConfig
from deepaudio.sampling.audio import AudioFlowSettings, sample_latent
from deepaudio.sampling.speech_flow import SpeechFlowSettings, sample_mel

FRAMES = 12


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with every rotary table that is made."""
    made: list[int] = []

    def counted(*args, **options):
        made.append(1)
        return rotary.rotary_table(*args, **options)

    monkeypatch.setattr(f5, "rotary_table", counted)
    monkeypatch.setattr(mmaudio, "rotary_table", counted)
    return made


def counted(network: nn.Module) -> Counter[str]:
    """How often each part of `network` runs from now on, by its name."""
    calls: Counter[str] = Counter()
    for name, part in network.named_modules():
        part.register_forward_hook(lambda *_, name=name: calls.update([name]))
    return calls


@pytest.mark.parametrize("one_batch", [True, False])
@pytest.mark.parametrize("steps", [1, 7])
def test_speech_embeds_text_and_time_once(steps: int, one_batch: bool, tables: list[int]) -> None:
    config = F5Config(16, 2, 1, 16, text_dim=8, text_depth=1, vocabulary=9, mel_bins=4,
                      position_groups=2, time_features=8)  # fmt: skip
    network = F5(config).eval()
    calls = counted(network)
    sample_mel(
        network, torch.randn(1, 4, 4), torch.tensor([[1, 2]]), torch.rand(1, FRAMES, 1),
        torch.randn(1, FRAMES, 4), frames=torch.tensor([FRAMES]),
        settings=SpeechFlowSettings(steps, one_batch=one_batch),
    )  # fmt: skip
    assert calls["text_embed"] == 2  # the line's, and that of no text
    assert calls["input_embed.proj_energy"] == 2
    assert calls["time_embed"] == 1
    assert calls["transformer_blocks.1.attn_norm"] == 1
    assert calls["norm_out"] == 1
    assert len(tables) == 4  # positions of frames and of text, for each of both
    assert calls["transformer_blocks.1"] == steps * (1 if one_batch else 2)


@pytest.mark.parametrize("one_batch", [True, False])
@pytest.mark.parametrize("steps", [1, 7])
def test_sound_projects_features_and_time_once(
    steps: int, one_batch: bool, tables: list[int]
) -> None:
    config = MMAudioConfig(3, 16, 1, 3, 1, clip_dim=4, sync_dim=4, text_dim=4, text_tokens=2)
    network = MMAudio(config).eval()
    calls = counted(network)
    features = (torch.randn(1, n, 4) for n in (5, 8, 2))
    empty = network.empty_clip(1, 5), network.empty_sync(1, 8), network.empty_text(1)
    cond, null = network.conditions(*features, FRAMES), network.conditions(*empty, FRAMES)
    settings = AudioFlowSettings(steps, one_batch=one_batch)
    sample_latent(network, cond, null, torch.randn(1, FRAMES, 3), settings)
    for part in ("clip", "sync", "text"):
        assert calls[f"{part}_input_proj"] == 2
    assert calls["t_embed"] == 2
    assert calls["joint_blocks.0.clip_block.adaLN_modulation"] == 2
    assert calls["joint_blocks.1.text_block.adaLN_modulation"] == 2
    assert calls["final_layer.adaLN_modulation"] == 2
    assert len(tables) == 4
    assert calls["fused_blocks.0.ffn.w2"] == steps * (1 if one_batch else 2)


def test_another_take_projects_nothing_anew(tables: list[int]) -> None:
    config = MMAudioConfig(3, 16, 1, 3, 1, clip_dim=4, sync_dim=4, text_dim=4, text_tokens=2)
    network = MMAudio(config).eval()
    features = (torch.randn(1, n, 4) for n in (5, 8, 2))
    empty = network.empty_clip(1, 5), network.empty_sync(1, 8), network.empty_text(1)
    cond, null = network.conditions(*features, FRAMES), network.conditions(*empty, FRAMES)
    calls, before = counted(network), len(tables)
    takes = [
        sample_latent(network, cond, null, torch.randn(1, FRAMES, 3), AudioFlowSettings(2))
        for _ in range(2)
    ]
    assert not torch.equal(*takes)
    assert not any(calls[f"{part}_input_proj"] for part in ("clip", "sync", "text"))
    assert len(tables) == before
