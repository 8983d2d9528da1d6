"""`deepaudio models`: the model's weights, handled by the worker's interpreter."""

from __future__ import annotations

import argparse
import subprocess
from typing import Any

from deepaudio_plugin.cli.output import Output
from deepaudio_plugin.errors import WorkerStartError


def add(commands: Any) -> None:
    """Register the command; what follows it is understood by the other side."""
    parser = commands.add_parser(
        "models",
        help="the model's weights: list, pull, import, verify, remove",
        add_help=False,
        prefix_chars="\0",  # options are the other side's too
    )
    parser.add_argument("rest", nargs="*")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, _output: Output) -> int:
    """Hand over. Raises WorkerStartError when there is no interpreter to hand over to."""
    from deepaudio_plugin.worker_client.interpreter import (
        HINT,
        worker_environment,
        worker_python,
    )

    command = [worker_python(), "-m", "deepaudio", "models", *args.rest]
    try:
        process = subprocess.Popen(command, env=worker_environment())
    except OSError as error:
        raise WorkerStartError(
            f"{command[0]} cannot be started ({error.strerror})", hint=HINT
        ) from error
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the other side was told too, and says what it kept
