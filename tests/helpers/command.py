"""Running the command line: in this process, or as one that can be stopped and killed."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deepaudio_plugin.cli.main import main


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """Its JSON lines; every line of stdout must be one."""
        return [json.loads(line) for line in self.out.splitlines()]

    def event(self, kind: str) -> dict[str, Any]:
        """The one JSON line of this kind."""
        (found,) = [event for event in self.events if event["event"] == kind]
        return found


def deepaudio(*arguments: object) -> Ran:
    """Run `deepaudio` in this process; what it says holds no stack trace."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    told = out.getvalue() + err.getvalue()
    assert "Traceback" not in told, told
    return Ran(code, out.getvalue(), err.getvalue())


def started(*arguments: object) -> subprocess.Popen[str]:
    """`deepaudio` as a process of its own, its output to be read from pipes."""
    command = [sys.executable, "-m", "deepaudio_plugin.cli.main", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every name below a folder with its content, None for folders."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }
