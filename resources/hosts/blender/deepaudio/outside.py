"""The DeepAudio that is installed outside Blender: which interpreter, and its commands."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import ExtensionError

PYTHON_VARIABLE = "DEEPAUDIO_PYTHON"
"""Names the interpreter for a session, before anything else."""

JSON_VERSION = 1
"""Of the lines of `deepaudio render --json` that are understood here."""

_INSTALL = "In a terminal run: deepaudio hosts install blender"
_OWN_VARIABLES = (
    *("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONEXECUTABLE", "PYTHONPLATLIBDIR"),
    *("__PYVENV_LAUNCHER__", "PYTHONNOUSERSITE"),
)
"""Blender sets some of these for its own Python; they break any other one."""


def interpreter(folder: Path | None = None) -> str:
    """The interpreter that has DeepAudio. Raises ExtensionError when there is none."""
    chosen = os.environ.get(PYTHON_VARIABLE) or _recorded(folder or Path(__file__).parent)
    if not Path(chosen).is_file():
        raise ExtensionError(f"DeepAudio is not where it was ({chosen})", _INSTALL)
    return chosen


def _recorded(folder: Path) -> str:
    try:
        return str(json.loads((folder / "deepaudio.json").read_bytes())["python"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExtensionError("this extension does not know where DeepAudio is", _INSTALL) from error


def environment() -> dict[str, str]:
    """The environment of a process outside: ours, without what Blender needs for itself."""
    kept = {name: value for name, value in os.environ.items() if name not in _OWN_VARIABLES}
    return {**kept, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", "PYTHONSAFEPATH": "1"}


def open_window(timeline: Path) -> subprocess.Popen[bytes]:
    """Start the window with a timeline; it outlives Blender. Raises ExtensionError."""
    command = [interpreter(), "-m", "deepaudio_ui.main", str(timeline)]
    apart: dict[str, Any] = {"start_new_session": True} if os.name == "posix" else {}
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            **apart,
        )
    except OSError as error:
        raise ExtensionError(f"the window does not start ({error.strerror})", _INSTALL) from error


@dataclass(frozen=True)
class RenderArguments:
    """What the user asks of a render."""

    subtitles: str = ""  # a file
    engine: str = "auto"
    takes: int = 1
    more: tuple[str, ...] = ()  # further options of `deepaudio render`

    def options(self) -> list[str]:
        """As options of the command line; a default is left as it was decided."""
        given = ["--subtitles", self.subtitles] if self.subtitles else []
        given += ["--engine", self.engine] if self.engine != "auto" else []
        given += ["--takes", str(self.takes)] if self.takes != 1 else []
        return [*given, *self.more]


def render_command(timeline: Path, arguments: RenderArguments) -> list[str]:
    """The command line of a render. Raises ExtensionError as `interpreter` does."""
    command = [interpreter(), "-m", "deepaudio_plugin.cli.main", "render", str(timeline)]
    return [*command, "--json", *arguments.options()]


@dataclass
class RenderOutcome:
    """The result of a render that has ended."""

    output: Path | None = None
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    error: ExtensionError | None = None
    cancelled: bool = False


class RenderProcess:
    """`deepaudio render` as a process. Ask `poll` now and then; it never waits."""

    def __init__(self, timeline: Path, arguments: RenderArguments) -> None:
        command = render_command(timeline, arguments)
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._errors: deque[str] = deque(maxlen=20)
        self._outcome = RenderOutcome()
        self._cancelled = False
        self.fraction = 0.0
        self.status = "starting"
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment(),
                encoding="utf-8",
                errors="replace",
                **_group(),
            )
        except OSError as error:
            raise ExtensionError(
                f"DeepAudio does not start ({error.strerror})", _INSTALL
            ) from error
        self._threads = [
            threading.Thread(target=self._read_lines, daemon=True),
            threading.Thread(target=self._read_errors, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def poll(self, timeout_s: float = 0.0) -> RenderOutcome | None:
        """Read what it has printed since; the outcome when the process has ended, else None."""
        while True:
            try:
                line = self._lines.get(timeout=timeout_s) if timeout_s else self._lines.get_nowait()
            except queue.Empty:
                return None
            if line is None:
                return self._ended()
            self._understand(line)

    def cancel(self) -> None:
        """Ask it to stop; what is finished stays in the library of takes."""
        self._cancelled = True
        with contextlib.suppress(OSError):
            if os.name == "posix":
                self._process.send_signal(signal.SIGINT)
            else:
                self._process.terminate()

    def kill(self) -> None:
        """End it at once: Blender is closing."""
        self._cancelled = True
        with contextlib.suppress(OSError):
            self._process.terminate()

    def _read_lines(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            for line in stream:
                self._lines.put(line)
        self._lines.put(None)

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            for line in stream:
                self._errors.append(line.strip())

    def _understand(self, line: str) -> None:
        try:
            event = json.loads(line)
            kind = event["event"]
        except (ValueError, KeyError, TypeError):
            return
        if event.get("version") != JSON_VERSION:
            self._stop_for_version()
        elif kind == "progress":
            self.fraction = float(event.get("fraction") or 0)
            self.status = _progress(event)
        elif kind == "planned":
            self.status = f"{event['takes']} takes, {event['cached']} of them there already"
        elif kind == "failed":
            self._outcome.failures.append(_failure(event))
        elif kind == "error":
            self._outcome.error = ExtensionError(_where(event), event.get("hint", "").rstrip("."))
        elif kind == "finished":
            self._outcome.output = Path(event["output"]) if event.get("output") else None
            self._outcome.warnings = [str(warning) for warning in event.get("warnings", ())]

    def _stop_for_version(self) -> None:
        """Stop a render whose result could not be understood; its takes stay in the library."""
        self._outcome.error = ExtensionError(
            "this extension and the DeepAudio outside are of different versions",
            f"{_INSTALL}, then restart Blender",
        )
        with contextlib.suppress(OSError):
            self._process.terminate()

    def _ended(self) -> RenderOutcome:
        code = self._process.wait()
        for thread in self._threads:
            thread.join(timeout=1)
        outcome = self._outcome
        outcome.cancelled = self._cancelled
        if outcome.output is None and outcome.error is None and not self._cancelled:
            last = next((line for line in reversed(self._errors) if line), f"exit code {code}")
            outcome.error = ExtensionError(f"the render failed: {last}", "Run: deepaudio doctor")
            if outcome.failures:
                outcome.error = ExtensionError(f"nothing was rendered: {outcome.failures[0]}")
        return outcome


def _group() -> dict[str, Any]:
    """A process group of its own, so that Ctrl-C in Blender's terminal is not meant for it."""
    return {"start_new_session": True} if os.name == "posix" else {"creationflags": 0x200}


def readable(text: str) -> str:
    """For a console: characters that would act there instead of being read are written out."""
    return "".join(
        c if c.isprintable() or c in "\t\n" else c.encode("unicode_escape").decode() for c in text
    )


def _progress(event: dict[str, Any]) -> str:
    count = f" {event['done']} of {event['total']}" if event.get("total", 0) > 1 else ""
    left = event.get("eta_s")
    time = f", {round(left)} s left" if left else ""
    return f"{event.get('stage', '')}{count}, {event.get('fraction', 0):.0%}{time}"


def _where(event: dict[str, Any]) -> str:
    where = event.get("where", "")
    return f"{where}: {event['message']}" if where else str(event["message"])


def _failure(event: dict[str, Any]) -> str:
    hint = event.get("hint", "")
    return f"{_where(event)}. {hint}" if hint else _where(event)
