"""Ducking: audio is lowered ahead of speech and rises slowly after it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import ndimage, signal

from deepaudio.dsp.waveform import SAMPLE_RATE, Samples

_STEP = 240  # samples per step of the envelope: 5 ms
_ATTACK_S = 0.060  # before speech, so that audio is low when the first word begins
_HOLD_S = 0.150  # bridges the gap between two words
_RELEASE_S = 0.350
_ROUNDING_S = 0.020
_FULL_DB = -35.0  # RMS of 5 ms from which the full depth applies: a talker at -23 LUFS
_NONE_DB = -55.0  # and below which there is none


Envelope = npt.NDArray[np.float64]  # (steps,)


def duck(audio: Samples, speech: Samples, depth_db: float) -> Samples:
    """`audio` lowered by up to `depth_db` dB along the envelope of `speech`, all channels alike.

    Both (..., T) and beginning together; channels of speech count by their power together.
    """
    length = audio.shape[-1]
    if depth_db <= 0 or not speech.size or not length:
        return audio
    heard = np.atleast_2d(speech)[:, :length]
    amount = _amount(np.pad(heard, ((0, 0), (0, length - heard.shape[1]))))
    gain = np.power(10.0, -depth_db / 20 * amount).astype(np.float32)
    ducked: Samples = audio * _drawn(gain)[:length]
    return ducked


def _drawn(steps: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A value per step as (len(steps) * _STEP,) samples, in straight lines between edges."""
    edges = np.empty((len(steps) + 1, 1), np.float32)
    edges[0], edges[-1] = steps[0], steps[-1]
    edges[1:-1, 0] = (steps[1:] + steps[:-1]) / 2
    across = (np.arange(_STEP, dtype=np.float32) + np.float32(0.5)) / np.float32(_STEP)
    drawn: npt.NDArray[np.float32] = np.empty((len(steps), _STEP), np.float32)
    np.multiply(edges[1:] - edges[:-1], across, out=drawn)
    drawn += edges[:-1]
    return drawn.reshape(-1)


def _amount(speech: Samples) -> Envelope:
    """How much of the depth applies, 0 to 1, per `_STEP` of `speech` (C, T)."""
    channels, length = speech.shape
    count = -(-length // _STEP)
    padded = np.pad(speech, ((0, 0), (0, count * _STEP - length)))
    steps = padded.reshape(channels, count, _STEP)
    power = np.mean(np.square(steps, dtype=np.float64), axis=2).sum(axis=0)
    level_db = 10 * np.log10(np.maximum(power, 1e-12))
    drive: Envelope = np.clip((level_db - _NONE_DB) / (_FULL_DB - _NONE_DB), 0, 1)
    return _followed(drive)


def _followed(drive: Envelope) -> Envelope:
    """An envelope over `drive` that rises ahead of it, holds, and falls slowly, all in ramps."""
    attack, hold, release, rounding = (
        round(seconds * SAMPLE_RATE / _STEP)
        for seconds in (_ATTACK_S, _HOLD_S, _RELEASE_S, _ROUNDING_S)
    )
    held = ndimage.maximum_filter1d(drive, hold + 1, mode="constant", origin=hold // 2)
    ramp = np.arange(len(held))
    falling = np.maximum.accumulate(held + ramp / release) - ramp / release
    rising = np.maximum.accumulate((falling - ramp / attack)[::-1])[::-1] + ramp / attack
    shape = signal.windows.hann(2 * rounding + 1)
    smooth: Envelope = ndimage.convolve1d(rising, shape / shape.sum(), mode="nearest")
    return np.clip(smooth, 0, 1)
