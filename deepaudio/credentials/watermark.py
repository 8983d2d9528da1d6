"""An inaudible watermark in a sound (PerthNet), where its packaged weights are installed.

Only what the network adds is resampled, to 48 kHz, and added: the sound itself stays as long, as
wide and as bright as it was. The package (`resemble-perth`, MIT) is not imported: it needs
librosa, torchaudio and a module that setuptools has dropped for what is done here otherwise.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from deepaudio.credentials.watermark_weights import NEEDS, weights
from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples, Waveform
from deepaudio.media.container import audio_stream, opened
from deepaudio.networks import perth
from deepaudio_plugin.core.errors import JobError, MediaError

_REACH = SAMPLE_RATE // 2
"""Samples on either side that the mark in a sample may depend on: 0.21 s, in whole hops."""
PIECE_S = 10
"""A watermark is looked for in pieces of that length, so that a part of a film is found too."""
_SHORTEST = perth.N_FFT  # samples of a piece that can be looked at
_SURE = 0.5


@dataclass(frozen=True)
class WatermarkFinding:
    """In how many of the pieces of a sound that are not silent the watermark was found."""

    found: int
    pieces: int
    confidence: float  # of the surest piece, 0 to 1


class Watermarker:
    """Puts the watermark into one sound at 48 kHz."""

    def __init__(self) -> None:
        """Raises JobError where the weights are not installed."""
        self._encoder = _network().encoder
        self._sound = self._added = 0.0  # energy of either

    @property
    def level_db(self) -> float | None:
        """Level of what was added against the sound's own; None before there was any."""
        if self._sound <= 0 or self._added <= 0:
            return None
        return 10 * math.log10(self._added / self._sound)

    def marked(self, blocks: Iterable[Samples], channels: int) -> Iterator[Samples]:
        """Consecutive blocks (C, T) with the watermark in each of the first so many `channels`.

        All blocks but the last are to be as long as each other, and of whole hops, as 10 s are.
        """
        before: Samples | None = None
        held: Samples | None = None
        for block in blocks:
            if held is not None:
                yield self._marked(before, held, block, channels)
                before = held[:, -_REACH:]
            held = block
        if held is not None:
            yield self._marked(before, held, None, channels)

    def _marked(
        self, before: Samples | None, block: Samples, after: Samples | None, channels: int
    ) -> Samples:
        lead = 0 if before is None else before.shape[1]
        around = (before, block, None if after is None else after[:, :_REACH])
        whole = np.concatenate([part[:channels] for part in around if part is not None], axis=1)
        added = self._residual(whole)[:, lead : lead + block.shape[1]]
        self._sound += float(np.square(block[:channels], dtype=np.float64).sum())
        self._added += float(np.square(added, dtype=np.float64).sum())
        marked: Samples = block.copy()
        marked[:channels] += added
        return marked

    def _residual(self, sound: Samples) -> Samples:
        """What is to be added to (C, T)."""
        low = resample(sound, SAMPLE_RATE, perth.SAMPLE_RATE)
        length = low.shape[1]
        if length <= perth.N_FFT // 2:  # too short to be looked at
            return np.zeros_like(sound)
        with torch.inference_mode():
            spectra = perth.spectrum(torch.from_numpy(low))
            added = perth.waveform_of(self._encoder(spectra), length).numpy()
        return resample(added, perth.SAMPLE_RATE, SAMPLE_RATE)[:, : sound.shape[1]]


def look_for(path: Path) -> WatermarkFinding:
    """Look for the watermark in a sound or the sound of a film.

    Raises JobError where the weights are not installed, MediaError where there is no sound.
    """
    return found_in(_mono(path))


def found_in(pieces: Iterable[Waveform]) -> WatermarkFinding:
    """Look for the watermark in pieces (T,) of a sound, at the network's rate.

    Raises JobError where the weights are not installed.
    """
    decoder = _network().decoder
    sure = []
    for piece in pieces:
        if len(piece) < _SHORTEST or not np.any(piece):
            continue
        with torch.inference_mode():
            confidence = float(decoder(perth.spectrum(torch.from_numpy(piece)[None]))[0])
        if math.isfinite(confidence):
            sure.append(confidence)
    found = sum(one >= _SURE for one in sure)
    return WatermarkFinding(found, len(sure), max(sure, default=0.0))


def _mono(path: Path) -> Iterator[Waveform]:
    """The sound of a file in pieces of `PIECE_S`, all channels in one, at the network's rate."""
    length = PIECE_S * perth.SAMPLE_RATE
    kept: list[Waveform] = []
    with opened(str(path)) as container:
        stream = audio_stream(container)
        if stream is None:
            raise MediaError("there is no sound in it", where=str(path))
        resampler = AudioResampler(format="fltp", layout="mono", rate=perth.SAMPLE_RATE)
        for frame in container.decode(stream):
            kept += _samples(resampler, frame)
            if sum(map(len, kept)) >= length:
                whole = np.concatenate(kept)
                yield whole[:length]
                kept = [whole[length:]]
        kept += _samples(resampler, None)
    if kept:
        yield np.concatenate(kept)[:length]


def _samples(resampler: AudioResampler, frame: AudioFrame | None) -> list[Waveform]:
    return [one.to_ndarray()[0].astype(np.float32) for one in resampler.resample(frame)]


@functools.cache
def _network() -> perth.PerthNet:
    path = weights()
    if path is None:
        raise JobError(f"no watermark: {NEEDS}")
    published = torch.load(path, map_location="cpu", weights_only=True)["model"]
    network = perth.PerthNet()
    network.load_state_dict(
        {name: value for name, value in published.items() if name in network.state_dict()}
    )
    return network.eval()
