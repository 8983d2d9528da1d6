"""The same key gives the same samples on one machine, in half precision too.

There the shape of a batch decides over the last bits, so no batch may depend on what else is
asked for, on what is kept already, or on the memory there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from deepaudio.engines import registry
from deepaudio.engines.base import AudioRequest, Engine, PicturePart, SpeechRequest
from deepaudio.engines.deepaudio_v1 import runtime
from deepaudio.engines.deepaudio_v1.device import DevicePlacement
from deepaudio.engines.deepaudio_v1.feature_folder import FeatureFolder
from deepaudio.engines.deepaudio_v1.visual_encoder import VisualEncoder
from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from deepaudio_plugin.core.feature_cache import features_folder
from tests.helpers.signals import Running
from tests.helpers.tiny_fusion import model_with_fusion

LENGTH = 72_000
SETTINGS = {"steps": 2}
FULL = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")


@pytest.fixture
def fresh(tiny, monkeypatch) -> Callable[[], Engine]:
    """Makes an engine in half precision that remembers nothing, neither in memory nor on disk."""
    halves = DevicePlacement(torch.device("cpu"), torch.bfloat16, torch.bfloat16)
    monkeypatch.setattr(runtime, "choose_placement", lambda: halves)

    def make() -> Engine:
        for file in features_folder().glob("*"):
            file.unlink()
        return registry.load("deepaudio-v1")

    return make


def sound(engine, picture, *, prompt="rain", **settings):
    request = AudioRequest(
        LENGTH, picture=picture, prompt=prompt,
        settings={**SETTINGS, "dialogue": True, "sounds": [], **settings},
    )  # fmt: skip
    return engine.video_to_audio.generate(request, 0, LENGTH, Running()).samples


def line(engine, picture, control=None, **settings):
    """A line over the shot: what its picture says of it, and how it is said."""
    shot = {
        "media_start_s": picture.media_start_s, "duration_s": picture.duration_s, "lead": 24_000,
        "windows": [[0, LENGTH]],
    }  # fmt: skip
    seen = replace(picture, media_start_s=picture.media_start_s + 0.5, duration_s=0.75)
    part = PicturePart(0, 36_000, seen, shot)
    settings = {**SETTINGS, **settings}
    request = SpeechRequest(36_000, "Hi.", parts=(part,), voice="tenor", settings=settings)
    control = control or Running()
    guidance = engine.fusion.guidance(request, control)
    said = engine.text_to_speech.speak(request, guidance, control)
    return guidance.energy, said.audio.samples


def equal(one, other):
    assert all(
        torch.equal(torch.from_numpy(a), torch.from_numpy(b))
        for a, b in zip(one, other, strict=True)
    )


_EXPECTED = {}


@pytest.fixture
def expected(fresh, picture):
    """Speech alone, and sound alone: made once."""
    if not _EXPECTED:
        _EXPECTED["speech"], _EXPECTED["sound"] = line(fresh(), picture), sound(fresh(), picture)
    return _EXPECTED["speech"], _EXPECTED["sound"]


@pytest.fixture
def batches(monkeypatch):
    """The shape of every state that a flow network sees."""
    shapes = []

    def noting(network):
        predict = network.predict

        def noted(self, states, *rest):
            shapes.append((network.__name__, *states.shape))
            return predict(self, states, *rest)

        monkeypatch.setattr(network, "predict", noted)

    noting(MMAudio), noting(F5)
    return shapes


@pytest.mark.parametrize("low_vram", [True, False])
def test_every_batch_has_one_shape_whatever_the_company(fresh, picture, batches, low_vram):
    engine = fresh()
    sound(engine, picture, low_vram=low_vram)
    line(engine, picture, low_vram=low_vram)
    assert {shape[:2] for shape in batches} == {("MMAudio", 2), ("F5", 2)}
    assert len(set(batches)) == 2


def test_both_stems_in_either_order_are_what_each_is_alone(fresh, picture, expected):
    speech, audio = expected
    engine = fresh()
    equal((sound(engine, picture),), (audio,))
    equal(line(engine, picture), speech)
    engine = fresh()
    equal(line(engine, picture), speech)
    equal((sound(engine, picture),), (audio,))


def test_a_cache_hit_is_what_was_made(fresh, picture, expected):
    engine = fresh()
    for _ in range(2):
        equal(line(engine, picture), expected[0])
    again = registry.load("deepaudio-v1")  # features on the disk alone
    equal(line(again, picture), expected[0])


def test_texts_encoded_in_company_are_what_they_are_alone(fresh):
    pool = fresh().text_to_speech._runtime._pool_for("")

    def encoder():
        return VisualEncoder(FeatureFolder(features_folder() / "none", max_bytes=0))

    together = encoder().texts(pool, ["rain", "a street at night", ""])
    for row, text in zip(together, ["rain", "a street at night", ""], strict=True):
        assert torch.equal(encoder().texts(pool, [text])[0], row)


@pytest.mark.parametrize("low_vram", [True, False])
def test_little_memory_changes_no_sample(fresh, picture, expected, low_vram, monkeypatch):
    engine = fresh()
    if not low_vram:  # the usual footprint fails once in each network
        for network in (MMAudio, F5):
            _fail_once(monkeypatch, network)
    control = Running()
    equal(line(engine, picture, control, low_vram=low_vram), expected[0])
    assert sum("small memory" in text for text in control.warnings) == (0 if low_vram else 2)
    equal((sound(engine, picture, low_vram=low_vram),), (expected[1],))
    assert np.abs(expected[1]).max() > 0.01


def _fail_once(monkeypatch, network):
    predict, failed = network.predict, []

    def scarce(self, *rest):
        if not failed:
            failed.append(1)
            raise FULL
        return predict(self, *rest)

    monkeypatch.setattr(network, "predict", scarce)


def test_another_line_of_the_shot_changes_nothing(fresh, picture, expected):
    engine = fresh()
    line(engine, replace(picture, media_start_s=picture.media_start_s + 0.25))
    equal(line(engine, picture), expected[0])


# -- with a trained fusion ----------------------------------------------------------


def test_a_fusion_weighs_the_same_whatever_the_company(
    fresh, picture, batches, expected, tmp_path, monkeypatch
):
    model_with_fusion(tmp_path).use(monkeypatch)
    alone = line(fresh(), picture)
    engine = fresh()
    sound(engine, picture)
    line(engine, replace(picture, media_start_s=picture.media_start_s + 0.25))
    for low_vram in (False, True):
        equal(line(engine, picture, low_vram=low_vram), alone)
    equal(line(engine, picture, fusion="published"), expected[0])
    assert not np.array_equal(alone[1], expected[0][1])
    assert {shape[1] for shape in batches if shape[0] == "F5"} == {2, 3}
