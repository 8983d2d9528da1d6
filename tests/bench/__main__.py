"""`python -m tests.bench [PART …]`: measure, print a table, keep it in bench-output/.

Parts: speech, sync, speed, planning, library, model, interface, reactions. A whole run also puts
its figures into docs/benchmarks.md and README.md. Exit code 1 when a bound is not kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import interface, library, model, planning, reactions, speech, speed, sync
from tests.bench.figures import Figure, save, table
from tests.bench.pages import publish

PARTS: dict[str, Callable[[Path], list[Figure]]] = {
    "speech": speech.measure,
    "sync": sync.measure,
    "speed": speed.measure,
    "planning": planning.measure,
    "library": library.measure,
    "model": model.measure,
    "interface": interface.measure,
    "reactions": reactions.measure,
}


def main() -> int:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--out", type=Path, default=Path("bench-output"))
    args = parser.parse_args()
    unknown = sorted(set(args.parts) - set(PARTS))
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; choose from {', '.join(PARTS)}")
    figures: list[Figure] = []
    for name in args.parts or PARTS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="deepaudio-bench-") as folder:
            figures += PARTS[name](Path(folder))
    save(figures, args.out)
    print(table(figures))
    if not args.parts:
        publish(figures)
    return 0 if all(figure.kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
