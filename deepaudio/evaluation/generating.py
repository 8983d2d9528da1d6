"""Generating a benchmark's sounds with an engine, into folders as the published scripts lay them.

`gen/` holds what was made, a sound an item. Each is as long as the item's range of the picture,
with the line where its cue is. A failure leaves no file and is counted.

As published, lines are as long as the target, which a dubbing does not know, go by the raw text
and are brought to the peak of their prompt; a line that fails becomes one second of NaN; and
`tgt/` and `ref/` hold targets and prompts. All of it is the first channel at 24 kHz, in floats.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.base import Engine
from deepaudio.evaluation import sounds
from deepaudio.evaluation.items import Item
from deepaudio.evaluation.making import Maker, Recipe
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.engine_settings import ANY, settings_for, typed
from deepaudio_plugin.core.errors import DeepAudioError, JobError, UsageError
from deepaudio_plugin.core.files import output_errors, replacing, write_bytes

GENERATED = "gen"
TARGETS = "tgt"
PROMPTS = "ref"
RECORD = "generated.json"

PUBLISHED_RATE = 24_000
_FAILED_S = 1.0
_AS_PUBLISHED = "as_published"  # a setting of engines that can round as a paper's program does

_log = logging.getLogger(__name__)


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


def settings_of(
    info: EngineInfo, variant: str, given: list[str], *, as_published: bool
) -> dict[str, Any]:
    """An engine's settings: `NAME=VALUE` as given, its variant, and its own published arithmetic.

    Raises UsageError for a setting that the engine does not have, or a value that does not fit.
    """
    values: dict[str, Any] = {**typed(given)}
    if variant:
        values["variant"] = variant
    if as_published and info.setting(_AS_PUBLISHED) is not None:
        values.setdefault(_AS_PUBLISHED, True)
    return settings_for(info, {ANY: values})[0]


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
    maker = Maker(made, engine)
    speech = made.as_published and made.benchmark != "v2a"
    for item in items:
        listener(item)
        if speech:
            _copy(item.audio, folder / TARGETS / f"{item.id}.wav", item.start_s, item.end_s)
            _copy(item.prompt_audio, folder / PROMPTS / f"{item.id}.wav")
        path = folder / GENERATED / f"{item.id}.wav"
        if path.is_file():
            continue
        audio = _made(maker, item)
        if isinstance(audio, Failure):
            failures.append(audio)
            if speech:
                _write_floats(path, np.full(int(_FAILED_S * PUBLISHED_RATE), np.nan, np.float32))
        elif speech:
            _write_floats(path, audio.at_rate(PUBLISHED_RATE).samples[0])
        else:
            wav.write(path, audio)
    return failures


def _made(maker: Maker, item: Item) -> Audio | Failure:
    """An item's sound; whatever an engine's code does, the other items go on."""
    try:
        audio = maker.sound(item)
        if not np.isfinite(audio.samples).all():
            raise JobError("the engine made sound that holds no numbers", where=item.where)
        return audio
    except DeepAudioError as error:
        return Failure(item, error)
    except Exception as error:
        _log.exception("%s was not made", item.id)
        said = f"the engine failed ({type(error).__name__}: {error})"
        return Failure(item, JobError(said, where=item.where))


def _copy(
    source: Path | None, target: Path, start_s: float | None = None, end_s: float | None = None
) -> None:
    """A target or prompt as the published scripts lay it; what cannot be read is left out."""
    if source is None or target.is_file():
        return
    sound = sounds.read(source, start_s, end_s)
    if sound.audio is not None:
        _write_floats(target, sound.audio.at_rate(PUBLISHED_RATE).samples[0])


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
        for name in (GENERATED, TARGETS, PROMPTS) if made.as_published else (GENERATED,):
            (folder / name).mkdir(parents=True, exist_ok=True)
        write_bytes(record, written.encode())


def _write_floats(path: Path, waveform: Waveform) -> None:
    with output_errors(path), replacing(path) as temp:
        soundfile.write(temp, waveform, PUBLISHED_RATE, subtype="FLOAT", format="WAV")
