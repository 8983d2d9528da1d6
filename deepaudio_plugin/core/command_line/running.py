"""Running a parsed command: errors become words and exit codes."""

from __future__ import annotations

import argparse
import contextlib
import logging
import sys
import warnings
from collections.abc import Callable, Sequence

from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import CancelledError, DeepAudioError
from deepaudio_plugin.core.faults import watch_faults
from deepaudio_plugin.core.logs import log_path, start_log

_log = logging.getLogger(__name__)


def run_command_line(
    build: Callable[[], argparse.ArgumentParser], argv: Sequence[str] | None = None
) -> int:
    """Run the command that a parser finds in `argv`: errors become words and exit codes."""
    warnings.simplefilter("ignore")  # a library's advice to programmers is not for editors
    _spell_out_what_a_terminal_cannot_show()
    arguments = list(sys.argv[1:] if argv is None else argv)
    output = Output(json_lines="--json" in arguments)
    if argv is None:  # this process is the command's own
        watch_faults(everything=True)
    try:
        return _run(build(), arguments, output)
    except DeepAudioError as error:
        _log.info("%s: %s", error.code, error)
        output.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        stopped = CancelledError(
            "stopped", hint="Finished takes are kept; run the same command again to go on."
        )
        output.error(stopped)
        return stopped.exit_code
    except Exception as error:
        _log.exception("a fault in a command")
        output.unexpected(error, str(log_path("cli")))
        return 1


def _run(parser: argparse.ArgumentParser, arguments: Sequence[str], output: Output) -> int:
    args = parser.parse_args(arguments)
    if args.command is None:
        parser.print_help()
        return 0
    args.argv = tuple(arguments)  # what was typed, not only what it came to
    start_log("cli", getattr(args, "verbose", 0))
    _log.info("deepaudio %s begins", args.command)
    _log.debug("arguments: %s", arguments)
    code = int(args.run(args, output))
    _log.info("deepaudio %s ends with exit code %d", args.command, code)
    return code


def _spell_out_what_a_terminal_cannot_show() -> None:
    """Names in other scripts must not stop a command on a terminal with a narrow code page."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with contextlib.suppress(OSError, ValueError):
                reconfigure(errors="backslashreplace")
