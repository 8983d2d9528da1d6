"""Features of a benchmark's files: brought by somebody, kept from before, or computed here.

A folder of features holds `<extractor>/<side>/<name>.npz` (or `.safetensors`; for texts `.txt`, a
line a speaker), where the side is `gen`, `tgt` or `ref` and the name that of the sound. Instead of
single files it may hold av-benchmark's caches, `<side>/pann_features.pth` and the like. Nothing
in either is executed: no pickles but tensors are read.

What is computed here is kept under the SHA-256 of the file it was computed from, so that an
evaluation that was stopped goes on where it was, and no file is heard twice.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from deepaudio.evaluation.extractors import EXTRACTORS, WHISPER, Array, Arrays
from deepaudio.evaluation.items import Item
from deepaudio.evaluation.recogniser import Recogniser
from deepaudio.evaluation.sounds import MeasuredSound
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.files import output_errors, replacing

_AV_BENCHMARK = {
    "pann": {"pann_features.pth": ""},
    "vggish": {"vggish_features.pth": "features"},
    "passt": {"passt_features_embed.pth": "features", "passt_logits.pth": "logits"},
    "imagebind": {"imagebind_video.pth": "video", "imagebind_audio.pth": "audio"},
}
"""The caches of av-benchmark for each extractor, and the array that one holds; PANN's hold two."""

_PANN = {"2048": "features", "logits": "logits"}


class NotHere(Exception):  # noqa: N818 - an answer, not a fault
    """An extractor has nothing for a file, and what it would need."""


class ItemFeatures:
    """Where the features of an evaluation come from."""

    def __init__(
        self,
        brought: Path | None = None,
        cache: Path | None = None,
        recogniser: Recogniser | None = None,
    ) -> None:
        if brought is not None and not brought.is_dir():
            raise UsageError("there is no such folder of features", where=str(brought))
        self._brought = brought
        self._cache = cache
        self._recogniser = recogniser
        self.computed = 0  # files since the beginning, those kept not counted

    def of(self, name: str, side: str, item: Item, sound: MeasuredSound) -> Arrays:
        """Arrays of one file by extractor. Raises NotHere."""
        extractor = EXTRACTORS[name]
        found = self._of_somebody(name, side, item)
        if found is not None:
            return found
        if name == WHISPER and self._recogniser is not None:
            model = self._recogniser.sha256[:16]
            return self._kept(f"{name}-{extractor.revision}-{model}", sound, self._heard)
        if extractor.compute is None:
            raise NotHere(extractor.needs)
        try:
            return self._kept(f"{name}-{extractor.revision}", sound, extractor.compute)
        except ModuleNotFoundError as error:
            raise NotHere(extractor.needs) from error

    @property
    def recogniser(self) -> Recogniser | None:
        """What recognises speech here."""
        return self._recogniser

    def _heard(self, sound: MeasuredSound) -> Arrays:
        assert self._recogniser is not None
        return {"text": np.array(self._recogniser.transcribe(sound.first, sound.rate))}

    def _kept(self, folder: str, sound: MeasuredSound, compute: Any) -> Arrays:
        """What the cache has of a sound, else what is computed now and kept. Raises NotHere."""
        if sound.audio is None:
            raise NotHere(sound.reason)
        if self._cache is None or not sound.digest:
            self.computed += 1
            computed: Arrays = compute(sound)
            return computed
        path = self._cache / folder / sound.digest[:2] / f"{sound.digest}.npz"
        if path.is_file():
            try:
                return _npz(path)
            except (ValueError, OSError, EOFError, KeyError):
                pass  # damaged: it is computed again
        self.computed += 1
        arrays: Arrays = compute(sound)
        with output_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path, durable=False) as temp, temp.open("wb") as file:
                np.savez(file, **dict(arrays))  # type: ignore[arg-type]
        return arrays

    def _of_somebody(self, name: str, side: str, item: Item) -> Arrays | None:
        if self._brought is None:
            return None
        folder = self._brought / name / side
        for stem in item.names:
            for suffix, reader in _READERS.items():
                path = folder / (stem + suffix)
                if path.is_file():
                    return _read(path, reader)
        return _of_av_benchmark(self._brought / side, name, item)


def _read(path: Path, reader: Any) -> Arrays:
    try:
        arrays: Arrays = reader(path)
    except (ValueError, OSError, EOFError, KeyError) as error:
        raise NotHere(f"{path.name} cannot be read ({error})") from error
    return arrays


def _npz(path: Path) -> Arrays:
    try:
        with path.open("rb") as content, np.load(content, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (BadZipFile, AttributeError) as error:  # one array alone is none of names
        raise ValueError("not a file of named arrays") from error


def _safetensors(path: Path) -> Arrays:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        return dict(load_file(path))
    except SafetensorError as error:
        raise ValueError(str(error)) from error


def _text(path: Path) -> Arrays:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return {"text": np.array(lines[0] if len(lines) == 1 else lines, dtype=str)}


_READERS = {".npz": _npz, ".safetensors": _safetensors, ".txt": _text}


def _of_av_benchmark(folder: Path, name: str, item: Item) -> Arrays | None:
    arrays: dict[str, Array] = {}
    for file, array in _AV_BENCHMARK.get(name, {}).items():
        if not (folder / file).is_file():
            continue
        cache = _av_cache(folder / file)
        found = next((cache[stem] for stem in item.names if stem in cache), None)
        if isinstance(found, dict):
            arrays |= {_PANN[key]: found[key].numpy() for key in _PANN if key in found}
        elif found is not None:
            arrays[array] = found.numpy()
    return arrays or None


@functools.lru_cache(maxsize=16)
def _av_cache(path: Path) -> dict[str, Any]:
    """A cache of av-benchmark: tensors, or dictionaries of tensors, by the files' stems."""
    import torch

    try:
        cache = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # its errors are of many kinds
        raise NotHere(f"{path.name} is no cache of av-benchmark ({error})") from error
    if not isinstance(cache, dict):
        raise NotHere(f"{path.name} is no cache of av-benchmark")
    return cache


def packages() -> dict[str, str]:
    """Versions of what computes figures here, by package; what is not installed is left out."""
    from importlib import metadata

    found = {}
    for name in (
        "deepaudio-editors", "numpy", "scipy", "faster-whisper", "whisper-normalizer", "pyworld",
        "fastdtw", "pyloudnorm",
    ):  # fmt: skip
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
