"""`python -m tests.bench [PART …]`: measure, print a table, keep it in bench-output/.

Parts are the names in `PARTS`. A whole run also puts its figures into docs/benchmarks.md and
README.md; so does a run of parts with `--publish`. Exit code 1 when a bound is not kept.
"""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.bench.figures import Figure, save, table
from tests.bench.pages import publish, when
from tests.bench.parts import asked_for

PARTS = (
    *("speech", "voices", "checks", "best_of", "sync", "contacts", "mix", "places", "speed"),
    *("planning", "library", "marks", "report", "watermark", "model", "batches", "interface"),
    *("reactions", "player", "farm"),
)
"""Modules here, each with a `measure` that is given an empty folder."""


def main() -> int:
    """Run the parts asked for."""
    asked = asked_for("python -m tests.bench", __doc__, PARTS, publishes=True)
    figures: list[Figure] = []
    for name in asked.parts or PARTS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        taken = when()
        with tempfile.TemporaryDirectory(prefix="deepaudio-bench-") as folder:
            found = _measure(name, Path(folder))
        if found and (asked.publish or not asked.parts):
            publish(name, found, taken)
        figures += found
    save(figures, asked.out)
    print(table(figures))
    return 0 if all(figure.kept for figure in figures) else 1


def _measure(part: str, folder: Path) -> list[Figure]:
    found: list[Figure] = import_module(f"tests.bench.{part}").measure(folder)
    return found


if __name__ == "__main__":
    sys.exit(main())
