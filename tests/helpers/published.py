"""What the published pipeline does around the model, to compare with."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av

from deepaudio.features.video import Pixels

_MERGES = "bpe_simple_vocab_16e6.txt.gz"


def read_frames(path: str | Path) -> Iterator[tuple[float, Pixels]]:
    """Time in seconds and RGB pixels of every frame of a file's first video stream."""
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.video[0]):
            if frame.pts is not None and frame.time_base is not None:
                pixels = frame.to_ndarray(format="rgb24")
                yield float(Fraction(frame.pts) * frame.time_base), pixels


def clip_merges() -> Path:
    """The list of merges that open_clip ships. Raises FileNotFoundError."""
    package = importlib.util.find_spec("open_clip")  # located, not imported: it needs torchvision
    for folder in (package.submodule_search_locations or ()) if package else ():
        if (Path(folder) / _MERGES).exists():
            return Path(folder) / _MERGES
    raise FileNotFoundError("open_clip is not installed")
