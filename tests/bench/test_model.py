"""The plain path of the bench computes what the networks compute, and is checked to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from deepaudio.networks.bigvgan import BigVGAN, BigVGANConfig
from tests.bench import model
from tests.bench.figures import Figure
from tests.bench.full_size import drawn, filled, one_thread


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench at a size for tests, with the same code."""
    from tests.bench import gpu

    monkeypatch.setattr(model, "MMAUDIO", gpu.TINY.sound)
    monkeypatch.setattr(model, "F5_PRESETS", {"f5": gpu.TINY.speech})
    monkeypatch.setattr(model, "VocosConfig", lambda: gpu.TINY.vocos)
    monkeypatch.setattr(model, "BIGVGAN", {"44k": gpu.TINY.codecs["44k"][1]})
    monkeypatch.setattr(model, "CLIP_S", 1)
    monkeypatch.setattr(model, "VOCODED_S", 0.1)
    monkeypatch.setattr(model, "REFERENCE_S", 1)
    monkeypatch.setattr(model, "LINE_S", 1)


@pytest.mark.parametrize(
    ("part", "bounded"),
    [(model.sound, 1), (model.speech, 2), (model.lines_together, 1), (model.vocoder, 1)],
)
def test_a_part_compares_outputs_and_gives_ratios(
    part: Callable[[], list[Figure]], bounded: int, small: None
) -> None:
    with torch.inference_mode(), one_thread():
        figures = part()
    assert sum(figure.bound is not None for figure in figures) == bounded
    assert all(figure.value > 0 for figure in figures)


def test_v2_of_the_plain_path_agrees_too(monkeypatch: pytest.MonkeyPatch, small: None) -> None:
    monkeypatch.setattr(model, "VARIANT", "large_44k_v2")
    with torch.inference_mode(), one_thread():
        assert model.sound(rounds=1)


def test_a_wide_vocoder_agrees_with_the_plain_one() -> None:
    config = BigVGANConfig(8, (4, 4), (8, 8), width=192)  # wide enough to go by spectra
    network = filled(lambda: BigVGAN(config))
    mel = drawn(1, 8, 300)
    with torch.inference_mode(), one_thread():
        made, expected = network(mel), model.plain.bigvgan.waveform(network, mel)
    model.assert_same(made, expected, share=1e-4)


def test_outputs_that_differ_are_an_error() -> None:
    with pytest.raises(AssertionError, match="differ by"):
        model.assert_same(torch.tensor([1.0, 2.1]), torch.tensor([1.0, 2.0]))
    with pytest.raises(AssertionError, match="differ by"):
        model.assert_same(torch.full((2,), torch.nan), torch.ones(2))
