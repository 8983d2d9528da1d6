"""From a reference, a text and a contour to a waveform, with a network of random weights."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
import torch

from deepaudio.features.speech_text import Vocabulary
from deepaudio.networks.f5 import F5, MAX_FRAMES, F5Config
from deepaudio.networks.mof import FLAGS, Evidence
from deepaudio.networks.vocos import Vocos, VocosConfig
from deepaudio.sampling import speech
from deepaudio.sampling.speech import HOP, SAMPLE_RATE, Reference, SpeechModel
from deepaudio.sampling.speech_flow import SpeechFlowSettings, durations, sample_mels
from tests.helpers.small_networks import randomised

QUICK = SpeechFlowSettings(steps=2)
LONG = "First sentence here. " * 20


@pytest.fixture(scope="module")
def model() -> SpeechModel:
    torch.manual_seed(0)
    network = F5(
        F5Config(dim=32, depth=1, heads=1, head_dim=32, text_dim=8, text_depth=1, vocabulary=30)
    )
    vocoder = Vocos(VocosConfig(dim=16, inner=16, depth=1))
    letters = Vocabulary([" ", *"abcdefghijklmnopqrstuvwxyz.,"])
    parts = (part.eval().requires_grad_(False) for part in (network, vocoder))
    return SpeechModel(*parts, letters)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def voice() -> Reference:
    recording = 0.05 * torch.randn(2, 44_100, generator=torch.Generator().manual_seed(1))
    return speech.prepare_reference(recording, 44_100, "some words. ")


def spoken(model: SpeechModel, voice: Reference, seed: int = 0, **plan: object) -> torch.Tensor:
    chunks = speech.plan_line(voice, **plan)  # type: ignore[arg-type]
    generator = torch.Generator().manual_seed(seed)
    return speech.speak(model, speech.PlannedLine(voice, chunks, generator), settings=QUICK)


def test_a_reference_is_mono_at_the_networks_rate_and_level(voice: Reference) -> None:
    assert voice.waveform.shape == (1, SAMPLE_RATE)
    assert voice.waveform.square().mean().sqrt().item() == pytest.approx(0.1, rel=0.3)
    assert voice.mel.shape[1] == voice.frames + 1
    assert voice.gain < 1


@pytest.mark.parametrize(("text", "frames"), [("short.", 60), ("short.", 301), (LONG, 900)])
def test_a_line_with_a_contour_is_as_long_as_its_window(
    model: SpeechModel, voice: Reference, text: str, frames: int
) -> None:
    waveform = spoken(model, voice, text=text, target=torch.rand(frames))
    assert len(waveform) == (frames - 1) * HOP
    assert waveform.isfinite().all()


def test_a_contour_has_the_half_precision_that_the_network_was_trained_with(
    voice: Reference,
) -> None:
    fine = torch.tensor([0.1, 0.3337, 1.0 - 2**-11, 2.0**-16])
    (chunk,) = speech.plan_line(voice, "abc.", fine, 0.9 * fine)
    spoken = chunk.energy[0, voice.frames :, 0]
    assert torch.equal(spoken, torch.from_numpy(fine.numpy().astype("float16")).float())
    assert not torch.equal(spoken, fine)
    assert chunk.energy.dtype == torch.float32


def test_a_text_of_several_chunks_shares_its_contour(voice: Reference) -> None:
    target, prompt = torch.rand(300).half().float(), torch.rand(500).half().float()
    chunks = speech.plan_line(voice, LONG, target, prompt)
    assert len(chunks) > 1
    parts = [chunk.energy[0, :, 0] for chunk in chunks]
    for part, chunk in zip(parts, chunks, strict=True):
        assert len(part) == chunk.frames
        assert torch.equal(part[: voice.frames], prompt[: voice.frames])
    own = [part[voice.frames :] for part in parts]
    assert torch.equal(torch.cat([own[0], *(part[15:] for part in own[1:])]), target)


def test_a_line_without_contour_follows_its_text(voice: Reference) -> None:
    (short,), (long,) = (speech.plan_line(voice, text) for text in ("abc.", "abc def ghi."))
    assert voice.frames < short.frames < long.frames
    assert not short.energy.any()


def test_a_silent_contour_and_a_tiny_window_still_speak(
    model: SpeechModel, voice: Reference
) -> None:
    assert len(spoken(model, voice, text="hi.", target=torch.zeros(50))) == 49 * HOP
    assert spoken(model, voice, text="hi.", target=torch.rand(1)).isfinite().all()


def test_no_text_is_no_sound(model: SpeechModel, voice: Reference) -> None:
    assert len(spoken(model, voice, text="", target=torch.rand(50))) == 0


def test_a_line_longer_than_the_network_reaches_is_cut(
    model: SpeechModel, voice: Reference
) -> None:
    frames = durations(
        torch.zeros(1, 4, dtype=torch.int64), torch.tensor([90]), torch.tensor([9000])
    )
    assert frames.tolist() == [MAX_FRAMES]


def test_the_same_seed_gives_the_same_sound_and_another_does_not(
    model: SpeechModel, voice: Reference
) -> None:
    first, again, other = (
        spoken(model, voice, seed=seed, text="abc.", target=torch.ones(40)) for seed in (3, 3, 4)
    )
    assert torch.equal(first, again)
    assert not torch.allclose(first, other)


def test_one_batch_and_two_passes_give_the_same_mel(model: SpeechModel, voice: Reference) -> None:
    (chunk,) = speech.plan_line(voice, "abc.", torch.rand(40))
    mels = [
        speech.render_chunk(
            model, voice, chunk, torch.Generator().manual_seed(1),
            settings=SpeechFlowSettings(steps=3, one_batch=one_batch),
        )
        for one_batch in (True, False)
    ]  # fmt: skip
    torch.testing.assert_close(*mels, atol=1e-4, rtol=1e-4)


def test_a_crossfade_of_equal_sounds_is_that_sound() -> None:
    joined = speech.crossfaded([torch.ones(100), torch.ones(80), torch.ones(5)], 20)
    torch.testing.assert_close(joined, torch.ones(100 + 80 - 20))


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"strength": -1.0}])
def test_settings_that_cannot_be_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        SpeechFlowSettings(**wrong)  # type: ignore[arg-type]


def test_a_reference_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="words"):
        speech.prepare_reference(torch.ones(1, 24_000), 24_000, " ")


# -- several lines in one pass ------------------------------------------------------


def lines(voice: Reference) -> list[list[speech.Chunk]]:
    """Of unlike lengths, one of several chunks, with a contour and without."""
    return [
        speech.plan_line(voice, "abc.", torch.rand(40)),
        speech.plan_line(voice, LONG, torch.rand(300)),
        speech.plan_line(voice, "a longer line, without."),
    ]


def generators() -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in (1, 2, 3)]


def planned(voice: Reference, found: list[list[speech.Chunk]]) -> list[speech.PlannedLine]:
    return [
        speech.PlannedLine(voice, chunks, generator)
        for chunks, generator in zip(found, generators(), strict=True)
    ]


@pytest.mark.parametrize("strength", [2.0, 0.0])
@pytest.mark.parametrize("one_batch", [True, False])
def test_a_line_in_company_is_what_it_is_alone(
    model: SpeechModel, voice: Reference, strength: float, one_batch: bool
) -> None:
    settings = SpeechFlowSettings(steps=3, strength=strength, one_batch=one_batch)
    found = lines(voice)
    together = speech.speak_together(model, planned(voice, found), settings=settings)
    for line, waveform in zip(planned(voice, found), together, strict=True):
        alone = speech.speak(model, line, settings=settings)
        torch.testing.assert_close(waveform, alone, atol=1e-5, rtol=1e-4)


def test_a_neighbour_whatever_it_is_changes_nothing_of_a_line(
    model: SpeechModel, voice: Reference
) -> None:
    """Not even one that holds no numbers: nothing flows over where they meet."""
    found = [chunks[0] for chunks in lines(voice)]
    renders = [
        speech.mel_render(model, voice, chunk, generator)
        for chunk, generator in zip(found, generators(), strict=True)
    ]
    sound = sample_mels(model.network, renders, settings=QUICK)
    renders[1] = replace(renders[1], noise=torch.full_like(renders[1].noise, torch.nan))
    beside = sample_mels(model.network, renders, settings=QUICK)
    assert torch.equal(beside[0], sound[0])
    assert beside[1][:, voice.mel.shape[1] :].isnan().all()
    assert torch.equal(beside[2], sound[2])


def test_chunks_of_all_lines_meet_the_network_at_once(
    model: SpeechModel, voice: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = []
    predict = F5.predict

    def noted(self: F5, mel: torch.Tensor, *rest: object) -> torch.Tensor:
        shapes.append(tuple(mel.shape))
        return predict(self, mel, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(F5, "predict", noted)
    found = lines(voice)
    speech.speak_together(model, planned(voice, found), settings=QUICK)
    renders = [speech.mel_render(model, voice, c, generators()[0]) for line in found for c in line]
    assert shapes == [(2, sum(one.noise.shape[1] for one in renders), 100)] * QUICK.steps


@pytest.mark.parametrize("strength", [2.0, 0.0])
def test_a_line_with_all_evidence_in_company_is_what_it_is_alone(
    model: SpeechModel, voice: Reference, strength: float
) -> None:
    network = copy.deepcopy(model.network)
    randomised(network.add_fusion(latent_dim=3, sync_dim=4))
    fused = replace(model, network=network)
    settings = SpeechFlowSettings(steps=3, strength=strength)
    found = [speech.plan_line(voice, "abc.", evidence(frames)) for frames in (40, 90, 61)]
    together = speech.speak_together(fused, planned(voice, found), settings=settings)
    for line, waveform in zip(planned(voice, found), together, strict=True):
        alone = speech.speak(fused, line, settings=settings)
        torch.testing.assert_close(waveform, alone, atol=1e-5, rtol=1e-4)


def evidence(frames: int) -> Evidence:
    sizes = {"energy": 1, "latent": 3, "sync": 4, "flags": FLAGS}
    return Evidence(**{name: torch.rand(1, frames, size) for name, size in sizes.items()})
