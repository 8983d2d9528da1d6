"""Cache of features on disk, so that later takes need no encoder in memory.

It lies in the user's cache folder. Whatever is damaged is computed again. Values
are restored exactly. `deepaudio cache` shows and clears it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from torch import Tensor

from deepaudio_plugin.core.feature_cache import features_folder
from deepaudio_plugin.core.files import write_bytes

MAX_BYTES = 512 << 20

Tensors = dict[str, Tensor]


class FeatureFolder:
    """Tensors by key; the least recently used files are deleted when the cache is too large."""

    def __init__(self, root: Path | None = None, max_bytes: int = MAX_BYTES) -> None:
        self._root = root or features_folder()
        self._most = max_bytes

    def get(self, key: str) -> Tensors | None:
        """The tensors of `key`; None if there are none or they cannot be read."""
        from safetensors import SafetensorError
        from safetensors.torch import load

        path = self._path(key)
        try:
            tensors = load(path.read_bytes())
            os.utime(path)
        except (OSError, SafetensorError):
            return None
        return tensors

    def keep(self, key: str, tensors: Tensors) -> None:
        """Store `tensors`. Failures of the disk are ignored."""
        from safetensors.torch import save

        with contextlib.suppress(OSError):
            self._root.mkdir(parents=True, exist_ok=True)
            content = save({name: tensor.contiguous() for name, tensor in tensors.items()})
            write_bytes(self._path(key), content, durable=False)
            self._shrink()

    def _path(self, key: str) -> Path:
        return self._root / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.safetensors"

    def _shrink(self) -> None:
        """Delete the least recently used files until the rest is small enough."""
        files = sorted(self._root.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        total = 0
        for path in files:
            total += path.stat().st_size
            if total > self._most:
                path.unlink(missing_ok=True)
