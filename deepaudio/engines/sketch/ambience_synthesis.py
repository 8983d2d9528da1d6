"""From layers of ambience to samples.

Noise is a function of the sound, the seed, the place and the sample's number in it: any window of
any shot can be made alone, and two shots that are at one place hold the same samples there, in
both channels of a stereo sound. What is sprinkled into a texture comes from where chance puts it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from deepaudio.dsp.waveform import SAMPLE_RATE, Samples, Waveform
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.ambience import AMBIENCE_LUFS, MORPH_S, STEP, Layer, Noise, noise_of
from deepaudio.engines.sketch.bank.cached_sounds import (
    HARDNESS,
    LOOP_LENGTH,
    LOOP_LUFS,
    VARIANTS,
    texture_loop,
)
from deepaudio.engines.sketch.bank.catalogue import TEXTURES
from deepaudio.engines.sketch.bank.noise import generator
from deepaudio.engines.sketch.bank.sounds import Sprinkle
from deepaudio.engines.sketch.played import Note, add_note

_OVERLAP_S = 0.5  # crossfade between pieces of a loop
_LONGEST_S = 8  # that a sprinkled strike sounds on
_SPREAD_DB = 12.0  # how much softer the softest of them is


@dataclass(frozen=True)
class Passage:
    """Samples [start, start + length) of so many channels."""

    start: int
    length: int
    channels: int

    def silence(self) -> Samples:
        """Nothing, (channels, length)."""
        return np.zeros((self.channels, self.length), np.float32)


def ambience(
    layers: tuple[Layer, ...], request: AudioRequest, start: int, length: int, channels: int
) -> Samples:
    """Samples [start, start + length) of a job's ambience, in job time: (channels, length)."""
    total = np.zeros((channels, length), np.float32)
    noise, wanted = noise_of(request.settings), Passage(start, length, channels)
    for layer in layers:
        gains = _gains(layer, start + request.handle_in, length)
        if gains.any():
            total += _morphed(layer.name, request, noise, wanted) * gains
    return total


def _morphed(
    name: str, request: AudioRequest, noise: tuple[Noise, ...], wanted: Passage
) -> Samples:
    """A texture that begins at the first place in the noise and comes to the last, at one power.

    It leaves the first where the handles of both shots have passed, so that these agree.
    """
    seed, start = request.seed, wanted.start
    if len(noise) == 1:
        return texture(name, seed, noise[0], wanted)
    total = wanted.silence()
    morph = round(MORPH_S * SAMPLE_RATE)
    leaves = max(0, min(request.handle_in, request.num_samples - morph))
    turn = np.clip((np.arange(start, start + wanted.length) - leaves) / morph, 0, 1) * (np.pi / 2)
    for place, weight in zip(noise, (np.cos(turn), np.sin(turn)), strict=True):
        audible = np.flatnonzero(weight > 1e-6)
        if len(audible):
            first, last = int(audible[0]), int(audible[-1]) + 1
            part = Passage(start + first, last - first, wanted.channels)
            total[:, first:last] += texture(name, seed, place, part) * weight[first:last].astype(
                np.float32
            )
    return total


def texture(name: str, seed: int, noise: Noise, wanted: Passage) -> Samples:
    """A texture at AMBIENCE_LUFS, with what is sprinkled into it."""
    begin = noise.at + wanted.start
    total = _tape(name, seed, noise.place, replace(wanted, start=begin))
    own = 10 ** (TEXTURES[name].level_db / 20)
    for sprinkle in TEXTURES[name].sprinkled:
        key = ("sprinkle", name, sprinkle.strike, seed, noise.place)
        for note in _sprinkled(sprinkle, key, begin, wanted.length):
            add_note(total, note, begin, 1 / own)
    return total


def _tape(name: str, seed: int, place: str, wanted: Passage) -> Samples:
    """Pieces of a texture's loop from places chosen by chance, crossfaded.

    Piece k begins at sample k * hop of the place and overlaps the next by _OVERLAP_S with
    equal power, so that the texture neither repeats nor shows a join.
    """
    source, start, length = texture_loop(name, wanted.channels), wanted.start, wanted.length
    overlap = round(_OVERLAP_S * SAMPLE_RATE)
    hop = round(TEXTURES[name].grain_s * SAMPLE_RATE) - overlap
    total = wanted.silence()
    slope = np.sin(np.linspace(0, np.pi / 2, overlap, endpoint=False, dtype=np.float32))
    for k in range((start - overlap) // hop, (start + length - 1) // hop + 1):
        low, high = max(k * hop, start), min(k * hop + hop + overlap, start + length)
        if low >= high:
            continue
        begin = int(generator("grain", name, seed, place, k).integers(LOOP_LENGTH))
        piece = _circular(source, begin + low - k * hop, high - low)
        _slope_in(piece, slope, low - k * hop)
        _slope_in(piece[:, ::-1], slope, k * hop + hop + overlap - high)
        total[:, low - start : high - start] += piece
    return np.asarray(total * 10 ** ((AMBIENCE_LUFS - LOOP_LUFS) / 20), np.float32)


def _slope_in(piece: Samples, slope: Waveform, offset: int) -> None:
    """Fade in a piece whose first sample is `offset` samples into the slope."""
    count = min(len(slope) - offset, piece.shape[1])
    if count > 0:
        piece[:, :count] *= slope[offset : offset + count]


def _circular(source: Samples, start: int, length: int) -> Samples:
    start %= source.shape[1]
    parts = [source[:, start : start + length]]
    rest = length - parts[0].shape[1]
    while rest > 0:
        parts.append(source[:, :rest])
        rest -= parts[-1].shape[1]
    return np.concatenate(parts, axis=1)


def _sprinkled(
    sprinkle: Sprinkle, key: tuple[int | str, ...], start: int, length: int
) -> Iterator[Note]:
    """The strikes of a texture that can be heard in a window, drawn second by second."""
    first, last = start // SAMPLE_RATE - _LONGEST_S, (start + length) // SAMPLE_RATE
    for second in range(first, last + 1):
        rng = generator(*key, second)
        for _ in range(int(rng.poisson(sprinkle.per_minute / 60))):
            decibels = sprinkle.peak_db - _SPREAD_DB * rng.random()
            yield Note(
                sprinkle.strike,
                second * SAMPLE_RATE + int(rng.integers(SAMPLE_RATE)),
                float(10 ** (decibels / 20)),
                int(rng.integers(VARIANTS)),
                int(rng.integers(len(HARDNESS))),
                float(rng.uniform(0.88, 1.14)),
                float(rng.random()),
            )


def _gains(layer: Layer, offset: int, length: int) -> Waveform:
    """Gain per sample, straight between steps; `offset` counts from the file's first sample."""
    first = offset // STEP
    count = -(-(offset + length) // STEP) - first
    knots = layer.gains[np.clip(np.arange(first, first + count + 1), 0, len(layer.gains) - 1)]
    ramp = np.arange(STEP, dtype=np.float32) / np.float32(STEP)
    curve = knots[:-1, None] + (knots[1:] - knots[:-1])[:, None] * ramp
    begin = offset - first * STEP
    return np.asarray(curve.reshape(-1)[begin : begin + length], np.float32)
