"""What the mark at a sentence's end does to its melody: a question rises, an exclamation is wider.

Both networks say "You told him?" as "You told him." (measured: the pitch of the last 0.35 s is the
same within a few per cent). A question that can be answered by yes or no rises to about a third
above the voice's middle, over its last syllables; one that begins with a word such as "why" falls
as a statement does (Cruttenden 1997). Of a voice of which there is sound alone the end is played
faster and stretched back: its resonances move along, so it rises less.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import ndimage

from deepaudio.dsp.edges import audible
from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.small_voice.model import HOP, SAMPLE_RATE, VoiceFrames
from deepaudio.engines.voice_pack import stretch

_RISE_FRAMES = 28  # 0.35 s
_RISES_TO = 1.3  # of the voice's middle
_LEAST_RISE, _MOST_RISE = 1.15, 1.9  # of what the end would be
_RISE_OF_SOUND = 1.2
_WIDER, _HIGHER = 1.2, 1.05  # an exclamation's melody
_END = 8  # voiced frames that count as the end
_STRESS = str.maketrans("", "", "ˈˌ“” \"'")
_ASKING = ("wʌt", "hu", "wɛn", "wɛɹ", "wI", "hW", "wɪʧ")
"""What, who and whose, when, where, why, how, which."""


def is_question(phonemes: str) -> bool:
    """Whether a sentence is a question that rises."""
    return _mark(phonemes) == "?" and not phonemes.translate(_STRESS).startswith(_ASKING)


def is_exclamation(phonemes: str) -> bool:
    """Whether a sentence is exclaimed."""
    return _mark(phonemes) == "!"


def of_frames(frames: VoiceFrames, phonemes: str) -> VoiceFrames:
    """Frames of the small voice with the melody that the sentence's mark asks for."""
    voiced = np.flatnonzero(frames.voiced)
    if not len(voiced):
        return frames
    middle = float(np.median(frames.f0[voiced]))
    if is_exclamation(phonemes):
        bent = middle * _HIGHER * (np.maximum(frames.f0, 1.0) / middle) ** _WIDER
        return replace(frames, f0=np.where(frames.voiced, bent, frames.f0).astype(np.float32))
    if not is_question(phonemes):
        return frames
    end = float(np.median(frames.f0[voiced[-_END:]]))
    rise = np.clip(_RISES_TO * middle / end, _LEAST_RISE, _MOST_RISE)
    return replace(frames, f0=frames.f0 * _ramp(len(frames), int(voiced[-1]) + 1, float(rise)))


def of_waveform(waveform: Waveform, phonemes: str) -> Waveform:
    """Sound alone, (T,) at 24 kHz, with the melody that a question asks for."""
    if not is_question(phonemes):
        return waveform
    whole = np.pad(waveform, (0, -len(waveform) % HOP))
    _, stop = audible(whole, SAMPLE_RATE)
    rise = _ramp(len(whole) // HOP, -(-stop // HOP), _RISE_OF_SOUND).astype(np.float64)
    frames = np.arange(len(rise) + 1)
    heard = np.concatenate(([0.0], np.cumsum(1 / rise)))  # frames once it is played faster
    count = int(heard[-1])
    at = np.interp(np.arange(count * HOP) / HOP, heard, frames) * HOP
    faster = ndimage.map_coordinates(whole, [at], order=3, mode="nearest").astype(np.float32)
    lengths = np.diff(np.interp(np.arange(count + 1), heard, frames))
    return stretch.retimed(faster, lengths, HOP)


def _mark(phonemes: str) -> str:
    return phonemes.rstrip(" ”\"'")[-1:]


def _ramp(count: int, stop: int, rise: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """1 until `_RISE_FRAMES` before frame `stop`, then up to `rise`, (F,)."""
    along = np.clip((np.arange(count) - (stop - _RISE_FRAMES)) / _RISE_FRAMES, 0, 1)
    ramp: np.ndarray[tuple[int], np.dtype[np.float32]] = (rise ** (along**1.5)).astype(np.float32)
    return ramp
