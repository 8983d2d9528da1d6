"""Converts pickled weights to safetensors without executing code from the pickle.

Tensors are mapped from the file and written one by one, so that memory stays small;
files in torch's format before 1.6 cannot be mapped and are read whole.
"""

from __future__ import annotations

import errno
import os
import pickle
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from deepaudio.weights.registry import Artefact
from deepaudio_plugin.core.errors import WeightsDamagedError

_UNREADABLE = (
    *(RuntimeError, ValueError, EOFError, LookupError, AttributeError, TypeError, OSError),
    *(AssertionError, SafetensorError),  # torch's own loader of damaged archives
)
_GLOBAL = re.compile(r"GLOBAL (\S+)")


def read(artefact: Artefact, path: Path) -> dict[str, Tensor]:
    """The tensors of `artefact` in `path`, a pickle or safetensors, under their official names.

    Raises WeightsDamagedError when it is neither, is cut short, or is a pickle of more
    than tensors; nothing in it is run.
    """
    if is_safetensors(path):
        return _kept(artefact, _mapped(path), path)
    return _kept(artefact, _unpickled(path), path)


def save(
    tensors: Mapping[str, Tensor], path: Path, metadata: Mapping[str, str] | None = None
) -> None:
    """Write `tensors` as safetensors, `metadata` in its head. Raises OSError."""
    try:
        save_file(_apart(tensors), path, metadata={"format": "pt", **(metadata or {})})
    except SafetensorError as error:  # the library wraps the system's error in its own
        number = errno.ENOSPC if "No space" in str(error) else errno.EIO
        raise OSError(number, os.strerror(number)) from error


def is_safetensors(path: Path) -> bool:
    """Eight bytes of length, then a JSON object; no pickle or zip starts so."""
    with path.open("rb") as file:
        return file.read(9)[8:] == b"{"


def _mapped(path: Path) -> dict[str, Tensor]:
    try:
        with safe_open(path, framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise _damaged(path, f"is damaged ({error})") from error


def _unpickled(path: Path) -> Any:
    """What `torch.load` gives for tensors alone."""
    try:
        try:
            return torch.load(path, map_location="cpu", weights_only=True, mmap=True)
        except RuntimeError as error:
            if "mmap" not in str(error):
                raise
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        found = _GLOBAL.search(str(error))
        if found is None:
            raise _damaged(path, "is not a file of weights, or is damaged") from error
        raise WeightsDamagedError(
            f"wants more than tensors ({found[1]}); it was not opened",
            where=str(path),
            hint="Such a file can run any program. Get the official file instead.",
        ) from error
    except _UNREADABLE as error:  # which one depends on where the file ends
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise _damaged(path, f"is cut short or damaged ({reason})") from error


def _kept(artefact: Artefact, loaded: Any, path: Path) -> dict[str, Tensor]:
    """The tensors that are used, out of their container."""
    if isinstance(loaded, Mapping) and artefact.container in loaded:
        loaded = loaded[artefact.container]
    tensors = {
        str(name): value
        for name, value in (loaded.items() if isinstance(loaded, Mapping) else ())
        if isinstance(value, Tensor) and str(name).startswith(artefact.keep)
    }
    if not tensors:
        raise _damaged(path, f"holds no tensors of {artefact.file}")
    return tensors


def _apart(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Each tensor in memory of its own, as the format wants it."""
    seen: set[int] = set()
    apart = {}
    for name, tensor in tensors.items():
        own = tensor.detach().contiguous()
        storage = own.untyped_storage()
        if storage.data_ptr() in seen or storage.nbytes() != own.nbytes:
            own = own.clone()
        seen.add(own.untyped_storage().data_ptr())
        apart[name] = own
    return apart


def _damaged(path: Path, message: str) -> WeightsDamagedError:
    return WeightsDamagedError(message, where=str(path), hint="Fetch it again.")
