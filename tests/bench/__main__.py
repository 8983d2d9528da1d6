"""`python -m tests.bench [PART …]`: measure, print a table, keep it in bench-output/.

Parts: speech, sync, speed, planning, model, interface. Exit code 1 when a bound is not kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import interface, model, planning, speech, speed, sync
from tests.bench.figures import Figure, save, table

PARTS: dict[str, Callable[[Path], list[Figure]]] = {
    "speech": speech.measure,
    "sync": sync.measure,
    "speed": speed.measure,
    "planning": planning.measure,
    "model": model.measure,
    "interface": interface.measure,
}
README = Path(__file__).parents[2] / "README.md"
_BEGIN, _END = "<!-- bench -->\n", "<!-- /bench -->"


def main() -> int:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--out", type=Path, default=Path("bench-output"))
    parser.add_argument("--readme", action="store_true", help="put the table into README.md")
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
    if args.readme:
        _into_readme(table(figures))
    return 0 if all(figure.kept for figure in figures) else 1


def _into_readme(rows: str) -> None:
    text = README.read_text(encoding="utf-8")
    head, _, rest = text.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    README.write_text(head + _BEGIN + rows + _END + tail, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
