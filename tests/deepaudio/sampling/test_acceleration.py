"""Recorded steps and compiled blocks give what plain ones give."""

from __future__ import annotations

import pytest
import torch

from deepaudio.networks.f5 import F5, F5Config
from deepaudio.networks.mmaudio import MMAudio, MMAudioConfig
from deepaudio.sampling import schedules
from deepaudio.sampling.acceleration import Program, can_compile, compile_blocks, replayed
from deepaudio.sampling.audio import AudioFlowSettings, audio_velocity
from deepaudio.sampling.euler import euler
from deepaudio.sampling.speech_flow import SpeechFlowSettings, sample_mel

FRAMES = 12


class Recorder:
    """Stands in for a CUDA graph: computes into one tensor, from inputs where they are."""

    def __init__(self) -> None:
        self.recorded = self.replays = 0

    def __call__(self, program: Program) -> Program:
        self.recorded += 1
        made = torch.empty_like(program())

        def replay() -> torch.Tensor:
            self.replays += 1
            return made.copy_(program())

        return replay


def sound_network(depth: int = 3) -> MMAudio:
    torch.manual_seed(0)
    config = MMAudioConfig(3, 16, 2, depth, 1, clip_dim=4, sync_dim=4, text_dim=4, text_tokens=2)
    return MMAudio(config).eval().requires_grad_(False)


def sound(network: MMAudio, record: Recorder | None = None, steps: int = 5) -> torch.Tensor:
    g = torch.Generator().manual_seed(2)
    features = (torch.randn(1, n, 4, generator=g) for n in (5, 8, 2))
    empty = network.empty_clip(1, 5), network.empty_sync(1, 8), network.empty_text(1)
    schedule = schedules.linear(steps)
    cond, null = network.conditions(*features, FRAMES), network.conditions(*empty, FRAMES)
    velocity = audio_velocity(network, cond, null, schedule[:-1], AudioFlowSettings(steps))
    if record:
        velocity = replayed(velocity, record=record)
    return euler(velocity, torch.randn(1, FRAMES, 3, generator=g), schedule)


def speech_network() -> F5:
    torch.manual_seed(0)
    config = F5Config(32, 2, 2, 16, text_dim=8, text_depth=1, vocabulary=9, mel_bins=4,
                      position_groups=2, time_features=8)  # fmt: skip
    return F5(config).eval().requires_grad_(False)


def speech(network: F5, settings: SpeechFlowSettings) -> torch.Tensor:
    g = torch.Generator().manual_seed(2)
    audio, noise = torch.randn(1, 4, 4, generator=g), torch.randn(1, FRAMES, 4, generator=g)
    ids, energy = torch.tensor([[1, 2, 3]]), torch.rand(1, FRAMES, 1, generator=g)
    frames = torch.tensor([FRAMES])
    return sample_mel(network, audio, ids, energy, noise, frames=frames, settings=settings)


def test_recorded_steps_give_the_same_sound() -> None:
    network, recorder = sound_network(), Recorder()
    torch.testing.assert_close(sound(network, recorder), sound(network), atol=1e-6, rtol=1e-6)
    assert (recorder.recorded, recorder.replays) == (1, 4)


def test_one_step_is_not_recorded() -> None:
    recorder = Recorder()
    sound(sound_network(), recorder, steps=1)
    assert recorder.recorded == 0


def test_a_state_that_was_returned_is_not_written_over() -> None:
    velocity = replayed(lambda x, step: x + step, record=Recorder())
    made = [velocity(torch.full((2,), 10.0), step) for step in range(4)]
    assert [y[0].item() for y in made] == [10, 11, 12, 13]


@pytest.mark.parametrize("strength", [0.0, 2.0])
def test_without_a_gpu_nothing_is_recorded(strength: float) -> None:
    network = speech_network()
    plain, asked = (
        speech(network, SpeechFlowSettings(3, strength=strength, replay=replay))
        for replay in (False, True)
    )
    assert torch.equal(plain, asked)


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_compiled_blocks_give_the_same(backend: str) -> None:
    torch.compiler.reset()
    of_sound, of_speech = sound_network(), speech_network()
    plain = sound(of_sound), speech(of_speech, SpeechFlowSettings(3))
    names = list(of_sound.state_dict()), list(of_speech.state_dict())
    compile_blocks(of_sound, backend=backend)
    compile_blocks(of_speech, backend=backend)
    made = sound(of_sound), speech(of_speech, SpeechFlowSettings(3))
    for a, b in zip(plain, made, strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-5)
    assert names == (list(of_sound.state_dict()), list(of_speech.state_dict()))


def test_compiling_is_not_offered_without_a_gpu() -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    assert not can_compile()
