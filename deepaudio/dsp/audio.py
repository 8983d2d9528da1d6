"""Sound as a value: samples of any number of channels, and their rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples, Waveform


@dataclass(frozen=True, eq=False)
class Audio:
    """Samples (C, T), float32 in [-1, 1], at `rate` Hz.

    Channels are in the order of WAV files: left, right, centre, LFE, surrounds.
    Raises ValueError for samples of another shape.
    """

    samples: Samples
    rate: int = SAMPLE_RATE

    def __post_init__(self) -> None:
        if self.samples.ndim != 2 or not len(self.samples):
            raise ValueError(f"samples must be (C, T), got {self.samples.shape}")

    @classmethod
    def mono(cls, waveform: Waveform, rate: int = SAMPLE_RATE) -> Audio:
        """One channel from (T,)."""
        return cls(waveform[None], rate)

    @classmethod
    def silence(cls, length: int, channels: int = 1, rate: int = SAMPLE_RATE) -> Audio:
        """`length` samples of nothing in each of `channels`."""
        return cls(np.zeros((channels, length), np.float32), rate)

    @property
    def channels(self) -> int:
        """Number of channels."""
        return len(self.samples)

    @property
    def length(self) -> int:
        """Samples of each channel."""
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.length / self.rate

    def part(self, start: int, stop: int | None = None) -> Audio:
        """Samples [start, stop) of every channel."""
        return Audio(self.samples[:, start:stop], self.rate)

    def at_rate(self, rate: int) -> Audio:
        """The same sound at another sample rate: ceil(T * rate / self.rate) samples."""
        if rate == self.rate:
            return self
        return Audio(resample(self.samples, self.rate, rate), rate)

    def with_channels(self, channels: int) -> Audio:
        """The same sound in another number of channels; see `with_channels`."""
        return Audio(with_channels(self.samples, channels), self.rate)


def with_channels(samples: Samples, channels: int) -> Samples:
    """(C, T) as (channels, T).

    One channel is heard from all. More become one as their mean. Otherwise channels that are
    missing stay silent; those too many are shared out among the others by their number.
    """
    have = len(samples)
    if have == channels:
        return samples
    if have == 1:
        return np.repeat(samples, channels, axis=0)
    if channels == 1:
        mean: Samples = samples.mean(axis=0, dtype=np.float32, keepdims=True)
        return mean
    fitted = np.zeros((channels, samples.shape[1]), np.float32)
    for number, channel in enumerate(samples):
        fitted[number % channels] += channel
    return fitted


_CENTRE = 2
_SURROUND = (5, 6)  # channels of 5.0 and 5.1, in the order of WAV files
_HALF = np.float32(0.5**0.5)
"""Half of the power: of a mono sound in either side, of either side in mono; and, as ITU-R BS.775
has it, of the centre in either side and of a surround in its own."""


def heard_in(samples: Samples, channels: int) -> Samples:
    """(C, T) as a part of a mix of so many channels: (channels, T), at the power that it has.

    Mono comes from the centre where there is one, else from the middle between left and right;
    stereo from left and right, and as its sum in mono. Surround is folded down.
    """
    have = len(samples)
    if have == channels:
        return samples
    if have in _SURROUND and channels < have:
        return heard_in(folded_down(samples), channels)
    if have == 1 and channels in _SURROUND:
        placed = np.zeros((channels, samples.shape[1]), np.float32)
        placed[_CENTRE] = samples[0]
        return placed
    if have == 1 and channels == 2:
        return np.repeat(samples * _HALF, 2, axis=0)
    if have == 2 and channels == 1:
        summed: Samples = samples.sum(axis=0, dtype=np.float32, keepdims=True) * _HALF
        return summed
    return with_channels(samples, channels)


def folded_down(samples: Samples) -> Samples:
    """(C, T) as (2, T): 5.0 and 5.1 as ITU-R BS.775 has it, without the LFE."""
    if len(samples) not in _SURROUND:
        return with_channels(samples, 2)
    folded: Samples = samples[:2] + _HALF * (samples[_CENTRE] + samples[-2:])
    return folded
