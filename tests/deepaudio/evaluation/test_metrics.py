"""Metrics: each says what it is, and a new one is one file."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from deepaudio.evaluation.benchmarks import BENCHMARKS
from deepaudio.evaluation.extractors import EXTRACTORS
from deepaudio.evaluation.metrics import Metric, metrics

ROOT = Path(__file__).parents[3]


def test_every_metric_says_its_unit_range_input_and_source() -> None:
    for name, metric in metrics().items():
        assert name == metric.name and metric.source and metric.takes
        assert metric.better in ("lower", "higher", "nearest")
        if metric.lowest is not None and metric.highest is not None:
            assert metric.lowest < metric.highest


def test_what_a_failure_counts_lies_within_the_range() -> None:
    for metric in metrics().values():
        if metric.failure is not None:
            assert metric.lowest is None or metric.failure >= metric.lowest
            assert metric.highest is None or metric.failure <= metric.highest


def test_a_new_metric_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loudest_sample.py").write_text(
        "from deepaudio.evaluation.metrics import Metric\n"
        "METRIC = Metric('peak', '', 0.0, 1.0, 'lower', 'largest magnitude', lambda x: max(x))\n"
    )
    package = importlib.import_module("deepaudio.evaluation.metrics")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    assert metrics()["peak"].measure([0.25, 0.5]) == 0.5


def test_every_metric_is_in_a_benchmark_but_the_other_arithmetic_of_one() -> None:
    used = {column.metric.name for b in BENCHMARKS.values() for column in b.columns()}
    assert set(metrics()) - used == {"wer-published"}


def row(metric: Metric) -> str:
    """A metric's row in the manual."""
    low, high = ("" if end is None else f"{end:g}" for end in (metric.lowest, metric.highest))
    span = f"{low} to {high}" if high else f"from {low}" if low else "–"
    better = metric.better
    if better == "nearest":
        better = "nearest the truth's" if metric.best is None else f"nearest {metric.best:g}"
    source = metric.source.replace("|", r"\|")
    unit = metric.unit or "–"
    return f"| {metric.heading} | `{metric.name}` | {unit} | {span} | {better} | {source} |"


def test_the_manual_has_a_row_for_every_metric_and_extractor() -> None:
    manual = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8").splitlines()
    assert [metric.name for metric in metrics().values() if row(metric) not in manual] == []
    for b in EXTRACTORS.values():
        assert f"| `{b.name}` | {b.arrays} | {b.weights} | {b.size} | {b.licence} |" in manual
