"""Losses: what is withheld, and over what the mean is taken. Values are held by `make parity`."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.training.draws import SoundDraws, SpeechDraws, generator
from deepaudio.training.flow import (
    SoundBatch,
    SpeechBatch,
    sound_loss,
    spans,
    speech_loss,
)
from tests.helpers.small_networks import randomised
from tests.helpers.small_training import SOUND, SPEECH


def sound_step(size: int = 2) -> tuple[MMAudio, SoundBatch, SoundDraws]:
    network = randomised(MMAudio(SOUND))
    one = generator("batch")

    def rows(*shape: int) -> torch.Tensor:
        return torch.randn(size, *shape, generator=one)

    batch = SoundBatch(
        rows(20, 4), rows(20, 4).abs(), rows(8, 6), rows(16, 6), rows(5, 6),
        torch.ones(size, dtype=torch.bool), torch.ones(size, dtype=torch.bool),
    )  # fmt: skip
    return network, batch, SoundDraws.of([generator(i) for i in range(size)], 20, 4)


def speech_step() -> tuple[F5, SpeechBatch, SpeechDraws]:
    network = randomised(F5(SPEECH))
    one = generator("batch")
    mel = torch.randn(2, 30, 5, generator=one)
    mel[1, 22:] = 0
    batch = SpeechBatch(
        mel,
        torch.tensor([30, 22]),
        torch.randint(0, 11, (2, 9), generator=one),
        torch.rand(2, 30, 1, generator=one),
    )
    draws = SpeechDraws.of([generator(i) for i in range(2)], 30, 5, generator(9))
    return network, batch, replace(draws, audio=1.0, text=1.0)


def test_a_clip_that_lacks_its_picture_is_one_from_which_it_is_withheld() -> None:
    network, batch, draws = sound_step()
    draws = replace(draws, video=torch.tensor([0.05, 0.95]), text=torch.ones(2))
    withheld = sound_loss(network, batch, draws)
    lacking = sound_loss(
        network,
        replace(batch, has_video=torch.tensor([False, True])),
        replace(draws, video=torch.ones(2)),
    )
    assert torch.equal(withheld.items, lacking.items)


def test_picture_and_motion_are_withheld_together_and_the_text_by_itself() -> None:
    network, batch, draws = sound_step()
    draws = replace(draws, video=torch.zeros(2), text=torch.ones(2))
    without = sound_loss(network, batch, draws)
    other = replace(batch, clip=batch.clip + 1, sync=batch.sync - 1)
    assert torch.equal(sound_loss(network, other, draws).items, without.items)
    assert not torch.equal(
        sound_loss(network, replace(batch, text=batch.text + 1), draws).items, without.items
    )


def test_every_parameter_of_the_sound_network_has_a_gradient_at_every_step() -> None:
    network, batch, draws = sound_step()
    nothing_withheld = replace(draws, video=torch.ones(2), text=torch.ones(2))
    network.requires_grad_(True)
    sound_loss(network, batch, nothing_withheld).total.backward()
    assert [name for name, p in network.named_parameters() if p.grad is None] == []


def test_the_loss_of_sound_is_the_mean_of_its_items() -> None:
    losses = sound_loss(*sound_step(3))
    assert losses.total.item() == pytest.approx(losses.items.mean().item())
    assert losses.time.shape == (3,)


def test_a_span_lies_within_its_clip_and_is_as_long_as_drawn() -> None:
    lengths = torch.tensor([30, 22, 1])
    draws = SpeechDraws(
        torch.tensor([0.72, 0.999, 0.72]), torch.tensor([0.0, 0.999, 0.5]), torch.zeros(3, 30, 1),
        torch.zeros(3), 1.0, 1.0,
    )  # fmt: skip
    span = spans(lengths, draws, 30)
    assert span.sum(dim=1).tolist() == [21, 21, 0]  # fractions are cut, not rounded
    assert span[0].nonzero().flatten().tolist() == list(range(21))
    assert not span[1, 22:].any()


def test_the_loss_of_speech_sees_the_span_only() -> None:
    network, batch, draws = speech_step()
    draws = replace(draws, audio=0.0)  # else the rest of the clip would change the prediction
    span = spans(batch.lengths, draws, 30)
    losses = speech_loss(network, batch, draws)
    counts = span.sum(dim=1)
    by_hand = (losses.items * counts).sum() / counts.sum()
    assert losses.total.item() == pytest.approx(by_hand.item(), rel=1e-5)
    assert losses.items.shape == (2,)


def test_without_text_there_is_no_rest_of_the_clip_either() -> None:
    network, batch, draws = speech_step()
    no_text = replace(draws, text=0.1, audio=1.0)
    both = replace(draws, text=0.1, audio=0.1)
    assert torch.equal(
        speech_loss(network, batch, no_text).total, speech_loss(network, batch, both).total
    )
    assert not torch.equal(
        speech_loss(network, batch, replace(draws, audio=0.1)).total,
        speech_loss(network, batch, no_text).total,
    )


def test_a_clip_of_one_frame_has_no_span_and_no_loss() -> None:
    network, batch, draws = speech_step()
    one = SpeechBatch(batch.mel[:1, :1], torch.tensor([1]), batch.ids[:1], batch.energy[:1, :1])
    draws = SpeechDraws.of([generator(0)], 1, 5, generator(9))
    losses = speech_loss(network, one, replace(draws, fraction=torch.tensor([0.7])))
    assert losses.total.item() == 0
