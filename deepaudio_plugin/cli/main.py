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
from deepaudio_plugin.cli.output import Output
from deepaudio_plugin.errors import DeepAudioError

_COMMANDS = (render, plan, doctor, cache, panel, worker)

_EPILOG = """\
exit codes: 0 all done; 1 some jobs failed; 2 bad input or usage, nothing written;
3 worker or engine unavailable; 130 cancelled, everything finished so far kept
"""


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
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
    _use_utf8()
    parser = build_parser()
    args = parser.parse_args(argv)
    if args.command is None:
        parser.print_help()
        return 0
    output = Output(json_lines=getattr(args, "json", False))
    try:
        return int(args.run(args, output))
    except DeepAudioError as error:
        output.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        output.note("Stopped. Finished takes are kept; run the same command again to go on.")
        return 130
    except BrokenPipeError:
        _close_quietly()
        return 0
    except Exception as error:
        if os.environ.get("DEEPAUDIO_DEBUG"):
            raise
        output.unexpected(error)
        return 1


def _use_utf8() -> None:
    """Names in other scripts must not stop a command on a terminal with a narrow code page."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with contextlib.suppress(OSError, ValueError):
                reconfigure(errors="backslashreplace")


def _close_quietly() -> None:
    """The reader has gone (`deepaudio plan … | head`): leave without a complaint."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
