"""The sound of a clip to learn from: mono, at its file's own rate, and at the networks' rates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from torch import Tensor

from deepaudio.dsp.waveform import Waveform
from deepaudio.features.sinc import SincFilter, resample_by
from deepaudio.media.container import audio_stream, mapped_errors, opened
from deepaudio_plugin.core.errors import MediaError

_SEEK_BEFORE_S = 1.0
_BETA = 14.769656459379492


def read_mono(path: str, start_s: float, end_s: float | None) -> tuple[Waveform, int]:
    """The mean of the channels from `start_s` to `end_s` (None: to the end), and its rate.

    Shorter where the file ends. Raises MediaError.
    """
    with opened(path) as container, mapped_errors(path):
        stream = audio_stream(container)
        if stream is None:
            raise MediaError("the file has no sound", where=path)
        rate = int(stream.codec_context.sample_rate)
        base = stream.time_base
        zero = (stream.start_time or 0) * base if base else 0
        if base and start_s > _SEEK_BEFORE_S:
            container.seek(int((start_s - _SEEK_BEFORE_S + zero) / base), stream=stream)
        first = round(start_s * rate)
        last = None if end_s is None else round(end_s * rate)
        pieces: list[npt.NDArray[np.float32]] = []
        position, as_floats = None, AudioResampler(format="fltp", layout=stream.layout, rate=rate)
        for decoded in container.decode(stream):
            if position is None:
                time = 0 if decoded.pts is None or base is None else decoded.pts * base - zero
                position = round(time * rate)
            for frame in as_floats.resample(decoded):
                samples = _mono(frame)
                begin = max(0, first - position)
                end = len(samples) if last is None else min(len(samples), last - position)
                pieces.append(samples[begin : max(begin, end)])
                position += len(samples)
            if last is not None and position >= last:
                break
    empty = np.zeros(0, np.float32)
    return np.concatenate([empty, *pieces]), rate


def _mono(frame: AudioFrame) -> npt.NDArray[np.float32]:
    mean: npt.NDArray[np.float32] = frame.to_ndarray().mean(axis=0, dtype=np.float32)
    return mean


def resample_kaiser(waveform: Tensor, old_rate: int, new_rate: int) -> Tensor:
    """(T,) to (ceil(T * new_rate / old_rate),) by a Kaiser-windowed sinc of 64 zero crossings.

    The filter that MMAudio's training sound was resampled with, "kaiser best". Raises
    ValueError for rates that are not positive.
    """
    return resample_by(waveform[None], old_rate, new_rate, _KAISER_BEST)[0]


def _kaiser(u: Tensor, crossings: int) -> Tensor:
    beta = torch.tensor(_BETA, dtype=torch.float64)
    return torch.i0(_BETA * (1 - (u / crossings).square()).sqrt()) / torch.i0(beta)


_KAISER_BEST = SincFilter(64, 0.9475937167399596, _kaiser)
