"""Which parts of a bench or a torture are to be run, and where what was measured goes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Asked(NamedTuple):
    """What a command line asks for: parts, none for all of them, and where figures go."""

    parts: list[str]
    out: Path
    publish: bool


def asked_for(
    program: str, about: str | None, parts: Iterable[str], *, publishes: bool = False
) -> Asked:
    """What is asked for; `publishes` where figures of parts alone may go into the documentation."""
    known = ", ".join(parts)
    parser = argparse.ArgumentParser(prog=program, description=about)
    parser.add_argument("parts", nargs="*", metavar="PART", help=known)
    parser.add_argument("--out", type=Path, default=Path("bench-output"))
    if publishes:
        parser.add_argument(
            "--publish", action="store_true", help="put the parts' figures into the documentation"
        )
    args = parser.parse_args()
    unknown = sorted(set(args.parts) - set(known.split(", ")))
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; choose from {known}")
    return Asked(args.parts, args.out, publishes and args.publish)
