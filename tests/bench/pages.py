"""The bench's tables in the documentation: one for each part, a few in the README.

A part that is measured again replaces its own table and nothing else, and says when it was taken
and what else the machine had to do.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.bench.figures import Figure, row, table

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
README = ROOT / "README.md"
HIGHLIGHTS = (
    "speech: word error rate, 40 lines",
    "speech: worst start against its cue",
    "sync: F1 on the demo film at ±80 ms",
    "speed: rendering 10 minutes, 100 shots, 100 cues",
    "speed: peak memory of all processes",
)
"""The figures that the README shows, by name."""


def when() -> str:
    """Today, and how many processes wait for how many cores, for a table's first line."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{date.today().isoformat()}, {os.cpu_count()} cores{load}"


def publish(
    part: str, figures: Sequence[Figure], taken: str, page: Path = PAGE, readme: Path = README
) -> None:
    """Put a part's figures on the page and those of them that are highlights into the README.

    `taken` says when they were taken. Raises ValueError, before anything is written, when a
    file lacks its markers.
    """
    rows = f"Taken {taken}.\n\n{table(figures)}"
    text = between(page.read_text(encoding="utf-8"), f"bench: {part}", rows)
    shown = readme.read_text(encoding="utf-8")
    by_name = {figure.name: row(figure) for figure in figures}
    for old in within(shown, "figures").splitlines()[2:]:
        shown = shown.replace(old, by_name.get(_name_in(old), old))
    page.write_text(text, encoding="utf-8")
    readme.write_text(shown, encoding="utf-8")


def _name_in(table_row: str) -> str:
    return table_row.split("|")[1].strip()


def within(text: str, mark: str) -> str:
    """What is between `<!-- mark -->` and `<!-- /mark -->`. Raises ValueError."""
    begin, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
    _, found, rest = text.partition(begin)
    inside, closed, _ = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"no {begin.strip()} … {end}")
    return inside


def between(text: str, mark: str, rows: str) -> str:
    """`text` with `rows` between `<!-- mark -->` and `<!-- /mark -->`. Raises ValueError."""
    begin, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
    return text.replace(begin + within(text, mark) + end, begin + rows + end, 1)
