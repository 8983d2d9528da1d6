"""Takes that share passes: each sounds as it does alone, whatever the company.

Products of larger matrices may add up in another order, so equality is not to the bit; what it is
measured to be on a GPU is another matter (`tests/bench/gpu.py`). TOLERANCE is what the docs say.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from deepaudio.engines import registry
from deepaudio.engines.base import AudioRequest, Engine, PicturePart, SpeechRequest
from deepaudio.engines.company import Company
from deepaudio.engines.deepaudio_v1 import runtime
from deepaudio.engines.deepaudio_v1.device import DevicePlacement
from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from tests.helpers.signals import Running
from tests.helpers.tiny_fusion import model_with_fusion

TOLERANCE = 1e-4  # of full scale, -80 dB
BATCHED = {"steps": 2, "batched": True}
LENGTHS = (72_000, 40_000, 60_000)
WORDS = ("Hi.", "Is anybody at home?", "No.")
FULL = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")


@pytest.fixture
def fresh(tiny) -> Callable[[], Engine]:
    """Makes an engine that has heard nothing yet."""
    return lambda: registry.load("deepaudio-v1")


@pytest.fixture
def passes(monkeypatch):
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


def sound(engine, picture, number, control=None, **settings):
    length = LENGTHS[number]
    shown = replace(picture, media_start_s=number / 2)
    settings = {**BATCHED, "dialogue": False, "sounds": [], **settings}
    request = AudioRequest(length, picture=shown, prompt="rain", seed=number, settings=settings)
    return engine.video_to_audio.generate(request, 0, length, control or Running()).samples[0]


def line(engine, picture, number, control=None, **settings):
    """Every other one with a picture."""
    part = PicturePart(0, 36_000, replace(picture, media_start_s=1.0 + number / 4))
    request = SpeechRequest(
        36_000, WORDS[number], parts=() if number == 1 else (part,), seed=number, voice="tenor",
        settings={**BATCHED, **settings},
    )  # fmt: skip
    control = control or Running()
    guidance = engine.fusion.guidance(request, control)
    return engine.text_to_speech.speak(request, guidance, control).audio.samples[0]


def together(*members: Callable[[], Any]) -> list[Any]:
    """What the members of a company make, or raise."""
    company = Company(len(members))
    results: list[Any] = [None] * len(members)

    def be(number: int) -> None:
        with company.joined():
            try:
                results[number] = members[number]()
            except Exception as error:
                results[number] = error

    threads = [threading.Thread(target=be, args=(number,)) for number in range(len(members))]
    for thread in threads:
        thread.start()
    company.serve()
    for thread in threads:
        thread.join(120)
    return results


def company_of(make, engine, picture, controls=None, **settings):
    """All three of a kind."""
    return together(
        *(
            lambda n=n: make(engine, picture, n, controls and controls[n], **settings)
            for n in range(3)
        )
    )


def same(one, other):
    np.testing.assert_allclose(one, other, rtol=0, atol=TOLERANCE)
    assert np.abs(one).max() > 0.01


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("make", [sound, line])
def test_a_take_in_company_sounds_as_it_does_alone(fresh, picture, make, precision, monkeypatch):
    placement = DevicePlacement(torch.device("cpu"), precision, precision)
    monkeypatch.setattr(runtime, "choose_placement", lambda: placement)
    made = company_of(make, fresh(), picture)
    for number, take in enumerate(made):
        same(take, make(fresh(), picture, number, batched=False))


@pytest.mark.parametrize(
    ("make", "expected"),
    [(sound, {"MMAudio": 1}), (line, {"MMAudio": 1, "F5": 1})],
)
def test_all_takes_of_a_company_are_made_in_one_pass(fresh, picture, passes, make, expected):
    made = company_of(make, fresh(), picture)
    assert all(isinstance(take, np.ndarray) for take in made)
    found = {name: {shape for shape in passes if shape[0] == name} for name in expected}
    assert {name: len(shapes) for name, shapes in found.items()} == expected
    assert len(passes) == 2 * len(expected)  # two steps each


def test_a_take_that_does_not_ask_for_it_shares_nothing(fresh, picture, passes):
    """And so has the samples that its key promises, to the bit."""
    made = company_of(sound, fresh(), picture, batched=False)
    assert len({shape[2] for shape in passes}) == 3
    for number, take in enumerate(made):
        assert np.array_equal(take, sound(fresh(), picture, number, batched=False))


def test_a_take_without_company_is_made_as_any_other(fresh, picture):
    (take,) = together(lambda: line(fresh(), picture, 0))
    assert np.array_equal(take, line(fresh(), picture, 0, batched=False))
    assert np.array_equal(take, line(fresh(), picture, 0))


def test_what_is_amiss_with_one_is_its_own_matter(fresh, picture):
    engine = fresh()
    lost = replace(picture, path="gone.mp4")
    first, gone, last = together(
        lambda: sound(engine, picture, 0),
        lambda: sound(engine, lost, 1),
        lambda: sound(engine, picture, 2),
    )
    assert isinstance(gone, Exception)
    same(first, sound(fresh(), picture, 0, batched=False))
    same(last, sound(fresh(), picture, 2, batched=False))


@pytest.mark.parametrize(("make", "network"), [(sound, MMAudio), (line, F5)])
def test_a_pass_that_fails_is_made_one_by_one(fresh, picture, make, network, monkeypatch):
    """Each take is told so, and is what it is alone to the bit."""
    predict = network.predict
    alone = {predict_length(fresh(), picture, make, n, network, monkeypatch) for n in range(3)}

    def choosy(self, states, *rest):
        if states.shape[1] not in alone:
            raise ValueError("the third one is poison")
        return predict(self, states, *rest)

    monkeypatch.setattr(network, "predict", choosy)
    controls = [Running() for _ in range(3)]
    made = company_of(make, fresh(), picture, controls)
    for number, take in enumerate(made):
        assert "made alone" in " ".join(controls[number].warnings)
        same(take, make(fresh(), picture, number, batched=False))


def predict_length(engine, picture, make, number, network, monkeypatch):
    """The number of frames that a take has in a network."""
    with monkeypatch.context() as patch:
        seen, predict = [], network.predict
        patch.setattr(
            network, "predict", lambda self, x, *rest: seen.append(x) or predict(self, x, *rest)
        )
        make(engine, picture, number, batched=False)
        return seen[0].shape[1]


def test_a_pass_too_large_for_the_memory_is_made_one_by_one_and_the_next_is_smaller(
    fresh, picture, monkeypatch
):
    predict, shapes = MMAudio.predict, []

    def scarce(self, states, *rest):
        shapes.append(states.shape[1])
        if len(shapes) == 1:
            raise FULL
        return predict(self, states, *rest)

    monkeypatch.setattr(MMAudio, "predict", scarce)
    engine, controls = fresh(), [Running() for _ in range(3)]
    made = company_of(sound, engine, picture, controls)
    assert all(isinstance(take, np.ndarray) for take in made)
    assert all("do not fit the memory" in " ".join(c.warnings) for c in controls)
    assert not any("small memory" in " ".join(c.warnings) for c in controls)
    too_large = shapes[0]
    shapes.clear()
    company_of(sound, engine, picture, cfg=2)
    assert max(shapes) < too_large


def test_takes_weighed_by_a_trained_fusion_share_passes_too(
    fresh, picture, passes, tmp_path, monkeypatch
):
    model_with_fusion(tmp_path).use(monkeypatch)
    made = company_of(line, fresh(), picture)
    fused = {shape for shape in passes if shape[:2] == ("F5", 3)}
    assert len(fused) == 1  # the two with a picture; the one without goes by itself
    for number, take in enumerate(made):
        same(take, line(fresh(), picture, number, batched=False))
