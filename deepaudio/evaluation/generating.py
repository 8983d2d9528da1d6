"""Generating a benchmark's sounds with an engine, into folders as the published scripts lay them.

`gen/` holds what was made, a sound an item. Each is as long as the item's range of the picture,
with the line where its cue is. As published, lines are as long as the target, which a dubbing
does not know, go by the raw text, are brought to the peak of their prompt, and a line that fails
becomes one second of NaN; otherwise a failure leaves no file and is counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from deepaudio.dsp import wav
from deepaudio.engines.base import Engine
from deepaudio.evaluation.items import Item
from deepaudio.evaluation.making import Maker, Recipe
from deepaudio_plugin.core.errors import DeepAudioError, UsageError
from deepaudio_plugin.core.files import output_errors, replacing, write_bytes

GENERATED = "gen"
RECORD = "generated.json"

_FAILED_S, _FAILED_RATE = 1.0, 24_000


@dataclass(frozen=True)
class Failure:
    """An item of which nothing could be made."""

    item: Item
    error: DeepAudioError


def recipe(
    benchmark: str, engine: Engine, settings: dict[str, Any], *, as_published: bool, seed: int
) -> Recipe:
    """The recipe of an engine as it is."""
    info = engine.info
    return Recipe(
        benchmark, info.name, info.version, info.weights_digest, settings, as_published, seed
    )


def generate(
    items: Sequence[Item],
    made: Recipe,
    engine: Engine,
    folder: Path,
    listener: Callable[[Item], None] = lambda item: None,
) -> list[Failure]:
    """Make what is not there yet into `folder`/gen, and say what could not be made.

    Raises UsageError for a folder that holds what another recipe made, and OutputError.
    """
    _claim(folder, made)
    failures = []
    for item in items:
        listener(item)
        path = folder / GENERATED / f"{item.id}.wav"
        if path.is_file():
            continue
        try:
            wav.write(path, Maker(made, engine).sound(item))
        except DeepAudioError as error:
            failures.append(Failure(item, error))
            if made.as_published:
                _write_failure(path)
    return failures


def _claim(folder: Path, made: Recipe) -> None:
    record = folder / RECORD
    written = json.dumps(asdict(made), indent=1, sort_keys=True) + "\n"
    if record.is_file() and record.read_text(encoding="utf-8") != written:
        raise UsageError(
            "the folder holds sounds that were made in another way",
            where=str(record),
            hint="Name another folder with --out, or delete this one.",
        )
    with output_errors(folder):
        (folder / GENERATED).mkdir(parents=True, exist_ok=True)
        write_bytes(record, written.encode())


def _write_failure(path: Path) -> None:
    nothing = np.full(int(_FAILED_S * _FAILED_RATE), np.nan, np.float32)
    with output_errors(path), replacing(path) as temp:
        soundfile.write(temp, nothing, _FAILED_RATE, subtype="FLOAT", format="WAV")
