"""Where somebody speaks: found at any rate and level, and not in other sound."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.features import voice_activity
from deepaudio.features.voice_activity import speech_spans
from tests.helpers.signals import chords, hum, noise, silence
from tests.helpers.spoken import spoken


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("level", [0.002, 1.0])
def test_speech_is_found_at_any_rate_and_level(rate: int, level: float) -> None:
    said = level * np.concatenate([silence(1.5), spoken(), silence(1.5)])
    spans = speech_spans(resample(said, SAMPLE_RATE, rate), rate)
    assert spans[0][0] == pytest.approx(1.5, abs=0.2)
    assert spans[-1][1] == pytest.approx(1.5 + len(spoken()) / SAMPLE_RATE, abs=0.2)
    assert all(start < end for start, end in spans)


@pytest.mark.parametrize("sound", [noise(3), hum(3), chords(3), silence(3), silence(0)],
                         ids=["noise", "hum", "music", "silence", "nothing"])  # fmt: skip
def test_nobody_speaks_in_other_sound(sound: np.ndarray) -> None:
    assert speech_spans(sound, SAMPLE_RATE) == []


def test_torch_keeps_its_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "silero_vad"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(voice_activity, "_silero", voice_activity._silero.__wrapped__)
    threads = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        voice_activity._silero()
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(threads)
