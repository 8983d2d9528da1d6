"""Start-up files as a host finds them: installed, and imported from where they were copied."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import opentimelineio as otio

from deepaudio_plugin.hosts import registry
from deepaudio_plugin.hosts.installing.start_up_files import install_into

OURS = ("deepaudio_bridge", "deepaudio_outside", "deepaudio_menu", "deepaudio_nuke",
        "deepaudio_resolve", "deepaudio_openrv")  # fmt: skip


def installed(name, folder, python=sys.executable):
    """The folder that `deepaudio hosts install` leaves for a host."""
    install_into(registry.program(name), folder, python)
    return folder


@contextmanager
def as_in_a_host(monkeypatch, *folders):
    """Modules of ours are imported from these folders, and forgotten at the end."""
    for folder in folders:
        monkeypatch.syspath_prepend(str(folder))
    path = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = path
        for module in [m for m in sys.modules if m.split(".")[0] in OURS]:
            del sys.modules[module]


def program_that_notes(folder: Path) -> tuple[Path, Path]:
    """A program in the place of our interpreter, and the file where it notes its arguments."""
    folder.mkdir(parents=True, exist_ok=True)
    noted, program = folder / "noted", folder / "python"
    program.write_text(
        f'#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done > "{noted}.$$"\n'
        f'env > "{folder}/environment"\nmv "{noted}.$$" "{noted}"\n'
    )
    program.chmod(0o755)
    return program, noted


def arguments(noted: Path, seconds: float = 120.0) -> list[str]:
    """What the program was started with, as soon as it is."""
    end = time.monotonic() + seconds
    while not noted.exists() and time.monotonic() < end:
        time.sleep(0.01)
    return noted.read_text().splitlines()


def start(helper: str, fake: str, start_up: Path, then: str = "") -> SimpleNamespace:
    """What loading a start-up file in a fresh Python costs: `seconds`, `modules`, `heavy` ones."""
    ran = subprocess.run(
        [sys.executable, "-c", _START, helper, fake, str(start_up), then],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    return SimpleNamespace(**json.loads(ran.stdout))


_START = """
import json, sys, time
from importlib import import_module
name, fake, start_up, then = sys.argv[1:]
helper = import_module(f"tests.helpers.{name}")
class Patch:
    setitem = staticmethod(dict.__setitem__)
eval(f"{name}.{fake}", {name: helper}).install(Patch)
before = set(sys.modules)
source = compile(open(start_up, encoding="utf-8").read() + then, start_up, "exec")
begun = time.perf_counter()
exec(source, {"__file__": start_up, "__name__": "start_up"})
seconds = time.perf_counter() - begun
loaded = set(sys.modules) - before
new = {module.split(".")[0] for module in loaded}
heavy = ["PySide6", "PySide2", "opentimelineio", "deepaudio_ui", "deepaudio_plugin"]
print(json.dumps({"seconds": seconds, "heavy": sorted(new & set(heavy)),
                  "modules": len(loaded)}))
"""


def timeline(name="Reel 1", tracks=("A1",), clips=2):
    """A timeline of sound clips without files."""
    made = otio.schema.Timeline(name)
    for track in tracks:
        made.tracks.append(otio.schema.Track(track, kind="Audio"))
        for number in range(clips):
            span = otio.opentime.TimeRange(duration=otio.opentime.RationalTime(24, 24))
            made.tracks[-1].append(otio.schema.Clip(f"c{number}", source_range=span))
    return made


def write(path: Path, made) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    otio.adapters.write_to_file(made, str(path))
    return path


def older(path: Path, seconds: float = 60) -> None:
    stamp = path.stat().st_mtime - seconds
    os.utime(path, (stamp, stamp))
