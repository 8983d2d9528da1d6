"""Where a command speaks: words for people, JSON lines for programs."""

from __future__ import annotations

import json
import sys
from typing import Any

from deepaudio_plugin.errors import DeepAudioError


class Output:
    """stdout carries results (text or JSON lines), stderr carries everything else."""

    def __init__(self, *, json_lines: bool) -> None:
        self.json_lines = json_lines

    def line(self, text: str) -> None:
        """A line of the result, for people only."""
        if not self.json_lines:
            print(text, flush=True)

    def event(self, event: str, **values: Any) -> None:
        """A JSON line, for programs only."""
        if self.json_lines:
            print(json.dumps({"event": event, **values}, ensure_ascii=False), flush=True)

    def note(self, text: str) -> None:
        """Something worth knowing that is not the result."""
        print(text, file=sys.stderr, flush=True)

    def error(self, error: DeepAudioError) -> None:
        """What happened, where, and what to do."""
        self.event("error", **error_json(error))
        if not self.json_lines:
            self.note(f"deepaudio: {error}" + (f"\n  {error.hint}" if error.hint else ""))

    def unexpected(self, error: Exception) -> None:
        """A fault of ours: say so without a stack trace, and how to get one."""
        text = f"an unexpected fault stopped the command ({type(error).__name__}: {error})"
        hint = "Your files are as they were. Set DEEPAUDIO_DEBUG=1 and run it again for details."
        self.event("error", code="unexpected", message=text, where="", hint=hint)
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
