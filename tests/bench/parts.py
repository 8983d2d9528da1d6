"""Which parts of a bench or a torture are to be run, and where what was measured goes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path


def asked_for(program: str, about: str | None, parts: Iterable[str]) -> tuple[list[str], Path]:
    """The parts named on the command line, none for all of them, and the folder of `--out`."""
    known = ", ".join(parts)
    parser = argparse.ArgumentParser(prog=program, description=about)
    parser.add_argument("parts", nargs="*", metavar="PART", help=known)
    parser.add_argument("--out", type=Path, default=Path("bench-output"))
    args = parser.parse_args()
    unknown = sorted(set(args.parts) - set(known.split(", ")))
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; choose from {known}")
    return args.parts, args.out
