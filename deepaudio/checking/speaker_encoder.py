"""Whose voice it is: the speaker encoder of Resemblyzer (Apache-2.0), from its packaged weights.

Generalised end-to-end loss for speaker verification (Wan et al. 2018): three LSTM layers over
40 mel bands of 25 ms every 10 ms, at 16 kHz. The package itself is not imported: it needs librosa
and a compiled voice detector for what is done here otherwise.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from deepaudio.checking.voices import Voiceprint
from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import Waveform
from deepaudio.features.mel import MelConfig, filterbank

_RATE = 16_000
_MEL = MelConfig(
    sample_rate=_RATE, n_fft=400, hop_length=160, mel_bins=40, f_max=8_000, scale="slaney"
)
_FRAMES = 160  # of a partial utterance
_STEP = 77  # frames between two: 1.3 a second
_COVERED = 0.75  # of the last one that must hold sound
_LEVEL_DB = -30.0
_IN_USE = threading.Lock()


class SpeakerEncoder(nn.Module):
    """Mel frames (B, F, 40) to unit vectors (B, 256)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(40, 256, 3, batch_first=True)
        self.linear = nn.Linear(256, 256)

    def forward(self, mels: Tensor) -> Tensor:
        """(B, F, 40) to (B, 256)."""
        _, (hidden, _) = self.lstm(mels)
        raw: Tensor = torch.relu(self.linear(hidden[-1]))
        unit: Tensor = raw / raw.norm(dim=1, keepdim=True)
        return unit


def voiceprints(waveforms: Sequence[Waveform], rate: int) -> list[Voiceprint]:
    """The voice in each waveform (T,), in one batch: half the price of one by one.

    On one thread: steps this small are waited for by others seven times as long as they take.

    Raises ModuleNotFoundError without Resemblyzer's weights.
    """
    if not waveforms:
        return []
    with _IN_USE, torch.inference_mode():
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            parts = [_partials(waveform, rate) for waveform in waveforms]
            found = _encoder()(torch.cat(parts)).split([len(some) for some in parts])
            means = [some.mean(dim=0) for some in found]
            return [(mean / mean.norm()).numpy() for mean in means]
        finally:
            torch.set_num_threads(threads)


def _partials(waveform: Waveform, rate: int) -> Tensor:
    """Partial utterances of a waveform (T,): (B, F, 40)."""
    sound = _levelled(resample(waveform, rate, _RATE))
    mels = _mel(torch.from_numpy(sound))  # (F, 40)
    starts = _starts(len(sound))
    needed = starts[-1] + _FRAMES
    mels = nn.functional.pad(mels, (0, 0, 0, max(0, needed - len(mels))))
    return torch.stack([mels[s : s + _FRAMES] for s in starts])


def is_installed() -> bool:
    """Whether the weights are there."""
    return find_spec("resemblyzer") is not None


def _levelled(sound: Waveform) -> Waveform:
    """Raised to the level that the encoder was trained at, never lowered."""
    rms = float(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))
    if rms <= 0 or 20 * np.log10(rms) >= _LEVEL_DB:
        return sound.astype(np.float32)
    return (sound * (10 ** (_LEVEL_DB / 20) / rms)).astype(np.float32)


def _mel(sound: Tensor) -> Tensor:
    """(T,) to (F, 40): energies, not their logarithm."""
    padded: Tensor = nn.functional.pad(sound, (_MEL.n_fft // 2,) * 2)
    spectrum = torch.stft(
        padded,
        _MEL.n_fft,
        _MEL.hop_length,
        window=torch.hann_window(_MEL.n_fft),
        center=False,
        return_complex=True,
    )
    return (filterbank(_MEL) @ spectrum.abs().square()).T


def _starts(samples: int) -> list[int]:
    """First frames of the partial utterances of so many samples."""
    frames = -(-(samples + 1) // _MEL.hop_length)
    starts = list(range(0, max(1, frames - _FRAMES + _STEP + 1), _STEP))
    covered = (samples - starts[-1] * _MEL.hop_length) / (_FRAMES * _MEL.hop_length)
    return starts[:-1] if covered < _COVERED and len(starts) > 1 else starts


@functools.cache
def _encoder() -> SpeakerEncoder:
    spec = find_spec("resemblyzer")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            "telling voices apart needs weights: pip install --no-deps Resemblyzer",
            name="resemblyzer",
        )
    path = Path(spec.origin).parent / "pretrained.pt"
    weights = torch.load(path, map_location="cpu", weights_only=True)["model_state"]
    encoder = SpeakerEncoder()
    encoder.load_state_dict(
        {name: value for name, value in weights.items() if name in encoder.state_dict()}
    )
    return encoder.eval()
