"""The bench's tables in the documentation: all figures on one page, a few in the README."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure, table

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


def publish(figures: Sequence[Figure], page: Path = PAGE, readme: Path = README) -> None:
    """Put all figures on the page and the highlights into the README.

    Raises ValueError, before anything is written, when a highlight was not measured or a
    file lacks its markers.
    """
    by_name = {figure.name: figure for figure in figures}
    missing = [name for name in HIGHLIGHTS if name not in by_name]
    if missing:
        raise ValueError(f"not measured: {', '.join(missing)}")
    texts = {
        page: between(page.read_text(encoding="utf-8"), "bench", table(figures)),
        readme: between(
            readme.read_text(encoding="utf-8"),
            "figures",
            table([by_name[name] for name in HIGHLIGHTS]),
        ),
    }
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")


def between(text: str, mark: str, rows: str) -> str:
    """`text` with `rows` between `<!-- mark -->` and `<!-- /mark -->`. Raises ValueError."""
    begin, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
    head, found, rest = text.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"no {begin.strip()} … {end}")
    return head + begin + rows + end + tail
