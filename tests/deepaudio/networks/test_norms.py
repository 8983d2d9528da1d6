"""Small constants that golden vectors in float32 cannot see: epsilons, and forms of GELU."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from deepaudio.networks import clip, f5, mmaudio, synchformer, vae, vocos

FLAT = 1e-3
"""Values of +-1e-3 have a variance of 1e-6: of the size of the epsilons."""


class Spy(nn.Module):
    """Keeps what it is given and answers with zeros."""

    def forward(self, x: Tensor, *_: object) -> Tensor:
        self.seen = x
        return torch.zeros_like(x)


def flat(*shape: int) -> Tensor:
    """Frames whose channels are 1e-3 and -1e-3 by turns."""
    signs = torch.ones(shape)
    signs[..., 1::2] = -1
    return FLAT * signs


@pytest.mark.parametrize(
    ("network", "epsilon"),
    [
        (f5.F5(f5.F5Config(dim=32, depth=1, heads=1, head_dim=32, text_dim=8)), 1e-6),
        (vocos.Vocos(vocos.VocosConfig(dim=8, inner=8, depth=1)), 1e-6),
        (synchformer.Synchformer(synchformer.SynchformerConfig(8, 1, 2, 32)), 1e-6),
        (
            clip.Clip(
                clip.ClipConfig(
                    8, 28, vision_dim=8, vision_depth=1, vision_heads=2,
                    text_dim=8, text_depth=1, text_heads=2, vocabulary=50,
                )
            ),
            1e-5,
        ),
    ],
    ids=["f5", "vocos", "synchformer", "clip"],
)  # fmt: skip
def test_layer_norms_have_the_epsilon_of_training(network: nn.Module, epsilon: float) -> None:
    norms = [part.eps for part in network.modules() if isinstance(part, nn.LayerNorm)]
    assert norms and set(norms) == {epsilon}


@pytest.mark.parametrize("times", [1, 2], ids=["one time for all", "a time for each"])
def test_f5_adds_a_millionth_to_the_variance_of_a_frame(times: int) -> None:
    block = f5.F5Block(f5.F5Config(dim=32, heads=1, head_dim=32))
    block.attn = spy = Spy()
    cond = f5.F5Conditions(torch.zeros(0), None, f5.rotary_table(3, 32))
    block(flat(2, 3, 32), torch.zeros(times, 6, 1, 32), cond)
    assert spy.seen[0, 0, 0].item() == pytest.approx(FLAT / math.sqrt(FLAT**2 + 1e-6), rel=1e-4)


def test_mmaudio_adds_ten_millionths_to_the_variance_of_a_frame() -> None:
    stream = mmaudio.MMAudioStream(32, 1)
    stream.attn = spy = Spy()
    stream.look(flat(2, 3, 32), torch.zeros(1, 1, 6 * 32), None)
    assert spy.seen[0, 0, 0].item() == pytest.approx(FLAT / math.sqrt(FLAT**2 + 1e-5), rel=1e-4)


def test_mmaudio_adds_the_least_of_its_precision_to_the_power_of_queries_and_keys() -> None:
    projections = mmaudio.Projections(8, 1)
    nn.init.zeros_(projections.qkv.weight)
    nn.init.constant_(projections.qkv.bias, 3e-4)
    expected = 3e-4 / math.sqrt(9e-8 + torch.finfo(torch.float32).eps)
    q, k, v = projections(torch.zeros(1, 1, 8), None)
    assert q[0, 0, 0, 0].item() == pytest.approx(expected, rel=1e-4)
    assert k[0, 0, 0, 0].item() == pytest.approx(expected, rel=1e-4)
    assert v[0, 0, 0, 0].item() == pytest.approx(3e-4)


def test_f5_adds_a_millionth_to_the_mean_response() -> None:
    norm = f5.ResponseNorm(2)
    nn.init.ones_(norm.gamma)
    x = torch.tensor([[[1e-6, 3e-6]]])  # magnitudes of one frame, 2e-6 in the mean
    expected = torch.tensor([[[1e-6 * (1 + 1 / 3), 3e-6 * (1 + 1)]]])
    torch.testing.assert_close(norm(x), expected, rtol=1e-5, atol=0)


def test_the_vae_adds_a_ten_thousandth_to_the_magnitude_of_a_frame() -> None:
    x = torch.full((1, 4, 1), 1e-4)
    assert vae.normalised(x)[0, 0, 0].item() == pytest.approx(0.5, rel=1e-4)


@pytest.mark.parametrize(
    ("part", "form"),
    [
        (f5.FeedForward(4, 2).ff[0][1], "tanh"),
        (clip.CLIPMLP(4, quick_gelu=False), "none"),
        (clip.CLIPMLP(4, quick_gelu=True), "quick"),
        (synchformer.SynchformerMLP(4), "none"),
    ],
    ids=["f5", "clip", "quick clip", "synchformer"],
)
def test_perceptrons_bend_as_in_training(part: nn.Module, form: str) -> None:
    part = part.double()
    x = torch.linspace(-4, 4, 9, dtype=torch.float64)[:, None].repeat(1, 4)
    with torch.no_grad():
        linears = [linear for linear in part.modules() if isinstance(linear, nn.Linear)]
        for linear in linears:  # the identity, however wide
            linear.weight.copy_(torch.eye(*linear.weight.shape))
            linear.bias.zero_()
        found = part(x)
    torch.testing.assert_close(found, _gelu(x, form), rtol=1e-12, atol=1e-12)


def _gelu(x: Tensor, form: str) -> Tensor:
    if form == "quick":
        return x / (1 + (-1.702 * x).exp())
    if form == "tanh":
        return 0.5 * x * (1 + (math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)).tanh())
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_heads_are_normalised_with_the_epsilon_of_their_type_whatever_torch_it_is(dtype):
    norm = mmaudio.HeadNorm(8).to(dtype)
    x = torch.full((1, 8), 0.05, dtype=dtype)
    exact = 0.05 / math.sqrt(0.05**2 + torch.finfo(dtype).eps)
    assert norm(x).double().mean().item() == pytest.approx(exact, rel=0.01)
