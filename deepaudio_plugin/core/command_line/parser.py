"""A parser of arguments whose errors are ours."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.suggesting import did_you_mean

_UNKNOWN = re.compile(r"unrecognized arguments:.*?(--[\w-]+)")
_CHOICES = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)")


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
        hint = _elsewhere(self, message)
        if not hint:
            hint = did_you_mean(*_mistaken(self, message), f"See: {self.prog} --help")
        if "TIMELINE" in message:
            hint = f"Name the timeline first, before options such as --clips. {hint}"
        raise UsageError(message, hint=hint)


def _elsewhere(parser: argparse.ArgumentParser, message: str) -> str:
    """Which commands have the option that this one does not; "" where it is misspelt."""
    found = _UNKNOWN.search(message)
    if found is None:
        return ""
    owners = [name for name, one in _commands(parser).items() if found[1] in _options(one)]
    return f"{found[1]} is an option of: {', '.join(owners)}." if owners else ""


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return {
        name: command
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, command in action.choices.items()
    }


def _mistaken(parser: argparse.ArgumentParser, message: str) -> tuple[str, list[str]]:
    """What of a complaint of `argparse` is misspelt, and the names that there are instead."""
    if found := _UNKNOWN.search(message):
        return found[1], sorted(_options(parser))
    if found := _CHOICES.search(message):
        return found[1], re.findall(r"[\w-]+", found[2])
    return "", []


def _options(parser: argparse.ArgumentParser) -> set[str]:
    """The options of a parser and of all its commands."""
    found: set[str] = set()
    for action in parser._actions:
        found.update(option for option in action.option_strings if option.startswith("--"))
    for command in _commands(parser).values():
        found |= _options(command)
    return found
