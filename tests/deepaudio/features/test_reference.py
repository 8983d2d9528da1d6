"""Reference recordings: pauses, edges, level, rate."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from deepaudio.features.reference import level_up, prepare_recording, resample_sinc

RATE = 16_000


def sound(*parts: tuple[float, float], rate: int = RATE) -> np.ndarray:
    """Noise: (seconds, level in dBFS) one after the other."""
    generator = np.random.default_rng(0)
    levels = [np.full(int(s * rate), 10 ** (db / 20) if db > -100 else 0.0) for s, db in parts]
    noise = generator.uniform(-1, 1, sum(map(len, levels))) * np.concatenate(levels)
    return (noise * 32_767).astype(np.int16)


def seconds(pcm: np.ndarray, rate: int = RATE) -> float:
    return len(pcm) / rate


def test_silence_at_both_ends_goes_and_a_tail_comes() -> None:
    prepared = prepare_recording(sound((0.5, -200), (2.0, -20), (0.7, -200)), RATE).pcm
    assert seconds(prepared) == pytest.approx(2.05, abs=0.03)
    assert not prepared[-790:].any()


def test_a_long_recording_is_cut_at_a_pause() -> None:
    pcm = sound((7.0, -20), (1.5, -200), (7.0, -20), (1.5, -200), (7.0, -20))
    assert seconds(prepare_recording(pcm, RATE).pcm) == pytest.approx(7.05, abs=0.05)


def test_a_long_recording_without_pauses_is_cut_at_15_s() -> None:
    assert seconds(prepare_recording(sound((20.0, -20)), RATE).pcm) == pytest.approx(
        15.05, abs=0.01
    )


def test_stereo_stays_stereo() -> None:
    pcm = sound((1.0, -20))
    prepared = prepare_recording(np.stack([pcm, pcm // 2], axis=1), RATE).pcm
    assert prepared.ndim == 2 and prepared.shape[1] == 2


@pytest.mark.parametrize("pcm", [np.zeros(0, np.int16), sound((2.0, -200)), sound((2.0, -60))])
def test_a_silent_recording_is_refused(pcm: np.ndarray) -> None:
    with pytest.raises(ValueError, match="silent"):
        prepare_recording(pcm, RATE)


def test_a_recording_of_a_few_samples_does_not_fail_otherwise() -> None:
    for count in (1, 5, 16, 17, 200):
        pcm = np.full(count, 10_000, np.int16)
        try:
            assert len(prepare_recording(pcm, RATE).pcm) >= 799
        except ValueError as error:
            assert "silent" in str(error)


def test_where_each_sample_was_is_kept() -> None:
    pcm = sound((0.5, -200), (2.0, -20), (3.0, -200), (2.0, -20), (0.7, -200))
    prepared = prepare_recording(pcm, RATE)
    from_it = prepared.places >= 0
    assert np.array_equal(prepared.pcm[from_it], pcm[prepared.places[from_it]])
    assert not prepared.pcm[~from_it].any()
    assert sum(stop - start for start, stop in prepared.kept()) == from_it.sum()
    assert len(prepared.kept()) == 2
    again = prepare_recording(prepared.pcm[100:], RATE).of(prepared.places[100:])
    from_it = again.places >= 0
    assert np.array_equal(again.pcm[from_it], pcm[again.places[from_it]])


@pytest.mark.parametrize("width", [np.int8, np.int16, np.int32])
def test_levels_count_from_the_width_of_the_samples(width: type) -> None:
    """The same sound in another width is cut at the same places, where levels are clear."""
    narrow = sound((0.5, -200), (2.0, -12), (0.7, -200))
    scale = np.iinfo(width).max / 32_767
    wide = (narrow * scale).astype(width)
    assert prepare_recording(wide, RATE).kept() == prepare_recording(narrow, RATE).kept()


def test_quiet_speech_is_raised_and_the_way_back_is_known() -> None:
    quiet = 0.01 * torch.randn(1, 8000, generator=torch.Generator().manual_seed(0))
    levelled, gain = level_up(quiet)
    assert levelled.square().mean().sqrt().item() == pytest.approx(0.1, rel=1e-4)
    torch.testing.assert_close(levelled * gain, quiet)


@pytest.mark.parametrize("level", [0.5, 0.0])
def test_loud_speech_and_silence_stay(level: float) -> None:
    waveform = level * torch.ones(1, 100)
    levelled, gain = level_up(waveform)
    assert torch.equal(levelled, waveform) and gain == 1.0


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("samples", [1, 999, 4_410])
def test_resampling_keeps_the_duration(rate: int, samples: int) -> None:
    resampled = resample_sinc(torch.randn(2, samples), rate, 24_000)
    assert resampled.shape == (2, -(-samples * 24_000 // rate))


def test_a_tone_survives_resampling() -> None:
    times = torch.arange(44_100) / 44_100
    resampled = resample_sinc(torch.sin(2 * torch.pi * 1000 * times)[None], 44_100, 24_000)[0]
    expected = torch.sin(2 * torch.pi * 1000 * torch.arange(24_000) / 24_000)
    torch.testing.assert_close(resampled[100:-100], expected[100:-100], atol=2e-3, rtol=0)


def test_a_rate_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="rates must be positive"):
        resample_sinc(torch.zeros(1, 5), 0, 24_000)
