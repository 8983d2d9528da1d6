"""The papers' tables in the manual: empty cells say so, and results fill them."""

from __future__ import annotations

from dataclasses import replace

from deepaudio.evaluation.results import Result
from deepaudio.evaluation.summary import HONEST, PUBLISHED, Figure
from tools.paper_tables import PAGE, filled

WER = Figure("wer", "WER", "ground truth", HONEST, 2.5, "%", "lower", 10, low=1.0, high=4.0)
FOUND = Result(
    "tts",
    "deepaudio-v1/large_44k",
    "librispeech.lst",
    "LibriSpeech-PC",
    10,
    (WER, replace(WER, row="deepaudio-v1/large_44k", arithmetic=PUBLISHED, value=3.0, low=None)),
)


def test_a_result_fills_its_own_table_and_the_others_stay_unmeasured() -> None:
    page = filled(PAGE.read_text(encoding="utf-8"), [FOUND])
    assert "| ground truth | 2.500 [1.000, 4.000] | – |" in page
    assert "| deepaudio-v1/large_44k, as published | 3.000 | – |" in page
    assert "| deepaudio-v1/large_44k | not measured | not measured |\n" not in page
    assert page.count("not measured | not measured | not measured |") >= 2


def test_the_page_has_a_place_for_each_benchmark_and_quotes_the_paper() -> None:
    page = filled(PAGE.read_text(encoding="utf-8"), [])
    for heading in ("FD-PaSST ↓", "WER (%) ↓ | SPK-SIM (%) ↑", "WER (%) ↓ | SIM-o ↑ |", "cpWER"):
        assert heading in page
    assert "| published, abstract | 3.15 | 89.38 | 75.56 | 7.98 | 9.40 |" in page
    assert filled(page, []) == page
