"""`deepaudio panel`: open the desktop window."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

from deepaudio_plugin.cli.output import Output


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("panel", help="open the desktop window")
    parser.add_argument("timeline", metavar="TIMELINE", nargs="?", type=Path)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, _output: Output) -> int:
    """Start the window in a process of its own, so that this package needs no Qt."""
    timeline = [str(args.timeline)] if args.timeline else []
    return subprocess.call([sys.executable, "-m", "deepaudio_ui.main", *timeline])
