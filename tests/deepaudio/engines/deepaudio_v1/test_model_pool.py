"""Networks on and off the GPU; precision of every part agrees along the way."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from deepaudio.engines import registry
from deepaudio.engines.base import AudioRequest, PicturePart, SpeechRequest
from deepaudio.engines.deepaudio_v1 import runtime
from deepaudio.engines.deepaudio_v1.device import DevicePlacement
from deepaudio.engines.deepaudio_v1.model_pool import ModelPool
from tests.helpers.signals import Running
from tests.helpers.tiny_model import known


class PretendedGpu(DevicePlacement):
    """The CPU, to which networks are moved as to a GPU."""

    @property
    def is_gpu(self):
        return True


def on_device(pool):
    return {role for role, part in pool.parts.items() if _moved(pool, part.name)}


def _moved(pool, name):
    return name in pool._loaded and pool._loaded[name].moved


def use_all(pool):
    for use in (pool.clip, pool.synchformer, pool.v2a, pool.vae, pool.vocoder, pool.speech):
        with use() as network:
            assert not any(p.requires_grad or p.is_meta for p in network.parameters())


@pytest.fixture
def pool(tiny):
    return ModelPool(known(tiny).parts("tiny"), tiny.store(), PretendedGpu(torch.device("cpu")))


def test_encoders_leave_the_gpu_and_the_rest_stays(pool):
    use_all(pool)
    assert on_device(pool) == {"v2a", "vae", "vocoder", "speech"}
    pool.clear_device()
    assert on_device(pool) == set()


def test_in_the_small_footprint_nothing_stays(pool):
    pool.low_memory = True
    use_all(pool)
    assert on_device(pool) == set()


def test_moving_changes_no_weight_and_reads_no_file_twice(pool):
    with pool.clip() as network:
        before = {name: value.clone() for name, value in network.state_dict().items()}
    with pool.clip() as network:
        after = network.state_dict()
        assert all(torch.equal(before[name], value) for name, value in after.items())
    assert pool.loads == 1


@pytest.mark.parametrize("settings", [{}, {"low_vram": True, "dialogue": True}])
def test_sixteen_bits_go_through_every_stage(tiny, picture, monkeypatch, settings):
    placement = PretendedGpu(torch.device("cpu"), torch.bfloat16, torch.float16)
    monkeypatch.setattr(runtime, "choose_placement", lambda: placement)
    engine, settings = registry.load("deepaudio-v1"), {"steps": 2, **settings}
    shot = AudioRequest(48_000, picture=picture, prompt="rain", settings=settings)
    sound = engine.video_to_audio.generate(shot, 0, 48_000, Running()).samples[0]
    shown = PicturePart(0, 48_000, picture)
    line = SpeechRequest(48_000, "Hello.", parts=(shown,), settings=settings)
    guidance = engine.fusion.guidance(line, Running())
    said = engine.text_to_speech.speak(line, guidance, Running()).audio.samples[0]
    for waveform in (sound, said):
        assert waveform.dtype == np.float32
        assert np.isfinite(waveform).all() and np.abs(waveform).max() > 0.01
