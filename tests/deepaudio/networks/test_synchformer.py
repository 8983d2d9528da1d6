"""Synchformer against a plain account of it: token by token, head by head, in float64.

There are golden vectors only of its full size, which are too large for the repository.
"""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from deepaudio.networks.synchformer import Synchformer, SynchformerConfig

TIMES, SIDE, PATCH, HEADS, DEPTH = 8, 2, 16, 2, 2
PLACES = SIDE * SIDE

Weights = dict[str, Tensor]


@pytest.fixture(scope="module")
def network() -> Synchformer:
    torch.manual_seed(0)
    made = Synchformer(SynchformerConfig(dim=8, depth=DEPTH, heads=HEADS, image_size=SIDE * PATCH))
    for parameter in made.parameters():
        nn.init.normal_(parameter, std=0.3)
    return made.double().eval().requires_grad_(False)


def test_features_are_those_of_the_plain_account(network: Synchformer) -> None:
    frames = 2 * torch.rand(26, 3, SIDE * PATCH, SIDE * PATCH, dtype=torch.float64) - 1
    weights = network.state_dict()
    plain = [
        vector
        for start in (0, 8)  # two segments of 16 frames fit into 26, 8 apart
        for vector in features_of(weights, frames[start : start + 16])
    ]
    torch.testing.assert_close(network(frames[None])[0], torch.stack(plain), rtol=1e-9, atol=1e-9)


def features_of(w: Weights, frames: Tensor) -> list[Tensor]:
    """A vector for every two of the 16 frames of a segment."""
    class_token = w["cls_token"][0, 0] + w["pos_embed"][0, 0]
    tokens = [class_token, *(patch(w, frames, t, p) for t in range(TIMES) for p in range(PLACES))]
    for i in range(DEPTH):
        prefix = f"blocks.{i}."
        own = {k.removeprefix(prefix): v for k, v in w.items() if k.startswith(prefix)}
        tokens = block(own, tokens)
    patches = [norm(w, "norm", token) for token in tokens[1:]]
    return [pooled(w, patches[t * PLACES : (t + 1) * PLACES]) for t in range(TIMES)]


def patch(w: Weights, frames: Tensor, t: int, p: int) -> Tensor:
    """The token of a patch of two frames, with the embeddings of its place and its time."""
    top, left = PATCH * (p // SIDE), PATCH * (p % SIDE)
    pixels = frames[2 * t : 2 * t + 2, :, top : top + PATCH, left : left + PATCH]
    kernel = w["patch_embed_3d.proj.weight"]  # (D, 3, 2, 16, 16)
    seen = (kernel * pixels.transpose(0, 1)).sum(dim=(1, 2, 3, 4))
    position = w["pos_embed"][0, 1 + p] + w["temp_embed"][0, t]
    return seen + w["patch_embed_3d.proj.bias"] + position


def block(w: Weights, x: list[Tensor]) -> list[Tensor]:
    """Attention over time, then over space, then the perceptron."""
    x = added(x, divided(w, "timeattn", [norm(w, "norm3", token) for token in x], over_time=True))
    x = added(x, divided(w, "attn", [norm(w, "norm1", token) for token in x], over_time=False))
    return added(x, [perceptron(w, "mlp.fc1", "mlp.fc2", norm(w, "norm2", token)) for token in x])


def divided(w: Weights, name: str, x: list[Tensor], *, over_time: bool) -> list[Tensor]:
    """The class token sees all; a patch sees the class token and its own place or time."""
    q, k, v = zip(*(linear(w, f"{name}.qkv", token).chunk(3) for token in x), strict=True)
    found = []
    for i in range(len(x)):
        group = range(len(x))
        if i > 0:
            time, place = divmod(i - 1, PLACES)
            others = (
                [t * PLACES + place for t in range(TIMES)]
                if over_time
                else [time * PLACES + p for p in range(PLACES)]
            )
            group = [0, *(1 + other for other in others)]
        found.append(
            linear(w, f"{name}.proj", attended(q[i], [k[j] for j in group], [v[j] for j in group]))
        )
    return found


def attended(q: Tensor, keys: list[Tensor], values: list[Tensor]) -> Tensor:
    """What a query sees, by heads side by side."""
    size = len(q) // HEADS
    heads = []
    for head in range(HEADS):
        part = slice(head * size, (head + 1) * size)
        scores = torch.stack([q[part] @ key[part] for key in keys]) / math.sqrt(size)
        weights = scores.exp() / scores.exp().sum()
        heads.append(sum(a * value[part] for a, value in zip(weights, values, strict=True)))
    return torch.cat(heads)


def pooled(w: Weights, patches: list[Tensor]) -> Tensor:
    """The class token of its own behind a transformer layer over the patches of one time."""
    prefix = "spatial_attn_agg."
    own = {k.removeprefix(prefix): v for k, v in w.items() if k.startswith(prefix)}
    x = [own["cls_token"][0, 0], *patches]
    normal = [norm(own, "norm1", token) for token in x]
    kernel, bias = own["self_attn.in_proj_weight"], own["self_attn.in_proj_bias"]
    q, k, v = zip(*((kernel @ token + bias).chunk(3) for token in normal), strict=True)
    seen = x[0] + linear(own, "self_attn.out_proj", attended(q[0], list(k), list(v)))
    return seen + perceptron(own, "linear1", "linear2", norm(own, "norm2", seen))


def perceptron(w: Weights, first: str, second: str, x: Tensor) -> Tensor:
    y = linear(w, first, x)
    return linear(w, second, 0.5 * y * (1 + torch.erf(y / math.sqrt(2))))


def norm(w: Weights, name: str, x: Tensor) -> Tensor:
    normal = (x - x.mean()) / (x.var(unbiased=False) + 1e-6).sqrt()
    return normal * w[f"{name}.weight"] + w[f"{name}.bias"]


def linear(w: Weights, name: str, x: Tensor) -> Tensor:
    return w[f"{name}.weight"] @ x + w[f"{name}.bias"]


def added(a: list[Tensor], b: list[Tensor]) -> list[Tensor]:
    return [x + y for x, y in zip(a, b, strict=True)]
