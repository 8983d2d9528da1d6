"""Put results of `deepaudio eval` into the papers' tables of docs/evaluation.md.

    python -m tools.paper_tables [RESULT …]

Each table stands between `<!-- eval NAME -->` and `<!-- /eval NAME -->`. A benchmark without a
result among those named gets a table of cells that are not measured, so name all there are.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from deepaudio.evaluation import results
from deepaudio.evaluation.benchmarks import BENCHMARKS
from deepaudio.evaluation.report import NOT_MEASURED, cell, heading
from deepaudio.evaluation.results import Result
from deepaudio.evaluation.scoring import ScoredRow
from deepaudio.evaluation.summary import HONEST, figures

PAGE = Path(__file__).parents[1] / "docs" / "evaluation.md"

QUOTED = {
    "v2s": {
        "published, abstract": {
            "wer": "3.15",
            "spk-sim": "89.38",
            "emo-sim": "75.56",
            "mcd": "7.98",
            "mcd-sl": "9.40",
        }
    }
}
"""Figures that papers print: the best of the dubbing settings of arXiv 2503.22265."""

_EXPECTED = ("ground truth", "deepaudio-v1/large_44k")


def filled(page: str, found: Sequence[Result]) -> str:
    """A page with the table of each benchmark written anew."""
    for name in BENCHMARKS:
        block = re.compile(rf"(<!-- eval {name} -->\n).*?(<!-- /eval {name} -->)", re.DOTALL)
        table = _table(name, [result for result in found if result.benchmark == name])
        page = block.sub(lambda match, table=table: f"{match[1]}{table}\n{match[2]}", page)
    return page


def _table(name: str, found: Sequence[Result]) -> str:
    metrics = BENCHMARKS[name].papers
    columns = BENCHMARKS[name].columns()[: len(metrics)]
    empty = figures(ScoredRow(""), columns, as_published=False)
    heads = {figure.metric: heading(figure) for figure in empty}
    rows = {
        row: [cells.get(metric, "–") for metric in metrics]
        for row, cells in QUOTED.get(name, {}).items()
    }
    for result in found:
        for figure in result.figures:
            if figure.metric in metrics:
                honest = figure.arithmetic == HONEST
                row = figure.row if honest else f"{figure.row}, {figure.arithmetic}"
                if len(found) > 1 and figure.row != result.model:
                    row = f"{row}, {result.list}"
                cells = rows.setdefault(row, ["–"] * len(metrics))
                cells[metrics.index(figure.metric)] = cell(figure)
    for row in () if found else _EXPECTED:
        rows[row] = [NOT_MEASURED] * len(metrics)
    lines = ["| | " + " | ".join(heads[metric] for metric in metrics) + " |"]
    lines.append("|---|" + "---|" * len(metrics))
    return "\n".join([*lines, *(f"| {row} | {' | '.join(cells)} |" for row, cells in rows.items())])


if __name__ == "__main__":
    PAGE.write_text(
        filled(PAGE.read_text(encoding="utf-8"), [results.read(Path(a)) for a in sys.argv[1:]]),
        encoding="utf-8",
    )
