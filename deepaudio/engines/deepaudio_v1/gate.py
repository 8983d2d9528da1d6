"""The gate: how far, frame by frame, the picture drives a line against its text alone.

This is this project's design. The paper (arXiv 2503.22265) speaks of a gating network that
fuses the two halves; neither its form nor its weights are published, and the released code
has none: there the contour enters the speech network in full.

The speech network's input is affine in the energy e: W e + b. With e it is the expert for
speech to a picture, with 0 the expert for text alone, and with g e the mixture
g input(e) + (1 - g) input(0) of both. So gating the contour by g in (0, 2) is mixing the two
experts' inputs, in each frame anew: 1 is the published model, 0 is text to speech.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from deepaudio.weights.loading import WeightsMismatchError, load_strict
from deepaudio_plugin.core.errors import WeightsDamagedError

FEATURES = 5
_KERNEL = 9  # frames the gate sees at once
_AROUND = 31  # frames of the wider view
_TYPICAL_S = 4.0  # seconds of a usual line
_HOP_S = 256 / 24_000


class Gate(nn.Module):
    """A gate per frame from the contour around it and the text to be said.

    Its parameters start at zero, where every gate is 1 exactly: the published checkpoints'
    results, to the bit. Training moves it from there, its state dict is a file apart.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(FEATURES, 1, _KERNEL, padding=_KERNEL // 2)
        nn.init.zeros_(self.conv.weight)
        assert self.conv.bias is not None
        nn.init.zeros_(self.conv.bias)

    def gates(self, contour: Tensor, tokens: int) -> Tensor:
        """Gates (F,) in (0, 2) for a contour (F,) of a line of `tokens` tokens."""
        features = gate_features(contour, tokens)[None]  # (1, 5, F)
        return 2 * torch.sigmoid(self.conv(features)[0, 0])

    def forward(self, contour: Tensor, tokens: int) -> Tensor:
        """The contour (F,) as it guides the line, at most 1."""
        return (contour * self.gates(contour, tokens)).clamp(max=1.0)


def gate_features(contour: Tensor, tokens: int) -> Tensor:
    """(F,) to (5, F): energy here, around, its change; how dense the text, how long the line."""
    around = functional.avg_pool1d(
        contour[None, None], _AROUND, 1, _AROUND // 2, count_include_pad=False
    )[0, 0]
    change = functional.pad(contour.diff(), (1, 0))
    frames = len(contour)
    density = torch.full_like(contour, tokens / max(1, frames))
    length = torch.full_like(contour, frames * _HOP_S / _TYPICAL_S).log1p()
    return torch.stack((contour, around, change, density, length))


def load_gate(path: Path) -> Gate:
    """The gate in `path`; where there is no such file, the neutral one.

    Raises WeightsDamagedError for a file that is no gate.
    """
    gate = Gate().eval().requires_grad_(False)
    if not path.is_file():
        return gate
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_strict(gate, load_file(path), name=path.name, dtype=torch.float32)
    except (SafetensorError, WeightsMismatchError, OSError) as error:
        raise WeightsDamagedError(
            f"is not a gate: {error}", where=str(path), hint="Remove the file: it is optional."
        ) from error
