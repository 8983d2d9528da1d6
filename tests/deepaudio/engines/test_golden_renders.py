"""An engine's sound does not change by itself: if it is to change, its version says so."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from deepaudio.engines import registry
from deepaudio.engines.deepaudio_v1 import about
from deepaudio.engines.sketch import engine as sketch
from tests.deepaudio.engines.golden_renders import (
    FLOOR_DB,
    FOLDER,
    JOBS,
    VOICE,
    differences,
    rendered,
)
from tests.helpers.tiny_model import tiny_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("golden")


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_model().use(monkeypatch)


@pytest.mark.parametrize("name", JOBS)
def test_a_job_sounds_as_it_always_did(name: str, folder: Path) -> None:
    assert differences(name, rendered(name, folder)) == ""


def test_what_can_be_heard_is_noticed(folder: Path) -> None:
    """1 dB, 10 ms, another seed or voice, channels lost, swapped or reversed; what cannot be
    heard is not."""
    sound = rendered("sketch-speech", folder)
    quieter = sound * np.float32(10 ** (-1 / 20))
    later = np.pad(sound, ((0, 0), (480, 0)))[:, :-480]
    other = rendered("sketch-speech", folder, seed=2)
    described = rendered("sketch-described", folder)
    other_sound = rendered("sketch-described", folder, seed=2)
    voice = rendered(VOICE, folder, voice="contralto")
    for name, changed in [
        ("sketch-speech", quieter),
        ("sketch-speech", later),
        ("sketch-speech", other),
        ("sketch-speech", sound[:, :-1]),
        ("sketch-described", other_sound),
        ("sketch-described", described[:1]),
        ("sketch-described", described[::-1]),
        ("sketch-described", described * np.array([[1], [-1]], np.float32)),
        (VOICE, voice),
    ]:
        assert "raise the engine's SOUND_VERSION or undo" in differences(name, changed)
    rounded = np.round(sound * 2**15) / np.float32(2**15)
    assert differences("sketch-speech", rounded.astype(np.float32)) == ""


def test_there_is_a_sound_to_compare() -> None:
    """Most levels of each vector lie above what nobody hears."""
    for name in JOBS:
        levels = np.array(json.loads((FOLDER / f"{name}.json").read_text())["levels_db"])
        assert np.mean(levels > FLOOR_DB) > 0.5, name


def test_the_vectors_are_small() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(JOBS)
    assert sum(path.stat().st_size for path in FOLDER.glob("*.json")) < 50_000


def test_the_version_of_an_engine_is_raised_by_hand() -> None:
    versions = {info.name: info.version for info in registry.describe() if info.ready}
    assert versions["sketch"] == str(sketch.SOUND_VERSION)
    assert versions["deepaudio-v1"] == str(about.SOUND_VERSION)
