"""Metrics: each is one module, says what it is, and measures what its name promises."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest

from deepaudio.evaluation import onsets, word_errors
from deepaudio.evaluation.metrics import metrics


def test_every_metric_says_its_unit_range_and_source() -> None:
    for name, metric in metrics().items():
        assert name == metric.name and metric.source
        assert metric.better in ("lower", "higher")
        assert metric.highest is None or metric.lowest < metric.highest


def test_a_new_metric_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loudest_sample.py").write_text(
        "from deepaudio.evaluation.metrics import Metric\n"
        "METRIC = Metric('peak', '', 0.0, 1.0, 'lower', 'largest magnitude', lambda x: max(x))\n"
    )
    package = importlib.import_module("deepaudio.evaluation")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    assert metrics()["peak"].measure([0.25, 0.5]) == 0.5


def test_words_are_counted_as_substituted_inserted_and_deleted() -> None:
    pytest.importorskip("whisper_normalizer", reason="the extra [bench] is not installed")
    said = word_errors.words("The $40 door")
    assert said == ["the", "$40", "door"]
    assert word_errors.rate([word_errors.WordErrors(1, 4), word_errors.WordErrors(2, 6)]) == 0.3


def test_onsets_are_heard_where_clicks_are() -> None:
    sound = np.zeros(48_000, np.float32)
    for at in (0.25, 0.5, 0.75):
        sound[round(at * 48_000) :][:480] = 0.5 * (-1.0) ** np.arange(480)
    assert onsets.onsets(sound) == pytest.approx([0.25, 0.5, 0.75], abs=0.02)
    assert onsets.f1(sound, [0.25, 0.5, 0.75]) == 1.0
    assert onsets.f1(sound, [0.25, 0.5]) == pytest.approx(0.8)  # one extra


def test_onsets_match_one_to_one_within_the_tolerance() -> None:
    found = onsets.agreement([1.0, 1.05, 3.0], [1.02, 2.0], optional=[3.01])
    assert (found.hits, found.misses, found.extras) == (1, 1, 1)
