"""The neural voice behind every sketch voice: phonemes to frames, frames to sound.

`hibari-tts` predicts five spectra and a pitch per 12.5 ms. Between prediction and
waveform lies all control over voice and pace: frames are changed here, never sound.

Pace is set by resampling frames in time. The network has a speed input too, but it
answers unevenly (1.25 shortens a line to 1/1.10, 1.35 to 1/1.5) and slurs: at 1.6 its word
error rate is 4.4 %, that of resampled frames below 1 % (`tests/bench/lines.txt`). Slower than
its own pace it speaks more distinctly, as resampled frames do not: that is for careful readings.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.small_voice import doubts
from deepaudio.engines.small_voice.voices import Voice

SAMPLE_RATE = 24_000
HOP = 300
"""Samples per frame: 12.5 ms."""

Spectrum = npt.NDArray[np.float32]  # (601, F)

_BINS = 601
_LONGEST = 450  # phonemes of a sentence
_VOICED_HZ = 40.0  # below it a frame has no pitch
_SMOOTHING = 9  # bins: one harmonic of the base voice, so that a new pitch meets no old one
_RESIDUE_DB = -12.0  # what is left of the sound that keeps the base's pitch
_DB = np.float32(np.log(10) / 20)  # one dB in natural logarithm


@dataclass(frozen=True)
class VoiceFrames:
    """What is said, as frames of 12.5 ms. Magnitudes are natural logarithms."""

    harmonic: Spectrum  # filter on a pulse train of pitch f0
    rotation: Spectrum  # phase of that filter, in half turns before tanh
    noise: Spectrum
    residue: Spectrum  # sound with a phase of its own
    residue_phase: Spectrum
    f0: npt.NDArray[np.float32]  # (F,) in Hz, 0 where unvoiced

    def __len__(self) -> int:
        return len(self.f0)

    @property
    def voiced(self) -> npt.NDArray[np.bool_]:
        """(F,), where there is a pitch."""
        return self.f0 > _VOICED_HZ


class VoiceModel:
    """A loaded neural voice. Safe to use from several threads."""

    def __init__(self, base: str, *, british: bool = False) -> None:
        import hibari
        from hibari.g2p import G2P

        spelling = G2P(british=True) if british else None
        self._tts: Any = hibari.Hibari(voice=base, threads=1, g2p=spelling)
        self._lexicon: Any = self._tts.g2p.lexicon
        self._reading = threading.Lock()  # the reader of unknown words loads itself lazily

    def known(self, word: str) -> bool:
        """Whether the dictionary has a word (lower case)."""
        return word in self._lexicon.golds or word in self._lexicon.silvers

    def sentences(self, text: str, seed: int = 0, settled: Collection[str] = ()) -> list[str]:
        """Phonemes of each sentence; seeds but 0 read otherwise what is in doubt.

        `settled` words (lower case) are not in doubt.
        """
        with self._reading:
            if seed:
                parts = self._tts.split_sentences(text)
                read = [self._otherwise(part, seed, settled) for part in parts]
            else:
                read = self._tts.phonemize(text)
        parts = [part for phonemes in read for part in _breaths(phonemes)]
        return [part for part in parts if any(char.isalpha() for char in part)]

    def _otherwise(self, sentence: str, seed: int, settled: Collection[str]) -> str:
        """Phonemes of one sentence, read otherwise where there is a doubt."""
        from hibari.g2p import normalize

        reader = self._tts.g2p
        words = reader.phonemize_tokens(reader.tokenize(normalize(sentence)))
        doubts.read_otherwise(words, seed, reader.oov, settled)
        return "".join(f"{one.phonemes or ''}{' ' * bool(one.whitespace)}" for one in words).strip()

    def ids(self, phonemes: str) -> list[int]:
        """A sentence as numbers of its phonemes, with a 0 at both ends."""
        ids: list[int] = self._tts.ids(phonemes)
        return ids

    def frames(self, phonemes: str, care: float = 1.0) -> VoiceFrames:
        """A sentence at the voice's own pace; with more `care`, slower and more distinctly."""
        feeds = {
            "ids": np.asarray([self.ids(phonemes)], np.int64),
            "speed": np.full(1, 1 / care, np.float32),
        }
        return VoiceFrames(*(out[0] for out in self._tts.sess.run(None, feeds)))


def _breaths(phonemes: str) -> list[str]:
    """A sentence, cut between words where nobody could say it in one breath.

    The network sees a sentence at once, and a page at once costs it gigabytes.
    """
    parts: list[str] = []
    for word in phonemes.split(" "):
        if parts and len(parts[-1]) + len(word) < _LONGEST:
            parts[-1] += f" {word}"
        else:
            parts += [word[i : i + _LONGEST] for i in range(0, len(word), _LONGEST)] or [""]
    return parts


def load(base: str, *, british: bool = False) -> VoiceModel:
    """The neural voice of that name, loaded once per process; `british` reads as in Britain."""
    with _LOADING:
        return _loaded(base, british)


_LOADING = threading.Lock()


@functools.cache
def _loaded(base: str, british: bool) -> VoiceModel:
    return VoiceModel(base, british=british)


def sound(frames: VoiceFrames, rng: np.random.Generator) -> Waveform:
    """Frames as (F * HOP,) samples at 24 kHz; `rng` draws the noise."""
    from hibari import dsp

    waveform: Waveform = dsp.synth(
        frames.harmonic,
        frames.rotation,
        frames.noise,
        frames.residue,
        frames.residue_phase,
        frames.f0,
        rng,
    )
    return waveform


def revoiced(frames: VoiceFrames, voice: Voice, rng: np.random.Generator) -> VoiceFrames:
    """The same words said by `voice`."""
    if voice.plain:
        return frames
    if voice.keeps_timbre:
        return replace(frames, f0=_melody(frames, voice))
    voiced = frames.voiced
    harmonic = ndimage.uniform_filter1d(frames.harmonic, _SMOOTHING, axis=0, mode="nearest")
    harmonic = _longer_tract(harmonic, voice.tract)
    noise = _longer_tract(frames.noise, voice.tract)
    if voice.breath_db is not None:
        breath = harmonic + np.float32(voice.breath_db) * _DB
        noise = np.where(voiced, np.logaddexp(noise, breath), noise)
    # The residue carries the base's pitch in its phases: made noise, and quieter.
    residue = _longer_tract(frames.residue, voice.tract)
    residue = residue + np.where(voiced, np.float32(_RESIDUE_DB) * _DB, np.float32(0))
    random_phase = rng.uniform(-np.pi, np.pi, residue.shape).astype(np.float32)
    return replace(
        frames,
        harmonic=harmonic,
        rotation=frames.rotation[np.rint(_stretched_bins(voice.tract)).astype(int)],
        noise=noise,
        residue=residue,
        residue_phase=np.where(voiced, random_phase, frames.residue_phase),
        f0=_melody(frames, voice),
    )


def resampled(frames: VoiceFrames, lengths: npt.NDArray[np.float64]) -> VoiceFrames:
    """Frames with other durations: frame i lasts `lengths[i]` (F,) frames, 0 drops it.

    Spectra move linearly from frame to frame; phases, which cannot, are the nearest frame's.
    """
    ends = np.concatenate(([0.0], np.cumsum(lengths)))
    count = round(float(ends[-1]))
    position = np.interp(np.arange(count) + 0.5, ends, np.arange(len(ends))) - 0.5
    position = np.clip(position, 0, len(frames) - 1)
    left = position.astype(int)
    right = np.minimum(left + 1, len(frames) - 1)
    weight = (position - left).astype(np.float32)
    nearest = np.rint(position).astype(int)

    def between(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        mixed: npt.NDArray[np.float32] = values[..., left] * (1 - weight)
        mixed += values[..., right] * weight
        return mixed

    both_voiced = frames.voiced[left] & frames.voiced[right]
    return VoiceFrames(
        harmonic=between(frames.harmonic),
        rotation=frames.rotation[:, nearest],
        noise=between(frames.noise),
        residue=between(frames.residue),
        residue_phase=frames.residue_phase[:, nearest],
        f0=np.where(both_voiced, between(frames.f0), frames.f0[nearest]),
    )


def _melody(frames: VoiceFrames, voice: Voice) -> npt.NDArray[np.float32]:
    voiced = frames.voiced
    if not voiced.any():
        return frames.f0
    middle = np.median(frames.f0[voiced])
    bend = (np.maximum(frames.f0, _VOICED_HZ) / middle) ** voice.liveliness
    f0: npt.NDArray[np.float32] = np.where(voiced, middle * voice.pitch * bend, 0)
    return f0.astype(np.float32)


def _longer_tract(spectrum: Spectrum, tract: float) -> Spectrum:
    """A spectrum whose features lie at 1 / `tract` of their frequency."""
    position = _stretched_bins(tract)
    left = position.astype(int)
    right = np.minimum(left + 1, _BINS - 1)
    weight = (position - left).astype(np.float32)[:, None]
    warped: Spectrum = spectrum[left] * (1 - weight) + spectrum[right] * weight
    return warped


def _stretched_bins(tract: float) -> npt.NDArray[np.float64]:
    """For each bin the (fractional) bin it is taken from."""
    bins: npt.NDArray[np.float64] = np.minimum(np.arange(_BINS) * tract, _BINS - 1)
    return bins
