"""Mel-cepstral distortion is pymcd's, within 1 %."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepaudio.evaluation.metrics import cepstra

RATE = 24_000


def voice(seed: int, pitch: float, speed: float = 1.0) -> np.ndarray:
    """One second of a buzz whose formants move."""
    t = np.arange(int(RATE / speed)) / RATE
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.1 * np.sin(6 * np.pi * t * speed))) / RATE
    buzz = sum(
        np.sin(k * phase) / k * (1 + np.cos(2 * np.pi * (k * pitch / 900 + t * speed + seed)))
        for k in range(1, 25)
    )
    noise = 0.002 * np.random.default_rng(seed).normal(size=len(t))
    return (0.05 * buzz * (0.6 + 0.4 * np.sin(4 * np.pi * t * speed)) + noise).astype(np.float32)


@pytest.fixture(scope="module")
def both() -> tuple[np.ndarray, np.ndarray]:
    for module in ("pyworld", "fastdtw"):
        pytest.importorskip(module, reason="the extra [eval] is not installed")
    return (
        cepstra.mel_cepstra(voice(0, 120), RATE),
        cepstra.mel_cepstra(voice(1, 140, 1.15), RATE),
    )


def test_figures_are_those_that_pymcd_gave(both) -> None:
    # pymcd 0.2.1 with pyworld 0.3.5, pysptk 1.0.1, fastdtw 0.3.4 and librosa 0.11.0
    assert cepstra.distortion(*both) == pytest.approx(5.5673, rel=0.01)
    assert cepstra.length_weighted(*both) == pytest.approx(6.4312, rel=0.01)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pymcd_itself_says_so(both, tmp_path: Path) -> None:
    pymcd = pytest.importorskip("pymcd.mcd", reason="pymcd is not installed")
    soundfile.write(tmp_path / "a.wav", voice(0, 120), RATE, subtype="FLOAT")
    soundfile.write(tmp_path / "b.wav", voice(1, 140, 1.15), RATE, subtype="FLOAT")
    for mode, ours in (("dtw", cepstra.distortion), ("dtw_sl", cepstra.length_weighted)):
        theirs = pymcd.Calculate_MCD(mode).calculate_mcd(
            str(tmp_path / "a.wav"), str(tmp_path / "b.wav")
        )
        assert ours(*both) == pytest.approx(theirs, rel=0.01)


def test_a_voice_does_not_differ_from_itself(both) -> None:
    assert cepstra.distortion(both[0], both[0]) == 0


def test_warping_moves_frequencies_as_an_all_pass_does() -> None:
    # a cepstrum c is sum c_k cos(k w); warped, it has the same value at the warped frequency
    cepstrum = np.zeros(257)
    cepstrum[:4] = [0.3, 1.0, -0.4, 0.2]
    warped = cepstra._warping() @ cepstrum
    w = 0.1
    moved = w + 2 * np.arctan(0.65 * np.sin(w) / (1 - 0.65 * np.cos(w)))
    plain = (cepstrum[:4] * np.cos(w * np.arange(4))).sum()
    assert (warped * np.cos(moved * np.arange(14))).sum() == pytest.approx(plain, abs=0.02)
