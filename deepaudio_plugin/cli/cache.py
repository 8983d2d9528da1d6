"""`deepaudio cache`: look at the take library and tidy it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from deepaudio_plugin.cli.output import Output


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("cache", help="the take library: list, gc, clear")
    actions = parser.add_subparsers(dest="action", metavar="list|gc|clear", required=True)
    for name, text in (
        ("list", "show the takes"),
        ("gc", "delete the takes used longest ago until the library fits its size"),
        ("clear", "delete every take that no written timeline uses"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("--library", metavar="DIR", type=Path, default=None)
        action.add_argument("--json", action="store_true")
        if name == "gc":
            action.add_argument("--max-gb", type=float, default=None)
        if name != "list":
            action.add_argument(
                "--force", action="store_true", help="also takes that written timelines use"
            )
        action.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Do one of the three."""
    from deepaudio_plugin.takes.library import TakeLibrary

    library = TakeLibrary(args.library)
    try:
        return {"list": _list, "gc": _gc, "clear": _clear}[args.action](library, args, output)
    finally:
        library.close()
