"""The video-to-audio network: any length, caches, guidance in one batch."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from deepaudio.networks.mmaudio import (
    PRESETS,
    FrameConv,
    MMAudio,
    MMAudioConfig,
    framewise,
    nearest_rows,
)
from deepaudio.networks.mmaudio_plan import SchedulePlan


def made(*, v2: bool) -> MMAudio:
    torch.manual_seed(0)
    network = MMAudio(
        MMAudioConfig(6, 32, 2, 3, 1, v2=v2, clip_dim=8, sync_dim=10, text_dim=12, text_tokens=5)
    )
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    return network.eval().requires_grad_(False)


def inputs(batch: int, frames: int, clip: int, segments: int) -> tuple[Tensor, ...]:
    g = torch.Generator().manual_seed(1)
    shapes = (batch, frames, 6), (batch, clip, 8), (batch, 8 * segments, 10), (batch, 5, 12)
    return tuple(torch.randn(shape, generator=g) for shape in shapes)


@pytest.mark.parametrize("v2", [False, True])
@pytest.mark.parametrize(("frames", "clip", "segments"), [(28, 5, 1), (33, 7, 2), (1, 1, 1)])
def test_every_length_gives_a_velocity_of_that_length(
    v2: bool, frames: int, clip: int, segments: int
) -> None:
    network = made(v2=v2)
    latent, *features = inputs(2, frames, clip, segments)
    cond = network.conditions(*features, frames)
    velocity = network(latent, torch.tensor([0.1, 0.9]), cond)
    assert velocity.shape == latent.shape
    assert velocity.isfinite().all()


def test_a_plan_gives_at_every_step_what_a_single_call_gives() -> None:
    network = made(v2=False)
    latent, *features = inputs(2, 20, 5, 1)
    cond = network.conditions(*features, 20)
    times = torch.tensor([0.0, 0.25, 0.7])
    plan = network.plan(cond, times)
    for step, t in enumerate(times):
        single = network(latent, t.expand(2), cond)
        torch.testing.assert_close(network.predict(latent, step, plan), single)


def test_a_joined_plan_gives_what_two_passes_give() -> None:
    network = made(v2=False)
    latent, *features = inputs(1, 20, 5, 1)
    cond = network.conditions(*features, 20)
    empty = network.empty_clip(1, 5), network.empty_sync(1, 8), network.empty_text(1)
    null = network.conditions(*empty, 20)
    plans = [network.plan(c, torch.tensor([0.3])) for c in (cond, null)]
    both = network.predict(torch.cat((latent, latent)), 0, SchedulePlan.joined(*plans))
    apart = torch.cat([network.predict(latent, 0, plan) for plan in plans])
    torch.testing.assert_close(both, apart, atol=1e-5, rtol=1e-5)


def test_rows_of_a_batch_do_not_see_each_other() -> None:
    network = made(v2=True)
    latent, *features = inputs(3, 20, 5, 1)
    t = torch.tensor([0.2, 0.5, 0.8])
    whole = network(latent, t, network.conditions(*features, 20))
    cond = network.conditions(*(x[1:2] for x in features), 20)
    alone = network(latent[1:2], t[1:2], cond)
    torch.testing.assert_close(whole[1:2], alone, atol=1e-5, rtol=1e-5)


def test_nearest_rows_start_and_end_with_the_features() -> None:
    for count, frames in ((192, 345), (8, 28), (240, 313), (8, 3)):
        rows = nearest_rows(count, frames)
        assert rows.diff().min() >= 0
        assert rows[-1] == min(count - 1, int((frames - 0.5) * count / frames))


def test_a_clip_without_a_single_segment_is_refused() -> None:
    with pytest.raises(ValueError, match=r"under 0\.64 s"):
        nearest_rows(0, 10)


def test_unnormalised_latents_need_statistics() -> None:
    network = made(v2=False)
    assert network.unnormalise(torch.zeros(1, 4, 6)).isnan().all()
    network.latent_mean.fill_(2.0)
    network.latent_std.fill_(3.0)
    assert torch.equal(network.unnormalise(torch.ones(1, 4, 6)), torch.full((1, 4, 6), 5.0))


def test_there_are_five_variants_with_heads_of_64() -> None:
    assert len(PRESETS) == 5
    assert {config.head_dim for config in PRESETS.values()} == {64}


@pytest.mark.parametrize("wrong", [{"heads": 3}, {"fused_depth": 3}])
def test_sizes_that_do_not_fit_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"does not make|cannot be fused"):
        MMAudioConfig(
            **({"latent_dim": 6, "dim": 32, "heads": 2, "depth": 3} | {"fused_depth": 1} | wrong)
        )


@pytest.mark.parametrize("kernel", [1, 3, 7])
@pytest.mark.parametrize("frames", [1, 2, 9])
def test_a_convolution_over_frames_is_torchs_convolution(kernel: int, frames: int) -> None:
    ours = FrameConv(5, 4, kernel)
    theirs = torch.nn.Conv1d(5, 4, kernel, padding=kernel // 2)
    theirs.load_state_dict(ours.state_dict())
    x = torch.randn(2, frames, 5)
    torch.testing.assert_close(ours(x), theirs(x.mT).mT, atol=1e-6, rtol=1e-5)


def test_weights_are_seen_as_a_matrix_without_a_copy() -> None:
    weight = FrameConv(5, 4, 3).weight
    assert weight.mT.flatten(1).data_ptr() == weight.data_ptr()
    assert framewise(torch.randn(4, 5, 3)).half().mT.is_contiguous()
