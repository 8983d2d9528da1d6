"""The one place that imports torchaudio, safely beside every build of torch.

torchaudio's Linux wheel is built for CUDA: beside a CPU-only torch `import torchaudio` fails
when its extension asks for CUDA's libraries, and beside another CUDA it refuses too. All
that is used here is written in Python on torch operators and needs no extension, so where
the real one cannot be had, a stub that says so stands in for it.

Nothing imports torchaudio at start; the first call does.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

_EXTENSION = "torchaudio._extension"
_IMPORTING = threading.RLock()


def load() -> types.ModuleType:
    """The torchaudio package: its Python parts for certain, its extension where it loads."""
    with _IMPORTING:
        if "torchaudio" in sys.modules:
            return sys.modules["torchaudio"]
        if torch.version.cuda is not None:
            with contextlib.suppress(OSError, ImportError, RuntimeError):
                return _import()
            _forget()
        sys.modules[_EXTENSION] = _stub()
        return _import()


def resample(waveform: Tensor, old_rate: int, new_rate: int, **settings: Any) -> Tensor:
    """`waveform` (..., T) at `new_rate` Hz: (..., ceil(T * new_rate / old_rate)).

    A windowed sinc; `settings` are those of `torchaudio.functional.resample`.
    """
    resampled: Tensor = load().functional.resample(waveform, old_rate, new_rate, **settings)
    return resampled


def mel_spectrogram(**settings: Any) -> torch.nn.Module:
    """A module from waveforms (..., T) to mel spectrograms (..., M, F).

    `settings` are those of `torchaudio.transforms.MelSpectrogram`.
    """
    module: torch.nn.Module = load().transforms.MelSpectrogram(**settings)
    return module


def mel_filters(n_freqs: int, sample_rate: int, n_mels: int, **settings: Any) -> Tensor:
    """Triangular filters (n_freqs, n_mels) as `torchaudio.functional.melscale_fbanks` makes them.

    `f_min` and `f_max` default to 0 and half of `sample_rate`.
    """
    settings = {"f_min": 0.0, "f_max": sample_rate / 2} | settings
    filters: Tensor = load().functional.melscale_fbanks(
        n_freqs, n_mels=n_mels, sample_rate=sample_rate, **settings
    )
    return filters


def has_extension() -> bool:
    """Whether torchaudio's compiled extension could be loaded."""
    load()
    return not isinstance(sys.modules[_EXTENSION], _Stub)


class _Stub(types.ModuleType):
    """Stands in for `torchaudio._extension`: nothing compiled is available."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_IS_"):
            return False
        if name.startswith("fail_if_no_"):
            return _unavailable
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


def _stub() -> _Stub:
    stub = _Stub(_EXTENSION)
    stub.__path__ = []
    return stub


def _unavailable(function: Callable[..., Any]) -> Callable[..., Any]:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise RuntimeError(
            f"torchaudio.{function.__name__} needs torchaudio's compiled extension, "
            "which does not fit this build of torch"
        )

    return refuse


def _import() -> types.ModuleType:
    with _quietly():
        import torchaudio
    package: types.ModuleType = torchaudio
    return package


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """torchaudio announces its own future at import; that is nobody's news here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _forget() -> None:
    """Remove what a failed import left behind."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "torchaudio"]:
        del sys.modules[name]
