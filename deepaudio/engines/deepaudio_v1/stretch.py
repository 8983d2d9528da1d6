"""A stretch of a shot: windows that are heard together, on one grid of latent frames.

The network was trained on windows of 8 s. A longer stretch is several of them that overlap
and share their latent there (see `deepaudio.sampling.windows`), so each begins on a latent
frame of the whole: up to half a frame, 12 to 16 ms, beside where it was asked for. Its picture
is looked at from there on, so that sound and picture stay together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.media.picture import JobPicture
from deepaudio.networks.sequence import (
    LATENT_STRIDE,
    SequenceConfig,
    sequence_16k,
    sequence_44k,
)

TOGETHER = 8
"""Windows heard together at most, a minute or so. Behind it a new stretch begins."""

SHORTEST = SAMPLE_RATE
"""Samples of the shortest window the network is asked for; shorter clips get its beginning."""

_NOISE_BLOCK = 64  # latent frames drawn together

Window = tuple[int, int]
"""First sample in job time, at 48 kHz, and number of samples."""


@dataclass(frozen=True)
class Stretch:
    """Overlapping windows of a shot, in order."""

    picture: JobPicture | None
    windows: tuple[Window, ...]
    seed: int
    until: int = field(default=0, compare=False)  # where the clip ends: so far there is a picture

    @property
    def start(self) -> int:
        """Its first sample in job time."""
        return self.windows[0][0]

    @property
    def stop(self) -> int:
        """Where it ends, exclusive."""
        return max(start + length for start, length in self.windows)


def stretch_of(window: Window, windows: Sequence[Window]) -> tuple[Window, ...]:
    """The windows of a job that are heard together with one of them."""
    if window not in windows:
        return (window,)
    first = windows.index(window) // TOGETHER * TOGETHER
    return tuple(windows[first : first + TOGETHER])


def stretches(windows: Sequence[Window]) -> Iterator[tuple[Window, ...]]:
    """The windows of a job as they are heard together."""
    for first in range(0, len(windows), TOGETHER):
        yield tuple(windows[first : first + TOGETHER])


@dataclass(frozen=True)
class LatentPiece:
    """A window on the grid: its latent frames, and what part of the picture it sees."""

    first: int  # latent frame of the stretch
    start: int  # sample of job time, at 48 kHz, of that frame
    length: int  # samples
    lengths: SequenceConfig

    @property
    def span(self) -> tuple[int, int]:
        """Its latent frames: the first, and how many."""
        return self.first, self.lengths.latent_frames


def latent_pieces(stretch: Stretch, codec_rate: int) -> list[LatentPiece]:
    """The windows of a stretch on the grid of the codec at `codec_rate` Hz."""
    sequence = sequence_16k if codec_rate == 16_000 else sequence_44k
    rate = _frames_per_second(sequence(1.0))
    return [_piece(stretch.start, window, sequence, rate) for window in stretch.windows]


def _piece(
    origin: int, window: Window, sequence: Callable[[float], SequenceConfig], rate: float
) -> LatentPiece:
    start, length = window
    first = round((start - origin) / SAMPLE_RATE * rate)
    placed = origin + round(first / rate * SAMPLE_RATE)
    length = max(start + length - placed, SHORTEST)
    return LatentPiece(first, placed, length, sequence(length / SAMPLE_RATE))


def _frames_per_second(lengths: SequenceConfig) -> float:
    return lengths.sample_rate / (LATENT_STRIDE * lengths.hop_length)


def positional_noise(stretch: Stretch, pieces: Sequence[LatentPiece], channels: int) -> Tensor:
    """Noise (1, N, C) of a stretch's latent frames, drawn by their place in job time.

    Blocks of frames have generators of their own: stretches that overlap begin with the same
    noise there, to the nearest latent frame.
    """
    rate = _frames_per_second(pieces[0].lengths)
    count = max(first + frames for first, frames in (piece.span for piece in pieces))
    first = round(stretch.start / SAMPLE_RATE * rate)
    blocks = range(first // _NOISE_BLOCK, (first + count - 1) // _NOISE_BLOCK + 1)
    noise = torch.cat([_block(stretch.seed, block, channels) for block in blocks])
    offset = first - blocks[0] * _NOISE_BLOCK
    return noise[None, offset : offset + count]


def _block(seed: int, block: int, channels: int) -> Tensor:
    generator = torch.Generator().manual_seed(derive_seed("sound", seed, block))
    return torch.randn(_NOISE_BLOCK, channels, generator=generator)


def derive_seed(*what: object) -> int:
    """Derive a seed from all values that it depends on."""
    digest = hashlib.sha256(" ".join(map(str, what)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
