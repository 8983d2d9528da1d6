"""Clips as the networks take them: mels, a small codec, what is seen of a picture.

The real encoders and codecs have hundreds of millions of weights. Here a grid over each frame,
its brightness and its change, stands for the picture's encoders, and the first principal
components of pairs of mel frames for the codec; both are exact and made in a moment. Layouts and
rates are the real ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import Waveform
from deepaudio.features.mel import MEL_16K, MEL_SPEECH, log_mel
from deepaudio.networks.mmaudio import nearest_rows
from deepaudio.networks.sequence import (
    CLIP_FPS,
    LATENT_STRIDE,
    SYNC_SEGMENT,
    SYNC_STEP,
    SYNC_TOKENS,
)
from deepaudio.training.demo.corpus import CLIP_S, RATE, SAMPLES
from deepaudio.training.demo.scenes import FPS, Frames

MEL = replace(MEL_SPEECH, mel_bins=40)
"""The speech network's mel, in fewer bands."""

FRAMES = SAMPLES // MEL.hop_length
LATENT_DIM = 12
LATENT_FRAMES = round(CLIP_S * MEL_16K.sample_rate / MEL_16K.hop_length / LATENT_STRIDE)
GRID = (4, 6)
CLIP_DIM = GRID[0] * GRID[1]
SYNC_DIM = 2 * CLIP_DIM

_QUIET = -8.0  # log-mel of silence: lower ones tell nothing
_CONTOUR_FRAMES = 9  # a contour is the mean over so many
_CONTOUR_POWER = 0.5  # and of this power of the amplitude: a tiny network's sound is rough
_LETTERS = " abcdefghijklmnopqrstuvwxyz"
VOCABULARY = len(_LETTERS)


def token_ids(text: str) -> Tensor:
    """(L,) of a text of small letters and blanks."""
    return torch.tensor([_LETTERS.index(letter) for letter in text])


def speech_mel(waveform: Waveform) -> Tensor:
    """(T,) at 24 kHz to (FRAMES, M), not normalised."""
    mel = log_mel(torch.from_numpy(waveform)[None], MEL)[0].mT
    return mel[:FRAMES].clamp(min=_QUIET)


def sound_mel(waveform: Waveform) -> Tensor:
    """(T,) at 24 kHz to pairs of frames of the codec's mel, (LATENT_FRAMES, 2 M)."""
    at_rate = torch.from_numpy(resample(waveform, RATE, MEL_16K.sample_rate))
    mel = log_mel(at_rate[None], MEL_16K)[0].mT[: LATENT_FRAMES * LATENT_STRIDE]
    return mel.reshape(LATENT_FRAMES, -1)


@dataclass(frozen=True)
class Seen:
    """What is seen of a picture."""

    clip: Tensor  # (Nc, CLIP_DIM) at 8 frames per second
    sync: Tensor  # (8 S, SYNC_DIM)


def seen(frames: Frames) -> Seen:
    """Brightness on a grid, and for synchronisation how it differs from its mean and changes."""
    picture = torch.from_numpy(frames)
    count = len(picture)
    still = _on_grid(picture)
    moved = _on_grid((picture - torch.cat((picture[:1], picture[:-1]))).abs())
    motion = torch.cat((still - still.mean(dim=0), 3 * moved), dim=1)
    rows = ((count - SYNC_SEGMENT) // SYNC_STEP + 1) * SYNC_TOKENS
    stretched = functional.interpolate(motion.mT[None], size=rows, mode="linear")[0].mT
    at = (torch.arange(int(CLIP_S * CLIP_FPS)) * FPS / CLIP_FPS).long()
    return Seen(3 * still[at], 10 * stretched)


def _on_grid(frames: Tensor) -> Tensor:
    """(T, H, W) to (T, CLIP_DIM)."""
    return functional.adaptive_avg_pool2d(frames[:, None], GRID).flatten(1)


@dataclass(frozen=True)
class Normaliser:
    """Mean and spread of features, of the training clips."""

    mean: Tensor
    std: Tensor

    @staticmethod
    def of(features: Sequence[Tensor], *, per_channel: bool = True) -> Normaliser:
        """Measured over the rows of all of them."""
        rows = torch.cat(list(features))
        if per_channel:
            return Normaliser(rows.mean(dim=0), rows.std(dim=0).clamp(min=1e-6))
        return Normaliser(rows.mean(), rows.std())

    def __call__(self, features: Tensor) -> Tensor:
        return (features - self.mean) / self.std

    def back(self, features: Tensor) -> Tensor:
        """The other way."""
        return features * self.std + self.mean


@dataclass(frozen=True)
class Codec:
    """Pairs of mel frames to latents and back: their first principal components."""

    mean: Tensor  # (2 M,)
    directions: Tensor  # (LATENT_DIM, 2 M), orthonormal

    @staticmethod
    def of(mels: Sequence[Tensor]) -> Codec:
        """That of the training clips."""
        rows = torch.cat(list(mels))
        mean = rows.mean(dim=0)
        _, _, directions = torch.linalg.svd(rows - mean, full_matrices=False)
        return Codec(mean, directions[:LATENT_DIM])

    def encode(self, mel: Tensor) -> Tensor:
        """(N, 2 M) to (N, C)."""
        return (mel - self.mean) @ self.directions.mT

    def contour(self, latent: Tensor) -> Tensor:
        """The energy contour (FRAMES,) of the sound of latents (N, C), at most 1."""
        mel = (latent @ self.directions + self.mean).reshape(-1, MEL_16K.mel_bins)
        amplitude = (10**mel).pow(_CONTOUR_POWER).mean(dim=1)  # this mel is a decimal logarithm
        half = _CONTOUR_FRAMES // 2
        at = nearest_rows(len(amplitude), FRAMES)
        smooth = functional.avg_pool1d(
            amplitude[at][None, None], _CONTOUR_FRAMES, 1, half, count_include_pad=False
        )[0, 0]
        return smooth / smooth.max().clamp(min=1e-9)


def loudness(mel: Tensor) -> Tensor:
    """Of a log-mel (..., F, M), (..., F): how its frames' times are compared."""
    return mel.logsumexp(dim=-1)
