"""How loud a sound is, and how high its peaks are."""

from __future__ import annotations

from deepaudio.dsp import levels, loudness
from deepaudio.dsp.waveform import Samples
from deepaudio.evaluation.metrics import Metric


def integrated_loudness(samples: Samples) -> float:
    """Loudness of (..., T) at 48 kHz in LUFS; minus infinity below the gate of -70 LUFS."""
    measured = loudness.loudness(samples)
    return float("-inf") if measured is None else measured


def true_peak(samples: Samples) -> float:
    """Highest true peak of (..., T) at 48 kHz in dBTP."""
    return levels.to_db(levels.true_peak(samples))


METRICS = (
    Metric(
        name="loudness",
        unit="LUFS",
        lowest=None,
        highest=None,
        better="nearest",
        source="integrated loudness, ITU-R BS.1770-4",
        measure=integrated_loudness,
        takes="samples (..., T) at 48 kHz",
    ),
    Metric(
        name="true-peak",
        unit="dBTP",
        lowest=None,
        highest=None,
        better="lower",
        source="true peak, ITU-R BS.1770-4, annex 2",
        measure=true_peak,
        label="true peak",
        takes="samples (..., T) at 48 kHz",
    ),
)
