"""torchaudio's Python parts work on every build of torch."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from deepaudio.dsp import torchaudio_safe

ROOT = Path(__file__).parents[3]
RATE = 24_000


def tone(frequency: float, seconds: float = 0.5, rate: int = RATE) -> torch.Tensor:
    return torch.sin(2 * torch.pi * frequency * torch.arange(int(seconds * rate)) / rate)


def complaints_of(code: str) -> tuple[int, str]:
    """Exit status and stderr of a fresh interpreter that runs `code`."""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    return done.returncode, done.stderr


def test_a_tone_below_both_nyquist_frequencies_survives_resampling():
    resampled = torchaudio_safe.resample(tone(1000), RATE, 16_000)
    expected = tone(1000, rate=16_000)
    assert resampled.shape == expected.shape
    assert torch.allclose(resampled[200:-200], expected[200:-200], atol=1e-2)


def test_a_tone_above_the_new_nyquist_frequency_vanishes():
    resampled = torchaudio_safe.resample(tone(11_000), RATE, 16_000)
    assert resampled[200:-200].abs().max() < 0.02


def test_a_tone_lands_in_the_mel_bin_that_covers_it():
    mel = torchaudio_safe.mel_spectrogram(
        sample_rate=RATE, n_fft=1024, hop_length=256, n_mels=100, center=True
    )
    spectrum = mel(tone(2000))
    assert spectrum.shape == (100, int(0.5 * RATE) // 256 + 1)
    loudest = int(spectrum[:, 20].argmax())
    top = 2595 * torch.log10(torch.tensor(1 + RATE / 2 / 700))
    centre = 700 * (10 ** ((loudest + 1) * top / 101 / 2595) - 1)
    assert abs(centre - 2000) < 60


def test_mel_filters_are_triangles_that_leave_no_gap():
    filters = torchaudio_safe.mel_filters(513, RATE, 40)
    assert filters.shape == (513, 40)
    assert (filters >= 0).all()
    inner = filters.sum(dim=1)[8:460]
    assert torch.allclose(inner, torch.ones_like(inner), atol=1e-4)


def test_what_needs_the_extension_says_so_where_there_is_none():
    if torchaudio_safe.has_extension():
        pytest.skip("this torchaudio has its extension")
    functional = torchaudio_safe.load().functional
    with pytest.raises(RuntimeError, match="compiled extension"):
        functional.forced_align(torch.zeros(1, 2, 3), torch.zeros(1, 1))


def test_importing_the_module_does_not_import_torchaudio():
    code = (
        "import sys, deepaudio.dsp.torchaudio_safe as safe\n"
        "assert 'torchaudio' not in sys.modules\n"
        "safe.load().functional.resample\n"
        "assert 'torchaudio' in sys.modules"
    )
    assert complaints_of(code) == (0, "")


def test_a_broken_extension_beside_a_cuda_torch_is_replaced():
    code = (
        "import torch\n"
        "torch.version.cuda = '0.0'\n"  # no torchaudio is built for it: its own check refuses
        "import deepaudio.dsp.torchaudio_safe as safe\n"
        "assert safe.resample(torch.zeros(240), 24_000, 16_000).shape == (160,)\n"
        "assert not safe.has_extension()"
    )
    assert complaints_of(code) == (0, "")


def test_no_other_module_imports_torchaudio():
    modules = [
        path
        for path in (ROOT / "deepaudio").rglob("*.py")
        if "import torchaudio" in path.read_text(encoding="utf-8").replace("torchaudio_safe", "")
        or "from torchaudio" in path.read_text(encoding="utf-8").replace("torchaudio_safe", "")
    ]
    assert [path.name for path in modules] == ["torchaudio_safe.py"]
