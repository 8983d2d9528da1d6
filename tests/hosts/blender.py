"""The extension in a real Blender: installed by `deepaudio hosts`, driven without a screen.

Needs a Python 3.11 with `bpy==4.5.*` and numpy<2: the one that DEEPAUDIO_BPY_PYTHON names,
else `.bpy/` in the repository, which `make bpy` makes.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from deepaudio_plugin.hosts import registry
from deepaudio_plugin.hosts.installing.start_up_files import install_into

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
_TIMEOUT_S = 300

Step = tuple[str, dict[str, Any]]


def step(name: str, /, **arguments: Any) -> Step:
    """One of the functions of `in_blender_edit.py`."""
    return name, arguments


@functools.cache
def bpy_python() -> str | None:
    """The interpreter that has bpy; None when there is none."""
    named = os.environ.get("DEEPAUDIO_BPY_PYTHON", "")
    for python in (named, str(REPOSITORY / ".bpy" / "bin" / "python")):
        if python and Path(python).is_file():
            done = subprocess.run([python, "-c", "import bpy"], check=False, capture_output=True)
            if done.returncode == 0:
                return python
    return None


@dataclass(frozen=True)
class Blender:
    """A Blender with the extension installed, and the private folders it runs with."""

    home: Path
    python: str
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def extension(self) -> Path:
        """Where the extension was installed."""
        return self.home / "extensions" / "user_default" / "deepaudio"

    def run(self, *steps: Step) -> list[Any]:
        """What every step gave, in a Blender started for them."""
        orders, result = self.home / "steps.json", self.home / "result.json"
        orders.write_text(json.dumps(steps))
        result.unlink(missing_ok=True)
        done = subprocess.run(
            [self.python, str(HERE / "in_blender_edit.py"), str(orders), str(result)],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=self.home,
            env={**os.environ, **self._private(), **self.environ},
            timeout=_TIMEOUT_S,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
        return json.loads(result.read_text())

    def _private(self) -> dict[str, str]:
        return {
            "BLENDER_USER_RESOURCES": str(self.home / "resources"),
            "BLENDER_USER_EXTENSIONS": str(self.home / "extensions"),
            "PYTHONPATH": str(REPOSITORY),
        }


def install(home: Path) -> Blender:
    """A Blender whose user has just run `deepaudio hosts install blender`; skips without bpy."""
    python = bpy_python()
    if python is None:
        pytest.skip("bpy is not installed: run `make bpy`, or set DEEPAUDIO_BPY_PYTHON")
    folder = home / "extensions" / "user_default"
    install_into(registry.program("blender"), folder, sys.executable)
    return Blender(home, python)
