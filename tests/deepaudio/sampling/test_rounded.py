"""Arithmetic in half precision as the published programs have it: what is rounded, and where.

Expected values are the published formulas, written down step by step in the network's type.
"""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from deepaudio.networks.f5 import F5, F5Config, F5TimeEmbedding
from deepaudio.networks.mmaudio import MMAudioTimeEmbedding
from deepaudio.networks.rotary import rotary_table
from deepaudio.sampling.speech_flow import SpeechFlowSettings

TIMES = torch.linspace(0, 1, 26)[:-1]


def features_of(embedding: torch.nn.Module, times: Tensor, rounded: bool) -> Tensor:
    """What reaches the embedding's layers."""
    seen: list[Tensor] = []
    first = next(part for part in embedding.modules() if isinstance(part, torch.nn.Linear))
    hook = first.register_forward_pre_hook(lambda _part, inputs: seen.append(inputs[0]))
    embedding(times, rounded=rounded)
    hook.remove()
    return seen[0]


@pytest.mark.parametrize("v2", [False, True])
def test_times_and_frequencies_of_sound_are_bfloat16(v2: bool) -> None:
    embedding = MMAudioTimeEmbedding(32, v2=v2).bfloat16()
    count = 32 if v2 else 256
    frequencies = 1.0 / (10_000 ** (torch.arange(0, count, 2, dtype=torch.float32) / count))
    if v2:
        frequencies = 10_000.0 * frequencies
    angles = TIMES.bfloat16()[:, None].float() * frequencies.bfloat16()[None]
    expected = torch.cat((torch.cos(angles), torch.sin(angles)), dim=-1).bfloat16()
    assert torch.equal(features_of(embedding, TIMES, True), expected)
    assert not torch.equal(features_of(embedding, TIMES, False), expected)


def test_the_thousandfold_time_of_speech_is_float16() -> None:
    embedding = F5TimeEmbedding(F5Config(16, 2, 1, 16, position_groups=2, time_features=32)).half()
    times = SpeechFlowSettings(rounded=True).schedule(torch.float16)[:-1]
    assert times.dtype == torch.float16
    frequencies = torch.exp(torch.arange(16).float() * -(math.log(10_000) / 15))
    angles = 1000 * times.unsqueeze(1) * frequencies.unsqueeze(0)
    expected = torch.cat((angles.sin(), angles.cos()), dim=-1).half()
    assert torch.equal(features_of(embedding, times, True), expected)
    assert not torch.equal(features_of(embedding, times, False), expected)


def test_the_schedule_of_speech_is_counted_in_float16() -> None:
    grid = torch.linspace(0, 1, 33, dtype=torch.float16)
    expected = grid + -1.0 * (torch.cos(torch.pi / 2 * grid) - 1 + grid)
    assert torch.equal(SpeechFlowSettings(rounded=True).schedule(torch.float16), expected)
    plain = SpeechFlowSettings().schedule(torch.float16)
    assert plain.dtype == torch.float32
    assert not torch.equal(plain.half(), expected)


def test_positions_of_speech_are_float16() -> None:
    cos, sin = rotary_table(900, 16, rounded=torch.float16)
    inverse = (1.0 / (10_000 ** (torch.arange(0, 16, 2).float() / 16))).half()
    angles = torch.einsum("i,j->ij", torch.arange(900).type_as(inverse), inverse)
    for found, expected in ((cos, angles.cos()), (sin, angles.sin())):
        # A sine in half precision may be one unit off.
        torch.testing.assert_close(found.half(), expected, rtol=2**-10, atol=2e-7)
    assert torch.equal(cos, cos.half().float())
    assert not torch.equal(cos, rotary_table(900, 16)[0])


def test_in_single_precision_nothing_is_rounded() -> None:
    torch.manual_seed(0)
    network = F5(F5Config(16, 2, 1, 16, text_dim=8, text_depth=1, vocabulary=9, mel_bins=4,
                          position_groups=2, time_features=8)).eval()  # fmt: skip
    ids, energy = torch.tensor([[1, 2]]), torch.rand(1, 12, 1)
    made = [network.conditions(None, ids, energy, rounded=rounded) for rounded in (False, True)]
    assert torch.equal(made[0].rotary[0], made[1].rotary[0])
    tables = [network.modulations(TIMES, rounded=rounded) for rounded in (False, True)]
    assert torch.equal(tables[0].blocks, tables[1].blocks)
    embedding = MMAudioTimeEmbedding(32, v2=True)
    assert torch.equal(embedding(TIMES), embedding(TIMES, rounded=True))
    schedules = [SpeechFlowSettings(rounded=r).schedule() for r in (False, True)]
    assert torch.equal(*schedules)
