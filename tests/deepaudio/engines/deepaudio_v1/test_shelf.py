"""Networks on and off the GPU; precision of every part agrees along the way."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from deepaudio.engines import registry
from deepaudio.engines.base import AudioRequest, SpeechRequest
from deepaudio.engines.deepaudio_v1 import runtime as studio
from deepaudio.engines.deepaudio_v1.device import Place
from deepaudio.engines.deepaudio_v1.model_pool import Shelf
from tests.helpers.signals import Running
from tests.helpers.tiny_model import known


class PretendedGpu(Place):
    """The CPU, to which networks are moved as to a GPU."""

    @property
    def is_gpu(self):
        return True


def on_device(shelf):
    return {role for role, part in shelf.parts.items() if _moved(shelf, part.name)}


def _moved(shelf, name):
    return name in shelf._loaded and shelf._loaded[name].moved


def use_all(shelf):
    for use in (shelf.clip, shelf.synchformer, shelf.v2a, shelf.vae, shelf.vocoder, shelf.speech):
        with use() as network:
            assert not any(p.requires_grad or p.is_meta for p in network.parameters())


@pytest.fixture
def shelf(tiny):
    return Shelf(known(tiny).parts("tiny"), tiny.store(), PretendedGpu(torch.device("cpu")))


def test_encoders_leave_the_gpu_and_the_rest_stays(shelf):
    use_all(shelf)
    assert on_device(shelf) == {"v2a", "vae", "vocoder", "speech"}
    shelf.clear_device()
    assert on_device(shelf) == set()


def test_in_the_small_footprint_nothing_stays(shelf):
    shelf.lean = True
    use_all(shelf)
    assert on_device(shelf) == set()


def test_moving_changes_no_weight_and_reads_no_file_twice(shelf):
    with shelf.clip() as network:
        before = {name: value.clone() for name, value in network.state_dict().items()}
    with shelf.clip() as network:
        after = network.state_dict()
        assert all(torch.equal(before[name], value) for name, value in after.items())
    assert shelf.loads == 1


@pytest.mark.parametrize("settings", [{}, {"low_vram": True, "dialogue": True, "lines": [[0, 9]]}])
def test_sixteen_bits_go_through_every_stage(tiny, picture, monkeypatch, settings):
    place = PretendedGpu(torch.device("cpu"), torch.bfloat16, torch.float16)
    monkeypatch.setattr(studio, "choose_place", lambda: place)
    engine, settings = registry.load("deepaudio-v1"), {"steps": 2, **settings}
    shot = AudioRequest(48_000, picture=picture, prompt="rain", settings=settings)
    sound = engine.video_to_audio.generate(shot, 0, 48_000, Running())
    line = SpeechRequest(48_000, "Hello.", picture=picture, settings=settings)
    contour = engine.fusion.contour(line, Running())
    said = engine.text_to_speech.speak(line, contour, Running()).waveform
    for waveform in (sound, said):
        assert waveform.dtype == np.float32
        assert np.isfinite(waveform).all() and np.abs(waveform).max() > 0.01
