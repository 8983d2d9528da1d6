"""A network for watermarks where the published weights are not installed, and sounds for it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from deepaudio.credentials.watermark_weights import NEEDS, weights
from deepaudio.networks.perth import PerthNet

with_weights = pytest.mark.skipif(weights() is None, reason=NEEDS)


def small_network() -> PerthNet:
    """Random weights: it changes levels by some tenths of a decibel."""
    torch.manual_seed(1)
    network = PerthNet()
    with torch.no_grad():
        network.encoder.layers[-1].conv.bias.fill_(0.003)
    return network.eval()


def surf(seconds: float, channels: int = 1, seed: int = 0) -> np.ndarray:
    """Noise that swells and ebbs, (C, T) at 48 kHz."""
    generator = np.random.default_rng(seed)
    length = round(seconds * 48_000)
    swell = 0.55 + 0.45 * np.sin(np.arange(length) / 48_000 * 2 * np.pi * 1.7)
    return (generator.standard_normal((channels, length)) * swell * 0.05).astype(np.float32)
