"""PerthNet, an inaudible watermark (Resemble AI, MIT): put into magnitudes, and found in them.

Both networks look at the magnitudes below 2 kHz, in decibels over a floor of -180 dB. The names
of the layers are those of the published weights.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SAMPLE_RATE = 32_000
N_FFT = 2_048
HOP = 320
_BINS = 128  # those below 2 kHz
_HIDDEN = 256
_FLOOR = 1e-9
_FLOOR_DB, _HEADROOM_DB = -180.0, 15.0
_SPAN_DB = _HEADROOM_DB - _FLOOR_DB
_SILENT = 0.05  # of the loudest frame's sum: what is below holds no mark
_TEMPI = (("slow_layers", 1.25), ("normal_layers", 1.0), ("fast_layers", 0.75))


def spectrum(waveform: Tensor) -> Tensor:
    """(B, T) at `SAMPLE_RATE` to complex (B, 1025, F); frame i is centred on sample i * HOP."""
    window = torch.hann_window(N_FFT)
    return torch.stft(waveform, N_FFT, HOP, window=window, return_complex=True, center=True)


def waveform_of(spectra: Tensor, length: int) -> Tensor:
    """The inverse of `spectrum`: (B, 1025, F) to (B, length)."""
    window = torch.hann_window(N_FFT)
    return torch.istft(spectra, N_FFT, HOP, window=window, length=length)


def levels_of(spectra: Tensor) -> Tensor:
    """Magnitudes of a complex spectrum in decibels, the floor at 0 and +15 dB at 1."""
    decibels = 20 * torch.log10(spectra.abs().clamp(min=_FLOOR))
    return (decibels - _FLOOR_DB) / _SPAN_DB


class PerthNet(nn.Module):
    """Both halves, with the published weights' names."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = WatermarkEncoder()
        self.decoder = WatermarkDecoder()


class WatermarkEncoder(nn.Module):
    """What a watermark changes."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = _layers(_BINS)

    def forward(self, spectra: Tensor) -> Tensor:
        """Complex (B, 1025, F) to what is to be added to it, 0 from 2 kHz up."""
        levels = levels_of(spectra)
        raised: Tensor = self.layers(levels[:, :_BINS]) * _sounding(levels)
        factor = 10 ** (raised * _SPAN_DB / 20)
        added = torch.zeros_like(spectra)
        # From the floor up, as the levels were taken; silence has no phase to keep, and stays.
        added[:, :_BINS] = spectra[:, :_BINS] * (factor - 1)
        return added


class WatermarkDecoder(nn.Module):
    """How sure it is that a sound holds a watermark; tempo may have been changed."""

    def __init__(self) -> None:
        super().__init__()
        self.slow_layers, self.normal_layers, self.fast_layers = (_layers(2) for _ in _TEMPI)

    def forward(self, spectra: Tensor) -> Tensor:
        """Complex (B, 1025, F) to confidences (B,), 0 to 1; of silence they are not numbers."""
        levels = levels_of(spectra)
        sounding, low = _sounding(levels), levels[:, :_BINS]
        found = []
        for name, tempo in _TEMPI:
            frames = int(low.shape[2] * tempo)
            stretched = functional.interpolate(low, frames, mode="linear", align_corners=True)
            mask = functional.interpolate(sounding, frames, mode="nearest")
            layers: nn.Module = getattr(self, name)
            found.append((layers(stretched) * mask).sum(dim=2) / mask.sum(dim=2))
        weights, marks = torch.stack(found, dim=2).unbind(dim=1)
        return (marks * weights.softmax(dim=1)).sum(dim=1).clamp(0, 1)


class _Layer(nn.Module):
    """A convolution over time that keeps the number of frames."""

    def __init__(self, inputs: int, outputs: int, frames: int, *, is_last: bool = False) -> None:
        super().__init__()
        self.conv = nn.Conv1d(inputs, outputs, frames, padding=frames // 2)
        self._is_last = is_last

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.conv(x)
        return y if self._is_last else functional.leaky_relu(y)


def _layers(outputs: int) -> nn.Sequential:
    return nn.Sequential(
        _Layer(_BINS, _HIDDEN, 1),
        *(_Layer(_HIDDEN, _HIDDEN, 7) for _ in range(5)),
        _Layer(_HIDDEN, outputs, 1, is_last=True),
    )


def _sounding(levels: Tensor) -> Tensor:
    """(B, 1025, F) to 1 where a frame sounds and 0 where not, (B, 1, F)."""
    sums = levels.sum(dim=1, keepdim=True)
    return (sums > sums.amax(dim=2, keepdim=True) * _SILENT).float()
