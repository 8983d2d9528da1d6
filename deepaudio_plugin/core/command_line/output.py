"""Where a command speaks: words for people, JSON lines for programs."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from typing import IO, Any

from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.foreign_text import one_line, visible

JSON_VERSION = 1
"""Of the JSON lines, in each of them. It rises when an event or a field goes or changes its
meaning; more of them do not count. docs/json-lines.md lists what there is."""


class Output:
    """stdout carries results (text or JSON lines), stderr carries everything else.

    When the reader of either has gone (`deepaudio plan … | head`), the command goes on in
    silence: a render is asked for its files, not for its report.

    Names, subtitles and messages of engines are in most of what is said, so control characters
    in it are written out (`foreign_text`): nothing that a file contains acts on a terminal.
    """

    def __init__(self, *, json_lines: bool, about: Mapping[str, Any] | None = None) -> None:
        self.json_lines = json_lines
        self._about = dict(about or {})

    def about(self, **values: Any) -> Output:
        """The same, with values in each of its JSON lines: of which timeline they are."""
        return Output(json_lines=self.json_lines, about={**self._about, **values})

    def line(self, text: str) -> None:
        """A line of the result, for people only."""
        if not self.json_lines:
            _print(one_line(text), sys.stdout)

    def event(self, event: str, **values: Any) -> None:
        """A JSON line, for programs only: ASCII, so that no code page can spoil it."""
        if self.json_lines:
            text = json.dumps({"event": event, "version": JSON_VERSION, **values, **self._about})
            _print(text.replace("\x7f", "\\u007f"), sys.stdout)  # of ASCII, what JSON leaves bare

    def note(self, text: str) -> None:
        """Something worth knowing that is not the result; it may have several lines."""
        _print(text, sys.stderr)

    def error(self, error: DeepAudioError) -> None:
        """What happened, where, and what to do."""
        self.event("error", **error_json(error), exit_code=error.exit_code)
        if not self.json_lines:
            self._failed(str(error), error.hint)

    def unexpected(self, error: Exception, log: str) -> None:
        """A fault of ours: say so without a stack trace, and where to find one."""
        text = f"an unexpected fault stopped the command ({type(error).__name__}: {error})"
        hint = f"The details are in {log}; finished takes are kept."
        self.event("error", code="unexpected", message=text, where="", hint=hint, exit_code=1)
        if not self.json_lines:
            self._failed(text, hint)

    def _failed(self, text: str, hint: str) -> None:
        said = f"deepaudio: {one_line(text)}"
        self.note(f"{said}\n  {one_line(hint)}" if hint else said)


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
        print(visible(text), file=stream, flush=True)
    except BrokenPipeError:
        with contextlib.suppress(OSError):  # also spares the interpreter's complaint at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
