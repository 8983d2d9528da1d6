"""`deepaudio eval`: the model measured as its paper measures it, and honestly beside it."""

from __future__ import annotations

from typing import Any


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "eval",
        help="measure the model on the benchmarks of its paper",
        description="Measure sound, speech to a picture, and speech, on lists of files.",
    )
    parser.add_subparsers(dest="action", metavar="ACTION", required=True)
