"""`deepaudio`: parse the command, run it, turn errors into words and exit codes."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import warnings
from collections.abc import Sequence

from deepaudio_plugin import __version__
from deepaudio_plugin.cli import cache, doctor, panel, plan, render, worker
from deepaudio_plugin.cli.arguments import Parser
from deepaudio_plugin.cli.output import Output
from deepaudio_plugin.errors import CancelledError, DeepAudioError

_COMMANDS = (render, plan, doctor, cache, panel, worker)

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
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    warnings.simplefilter("ignore")  # a library's advice to programmers is not for editors
    _spell_out_what_a_terminal_cannot_show()
    arguments = list(sys.argv[1:] if argv is None else argv)
    output = Output(json_lines="--json" in arguments)
    try:
        return _run(arguments, output)
    except DeepAudioError as error:
        output.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        stopped = CancelledError(
            "stopped", hint="Finished takes are kept; run the same command again to go on."
        )
        output.error(stopped)
        return stopped.exit_code
    except Exception as error:
        if os.environ.get("DEEPAUDIO_DEBUG"):
            raise
        output.unexpected(error)
        return 1


def _run(arguments: Sequence[str], output: Output) -> int:
    parser = build_parser()
    args = parser.parse_args(arguments)
    if args.command is None:
        parser.print_help()
        return 0
    return int(args.run(args, output))


def _spell_out_what_a_terminal_cannot_show() -> None:
    """Names in other scripts must not stop a command on a terminal with a narrow code page."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with contextlib.suppress(OSError, ValueError):
                reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
