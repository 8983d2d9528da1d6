"""Means and their intervals: failures count, and who speaks is drawn as a whole."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.evaluation import summary
from deepaudio.evaluation.cases import FAILED, LEFT_OUT, MEASURED, NOT_MEASURED, CaseScore
from deepaudio.evaluation.columns import columns
from deepaudio.evaluation.scoring import ScoredRow


def scores(*values: float, speakers: int = 10, weight: float = 1.0) -> list[CaseScore]:
    return [
        CaseScore(f"{i}", f"s{i % speakers}", MEASURED, value, weight)
        for i, value in enumerate(values)
    ]


def figure(row: list[CaseScore], metric: str = "wer") -> summary.Figure:
    [found] = summary.figures(
        ScoredRow("m", {metric: row}), [columns()[metric]], as_published=False
    )
    return found


def test_the_mean_is_weighted_by_words() -> None:
    row = [CaseScore("a", "", MEASURED, 0.5, 2.0), CaseScore("b", "", MEASURED, 0.0, 8.0)]
    assert figure(row).value == pytest.approx(10.0)  # one word of ten, in per cent


def test_a_failure_without_a_value_is_counted_and_said() -> None:
    row = [
        CaseScore("a", "", MEASURED, 6.0),
        CaseScore("b", "", FAILED),
        CaseScore("c", "", LEFT_OUT),
    ]
    found = figure(row, "mcd")
    assert (found.value, found.n, found.n_failed, found.n_left_out) == (6.0, 1, 1, 1)
    assert "no value" in found.note


def test_what_no_file_could_be_measured_by_is_not_measured() -> None:
    row = [CaseScore("a", "", NOT_MEASURED, reason="needs X"), CaseScore("b", "", FAILED, 1.0)]
    found = figure(row)
    assert found.value is None and found.note == "needs X"


def test_where_every_file_failed_that_is_the_figure() -> None:
    found = figure([CaseScore("a", "", FAILED, 1.0), CaseScore("b", "", FAILED, 1.0)])
    assert (found.value, found.n_failed) == (100.0, 2)


def test_the_interval_of_independent_files_is_that_of_their_mean() -> None:
    values = np.random.default_rng(0).normal(3.0, 1.0, size=400)
    low, high, over = summary.interval(scores(*values, speakers=400))
    assert over == "speakers"
    assert (low, high) == pytest.approx((values.mean() - 0.098, values.mean() + 0.098), abs=0.02)


def test_files_of_one_voice_are_drawn_together() -> None:
    values = [i % 10 / 3 for i in range(400)]  # all files of a speaker are alike
    clustered = summary.interval(scores(*values, speakers=10))
    apart = summary.interval(scores(*values, speakers=400))
    width, narrow = (float(high or 0) - float(low or 0) for low, high, _ in (clustered, apart))
    assert width > 4 * narrow


def test_of_few_speakers_files_are_drawn_and_one_file_has_no_interval() -> None:
    assert summary.interval(scores(1.0, 2.0, 3.0, speakers=2))[2] == "files"
    assert summary.interval(scores(1.0)) == (None, None, "")
