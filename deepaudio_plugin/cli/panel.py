"""`deepaudio panel`: open the desktop window."""

from __future__ import annotations

import argparse
import subprocess
import sys
from typing import Any

from deepaudio_plugin.cli.output import Output


def add(commands: Any) -> None:
    """Register the command; what follows it is understood by the window's own start."""
    parser = commands.add_parser(
        "panel",
        help="open the desktop window, with a timeline if one is named",
        add_help=False,
        prefix_chars="\0",  # options are the window's too
    )
    parser.add_argument("rest", nargs="*")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, _output: Output) -> int:
    """Start the window in a process of its own, so that this package needs no Qt."""
    process = subprocess.Popen([sys.executable, "-m", "deepaudio_ui.main", *args.rest])
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the window was told too, and closes
