"""The table: columns that stay, values as they are, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest

from deepaudio_plugin.reporting.sheet import BOM, COLUMNS, sheet
from tests.helpers.hostile_text import ACTING
from tests.helpers.reports import line, mixed_report, report, take


def read(content):
    text = content.decode("utf-8")
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_a_row_for_each_line_and_shot_with_all_columns():
    rows = read(sheet([mixed_report()]))
    assert list(rows[0]) == ["timeline", *COLUMNS]
    assert [(row["kind"], row["number"], row["verdict"]) for row in rows] == [
        ("line", "1", "good"),
        ("line", "2", "bad"),
        ("line", "3", "not checked"),
        ("line", "4", "no take"),
        ("shot", "1", "worth a look"),
        ("shot", "2", "good"),
    ]
    good, bad = rows[:2]
    assert (good["heard"], bad["heard"]) == ("The old ferry leaves.", "the ferry ferry sinks now")
    assert (bad["reasons"], bad["remedies"]) == ("missed: old; said twice: ferry", "Take another.")
    assert (good["begins_after_ms"], good["lufs"], good["likeness"]) == ("12", "-23", "0.9")


def test_what_is_not_known_is_empty_and_no_zero():
    unknown = read(sheet([mixed_report()]))[2]
    for name in ("words", "wrong_words", "likeness", "begins_after_ms", "pace", "lufs", "heard"):
        assert unknown[name] == ""


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-5 degrees", "@SUM(A1)", "\tx"])
def test_text_that_a_spreadsheet_would_run_is_quoted(text):
    (row,) = read(sheet([report(line(1, take("k1"), text=text, speaker=text))]))
    assert row["text"] == row["speaker"] == f"'{text}"


def test_quotes_commas_and_lines_come_back_as_they_were():
    text = 'He said "no", then\nnothing; ü 玻璃'
    (row,) = read(sheet([report(line(1, take("k1"), text=text))]))
    assert row["text"] == text


def test_control_characters_are_written_out():
    content = sheet([report(line(1, take("k1"), text="a\x1b[2Jb\u202e"))])
    assert not ACTING.search(content.decode().replace("\r\n", "\n"))
