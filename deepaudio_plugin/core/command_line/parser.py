"""A parser of arguments whose errors are ours."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from deepaudio_plugin.core.errors import UsageError


def add_verbosity(parser: argparse.ArgumentParser) -> None:
    """Give a parser, and those of all its commands, the option `-v`."""
    parser.add_argument(
        "-v",
        "--verbose",
        action="count",
        default=argparse.SUPPRESS,  # a command's own default would undo what stands before it
        help="show on stderr what is being done; -vv also what only a programmer wants to know",
    )
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in set(action.choices.values()):
                if command.add_help:  # the others are understood elsewhere
                    add_verbosity(command)


def add_action(actions: Any, name: str, text: str) -> argparse.ArgumentParser:
    """The parser of a command's action; its help, as a sentence, describes it too."""
    sentence = f"{text[0].upper()}{text[1:]}."
    action: argparse.ArgumentParser = actions.add_parser(name, help=text, description=sentence)
    return action


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError, so that `--json` hears of mistakes too."""

    def error(self, message: str) -> NoReturn:
        hint = f"See: {self.prog} --help"
        if "TIMELINE" in message:
            hint = f"Name the timeline first, before options such as --clips. {hint}"
        raise UsageError(message, hint=hint)
