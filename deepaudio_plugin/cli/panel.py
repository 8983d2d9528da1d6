"""`deepaudio panel`: open the desktop window."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from deepaudio_plugin.cli.handing_over import add_handed_over, hand_over
from deepaudio_plugin.core.command_line.output import Output


def add(commands: Any) -> None:
    """Register the command; what follows it is understood by the window's own start."""
    text = "open the desktop window, with a timeline if one is named"
    add_handed_over(commands, "panel", text, run)


def run(args: argparse.Namespace, _output: Output) -> int:
    """Start the window in a process of its own, so that this package needs no Qt."""
    return hand_over([sys.executable, "-m", "deepaudio_ui.main", *args.rest])
