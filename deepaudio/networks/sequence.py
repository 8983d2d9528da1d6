"""How long each stream of the video-to-audio network is, for any duration."""

from __future__ import annotations

import math
from dataclasses import dataclass

CLIP_FPS = 8
SYNC_FPS = 25
SYNC_SEGMENT = 16
"""Video frames the synchronisation encoder sees at once."""

SYNC_STEP = 8
"""Video frames between two such segments."""

SYNC_TOKENS = 8
"""Feature rows per segment: one for every two frames."""

LATENT_STRIDE = 2
"""Mel frames per latent frame."""


@dataclass(frozen=True)
class SequenceConfig:
    """Lengths for `duration_s` seconds at one of the two codec rates.

    Raises ValueError for other rates and for durations that are not positive.
    """

    duration_s: float
    sample_rate: int
    hop_length: int

    def __post_init__(self) -> None:
        if (self.sample_rate, self.hop_length) not in {(16_000, 256), (44_100, 512)}:
            raise ValueError(f"no codec of {self.sample_rate} Hz with hop {self.hop_length}")
        if not 0 < self.duration_s < math.inf:
            raise ValueError(f"duration must be positive, got {self.duration_s} s")

    @property
    def latent_frames(self) -> int:
        """N of the audio latent."""
        mel_frames = self.duration_s * self.sample_rate / self.hop_length
        return math.ceil(mel_frames / LATENT_STRIDE)

    @property
    def num_samples(self) -> int:
        """Samples the codec makes of the latent: up to one latent frame more than asked for."""
        return self.latent_frames * self.hop_length * LATENT_STRIDE

    @property
    def clip_frames(self) -> int:
        """Tokens of the CLIP stream."""
        return int(self.duration_s * CLIP_FPS)

    @property
    def sync_frames(self) -> int:
        """Tokens of the synchronisation stream: none below one segment, 0.64 s."""
        segments = (self.duration_s * SYNC_FPS - SYNC_SEGMENT) // SYNC_STEP + 1
        return max(0, int(segments) * SYNC_TOKENS)


def sequence_16k(duration_s: float) -> SequenceConfig:
    """Lengths with the 16 kHz codec."""
    return SequenceConfig(duration_s, sample_rate=16_000, hop_length=256)


def sequence_44k(duration_s: float) -> SequenceConfig:
    """Lengths with the 44.1 kHz codec."""
    return SequenceConfig(duration_s, sample_rate=44_100, hop_length=512)
