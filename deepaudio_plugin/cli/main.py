"""`deepaudio`: the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from deepaudio_plugin import __version__
from deepaudio_plugin.cli import (
    cache,
    check,
    check_takes,
    doctor,
    engines,
    hosts,
    model_commands,
    panel,
    plan,
    render,
    report,
    subtitles,
    takes,
    work,
    worker,
)
from deepaudio_plugin.core.command_line.parser import Parser, add_verbosity
from deepaudio_plugin.core.command_line.running import run_command_line

_COMMANDS = (
    render,
    plan,
    subtitles,
    check,
    check_takes,
    report,
    model_commands,
    engines,
    doctor,
    hosts,
    cache,
    takes,
    work,
    panel,
    worker,
)

_EPILOG = """\
start here: deepaudio render CUT.otio --subtitles LINES.srt

exit codes: 0 all done; 1 some jobs failed, the rest is written; 2 bad input or usage,
nothing written; 3 worker or engine unavailable; 130 stopped, everything finished is kept
"""


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = Parser(
        prog="deepaudio",
        description="Speech for every subtitle line and sound for every shot of a timeline.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"deepaudio {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for module in _COMMANDS:
        module.add(commands)
    add_verbosity(parser)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    return run_command_line(build_parser, argv)


if __name__ == "__main__":
    sys.exit(main())
