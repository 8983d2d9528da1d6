"""Batches: what is padded with what, and what is known of each frame."""

from __future__ import annotations

import pytest
import torch

from deepaudio.training.data import InMemory, Joined, SpeechItem, fingerprint, sound_batch
from deepaudio.training.data import speech_batch as batch_of
from tests.helpers.small_training import sound_network, sounds


def item(frames: int, **changes: object) -> SpeechItem:
    return SpeechItem(torch.ones(frames, 5), torch.arange(frames // 2), **changes)  # type: ignore[arg-type]


def test_speech_is_padded_with_zeros_and_texts_with_minus_one() -> None:
    batch = batch_of([item(4), item(6, energy=torch.ones(5))])
    assert batch.mel.shape == (2, 6, 5) and batch.mel[0, 4:].abs().sum() == 0
    assert batch.ids.tolist() == [[0, 1, -1], [0, 1, 2]]
    assert batch.lengths.tolist() == [4, 6]
    assert batch.energy[:, :, 0].tolist() == [[0] * 6, [1] * 5 + [0]]  # one frame shorter
    assert batch.evidence is None


def test_an_energy_longer_than_its_mel_is_cut() -> None:
    batch = batch_of([item(4, energy=torch.ones(9)), item(6)])
    assert batch.energy[:, :, 0].tolist() == [[1] * 4 + [0] * 2, [0] * 6]


def test_evidence_lies_on_the_frames_of_its_clip_and_marks_what_is_known() -> None:
    latent = torch.tensor([[0.0], [1.0]])
    sync = torch.arange(8.0)[:, None]
    batch = batch_of([item(8, latent=latent, sync=sync, prompted=True), item(10)], (1, 1))
    evidence = batch.evidence
    assert evidence is not None
    assert evidence.latent[0, :, 0].tolist() == [
        0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1, 0, 0,
    ]  # fmt: skip
    assert evidence.sync[0, :8, 0].tolist() == list(range(8))
    assert evidence.flags[0, :8].unique(dim=0).tolist() == [[0, 1, 1, 0, 1]]
    assert evidence.flags[0, 8:].sum() == 0 and evidence.flags[1].sum() == 0


def test_sounds_without_picture_or_text_are_marked() -> None:
    with_all, *_ = (sounds(1)[0],)
    without = type(with_all)(with_all.mean, with_all.std)
    batch = sound_batch([with_all, without], sound_network())
    assert batch.has_video.tolist() == batch.has_text.tolist() == [True, False]
    assert batch.clip.shape == (2, 8, 6) and batch.text.shape == (2, 5, 6)


def test_sounds_of_different_lengths_are_refused() -> None:
    one = sounds(1)[0]
    with pytest.raises(ValueError, match=r"differ in length: \[10, 20\]"):
        sound_batch([one, type(one)(one.mean[:10], one.std[:10])], sound_network())


def test_sets_are_joined_each_as_often_as_it_says() -> None:
    joined = Joined([(sounds(2), 2), (InMemory([item(7, name="last")]), 1)])  # type: ignore[list-item]
    assert [joined.name(i) for i in range(len(joined))] == [
        "sound 0", "sound 1", "sound 0", "sound 1", "last",
    ]  # fmt: skip
    assert joined.length(4) == 7 and joined[2] is joined[0]


def test_a_fingerprint_sees_names_lengths_and_order() -> None:
    prints = {fingerprint(InMemory(items)) for items in (
        [item(4, name="a"), item(5, name="b")], [item(5, name="b"), item(4, name="a")],
        [item(4, name="a"), item(6, name="b")], [item(4, name="a")],
    )}  # fmt: skip
    assert len(prints) == 4
