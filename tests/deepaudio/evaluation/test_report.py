"""Tables: the papers' columns, the ground truth's own rows, and why a cell is empty."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from deepaudio.evaluation import report, results
from deepaudio.evaluation.published import STOPS
from deepaudio.evaluation.results import Result
from deepaudio.evaluation.scoring import TRUTH
from deepaudio.evaluation.summary import HONEST, PUBLISHED, Figure
from deepaudio_plugin.core.errors import UsageError

WER = Figure("wer", "WER", "model", HONEST, 4.5, "%", "lower", 5, n_failed=1, low=3.0, high=7.25,
             over="speakers")  # fmt: skip
SIM = Figure("spk-sim", "SPK-SIM", "model", HONEST, None, "%", "higher", 0, note="needs <a net>")
RESULT = Result(
    "v2s",
    "model",
    "v2c_test.lst",
    "V2C",
    6,
    (
        WER,
        replace(WER, arithmetic=PUBLISHED, value=3.15, low=None, high=None, n_dropped=2),
        replace(WER, row=TRUTH, value=2.0, low=None, high=None, n_failed=0),
        SIM,
        replace(SIM, arithmetic=PUBLISHED, value=math.nan, note="NaN because of one file"),
    ),
    problems=("v2c_test.lst:4: 2 columns instead of 6",),
)


def rows(text: str) -> dict[str, list[str]]:
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines()]
    return {row[0]: row[1:] for row in cells if len(row) > 1}


def test_a_row_is_a_system_and_an_arithmetic_the_ground_truth_first() -> None:
    text = report.markdown([RESULT])
    table = rows(text)
    names = list(table)
    assert table[names[0]] == ["WER (%) ↓", "SPK-SIM (%) ↑"]
    assert names[2:] == [TRUTH, "model", "model, as published"]
    assert table["model"] == ["4.500 [3.000, 7.250]", "not measured"]
    assert table["model, as published"] == ["3.150", "NaN"]
    assert table[TRUTH] == ["2.000", "–"]


def test_below_it_stands_what_was_dropped_failed_or_is_missing() -> None:
    text = report.markdown([RESULT])
    for said in ("SPK-SIM (model): not measured: needs <a net>", "N = 5, 1 failed",
                 "1 failed, 2 dropped as the published script does", "2 columns instead of 6",
                 "95 % intervals by bootstrap over speakers"):  # fmt: skip
        assert said in text


def test_the_page_says_the_same_and_is_safe() -> None:
    page = report.page([RESULT])
    assert "<td>4.500<small>[3.000, 7.250]</small></td>" in page
    assert "needs &lt;a net&gt;" in page and "<a net>" not in page


def test_a_result_is_read_as_it_was_written(tmp_path: Path) -> None:
    results.write(RESULT, [], tmp_path)
    again = results.read(tmp_path)
    assert again.figures[-1].value is not None and math.isnan(again.figures[-1].value)
    assert again.figures[:-1] == RESULT.figures[:-1] and again.problems == RESULT.problems


def test_where_the_published_script_stops_the_cell_says_so() -> None:
    stopped = replace(WER, arithmetic=PUBLISHED, value=None, note=f"{STOPS}: 00000001 is missing")
    text = report.markdown([replace(RESULT, figures=(WER, stopped))])
    assert rows(text)["model, as published"] == ["stops"]
    assert "WER (model): as published: the published script stops: 00000001 is missing" in text


def test_what_is_no_result_is_refused(tmp_path: Path) -> None:
    (tmp_path / results.SUMMARY).write_text("[1, 2]")
    with pytest.raises(UsageError, match="no result"):
        results.read(tmp_path)
