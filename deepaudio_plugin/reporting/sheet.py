"""The report as a table for spreadsheets: a row for each line and shot."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

from deepaudio_plugin.core.foreign_text import visible
from deepaudio_plugin.reporting.model import IN_WORDS, ReportRow, TakeReport

Cell = str | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes a text that begins so for: it would run it."""

BOM = "\ufeff"


def _measured(name: str) -> Callable[[ReportRow], Cell]:
    return lambda row: row.take.measure(name) if row.take else None


def _of_take(name: str, scale: float = 1.0) -> Callable[[ReportRow], Cell]:
    def cell(row: ReportRow) -> Cell:
        value = getattr(row.take, name) if row.take else None
        return value * scale if isinstance(value, float) else value

    return cell


def _of_verdict(told: Callable[[ReportRow], list[str]]) -> Callable[[ReportRow], Cell]:
    return lambda row: "; ".join(told(row)) if row.take and row.take.verdict else ""


def _reasons(row: ReportRow) -> list[str]:
    assert row.take is not None
    assert row.take.verdict is not None
    return [reason.text for reason in row.take.verdict.reasons]


def _remedies(row: ReportRow) -> list[str]:
    assert row.take is not None
    assert row.take.verdict is not None
    return list(dict.fromkeys(r.remedy for r in row.take.verdict.reasons if r.remedy))


def _unchecked(row: ReportRow) -> list[str]:
    assert row.take is not None
    assert row.take.verdict is not None
    return list(row.take.verdict.unchecked)


def heard_text(row: ReportRow) -> str:
    """What was heard of a line in words; "" where that is not known."""
    take = row.take
    if take is None or take.verdict is None or take.wrong_share is None:
        return ""
    stretches = take.verdict.heard
    return " ".join(s.heard for s in stretches if s.heard) if stretches else row.said or row.text


COLUMNS: dict[str, Callable[[ReportRow], Cell]] = {
    "kind": lambda row: "line" if row.stem == "speech" else "shot",
    "number": lambda row: row.number,
    "name": lambda row: row.name,
    "begin": lambda row: row.begin,
    "end": lambda row: row.end,
    "begin_s": lambda row: row.start_s,
    "end_s": lambda row: row.end_s,
    "speaker": lambda row: row.speaker,
    "voice": lambda row: row.voice,
    "delivery": lambda row: row.delivery,
    "text": lambda row: row.text,
    "heard": heard_text,
    "prompt": lambda row: row.prompt,
    "verdict": lambda row: IN_WORDS[row.standing],
    "reasons": _of_verdict(_reasons),
    "remedies": _of_verdict(_remedies),
    "not_checked": _of_verdict(_unchecked),
    "problem": lambda row: row.problem,
    "words": _measured("words"),
    "wrong_words": _measured("wrong_words"),
    "likeness": _measured("likeness"),
    "begins_after_ms": _of_take("begins_after_s", 1000.0),
    "ends_after_ms": _of_take("ends_after_s", 1000.0),
    "pace": _of_take("pace"),
    "lufs": _of_take("lufs"),
    "true_peak_dbtp": _of_take("true_peak_db"),
    "seed": _of_take("seed"),
    "recorded": lambda row: "yes" if row.take and row.take.is_recorded else "",
    "take": _of_take("key"),
}
"""Names and contents, in their order. More may come at the end; none goes or changes place."""

HEAD = ("timeline", *COLUMNS)


def sheet(reports: Iterable[TakeReport]) -> bytes:
    """The table of one timeline or several, as CSV in UTF-8 with a byte order mark.

    That is how spreadsheets know its encoding. What is not known is empty. Text that a
    spreadsheet would run as a formula has an apostrophe before it.
    """
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(HEAD)
    for report in reports:
        for row in report.rows:
            cells = (report.name, *(cell(row) for cell in COLUMNS.values()))
            writer.writerow([_safe(cell) for cell in cells])
    return (BOM + held.getvalue()).encode()


def _safe(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        shown = visible(cell)
        return f"'{shown}" if shown.startswith(_FORMULA) else shown
    return f"{cell:.4f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)
