"""Where a command speaks: words for people, JSON lines for programs."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import IO, Any

from deepaudio_plugin.core.errors import DeepAudioError

JSON_VERSION = 1
"""Of the JSON lines, in each of them. It rises when an event or a field goes or changes its
meaning; more of them do not count. docs/json-lines.md lists what there is."""


class Output:
    """stdout carries results (text or JSON lines), stderr carries everything else.

    When the reader of either has gone (`deepaudio plan … | head`), the command goes on in
    silence: a render is asked for its files, not for its report.
    """

    def __init__(self, *, json_lines: bool) -> None:
        self.json_lines = json_lines

    def line(self, text: str) -> None:
        """A line of the result, for people only."""
        if not self.json_lines:
            _print(text, sys.stdout)

    def event(self, event: str, **values: Any) -> None:
        """A JSON line, for programs only: ASCII, so that no code page can spoil it."""
        if self.json_lines:
            _print(json.dumps({"event": event, "version": JSON_VERSION, **values}), sys.stdout)

    def note(self, text: str) -> None:
        """Something worth knowing that is not the result."""
        _print(text, sys.stderr)

    def error(self, error: DeepAudioError) -> None:
        """What happened, where, and what to do."""
        self.event("error", **error_json(error), exit_code=error.exit_code)
        if not self.json_lines:
            self.note(f"deepaudio: {error}" + (f"\n  {error.hint}" if error.hint else ""))

    def unexpected(self, error: Exception, log: str) -> None:
        """A fault of ours: say so without a stack trace, and where to find one."""
        text = f"an unexpected fault stopped the command ({type(error).__name__}: {error})"
        hint = f"The details are in {log}; finished takes are kept."
        self.event("error", code="unexpected", message=text, where="", hint=hint, exit_code=1)
        if not self.json_lines:
            self.note(f"deepaudio: {text}\n  {hint}")


def error_json(error: DeepAudioError) -> dict[str, str]:
    """An error as JSON-ready values."""
    return {
        "code": error.code,
        "message": error.message,
        "where": error.where,
        "hint": error.hint,
    }


def _print(text: str, stream: IO[str]) -> None:
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        with contextlib.suppress(OSError):  # also spares the interpreter's complaint at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
