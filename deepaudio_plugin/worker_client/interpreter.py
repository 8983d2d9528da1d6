"""Which Python runs the worker, and the environment it gets."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from deepaudio_plugin.core.errors import WorkerStartError
from deepaudio_plugin.core.logs import passed_on_level
from deepaudio_plugin.core.privacy import NO_TELEMETRY

COMMAND_VARIABLE = "DEEPAUDIO_WORKER_COMMAND"
"""The whole command line of another worker than ours, as a JSON list."""

PYTHON_VARIABLE = "DEEPAUDIO_WORKER_PYTHON"
PATH_VARIABLE = "DEEPAUDIO_WORKER_PYTHONPATH"
HINT = f"Set {PYTHON_VARIABLE} to a Python that has deepaudio-editors installed."

HOST_VARIABLES = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONEXECUTABLE",
    "PYTHONPLATLIBDIR",
    "__PYVENV_LAUNCHER__",
    "PYTHONNOUSERSITE",
)
"""Set by hosts for their own interpreter; they break any other one."""


def worker_command(python: str = "") -> list[str]:
    """The command line of a worker. Raises `WorkerStartError` as `worker_python` does."""
    given = os.environ.get(COMMAND_VARIABLE, "")
    if given and not python:
        return [str(word) for word in json.loads(given)]
    return [worker_python(python), "-m", "deepaudio.worker"]


def farm_command(
    address: str, *, paths: Sequence[str] = (), wait_s: float = 60.0, workers: int = 0
) -> list[str]:
    """The command line of a farm that speaks as a worker: see `deepaudio_plugin.farm`.

    Raises `WorkerStartError` as `worker_python` does.
    """
    words = [worker_python(), "-m", "deepaudio_plugin.farm"]
    words += [word for rule in paths for word in ("--map", rule)]
    return [*words, "--wait", f"{wait_s:g}", "--workers", str(workers), "--", address]


def worker_python(python: str = "") -> str:
    """The interpreter: the one given, `DEEPAUDIO_WORKER_PYTHON`, or the one running this.

    Raises `WorkerStartError` inside a host program that is not itself a Python.
    """
    chosen = python or os.environ.get(PYTHON_VARIABLE, "")
    if chosen:
        return str(Path(chosen).expanduser())
    for candidate in _own_pythons():
        if candidate.is_file():
            return str(candidate)
    raise WorkerStartError("this program has no Python of its own to run the worker", hint=HINT)


def _own_pythons() -> list[Path]:
    """Interpreters that belong to the running one; a host's own program is not one of them."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    running = Path(sys.executable or "")
    own = [running] if running.name.lower().startswith(("python", "pypy")) else []
    prefix = Path(sys.prefix)
    return [*own, prefix / "bin" / name, prefix / "python.exe", prefix / "bin" / "python.exe"]


def worker_environment(parent: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a worker: the caller's, without what a host set for itself."""
    environment = {**(os.environ if parent is None else parent), **passed_on_level()}
    path = environment.get(PATH_VARIABLE, "")
    for name in HOST_VARIABLES:
        environment.pop(name, None)
    if path:
        environment["PYTHONPATH"] = path
    environment.update(NO_TELEMETRY)
    environment["PYTHONUNBUFFERED"] = "1"
    environment["PYTHONUTF8"] = "1"
    environment["PYTHONSAFEPATH"] = "1"  # a random.py in the user's folder is not ours to run
    return environment
