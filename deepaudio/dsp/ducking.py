"""Ducking: audio is lowered ahead of speech, stays so between lines, and rises slowly after them.

Pauses within an exchange are known before they begin, so that nothing pumps: either a pause is
long enough for the whole way up and down, or the audio stays low through it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import ndimage, signal

from deepaudio.dsp.waveform import SAMPLE_RATE, Samples
from deepaudio_plugin.core.ducking import Ducking

_STEP = 240  # samples per step of the envelope: 5 ms
_ROUNDING_S = 0.020
_FULL_DB = -35.0  # RMS of 5 ms from which the full depth applies: a talker at -23 LUFS
_NONE_DB = -55.0  # and below which there is none


Envelope = npt.NDArray[np.float64]  # (steps,)
Gain = npt.NDArray[np.float32]  # (T,)


def duck(audio: Samples, speech: Samples, ducking: Ducking) -> Samples:
    """`audio` lowered under `speech`, all channels alike: see `ducking_gain`.

    Both (..., T) and beginning together.
    """
    length = audio.shape[-1]
    if ducking.depth_db <= 0 or not speech.size or not length:
        return audio
    heard = np.atleast_2d(speech)[:, :length]
    heard = np.pad(heard, ((0, 0), (0, length - heard.shape[1])))
    ducked: Samples = audio * ducking_gain(heard, ducking)
    return ducked


def ducking_gain(speech: Samples, ducking: Ducking) -> Gain:
    """The gain (T,) for sound under `speech` (..., T), along its envelope as `ducking` says.

    Channels of speech count by their power together.
    """
    heard = np.atleast_2d(speech)
    amount = _followed(_drive(heard), ducking)
    gain = np.power(10.0, -ducking.depth_db / 20 * amount).astype(np.float32)
    return _drawn(gain)[: heard.shape[1]]


def _drawn(steps: npt.NDArray[np.float32]) -> Gain:
    """A value per step as (len(steps) * _STEP,) samples, in straight lines between edges."""
    edges = np.empty((len(steps) + 1, 1), np.float32)
    edges[0], edges[-1] = steps[0], steps[-1]
    edges[1:-1, 0] = (steps[1:] + steps[:-1]) / 2
    across = (np.arange(_STEP, dtype=np.float32) + np.float32(0.5)) / np.float32(_STEP)
    drawn: npt.NDArray[np.float32] = np.empty((len(steps), _STEP), np.float32)
    np.multiply(edges[1:] - edges[:-1], across, out=drawn)
    drawn += edges[:-1]
    return drawn.reshape(-1)


def context_of(ducking: Ducking) -> int:
    """Samples on either side of a piece on which its gain depends, in whole steps."""
    reach_s = max(ducking.before_s, ducking.after_s) + 2 * _ROUNDING_S
    return round(reach_s * SAMPLE_RATE / _STEP + 1) * _STEP


def _drive(speech: Samples) -> Envelope:
    """How much of the depth each `_STEP` of `speech` (C, T) asks for, 0 to 1."""
    channels, length = speech.shape
    count = -(-length // _STEP)
    padded = np.pad(speech, ((0, 0), (0, count * _STEP - length)))
    steps = padded.reshape(channels, count, _STEP)
    power = np.mean(np.square(steps, dtype=np.float64), axis=2).sum(axis=0)
    level_db = 10 * np.log10(np.maximum(power, 1e-12))
    drive: Envelope = np.clip((level_db - _NONE_DB) / (_FULL_DB - _NONE_DB), 0, 1)
    return drive


def _followed(drive: Envelope, ducking: Ducking) -> Envelope:
    """An envelope over `drive` that rises ahead of it, holds, and falls slowly, all in ramps.

    Short pauses are filled by a morphological closing: up to the lower of their two sides.
    """
    times = ducking.times
    attack, tail, release, bridged, rounding = (
        max(1, round(seconds * SAMPLE_RATE / _STEP))
        for seconds in (
            *(times.attack_s, times.tail_s, times.release_s),
            *(ducking.bridged_s, _ROUNDING_S),
        )
    )
    around = np.pad(drive, bridged)  # nothing is known beyond the ends: silence
    closed = ndimage.grey_closing(around, bridged | 1, mode="constant")[bridged:-bridged]
    held = ndimage.maximum_filter1d(closed, tail + 1, mode="constant", origin=tail // 2)
    ramp = np.arange(len(held))
    falling = np.maximum.accumulate(held + ramp / release) - ramp / release
    rising = np.maximum.accumulate((falling - ramp / attack)[::-1])[::-1] + ramp / attack
    shape = signal.windows.hann(2 * rounding + 1)
    smooth: Envelope = ndimage.convolve1d(rising, shape / shape.sum(), mode="nearest")
    return np.clip(smooth, 0, 1)
