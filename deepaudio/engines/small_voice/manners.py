"""How a line is said, by means of signals: whispered, softly, shouted.

The small voice is changed before there is sound: a whisper has noise where its pulses were, through
the same vocal tract. Of the pack's voices there is sound alone: there the envelope of each moment,
smoothed over its cepstrum (Oppenheim and Schafer 1968), is filled with noise. A whisper lacks the
low end of a voice and falls less towards the high one (Ito, Takeda and Itakura 2005); effort lifts
pitch and the range from 1 to 4 kHz (Traunmüller and Eriksson 2000). How loud each is, is the
worker's: `deepaudio.dsp.levels`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import ndimage, signal

from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.small_voice.model import HOP, SAMPLE_RATE, VoiceFrames

Decibels = npt.NDArray[np.float64]

_BINS = 601
_HARMONIC = 9  # bins: one harmonic of the base voice
_DB = np.log(10) / 20  # one dB in natural logarithm
_FRAME = 600  # samples at 24 kHz: 25 ms
_STEP = 150
_CEPSTRUM = 34  # samples: below the period of any voice
_LOW_HZ = 1000.0  # voiced sounds have most of their energy below


@dataclass(frozen=True)
class Effort:
    """A way to say a line with one's voice."""

    pitch: float  # of the voice's own
    tilt: tuple[tuple[float, float], ...]  # (Hz, dB), straight lines between


_EFFORTS = {
    "soft": Effort(0.97, ((0, 0), (500, 0), (1500, -3), (4000, -5), (12000, -5))),
    "shout": Effort(1.18, ((0, -4), (300, -3), (800, 2), (1500, 6), (3500, 7), (12000, 4))),
}
_WHISPER = ((0, -30), (150, -24), (400, -12), (900, -3), (1800, 4), (4000, 8), (12000, 4))
"""Of what is voiced in speech. Chosen of four on 24 lines of our own: 7 of 226 words misheard, 4 of
the same lines as usual. `tests/bench/voices.py` counts on other lines."""
_HIGHER = {"soft": 0.98, "shout": 1.06}
"""Of a voice of which there is sound alone: its resonances move with its pitch."""


def pitch_of(delivery: str) -> float:
    """How much higher a voice is played of which there is sound alone."""
    return _HIGHER.get(delivery, 1.0)


def of_frames(frames: VoiceFrames, delivery: str) -> VoiceFrames:
    """Frames of the small voice as a line is to be said."""
    if delivery == "whisper":
        return _whispered_frames(frames)
    effort = _EFFORTS.get(delivery)
    if effort is None:
        return frames
    tilt = (_curve(effort.tilt, _BINS) * _DB).astype(np.float32)[:, None]
    return replace(
        frames,
        harmonic=frames.harmonic + tilt,
        residue=frames.residue + np.where(frames.voiced, tilt, np.float32(0)),
        f0=frames.f0 * np.float32(effort.pitch),
    )


def of_waveform(waveform: Waveform, delivery: str, rng: np.random.Generator) -> Waveform:
    """Sound alone, (T,) at 24 kHz, as a line is to be said."""
    if delivery == "whisper":
        return _whispered(waveform, rng)
    effort = _EFFORTS.get(delivery)
    if effort is None:
        return waveform
    at = np.linspace(0, 1, 129)
    gains = 10 ** (_curve(effort.tilt, len(at)) / 20)
    filtered: Waveform = signal.oaconvolve(
        waveform, signal.firwin2(257, at, gains).astype(np.float32), mode="same"
    )
    return filtered


def _whispered_frames(frames: VoiceFrames) -> VoiceFrames:
    voiced = frames.voiced
    smooth = ndimage.uniform_filter1d(frames.harmonic, _HARMONIC, axis=0, mode="nearest")
    breath = smooth + (_curve(_WHISPER, _BINS) * _DB).astype(np.float32)[:, None]
    silent = np.float32(-30)
    return replace(
        frames,
        noise=np.where(voiced, np.logaddexp(frames.noise, breath), frames.noise),
        residue=np.where(voiced, silent, frames.residue),
        f0=np.zeros_like(frames.f0),
    )


def _whispered(waveform: Waveform, rng: np.random.Generator) -> Waveform:
    """The envelope of each moment, filled with noise."""
    whole = np.pad(waveform, (0, -len(waveform) % HOP + _FRAME))
    noise = rng.standard_normal(len(whole)).astype(np.float32)
    form = {"fs": SAMPLE_RATE, "nperseg": _FRAME, "noverlap": _FRAME - _STEP}
    _, _, said = signal.stft(whole, **form)
    _, _, breath = signal.stft(noise, **form)
    level = np.log(np.abs(said) + 1e-7)
    cepstrum = np.fft.irfft(level, axis=0)
    cepstrum[_CEPSTRUM : _FRAME - _CEPSTRUM] = 0
    envelope = np.fft.rfft(cepstrum, axis=0).real
    power = np.abs(said) ** 2
    below = round(_LOW_HZ / SAMPLE_RATE * _FRAME)
    voiced = power[:below].sum(axis=0) / (power.sum(axis=0) + 1e-12)
    envelope += _curve(_WHISPER, len(envelope))[:, None] * _DB * voiced
    breath /= np.sqrt(np.mean(np.abs(breath) ** 2))
    _, whispered = signal.istft(np.exp(envelope) * breath, **form)
    cut: Waveform = whispered[: len(waveform)].astype(np.float32)
    return cut


def _curve(points: tuple[tuple[float, float], ...], count: int) -> Decibels:
    """Straight lines between (Hz, dB), at `count` frequencies from 0 to half the rate."""
    hertz, decibels = zip(*points, strict=True)
    curve: Decibels = np.interp(np.linspace(0, SAMPLE_RATE / 2, count), hertz, decibels)
    return curve
