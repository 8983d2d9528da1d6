"""Mel-cepstral distortion, MCD and MCD-SL, with pymcd's arithmetic.

    MCD = 10 √2 / ln 10 · mean over the path of |c_x - c_y|

over mel cepstra of order 13, c0 included, of WORLD's spectral envelopes at 22.05 kHz, one every
5 ms. The path comes from fast dynamic time warping over c1 to c13. MCD-SL multiplies by the ratio
of the longer to the shorter (Chen et al. 2022, V2C). pymcd 0.2.1 hands WORLD's power spectrum to
SPTK's `mcep` as if it were an amplitude, which doubles the cepstra, and so do we.
"""

from __future__ import annotations

import functools
import math
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import Waveform
from deepaudio.evaluation.metrics import Metric

NEEDS = "mel cepstra need more packages: pip install 'deepaudio-editors[eval]'"

_RATE = 22_050
_PERIOD_MS = 5.0
_FFT = 512
_ORDER = 13
_ALPHA = 0.65
_FLOOR = 1.0e-8
_TO_DB = 10 * math.sqrt(2) / math.log(10)

Cepstra = npt.NDArray[np.float64]  # (F, 14)


def mel_cepstra(waveform: Waveform, rate: int) -> Cepstra:
    """Mel cepstra c0 to c13 of a waveform (T,): (F, 14), one frame every 5 ms.

    Raises ModuleNotFoundError where pyworld is not installed.
    """
    world = _needed("pyworld")
    sound = resample(waveform, rate, _RATE).astype(np.float64)
    _, envelope, _ = world.wav2world(sound, _RATE, fft_size=_FFT, frame_period=_PERIOD_MS)
    log_periodogram = np.log(np.square(envelope) + _FLOOR)
    cepstra = np.fft.irfft(log_periodogram, _FFT)[:, : _FFT // 2 + 1]
    cepstra[:, [0, -1]] *= 0.5
    mel: Cepstra = cepstra @ _warping().T
    return mel


def distortion(true: Cepstra, generated: Cepstra) -> float:
    """MCD of two cepstra (F, 14) and (G, 14), in dB."""
    path = np.array(_path(true[:, 1:], generated[:, 1:]))
    differences = true[path[:, 0]] - generated[path[:, 1]]
    return _TO_DB * float(np.sqrt(np.square(differences).sum(axis=1)).mean())


def length_weighted(true: Cepstra, generated: Cepstra) -> float:
    """MCD-SL: MCD times the number of frames of the longer by that of the shorter."""
    frames = sorted((len(true), len(generated)))
    return distortion(true, generated) * frames[1] / frames[0]


@functools.cache
def _warping() -> Cepstra:
    """The frequency warping of a cepstrum (257,) to order 13, as a matrix (14, 257).

    Its columns are the powers of the all-pass (z^-1 - α) / (1 - α z^-1) as series in z^-1
    (Oppenheim and Johnson 1972; SPTK's `freqt` with -α).
    """
    count, alpha = _FFT // 2 + 1, _ALPHA
    matrix = np.zeros((_ORDER + 1, count))
    matrix[0] = alpha ** np.arange(count)
    for power in range(1, count):
        previous = matrix[:, power - 1]
        column = matrix[:, power]
        column[1] = (1 - alpha * alpha) * previous[0] + alpha * previous[1]
        for m in range(2, _ORDER + 1):
            column[m] = previous[m - 1] + alpha * (previous[m] - column[m - 1])
    return matrix


def _path(one: Cepstra, other: Cepstra) -> list[tuple[int, int]]:
    from scipy.spatial.distance import euclidean

    path: list[tuple[int, int]] = _needed("fastdtw").fastdtw(one, other, dist=euclidean)[1]
    return path


def _needed(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(NEEDS, name=error.name) from error


METRICS = (
    Metric(
        name="mcd",
        unit="dB",
        lowest=0.0,
        highest=None,
        better="lower",
        source="mel-cepstral distortion (Kubichek 1993) after dynamic time warping: pymcd 0.2.1",
        measure=distortion,
        label="MCD",
        takes="mel cepstra (F, 14) of the target and of the generated speech",
    ),
    Metric(
        name="mcd-sl",
        unit="dB",
        lowest=0.0,
        highest=None,
        better="lower",
        source="MCD times the ratio of lengths (Chen et al. 2022, V2C): pymcd 0.2.1, dtw_sl",
        measure=length_weighted,
        label="MCD-SL",
        takes="mel cepstra (F, 14) of the target and of the generated speech",
    ),
)
