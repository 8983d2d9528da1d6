"""Tables of results in the papers' layout: a column a metric, a row a system and arithmetic.

The ground truth has rows of its own, which say how much of a figure is the material's. A cell
that was not measured says so and is explained below the table, with what it would need.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence

from deepaudio.evaluation.benchmarks import BENCHMARKS
from deepaudio.evaluation.published import STOPS
from deepaudio.evaluation.results import SUMMARY, Result
from deepaudio.evaluation.scoring import TRUTH
from deepaudio.evaluation.summary import HONEST, Figure

_ARROWS = {"lower": "↓", "higher": "↑"}
NOT_MEASURED = "not measured"
_PROBLEMS = 20  # of a result, that a table names

_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em }}
table {{ border-collapse: collapse; margin: 1em 0 }}
th, td {{ border-bottom: 1px solid #8884; padding: .3em .7em; text-align: right }}
th:first-child, td:first-child {{ text-align: left }}
td small {{ display: block; opacity: .7 }}
.none {{ opacity: .55; font-style: italic }}
</style></head><body>
"""


def markdown(results: Sequence[Result]) -> str:
    """All results as Markdown, benchmark by benchmark."""
    parts = ["# Benchmarks\n"]
    for table in _tables(results):
        parts.append(f"## {table.title}\n\n{table.source}.\n")
        head = [heading(figure) for figure in table.columns]
        parts.append(
            "\n".join(
                [
                    "| | " + " | ".join(head) + " |",
                    "|---|" + "---|" * len(head),
                    *(f"| {name} | " + " | ".join(cells) + " |" for name, cells in table.rows()),
                ]
            )
            + "\n"
        )
        parts.append("\n".join(f"- {note}" for note in table.notes()) + "\n")
    return "\n".join(parts)


def page(results: Sequence[Result]) -> str:
    """All results as one HTML page that needs nothing else."""
    parts = [_HEAD.format(title="Benchmarks"), "<h1>Benchmarks</h1>"]
    for table in _tables(results):
        parts.append(
            f"<h2>{_safe(table.title)}</h2><p>{_safe(table.source)}.</p><table><tr><th></th>"
        )
        parts += [f"<th>{_safe(heading(figure))}</th>" for figure in table.columns]
        parts.append("</tr>")
        for name, cells in table.rows():
            parts.append(f"<tr><td>{_safe(name)}</td>{''.join(map(_html_cell, cells))}</tr>")
        parts.append("</table><ul>")
        parts += [f"<li>{_safe(note)}</li>" for note in table.notes()]
        parts.append("</ul>")
    return "\n".join([*parts, "</body></html>\n"])


class _Table:
    """The results of one benchmark."""

    def __init__(self, name: str, results: Sequence[Result]) -> None:
        self._results = results
        benchmark = BENCHMARKS[name]
        self.title, self.source = benchmark.title, benchmark.source
        self.columns: list[Figure] = []
        for result in results:
            known = {figure.metric for figure in self.columns}
            for figure in result.figures:
                if figure.metric not in known:
                    known.add(figure.metric)
                    self.columns.append(figure)

    def rows(self) -> list[tuple[str, list[str]]]:
        """Each row's name and cells, the ground truth first."""
        rows = []
        for result in self._results:
            for key in _keys(result):
                cells = [cell(self._figure(result, key, column)) for column in self.columns]
                rows.append((_row_name(result, key, len(self._results) > 1), cells))
        return rows

    def notes(self) -> list[str]:
        """What is known of each result, and why a cell is empty or what it hides."""
        notes: list[str] = []
        for result in self._results:
            notes.append(_about(result))
            notes += _grouped(
                (f"{figure.label} ({figure.row})", f"{_state(figure)}: {figure.note}")
                for figure in result.figures
                if figure.note
            )
            notes += _grouped(
                (figure.label, f"{figure.row}, {figure.arithmetic}: {counted}")
                for figure in result.figures
                if (counted := _counted(figure))
            )
            notes += [f"{result.list}: {problem}" for problem in result.problems[:_PROBLEMS]]
            if len(result.problems) > _PROBLEMS:
                more = len(result.problems) - _PROBLEMS
                notes.append(f"{result.list}: … and {more} more, in {SUMMARY}")
        return notes

    @staticmethod
    def _figure(result: Result, key: tuple[str, str], column: Figure) -> Figure | None:
        for figure in result.figures:
            if (figure.row, figure.arithmetic, figure.metric) == (*key, column.metric):
                return figure
        return None


def _grouped(said: Iterable[tuple[str, str]]) -> list[str]:
    """A line for each thing that is said, with all of what it is said of."""
    of: dict[str, list[str]] = {}
    for what, text in said:
        of.setdefault(text, []).append(what)
    return [f"{', '.join(dict.fromkeys(whats))}: {text}" for text, whats in of.items()]


def _tables(results: Sequence[Result]) -> list[_Table]:
    return [
        _Table(name, chosen)
        for name in BENCHMARKS
        if (chosen := [result for result in results if result.benchmark == name])
    ]


def _keys(result: Result) -> list[tuple[str, str]]:
    """Rows of a result: name and arithmetic, the ground truth first and the honest ones first."""
    found = list(dict.fromkeys((figure.row, figure.arithmetic) for figure in result.figures))
    return sorted(found, key=lambda key: (key[0] != TRUTH, key[1] != HONEST))


def _row_name(result: Result, key: tuple[str, str], several: bool) -> str:
    name, arithmetic = key
    shown = f"{name} of {result.list}" if several and name == TRUTH else name
    return shown if arithmetic == HONEST else f"{shown}, {arithmetic}"


def heading(figure: Figure) -> str:
    """What stands above a metric: its unit, and where better is."""
    unit = f" ({figure.unit})" if figure.unit else ""
    arrow = _ARROWS.get(figure.better, "→ 1" if figure.better == "nearest 1" else "")
    return f"{figure.label}{unit} {arrow}".strip()


def cell(figure: Figure | None) -> str:
    """A figure with its interval, or that there is none."""
    if figure is None:
        return "–"
    if figure.value is None:
        return "stops" if figure.note.startswith(STOPS) else NOT_MEASURED
    if math.isnan(figure.value):
        return "NaN"
    text = number(figure.value)
    if figure.low is not None and figure.high is not None:
        text += f" [{number(figure.low)}, {number(figure.high)}]"
    return text


def number(value: float) -> str:
    """A figure with three places, or fewer where it is large."""
    return (
        f"{value:.3f}"
        if abs(value) < 10
        else f"{value:.2f}"
        if abs(value) < 1000
        else f"{value:.0f}"
    )


def _html_cell(cell: str) -> str:
    if cell in (NOT_MEASURED, "–"):
        return f'<td class="none">{_safe(cell)}</td>'
    value, _, rest = cell.partition(" [")
    small = f"<small>[{_safe(rest)}</small>" if rest else ""
    return f"<td>{_safe(value)}{small}</td>"


def _about(result: Result) -> str:
    parts = [f"{result.model} on {result.list} ({result.kind}), {result.items} items"]
    if result.sha256:
        parts.append(f"checkpoint {result.sha256}")
    if result.recogniser:
        parts.append(f"heard by {result.recogniser} ({result.recogniser_sha256[:16]})")
    over = sorted({figure.over for figure in result.figures if figure.over})
    if over:
        parts.append(f"in brackets 95 % intervals by bootstrap over {' and '.join(over)}")
    return "; ".join(parts)


def _counted(figure: Figure) -> str:
    parts = [
        f"{count} {what}"
        for count, what in (
            (figure.n_failed, "failed"),
            (figure.n_left_out, "left out"),
            (figure.n_dropped, "dropped as the published script does"),
        )
        if count
    ]
    return f"N = {figure.n}, {', '.join(parts)}" if parts and figure.value is not None else ""


def _state(figure: Figure) -> str:
    if figure.value is None and not figure.note.startswith(STOPS):
        return NOT_MEASURED
    return figure.arithmetic


def _safe(text: str) -> str:
    return html.escape(text)
