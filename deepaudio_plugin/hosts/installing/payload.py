"""What is copied into a host: its start-up files, light packages, and the launcher's JSON."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

from deepaudio_plugin import __version__
from deepaudio_plugin.core.errors import HostError
from deepaudio_plugin.hosts.base import Host

_COMPILED = (".so", ".pyd", ".dylib", ".dll")
_LEFT_OUT = ("__pycache__", ".DS_Store")
_ARCHIVES = (".rvpkg",)  # a folder of that name is copied as one archive: RV's packages are
_NOT_FOR_HOSTS = ("hosts/", "pictures/")  # what no panel shows
_OURS = "deepaudio_resources:hosts"
_SCHEMA = 1


def start_up_files(host: Host) -> dict[str, bytes]:
    """Content of every file to copy, by its path below the host's folder.

    Raises HostError when this version has none for the host, or a package has compiled parts.
    """
    files = dict(_walk(_tree(host.files or f"{_OURS}/{host.name}")))
    if not files:
        raise HostError(
            f"this version of DeepAudio has no start-up files for {host.title}",
            hint="Use the window and files instead: deepaudio-panel TIMELINE.",
        )
    if host.shared_into:
        files.update(_walk(_tree(f"{_OURS}/shared"), f"{host.shared_into}/"))
    for package in host.packages:
        for path, content in _package(package):
            files[f"{host.packages_into}/{package}/{path}"] = content
    return files


def _tree(place: str) -> Path:
    """The folder that "package:folder" names."""
    package, _, folder = place.partition(":")
    return Path(str(resources.files(package))) / folder


def _walk(folder: Path, below: str = "") -> Iterator[tuple[str, bytes]]:
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name in _LEFT_OUT:
            continue
        if entry.is_dir() and entry.suffix in _ARCHIVES:
            yield below + entry.name, _archive(entry)
        elif entry.is_dir():
            yield from _walk(entry, f"{below}{entry.name}/")
        else:
            yield below + entry.name, entry.read_bytes()


def _archive(folder: Path) -> bytes:
    """The files of a folder as a zip, the same bytes for the same files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, data in _walk(folder):
            archive.writestr(zipfile.ZipInfo(path), data)  # dated 1980, stored as it is
    return content.getvalue()


def _package(name: str) -> Iterator[tuple[str, bytes]]:
    """The files of an importable package. Raises HostError when it is missing or compiled."""
    spec = importlib.util.find_spec(name)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    if not places:
        raise HostError(f"the package {name} is not installed", hint=f"pip install {name}")
    for path, content in _walk(Path(places[0])):
        if path.startswith(_NOT_FOR_HOSTS) and name == "deepaudio_resources":
            continue
        if path.endswith(_COMPILED):
            raise HostError(
                f"{name} has a compiled part ({path}), which must not go into a host's Python",
                hint=f"Install {name} for the host in the host's own way.",
            )
        yield path, content


def launcher(files: Mapping[str, str], python: str = "") -> bytes:
    """The JSON that start-up files read: which interpreter has DeepAudio.

    It is also the record of an installation: `files` are the digests of what was copied.
    """
    facts = {
        "schema": _SCHEMA,
        "version": __version__,
        "python": python or sys.executable,
        "files": dict(sorted(files.items())),
    }
    return json.dumps(facts, indent=1).encode()
