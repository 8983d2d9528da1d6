"""torchaudio's resampling and mels beside ours: equal values, time, and what its import takes.

    python -m tests.bench.torchaudio_parts

docs/model.md says what follows from it.
"""

from __future__ import annotations

import subprocess
import sys
import time
import types
import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from deepaudio.features import mel
from deepaudio.features.reference import resample_sinc

RATES = (8_000, 16_000, 22_050, 44_100, 48_000, 96_000)
SPEECH_RATE = 24_000
SECONDS = 10


def main() -> None:
    """Print one line for each part."""
    torch.set_num_threads(1)
    plain = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import torchaudio"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    reason = (plain.stderr.strip().splitlines() or ["loads"])[-1]
    print(f"torch {torch.__version__}: import torchaudio: {reason}")
    began = time.perf_counter()
    torchaudio = loaded(stubbed=plain.returncode != 0)
    print(f"torchaudio {torchaudio.__version__}: import {time.perf_counter() - began:.2f} s")
    for rate in RATES:
        compare_resampling(torchaudio, rate)
    for name in ("MEL_SPEECH", "MEL_16K", "MEL_44K"):
        compare_mels(torchaudio, name, getattr(mel, name))


def loaded(*, stubbed: bool) -> Any:
    """torchaudio; `stubbed` with nothing in the place of its compiled extension."""
    if stubbed:
        stub: Any = types.ModuleType("torchaudio._extension")
        stub.__path__ = []
        stub.__getattr__ = lambda name: False if name.startswith("_IS_") else lambda call: call
        sys.modules["torchaudio._extension"] = stub
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torchaudio
        import torchaudio.functional
        import torchaudio.transforms
    return torchaudio


def compare_resampling(torchaudio: Any, rate: int) -> None:
    """Recordings of a voice to the rate of the speech network."""
    sound = noise(rate)
    ours = resample_sinc(sound, rate, SPEECH_RATE)
    theirs = torchaudio.functional.resample(sound, rate, SPEECH_RATE)
    print(
        f"resampling from {rate:>6}: largest difference {difference(ours, theirs):.1e}, "
        f"ours {cpu_ms(lambda: resample_sinc(sound, rate, SPEECH_RATE)):.1f} ms, theirs "
        f"{cpu_ms(lambda: torchaudio.functional.resample(sound, rate, SPEECH_RATE)):.1f} ms"
    )


def compare_mels(torchaudio: Any, name: str, config: mel.MelConfig) -> None:
    """A recipe of ours, made of torchaudio's parts."""
    slaney = config.scale == "slaney"
    module = torchaudio.transforms.MelSpectrogram(
        config.sample_rate, config.n_fft, hop_length=config.hop_length, n_mels=config.mel_bins,
        f_max=float(config.f_max), power=1.0, center=False,
        norm="slaney" if slaney else None, mel_scale=config.scale,
    )  # fmt: skip
    sound = noise(config.sample_rate)

    def theirs() -> Tensor:
        padded = functional.pad(sound[:, None], (config.padding,) * 2, "reflect")[:, 0]
        found = module(padded).clamp(min=config.floor)
        return found.log10() if config.log == "10" else found.log()

    filters = mel.filterbank(config)
    print(
        f"{name:<10}: filters differ by {difference(filters, module.mel_scale.fb.T):.1e}, "
        f"mels by {difference(mel.log_mel(sound, config), theirs()):.1e}, "
        f"ours {cpu_ms(lambda: mel.log_mel(sound, config)):.1f} ms, theirs {cpu_ms(theirs):.1f} ms"
    )


def noise(rate: int) -> Tensor:
    """Ten seconds, within full scale."""
    return 0.1 * torch.randn(1, SECONDS * rate, generator=torch.Generator().manual_seed(0))


def difference(ours: Tensor, theirs: Tensor) -> float:
    """The largest one."""
    return float((ours - theirs).abs().max())


def cpu_ms(work: Callable[[], object], rounds: int = 7) -> float:
    """Processor time of the quickest of some rounds."""
    work()
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return 1000 * min(times)


if __name__ == "__main__":
    main()
