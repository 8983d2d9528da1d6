"""The fusion of picture and text: neutral at first, then a matter of evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from deepaudio.networks.f5 import F5, F5Conditions, F5Config
from deepaudio.networks.mof import EXPERTS, FLAGS, PRIOR, Evidence, ModalityFusion, MofConfig

FRAMES, LATENT, SYNC = 60, 6, 10


def speech_network() -> F5:
    torch.manual_seed(0)
    network = F5(F5Config(dim=64, depth=2, heads=2, head_dim=32, text_dim=16, text_depth=1))
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    return network.eval()


def evidence(batch: int = 1, frames: int = FRAMES, seed: int = 1) -> Evidence:
    generator = torch.Generator().manual_seed(seed)
    energy = torch.rand(batch, frames, 1, generator=generator)
    latent, sync = (torch.randn(batch, frames, n, generator=generator) for n in (LATENT, SYNC))
    return Evidence(energy, latent, sync, torch.ones(batch, frames, FLAGS))


def inputs(batch: int = 1) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(2)
    mel, audio = (torch.randn(batch, FRAMES, 100, generator=generator) for _ in range(2))
    ids = torch.randint(0, 2545, (batch, 12), generator=generator)
    return mel, audio, ids, torch.rand(batch, generator=generator)


def stirred(fusion: ModalityFusion) -> ModalityFusion:
    """As if it had learnt something."""
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in fusion.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape, generator=generator))
    return fusion


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("lengths", [(FRAMES,), (FRAMES, 41, 7)])
def test_one_that_has_learnt_nothing_changes_no_bit(
    dtype: torch.dtype, lengths: tuple[int, ...]
) -> None:
    network = speech_network().to(dtype)
    mel, audio, ids, t = inputs(len(lengths))
    mask = None if len(lengths) == 1 else torch.arange(FRAMES) < torch.tensor(lengths)[:, None]
    known = Evidence(*(x.to(dtype) for x in vars(evidence(len(lengths))).values()))
    mel, audio = mel.to(dtype), audio.to(dtype)
    published = network(mel, t, network.conditions(audio, ids, known.energy, mask))
    network.add_fusion(LATENT, SYNC)
    fused = network(mel, t, network.conditions(audio, ids, known, mask))
    assert torch.equal(fused, published)


def test_its_weights_begin_at_the_prior_and_always_sum_to_one() -> None:
    network = speech_network()
    fusion = network.add_fusion(LATENT, SYNC)
    _, audio, ids, t = inputs()
    cond = network.conditions(audio, ids, evidence())
    weights = network.weights(network.modulations(t), cond)
    torch.testing.assert_close(weights, torch.tensor(PRIOR).expand(1, FRAMES, len(EXPERTS)))
    stirred(fusion)
    weights = network.weights(network.modulations(t), network.conditions(audio, ids, evidence()))
    torch.testing.assert_close(weights.sum(-1), torch.ones(1, FRAMES))
    assert weights.std(dim=1).max() > 0.01  # frame by frame


def test_every_part_learns_once_the_experts_have_moved() -> None:
    network = speech_network()
    fusion = network.add_fusion(LATENT, SYNC)
    mel, audio, ids, t = inputs()

    def learn() -> dict[str, bool]:
        fusion.zero_grad()
        network(mel, t, network.conditions(audio, ids, evidence())).square().mean().backward()
        return {n: bool(p.grad is not None and p.grad.any()) for n, p in fusion.named_parameters()}

    at_first = {name for name, moved in learn().items() if moved}
    assert at_first == {
        "latent.proj_out.weight", "sync.proj_out.weight", "gate.proj_out.weight",
        "gate.proj_out.bias",
    }  # fmt: skip
    stirred(fusion)
    assert all(learn().values())


def test_without_a_picture_the_text_alone_is_said() -> None:
    """Whatever it has learnt: no expert adds anything, and the energy is the published zero."""
    network = speech_network()
    mel, audio, ids, t = inputs()
    silent = network(mel, t, network.conditions(audio, ids, torch.zeros(1, FRAMES, 1)))
    stirred(network.add_fusion(LATENT, SYNC))
    alone = network(mel, t, network.conditions(audio, ids, evidence().nothing()))
    assert torch.equal(alone, silent)


def test_a_modality_left_out_is_as_if_it_were_not_known() -> None:
    known = evidence(batch=3)
    no, yes = torch.tensor([False] * 3), torch.tensor([True, False, True])
    without = known.without(energy=no, latent=yes, sync=no)
    assert torch.equal(without.energy, known.energy)
    assert not without.latent[[0, 2]].any()
    assert torch.equal(without.latent[1], known.latent[1])
    assert without.flags[:, 0].tolist() == [[1, 0, 1, 1, 1], [1] * 5, [1, 0, 1, 1, 1]]
    everything = torch.tensor([True] * 3)
    gone = known.without(everything, everything, everything)
    assert not any(x.any() for x in (gone.energy, gone.latent, gone.sync, gone.flags[..., :3]))


def test_what_lies_behind_an_items_end_does_not_reach_it() -> None:
    """In a batch and alone the gate and the experts say the same, up to rounding."""
    fusion = stirred(ModalityFusion(MofConfig(32, 16, LATENT, SYNC, inner=24, hidden=20))).eval()
    length = 41
    long, text = evidence(batch=2), torch.randn(2, FRAMES, 16)
    mask = torch.arange(FRAMES) < torch.tensor([FRAMES, length])[:, None]
    density, time = torch.tensor([-1.0, -2.0]), fusion.gate.time(torch.tensor([0.3]))
    cond = fusion.conditions(long, text, density, mask)
    alone = Evidence(*(x[1:, :length] for x in vars(long).values()))
    single = fusion.conditions(alone, text[1:, :length], density[1:], None)
    together, apart = (fusion.weights(c, time) for c in (cond, single))
    torch.testing.assert_close(together[1:, :length], apart, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(cond.sync[1:, :length], single.sync, atol=1e-5, rtol=1e-5)


def test_evidence_fits_any_number_of_frames() -> None:
    known = evidence()
    assert torch.equal(known.fitted(20).sync, known.sync[:, :20])
    longer = known.fitted(FRAMES + 5)
    assert torch.equal(longer.energy[:, :FRAMES], known.energy)
    assert not longer.flags[:, FRAMES:].any()


def test_joined_conditions_give_what_single_calls_give() -> None:
    network = speech_network()
    stirred(network.add_fusion(LATENT, SYNC))
    mel, audio, ids, _ = inputs()
    one = network.conditions(audio, ids, evidence())
    other = network.conditions(None, None, evidence().nothing())
    table = network.modulations(torch.tensor([0.4])).at(0)
    both = network.predict(torch.cat((mel, mel)), table, F5Conditions.joined(one, other))
    apart = torch.cat([network.predict(mel, table, c) for c in (one, other)])
    torch.testing.assert_close(both, apart, atol=1e-4, rtol=1e-4)


def test_evidence_that_nothing_weighs_is_refused() -> None:
    _, audio, ids, t = inputs()
    network = speech_network()
    with pytest.raises(ValueError, match="no fusion"):
        network.conditions(audio, ids, evidence())
    with pytest.raises(ValueError, match="no fusion"):
        network.weights(network.modulations(t), network.conditions(audio, ids, evidence().energy))


def test_the_time_of_the_flow_moves_the_weights() -> None:
    network = speech_network()
    stirred(network.add_fusion(LATENT, SYNC))
    _, audio, ids, _ = inputs()
    cond = network.conditions(audio, ids, evidence())
    table = network.modulations(torch.tensor([0.1, 0.9]))
    early, late = (network.weights(table.at(step), cond) for step in (0, 1))
    assert not torch.allclose(early, late, atol=1e-3)


def test_the_opening_is_one_as_published_and_none_where_the_gate_is_shut() -> None:
    fusion = ModalityFusion(MofConfig(32, 16, LATENT, SYNC))
    shut = torch.tensor([1.0, 0.0, 0.0, 0.0]).expand(1, 5, 4)
    assert not fusion.gate.opening(shut).any()
    energy_alone = torch.tensor([0.0, 1.0, 0.0, 0.0]).expand(1, 5, 4)
    torch.testing.assert_close(fusion.gate.opening(energy_alone), torch.full((1, 5, 1), 2.5))


def test_flags_say_what_is_known() -> None:
    """An expert's part is nothing where its modality is not known, whatever stands there."""
    fusion = stirred(ModalityFusion(MofConfig(32, 16, LATENT, SYNC)))
    known = evidence()
    unknown = replace(known, flags=torch.zeros_like(known.flags))
    cond = fusion.conditions(unknown, torch.randn(1, FRAMES, 16), torch.zeros(1), None)
    assert not cond.latent.any()
    assert not cond.sync.any()
