"""Log-mel spectrograms, (B, T) waveforms to (B, M, F) mels.

Each network was trained on its own recipe; the presets at the end name them. Mel scales:
`slaney` is linear below 1 kHz and logarithmic above, each filter of equal area (Slaney's
Auditory Toolbox); `htk` is 2595 log10(1 + f / 700), each filter of peak 1.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

_SLANEY_BREAK_HZ = 1000.0
_SLANEY_HZ_PER_MEL = 200 / 3
_SLANEY_LOG_STEP = math.log(6.4) / 27


@dataclass(frozen=True)
class MelConfig:
    """One recipe; `sample_rate` in Hz, `n_fft` and `hop_length` in samples."""

    sample_rate: int
    n_fft: int
    hop_length: int
    mel_bins: int
    f_max: float
    scale: str  # "slaney" or "htk"
    log: str = "e"  # or "10"
    floor: float = 1e-5
    centred: bool = False  # frame i around sample i * hop instead of after it
    power_epsilon: float = 0.0  # added to re^2 + im^2
    clamp: bool = False  # samples to [-1, 1] first

    def __post_init__(self) -> None:
        if self.scale not in {"slaney", "htk"}:
            raise ValueError(f"mel scale must be slaney or htk, got {self.scale!r}")
        if self.log not in {"e", "10"}:
            raise ValueError(f"log must be e or 10, got {self.log!r}")
        if not 0 < self.hop_length <= self.n_fft:
            raise ValueError(f"hop {self.hop_length} does not fit n_fft {self.n_fft}")

    @property
    def padding(self) -> int:
        """Samples reflected at either end."""
        return self.n_fft // 2 if self.centred else (self.n_fft - self.hop_length) // 2

    def frames(self, samples: int) -> int:
        """F for `samples` samples."""
        return (samples + 2 * self.padding - self.n_fft) // self.hop_length + 1


def log_mel(waveform: Tensor, config: MelConfig) -> Tensor:
    """(B, T) waveform to (B, M, F) log-mel.

    Raises ValueError when the waveform is not longer than the padding reflected from it.
    """
    if waveform.shape[-1] <= config.padding:
        raise ValueError(
            f"a waveform of {waveform.shape[-1]} samples is too short for n_fft {config.n_fft}"
        )
    if config.clamp:
        waveform = waveform.clamp(-1, 1)
    padded = functional.pad(waveform[:, None], (config.padding,) * 2, "reflect")[:, 0]
    window = torch.hann_window(config.n_fft, device=waveform.device)
    spectrum = torch.stft(
        padded, config.n_fft, config.hop_length, window=window, center=False, return_complex=True
    )  # (B, n_fft / 2 + 1, F)
    power = spectrum.real.square() + spectrum.imag.square() + config.power_epsilon
    filters = filterbank(config).to(waveform.device)  # (M, n_fft / 2 + 1)
    mel = (filters @ power.sqrt()).clamp(min=config.floor)  # (B, M, F)
    return mel.log10() if config.log == "10" else mel.log()


@functools.lru_cache(maxsize=16)
@torch.inference_mode(False)  # kept for later, when gradients may be wanted
def filterbank(config: MelConfig) -> Tensor:
    """Triangular filters (M, n_fft / 2 + 1), in the precision the networks were trained with."""
    slaney = config.scale == "slaney"
    to_mel, to_hz = (_hz_to_slaney, _slaney_to_hz) if slaney else _HTK
    dtype = torch.float64 if slaney else torch.float32
    bins = torch.linspace(0, config.sample_rate / 2, config.n_fft // 2 + 1, dtype=dtype)
    top = float(to_mel(torch.tensor(config.f_max, dtype=torch.float64)))
    edges = to_hz(torch.linspace(0, top, config.mel_bins + 2, dtype=dtype))  # (M + 2,)
    widths = edges.diff()[:, None]  # (M + 1, 1)
    slopes = edges[:, None] - bins  # (M + 2, n_fft / 2 + 1)
    rising, falling = -slopes[:-2] / widths[:-1], slopes[2:] / widths[1:]
    filters = torch.minimum(rising, falling).clamp(min=0)  # (M, n_fft / 2 + 1)
    if slaney:
        filters *= (2 / (edges[2:] - edges[:-2]))[:, None]  # equal area
    return filters.float()


def _hz_to_slaney(hz: Tensor) -> Tensor:
    above = _SLANEY_BREAK_HZ / _SLANEY_HZ_PER_MEL + (
        (hz / _SLANEY_BREAK_HZ).clamp(min=1).log() / _SLANEY_LOG_STEP
    )
    return torch.where(hz < _SLANEY_BREAK_HZ, hz / _SLANEY_HZ_PER_MEL, above)


def _slaney_to_hz(mel: Tensor) -> Tensor:
    break_mel = _SLANEY_BREAK_HZ / _SLANEY_HZ_PER_MEL
    above = _SLANEY_BREAK_HZ * ((mel - break_mel) * _SLANEY_LOG_STEP).exp()
    return torch.where(mel < break_mel, mel * _SLANEY_HZ_PER_MEL, above)


def _hz_to_htk(hz: Tensor) -> Tensor:
    return 2595 * (1 + hz / 700).log10()


def _htk_to_hz(mel: Tensor) -> Tensor:
    return 700 * (10 ** (mel / 2595) - 1)


_HTK = (_hz_to_htk, _htk_to_hz)

MEL_16K = MelConfig(
    sample_rate=16_000, n_fft=1024, hop_length=256, mel_bins=80, f_max=8_000, scale="slaney",
    log="10", power_epsilon=1e-9, clamp=True,
)  # fmt: skip
"""The 16 kHz codec of MMAudio."""

MEL_44K = MelConfig(
    sample_rate=44_100, n_fft=2048, hop_length=512, mel_bins=128, f_max=22_050, scale="slaney",
    power_epsilon=1e-9, clamp=True,
)  # fmt: skip
"""The 44.1 kHz codec of MMAudio."""

MEL_SPEECH = MelConfig(
    sample_rate=24_000, n_fft=1024, hop_length=256, mel_bins=100, f_max=12_000, scale="htk",
    centred=True,
)  # fmt: skip
"""F5-TTS and Vocos at 24 kHz."""

MEL_VOCOS = replace(MEL_SPEECH, floor=1e-7)
"""Vocos' own extractor."""
