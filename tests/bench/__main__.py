"""`python -m tests.bench [PART …]`: measure, print a table, keep it in bench-output/.

Parts are the names in `PARTS`. A whole run also puts its figures into docs/benchmarks.md and
README.md. Exit code 1 when a bound is not kept.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import (
    batches,
    best_of,
    checks,
    contacts,
    farm,
    interface,
    library,
    marks,
    mix,
    model,
    places,
    planning,
    player,
    reactions,
    report,
    speech,
    speed,
    sync,
    voices,
    watermark,
)
from tests.bench.figures import Figure, save, table
from tests.bench.pages import publish
from tests.bench.parts import asked_for

PARTS: dict[str, Callable[[Path], list[Figure]]] = {
    "speech": speech.measure,
    "voices": voices.measure,
    "checks": checks.measure,
    "best_of": best_of.measure,
    "sync": sync.measure,
    "contacts": contacts.measure,
    "mix": mix.measure,
    "places": places.measure,
    "speed": speed.measure,
    "planning": planning.measure,
    "library": library.measure,
    "marks": marks.measure,
    "report": report.measure,
    "watermark": watermark.measure,
    "model": model.measure,
    "batches": batches.measure,
    "interface": interface.measure,
    "reactions": reactions.measure,
    "player": player.measure,
    "farm": farm.measure,
}


def main() -> int:
    """Run the parts asked for."""
    chosen, out = asked_for("python -m tests.bench", __doc__, PARTS)
    figures: list[Figure] = []
    for name in chosen or PARTS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="deepaudio-bench-") as folder:
            figures += PARTS[name](Path(folder))
    save(figures, out)
    print(table(figures))
    if not chosen:
        publish(figures)
    return 0 if all(figure.kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
