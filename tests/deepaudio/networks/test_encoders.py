"""Synchformer and CLIP: shapes, and agreement with torch's own layers."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from deepaudio.networks.attention import PackedSelfAttention
from deepaudio.networks.clip import Clip, ClipConfig
from deepaudio.networks.synchformer import DividedAttention, Synchformer, SynchformerConfig


def random_weights(network: nn.Module) -> nn.Module:
    torch.manual_seed(0)
    for parameter in network.parameters():
        nn.init.normal_(parameter, std=0.2)
    return network.eval().requires_grad_(False)


@pytest.mark.parametrize("causal", [False, True])
def test_packed_attention_is_torchs_attention(causal: bool) -> None:
    ours = random_weights(PackedSelfAttention(16, 4))
    theirs = nn.MultiheadAttention(16, 4, batch_first=True)
    theirs.load_state_dict(ours.state_dict())
    x = torch.randn(2, 7, 16)
    mask = nn.Transformer.generate_square_subsequent_mask(7) if causal else None
    expected, _ = theirs(x, x, x, attn_mask=mask, need_weights=False)
    torch.testing.assert_close(ours(x, causal=causal), expected, atol=1e-5, rtol=1e-4)
    if not causal:
        torch.testing.assert_close(ours(x, first_only=True), expected[:, :1], atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("over_time", [False, True])
def test_divided_attention_sees_its_group_and_the_class_only(over_time: bool) -> None:
    attention, places = random_weights(DividedAttention(8, 2)), 3
    x = torch.randn(1, 1 + 8 * places, 8)
    changed = x.clone()
    changed[:, 1 + 2 * places + 1] += 1.0  # time 2, place 1
    same = (
        (attention(x, over_time=over_time) - attention(changed, over_time=over_time)).abs().sum(-1)
    )
    seen = {(i // places, i % places) for i in same[0, 1:].nonzero().flatten().tolist()}
    assert seen == ({(t, 1) for t in range(8)} if over_time else {(2, p) for p in range(places)})
    assert same[0, 0] > 0


def test_segments_of_a_clip_are_those_of_its_parts() -> None:
    network = random_weights(Synchformer(SynchformerConfig(dim=8, depth=1, heads=2, image_size=32)))
    frames = torch.randn(2, 35, 3, 32, 32)
    whole = network(frames, at_once=3)
    assert whole.shape == (2, 8 * 3, 8)
    second = network(frames[:, 8:24])
    torch.testing.assert_close(whole[:, 8:16], second, atol=1e-5, rtol=1e-5)


def test_too_few_frames_for_a_segment_are_refused() -> None:
    network = Synchformer(SynchformerConfig(dim=8, depth=1, heads=2, image_size=32))
    with pytest.raises(ValueError, match="16 frames, got 15"):
        network(torch.zeros(1, 15, 3, 32, 32))


def tiny_clip() -> Clip:
    config = ClipConfig(
        embed_dim=8, image_size=28, vision_dim=16, vision_depth=1, vision_heads=2,
        text_dim=16, text_depth=2, text_heads=2, text_tokens=9, vocabulary=50,
    )  # fmt: skip
    network = random_weights(Clip(config))
    assert isinstance(network, Clip)
    return network


def test_image_features_have_unit_length_and_ignore_what_is_left_of_the_grid() -> None:
    clip, images = tiny_clip(), torch.rand(2, 3, 3, 34, 34)
    features = clip.encode_images(images, at_once=4)
    torch.testing.assert_close(features.norm(dim=-1), torch.ones(2, 3))
    torch.testing.assert_close(clip.encode_images(images[..., :28, :28]), features)


def test_an_image_of_another_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="28 to 41 pixels"):
        tiny_clip().encode_images(torch.rand(1, 1, 3, 42, 42))


def test_text_features_of_a_token_do_not_know_what_follows() -> None:
    clip, ids = tiny_clip(), torch.randint(0, 50, (1, 9))
    other = ids.clone()
    other[:, 5:] = 0
    torch.testing.assert_close(clip.encode_text(ids)[:, :5], clip.encode_text(other)[:, :5])
