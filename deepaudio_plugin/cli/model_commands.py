"""`deepaudio models`, `train`, `eval` and `verify`: commands that the worker's interpreter runs."""

from __future__ import annotations

import argparse
import functools
from typing import Any

from deepaudio_plugin.cli.handing_over import add_handed_over, hand_over
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import WorkerStartError

_COMMANDS = {
    "models": "the model's weights: list, pull, import, verify, remove",
    "train": "train the model, or a voice of one's own: prepare, run, export, demo",
    "eval": "measure the model as its paper does: v2a, v2s, tts, joint",
    "verify": "what a file says of its origin, who signed that, and whether it was changed",
}


def add(commands: Any) -> None:
    """Register the commands; what follows them is understood by the other side."""
    for name, text in _COMMANDS.items():
        add_handed_over(commands, name, text, functools.partial(_run, name))


def _run(name: str, args: argparse.Namespace, _output: Output) -> int:
    """Hand over. Raises WorkerStartError when there is no interpreter to hand over to."""
    from deepaudio_plugin.worker_client.interpreter import (
        HINT,
        worker_environment,
        worker_python,
    )

    command = [worker_python(), "-m", "deepaudio", name, *args.rest]
    try:
        return hand_over(command, worker_environment())
    except OSError as error:
        raise WorkerStartError(
            f"{command[0]} cannot be started ({error.strerror})", hint=HINT
        ) from error
