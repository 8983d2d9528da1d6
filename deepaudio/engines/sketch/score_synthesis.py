"""From a score to samples.

Each sample depends on its own position only, so any window can be made alone.
"""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.bank.cached_sounds import LOOP_LENGTH, LOOP_LUFS, strike, texture_loop
from deepaudio.engines.sketch.bank.catalogue import TEXTURES
from deepaudio.engines.sketch.bank.noise import generator
from deepaudio.engines.sketch.score import AMBIENCE_LUFS, STEP, Layer, Note, Score

_OVERLAP_S = 0.5  # crossfade between pieces of a loop
_KNEE = 0.5  # amplitude above which the sum is bent, so that it never clips


def synthesise(score: Score, request: AudioRequest, start: int, length: int) -> Waveform:
    """Samples [start, start + length) in job time."""
    total = np.zeros(length, np.float32)
    origin = -request.handle_in
    for layer in score.layers:
        total += texture(layer.name, request.seed, start, length) * _gains(
            layer, start - origin, length
        )
    for note in score.notes:
        _add(total, note, start)
    return _soft_clipped(total)


def texture(name: str, seed: int, start: int, length: int) -> Waveform:
    """A texture at AMBIENCE_LUFS: pieces of its loop from places chosen by chance, crossfaded.

    Piece k begins at sample k * hop of job time and overlaps the next by _OVERLAP_S with
    equal power, so that the texture neither repeats nor shows a join.
    """
    source = texture_loop(name)
    overlap = round(_OVERLAP_S * SAMPLE_RATE)
    hop = round(TEXTURES[name].grain_s * SAMPLE_RATE) - overlap
    total = np.zeros(length, np.float32)
    slope = np.sin(np.linspace(0, np.pi / 2, overlap, endpoint=False, dtype=np.float32))
    for k in range((start - overlap) // hop, (start + length - 1) // hop + 1):
        low, high = max(k * hop, start), min(k * hop + hop + overlap, start + length)
        if low >= high:
            continue
        place = int(generator("grain", name, seed, k).integers(LOOP_LENGTH))
        piece = _circular(source, place + low - k * hop, high - low)
        _slope_in(piece, slope, low - k * hop)
        _slope_in(piece[::-1], slope, k * hop + hop + overlap - high)
        total[low - start : high - start] += piece
    return np.asarray(total * 10 ** ((AMBIENCE_LUFS - LOOP_LUFS) / 20), np.float32)


def _slope_in(piece: Waveform, slope: Waveform, offset: int) -> None:
    """Fade in a piece whose first sample is `offset` samples into the slope."""
    count = min(len(slope) - offset, len(piece))
    if count > 0:
        piece[:count] *= slope[offset : offset + count]


def _circular(source: Waveform, start: int, length: int) -> Waveform:
    start %= len(source)
    parts = [source[start : start + length]]
    rest = length - len(parts[0])
    while rest > 0:
        parts.append(source[:rest])
        rest -= len(parts[-1])
    return np.concatenate(parts)


def _gains(layer: Layer, offset: int, length: int) -> Waveform:
    """Gain per sample, straight between steps; `offset` counts from the file's first sample."""
    first = offset // STEP
    count = -(-(offset + length) // STEP) - first
    knots = layer.gains[np.clip(np.arange(first, first + count + 1), 0, len(layer.gains) - 1)]
    ramp = np.arange(STEP, dtype=np.float32) / np.float32(STEP)
    curve = knots[:-1, None] + (knots[1:] - knots[:-1])[:, None] * ramp
    begin = offset - first * STEP
    return np.asarray(curve.reshape(-1)[begin : begin + length], np.float32)


def _add(total: Waveform, note: Note, start: int) -> None:
    """Add the part of a note that sounds in the window beginning at `start`."""
    source = strike(note.name, note.variant, note.hardness)
    length = int((len(source) - 1) / note.rate)
    low, high = max(note.at, start), min(note.at + length, start + len(total))
    if low >= high:
        return
    at = np.arange(low - note.at, high - note.at) * note.rate
    below = at.astype(np.int64)
    share = (at - below).astype(np.float32)
    sound = source[below] * (1 - share) + source[below + 1] * share
    total[low - start : high - start] += np.float32(note.gain) * sound


def _soft_clipped(total: Waveform) -> Waveform:
    """Peaks over the knee bent towards 1, sample by sample: no state, no clipping."""
    over = np.abs(total) - np.float32(_KNEE)
    loud = np.flatnonzero(over > 0)
    if len(loud):
        headroom = np.float32(1 - _KNEE)
        bent = np.float32(_KNEE) + headroom * np.tanh(over[loud] / headroom)
        total[loud] = np.sign(total[loud]) * bent
    return total
