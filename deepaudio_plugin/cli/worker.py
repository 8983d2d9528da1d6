"""`deepaudio worker`: run a worker process on this terminal's pipes."""

from __future__ import annotations

import argparse
import subprocess
from typing import Any

from deepaudio_plugin.core.command_line.output import Output


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "worker",
        help="run the worker process (for programs)",
        description="Speak the worker protocol on stdin and stdout until stdin closes.",
    )
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace, _output: Output) -> int:
    """Hand over to the worker's own interpreter."""
    from deepaudio_plugin.worker_client.process import worker_command

    return subprocess.call(worker_command())
