"""A look at the installation, for `deepaudio doctor` and the panel."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import DeepAudioError, StoreError
from deepaudio_plugin.core.findings import Finding
from deepaudio_plugin.core.logs import LOG_NAMES, LogName, log_path
from deepaudio_plugin.core.protocol import Ready
from deepaudio_plugin.takes.opening import open_library
from deepaudio_plugin.takes.sharing import Sharing
from deepaudio_plugin.worker_client.client import WorkerClient

_HOST_PACKAGES = ("opentimelineio", "platformdirs", "pysubs2", "rich")
_FORMATS = {
    "otio-fcp-adapter": "Final Cut 7 / Premiere XML",
    "otio-fcpx-xml-adapter": "Final Cut Pro X XML",
    "otio-cmx3600-adapter": "CMX 3600 EDL",
    "otio-aaf-adapter": "AAF",
    "otio-kdenlive-adapter": "Kdenlive",
    "otio-xges-adapter": "GStreamer Editing Services",
    "rpp": "Reaper (written only)",
}
_EXTRAS = {
    "faster-whisper": ("checking words", 'pip install "deepaudio-editors[quality]"'),
    "Resemblyzer": ("checking voices", "pip install --no-deps Resemblyzer"),
    "resemble-perth": ("watermarks", 'pip install "deepaudio-editors[watermark]"'),
}
"""Packages that only some of the worker's work needs: which, and how to have them."""
_TRY_QT = """
import importlib.util, PySide6, PySide6.QtWidgets
player = importlib.util.find_spec("PySide6.QtMultimedia")
print(PySide6.__version__, "with" if player else "without")
"""
_QT_PATIENCE_S = 30.0
_WINDOW_ADVICE = (
    "Everything but the window works. pip install PySide6; on Debian or Ubuntu also apt-get "
    "install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libxcb-cursor0"
)
_LOW_SPACE_GB = 2.0
_PLACE_ADVICE = {
    "take library": "Set DEEPAUDIO_LIBRARY to a folder that you can write to.",
    "log": "Nothing depends on it, but faults of the worker cannot be looked into.",
    "temporary": "Set TMPDIR (TEMP on Windows) to a folder that you can write to.",
}


def examine() -> list[Finding]:
    """Every finding, in the order a person would ask."""
    return [
        _interpreter(),
        *_packages(),
        _formats(),
        _window(),
        *_worker(),
        *_places(),
    ]


def _interpreter() -> Finding:
    detail = f"{platform.python_version()} on {platform.system()} ({sys.executable})"
    good = (3, 10) <= sys.version_info < (3, 14)
    return Finding(
        "Python",
        "ok" if good else "note",
        detail,
        "" if good else "Python 3.10 to 3.13 is what this version is tested with.",
    )


def _packages() -> Iterator[Finding]:
    for name in _HOST_PACKAGES:
        version = _version(name)
        yield Finding(
            name,
            "ok" if version else "bad",
            version or "not installed",
            "" if version else f"pip install {name}",
        )


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _formats() -> Finding:
    missing = [title for package, title in _FORMATS.items() if not _version(package)]
    if not missing:
        return Finding("formats", "ok", "OTIO, " + ", ".join(_FORMATS.values()))
    return Finding(
        "formats",
        "note",
        "OTIO always; not installed: " + ", ".join(missing),
        'pip install "deepaudio-editors[formats]"',
    )


def _window() -> Finding:
    """Whether the window would start: Qt is tried in a process of its own."""
    try:
        tried = subprocess.run(
            [sys.executable, "-c", _TRY_QT],
            check=False,
            capture_output=True,
            text=True,
            timeout=_QT_PATIENCE_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding("window", "note", f"Qt could not be tried: {error}", _WINDOW_ADVICE)
    if tried.returncode != 0:
        reason = (tried.stderr.strip().splitlines() or ["Qt does not start"])[-1]
        return Finding("window", "note", reason, _WINDOW_ADVICE)
    version, player = tried.stdout.split()
    if player == "without":
        advice = "For sound inside it: pip install PySide6-Addons"
        return Finding("window", "note", f"PySide6 {version}, without QtMultimedia", advice)
    return Finding("window", "ok", f"PySide6 {version} with QtMultimedia")


def _worker() -> Iterator[Finding]:
    try:
        with WorkerClient() as client:
            ready = client.start()
    except DeepAudioError as error:
        yield Finding("worker", "bad", str(error), error.hint)
        return
    yield Finding("worker", "ok", f"started, protocol {ready.version} ({ready.python})")
    yield _worker_packages(ready)
    yield _extras(ready)
    yield _device(ready)
    for engine in ready.engines:
        yield _engine(engine)


def _worker_packages(ready: Ready) -> Finding:
    needed = {name: v for name, v in ready.packages.items() if name not in _EXTRAS}
    listed, missing = _installed(needed), [name for name, version in needed.items() if not version]
    if missing:
        return Finding(
            "packages",
            "bad",
            f"{listed}; missing: {', '.join(missing)}",
            f"{ready.python} -m pip install {' '.join(missing)}",
        )
    return Finding("packages", "ok", listed)


def _extras(ready: Ready) -> Finding:
    """What some of the work needs and the rest does without."""
    here = {name: ready.packages.get(name, "") for name in _EXTRAS}
    missing = [name for name, version in here.items() if not version]
    if not missing:
        return Finding("extras", "ok", _installed(here))
    told = ", ".join(f"{name} ({_EXTRAS[name][0]})" for name in missing)
    listed = f"{_installed(here)}; " if _installed(here) else ""
    advice = "; ".join(_EXTRAS[name][1] for name in missing)
    return Finding("extras", "note", f"{listed}not installed: {told}", advice)


def _installed(packages: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in packages.items() if version)


def _device(ready: Ready) -> Finding:
    if ready.device == "cpu":
        return Finding(
            "GPU",
            "note",
            "none found; the worker runs on the CPU",
            _without_gpu(ready),
        )
    return Finding("GPU", "ok", f"{ready.device}, {ready.memory_mb / 1024:.0f} GB")


def _without_gpu(ready: Ready) -> str:
    """Which engines do without a GPU, and which are made for one."""
    wanting = ", ".join(engine.shown for engine in ready.engines if engine.needs_gpu)
    others = ", ".join(e.shown for e in ready.engines if e.ready and not e.needs_gpu)
    parts = [f"No GPU is needed by: {others}." if others else ""]
    parts.append(f"Made for one, and slow without: {wanting}." if wanting else "")
    return " ".join(part for part in parts if part)


def _engine(engine: EngineInfo) -> Finding:
    if engine.ready and engine.notes:
        return Finding(engine.name, "note", f"{engine.title}; {'; '.join(engine.notes)}")
    if engine.ready:
        return Finding(engine.name, "ok", engine.title)
    return Finding(engine.name, "note", f"{engine.title}: {engine.state}", engine.hint)


def _places() -> Iterator[Finding]:
    try:
        library = open_library()
    except DeepAudioError as error:
        yield Finding("take library", "bad", str(error), error.hint)
        return
    try:
        yield _place("take library", library.root)
        if library.sharing.address:
            yield _shared(library.sharing)
    finally:
        library.close()
    yield _place("log", log_path("cli").parent)
    yield from map(_log_file, LOG_NAMES)
    yield _place("temporary", Path(tempfile.gettempdir()))


def _shared(sharing: Sharing) -> Finding:
    """Whether the library that several machines share answers."""
    try:
        sharing.present(["0" * 64])
    except StoreError as error:
        return Finding("shared library", "bad", str(error), error.hint)
    return Finding("shared library", "ok", sharing.address)


def _log_file(name: LogName) -> Finding:
    """Where to look when something went wrong."""
    path = log_path(name)
    written = "" if path.is_file() else " (nothing written yet)"
    return Finding(f"{name} log", "ok", f"{path}{written}")


def _place(name: str, folder: Path) -> Finding:
    """Whether a folder can be written to, and the space left there."""
    home = next(p for p in (folder, *folder.parents) if p.exists())
    if not home.is_dir():
        return Finding(name, "bad", f"{folder}: {home} is no folder", _PLACE_ADVICE[name])
    if not os.access(home, os.W_OK | os.X_OK):
        return Finding(name, "bad", f"{folder} cannot be written to", _PLACE_ADVICE[name])
    free = shutil.disk_usage(home).free / 1e9
    detail = f"{folder}, {free:.0f} GB free"
    if free < _LOW_SPACE_GB:
        return Finding(name, "note", detail, "Make room: deepaudio cache gc")
    return Finding(name, "ok", detail)
