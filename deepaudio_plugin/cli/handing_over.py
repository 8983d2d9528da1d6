"""Commands that another process understands: what follows them is passed on as it stands."""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deepaudio_plugin.core.command_line.output import Output


def add_handed_over(
    commands: Any, name: str, text: str, run: Callable[[argparse.Namespace, Output], int]
) -> None:
    """Register a command whose arguments and options come to `run` as `args.rest`."""
    parser = commands.add_parser(name, help=text, add_help=False, prefix_chars="\0")
    parser.add_argument("rest", nargs="*")
    parser.set_defaults(run=run)


def hand_over(command: Sequence[str], env: Mapping[str, str] | None = None) -> int:
    """Run a process to its end; its exit code is ours. Raises OSError when it cannot start."""
    process = subprocess.Popen(command, env=env)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # it was told too, and says what it kept
