"""The graphics card as its driver sees it, asked without loading torch.

torch takes seconds to load and claims memory on the card; a worker that only says what it
could do needs neither. NVIDIA's management library comes with every driver.
"""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass

_LIBRARIES = {"win32": "nvml.dll"}


@dataclass(frozen=True)
class Card:
    """A graphics card that torch could use. Memory in bytes."""

    name: str
    total: int
    free: int


class _Memory(ctypes.Structure):
    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong),
                ("used", ctypes.c_ulonglong))  # fmt: skip


def find_card() -> Card | None:
    """The first card that CUDA_VISIBLE_DEVICES leaves visible; None where there is none."""
    index = _visible()
    if index is None:
        return None
    try:
        library = ctypes.CDLL(_LIBRARIES.get(sys.platform, "libnvidia-ml.so.1"))
        if library.nvmlInit_v2() != 0:
            return None
    except (OSError, AttributeError):
        return None
    try:
        return _card(library, index)
    finally:
        library.nvmlShutdown()


def _visible() -> int | None:
    """Number of the first visible card; names and other forms count as the first."""
    chosen = os.environ.get("CUDA_VISIBLE_DEVICES")
    if chosen is None:
        return 0
    first = chosen.split(",")[0].strip()
    if first in ("", "-1"):
        return None
    return int(first) if first.isdecimal() else 0


def _card(library: ctypes.CDLL, index: int) -> Card | None:
    handle, memory = ctypes.c_void_p(), _Memory()
    name = ctypes.create_string_buffer(96)
    answers = (
        library.nvmlDeviceGetHandleByIndex_v2(ctypes.c_uint(index), ctypes.byref(handle)),
        library.nvmlDeviceGetMemoryInfo(handle, ctypes.byref(memory)),
        library.nvmlDeviceGetName(handle, name, ctypes.c_uint(len(name))),
    )
    if any(answers):
        return None
    return Card(name.value.decode("utf-8", "replace"), int(memory.total), int(memory.free))
