"""`deepaudio models`: the model's weights, handled by the worker's interpreter."""

from __future__ import annotations

import argparse
from typing import Any

from deepaudio_plugin.cli.handing_over import add_handed_over, hand_over
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import WorkerStartError


def add(commands: Any) -> None:
    """Register the command; what follows it is understood by the other side."""
    text = "the model's weights: list, pull, import, verify, remove"
    add_handed_over(commands, "models", text, run)


def run(args: argparse.Namespace, _output: Output) -> int:
    """Hand over. Raises WorkerStartError when there is no interpreter to hand over to."""
    from deepaudio_plugin.worker_client.interpreter import (
        HINT,
        worker_environment,
        worker_python,
    )

    command = [worker_python(), "-m", "deepaudio", "models", *args.rest]
    try:
        return hand_over(command, worker_environment())
    except OSError as error:
        raise WorkerStartError(
            f"{command[0]} cannot be started ({error.strerror})", hint=HINT
        ) from error
