"""What is random in a step depends on the run, the step and the item's place, on nothing else."""

from __future__ import annotations

import torch

from deepaudio.training.draws import SPAN, SoundDraws, SpeechDraws, generator


def sound(places: range, step: int = 7) -> SoundDraws:
    return SoundDraws.of([generator(1, step, place) for place in places], 5, 3)


def test_an_item_draws_the_same_numbers_in_any_company() -> None:
    whole, second_half = sound(range(4)), sound(range(2, 4))
    assert torch.equal(whole.latent[2:], second_half.latent)
    assert torch.equal(whole.video[2:], second_half.video)


def test_items_steps_and_runs_draw_different_numbers() -> None:
    one = sound(range(2))
    assert not torch.equal(one.noise[0], one.noise[1])
    assert not torch.equal(one.noise, sound(range(2), step=8).noise)


def test_speech_draws_stay_within_their_ranges() -> None:
    drawn = SpeechDraws.of([generator(1, place) for place in range(64)], 6, 4, generator(2))
    assert drawn.noise.shape == (64, 6, 4)
    assert SPAN[0] <= drawn.fraction.min() and drawn.fraction.max() <= SPAN[1]
    for uniform in (drawn.start, drawn.time, torch.tensor([drawn.audio, drawn.text])):
        assert uniform.min() >= 0 and uniform.max() < 1
