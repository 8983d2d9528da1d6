"""`python -m deepaudio`: the commands that belong to the model, run by the worker's interpreter.

`deepaudio models …`, `train …`, `eval …` and `verify …` of the host side hand over to this.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from deepaudio.credentials import command as credentials
from deepaudio.evaluation import command as evaluation
from deepaudio.training import command as training
from deepaudio.weights import command as models
from deepaudio_plugin.core.command_line.parser import Parser, add_verbosity
from deepaudio_plugin.core.command_line.running import run_command_line

_COMMANDS = (models, training, evaluation, credentials)


def build_parser() -> argparse.ArgumentParser:
    """The commands of the model; named as a user calls them."""
    parser = Parser(prog="deepaudio", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in _COMMANDS:
        module.add(commands)
    add_verbosity(parser)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    return run_command_line(build_parser, argv)


if __name__ == "__main__":
    sys.exit(main())
