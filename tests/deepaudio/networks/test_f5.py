"""The speech network: its inputs, masks and caches."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from deepaudio.networks.f5 import F5, F5Conditions, F5Config

FRAMES, BINS = 24, 100


@pytest.fixture(scope="module")
def network() -> F5:
    torch.manual_seed(0)
    network = F5(F5Config(dim=64, depth=2, heads=2, head_dim=32, text_dim=16, text_depth=1))
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    return network.eval().requires_grad_(False)


def inputs(batch: int = 1) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    mel, audio = (torch.randn(batch, FRAMES, BINS, generator=generator) for _ in range(2))
    ids = torch.randint(0, 2545, (batch, 9), generator=generator)
    return mel, audio, ids, torch.rand(batch, FRAMES, 1, generator=generator)


def test_planned_modulations_are_those_of_a_single_call(network: F5) -> None:
    mel, audio, ids, energy = inputs()
    cond = network.conditions(audio, ids, energy)
    schedule = torch.tensor([0.0, 0.3, 0.8])
    table = network.modulations(schedule)
    for step, t in enumerate(schedule):
        planned = network.predict(mel, table.at(step), cond)
        torch.testing.assert_close(planned, network(mel, t[None], cond))


def test_joined_conditions_give_what_two_calls_give(network: F5) -> None:
    mel, audio, ids, energy = inputs()
    cond, null = network.conditions(audio, ids, energy), network.conditions(None, None, energy)
    table = network.modulations(torch.tensor([0.4])).at(0)
    both = network.predict(torch.cat((mel, mel)), table, F5Conditions.joined(cond, null))
    apart = torch.cat([network.predict(mel, table, c) for c in (cond, null)])
    torch.testing.assert_close(both, apart, atol=1e-5, rtol=1e-5)


def test_energy_stays_in_the_null_conditions(network: F5) -> None:
    mel, _, _, energy = inputs()
    t = torch.tensor([0.5])
    loud, silent = (
        network(mel, t, network.conditions(None, None, e)) for e in (energy, 0 * energy)
    )
    assert not torch.allclose(loud, silent, atol=1e-3)


def test_no_text_is_all_filler_and_padding_is_filler(network: F5) -> None:
    none = network.text_embed(None, FRAMES)
    padded = network.text_embed(torch.full((1, 5), -1), FRAMES)
    assert torch.equal(none, padded)


def test_text_longer_than_the_render_is_cut(network: F5) -> None:
    _, _, ids, _ = inputs()
    assert torch.equal(network.text_embed(ids, 4), network.text_embed(ids[:, :4], 4))


def test_masked_frames_change_nothing_before_them_but_through_convolutions(network: F5) -> None:
    _, audio, ids, energy = inputs()
    mask = torch.arange(FRAMES)[None] < FRAMES - 4
    block, cond = network.transformer_blocks[0], network.conditions(audio, ids, energy, mask)
    modulation = network.modulations(torch.tensor([0.5])).blocks[:, 0]
    x = torch.randn(1, FRAMES, 64)
    other = x.clone()
    other[:, -4:] += 3.0
    before, after = (block(y, modulation, cond)[:, :-4] for y in (x, other))
    torch.testing.assert_close(before, after)


def test_a_width_its_groups_do_not_divide_is_refused() -> None:
    with pytest.raises(ValueError, match="dim 100 does not divide"):
        F5Config(dim=100)


def test_gradients_reach_every_block() -> None:
    torch.manual_seed(0)
    network = F5(F5Config(dim=32, depth=2, heads=2, head_dim=16, text_dim=8, text_depth=1))
    mel, ids = torch.randn(2, 6, BINS), torch.ones(2, 3).long()
    cond = network.conditions(torch.randn(2, 6, BINS), ids, torch.rand(2, 6, 1))
    network(mel, torch.tensor([0.1, 0.7]), cond).square().sum().backward()
    for block in network.transformer_blocks:
        assert block.attn.to_q.weight.grad.abs().max() > 0
