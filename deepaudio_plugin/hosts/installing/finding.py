"""Which hosts are on this machine, and where their start-up files go."""

from __future__ import annotations

import os
import re
import shutil
import string
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from deepaudio_plugin.hosts.base import Host, Platform, short_version, version_key

_VERSION_TIMEOUT_S = 20


def _platform() -> Platform:
    if sys.platform == "darwin":
        return "macos"
    return "windows" if os.name == "nt" else "linux"


@dataclass(frozen=True)
class FoundHost:
    """One installation of a host, or a trace of one."""

    version: str  # "" when it is not known
    program: Path | None  # None when only its settings were found
    how: str  # where it was found, for people


@dataclass(frozen=True)
class System:
    """The machine to look at. The defaults are this one; tests give another."""

    platform: Platform = field(default_factory=_platform)
    home: Path = field(default_factory=Path.home)
    root: Path = Path("/")  # where absolute patterns of Linux and macOS begin
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @cached_property
    def folders(self) -> dict[str, str]:
        """What a pattern's names stand for."""
        home, environ = str(self.home), self.environ
        if self.platform == "windows":
            roaming = environ.get("APPDATA") or f"{home}/AppData/Roaming"
            local = environ.get("LOCALAPPDATA") or f"{home}/AppData/Local"
            programs = environ.get("ProgramFiles") or "C:/Program Files"
            common = environ.get("PROGRAMDATA") or "C:/ProgramData"
        elif self.platform == "macos":
            roaming = local = f"{home}/Library/Application Support"
            programs, common = self._rooted("/Applications"), self._rooted("/Library")
        else:
            roaming = environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
            local = environ.get("XDG_DATA_HOME") or f"{home}/.local/share"
            programs, common = self._rooted("/opt"), self._rooted("/usr/share")
        return {
            "home": home,
            "config": roaming,
            "data": local,
            "programs": programs,
            "common": common,
        }

    def expand(self, pattern: str, version: str = "") -> Path:
        """A pattern as a path: names filled in, `*` left as it is."""
        names = {**self.folders, "version": short_version(version)}
        text = string.Formatter().vformat(pattern, (), names)
        return Path(self._rooted(text) if pattern.startswith("/") else text)

    def matches(self, pattern: str) -> list[Path]:
        """What exists of a pattern with `*`, in order of name."""
        path = self.expand(pattern)
        fixed = Path(path.anchor)
        parts = path.relative_to(fixed).parts if path.anchor else path.parts
        try:
            return sorted(fixed.glob("/".join(parts)))
        except OSError:
            return []  # a folder that may not be looked into

    def _rooted(self, text: str) -> str:
        return text if self.root == Path("/") else f"{self.root}{text}"


def find(host: Host, system: System | None = None) -> list[FoundHost]:
    """Every version of a host on a machine, newest first; one entry for each version."""
    system = system or System()
    programs = {path.resolve(): how for path, how in _programs(host, system)}
    found = [FoundHost(_version(host, path), path, how) for path, how in programs.items()]
    known = {short_version(one.version) for one in found}
    for trace in _traces(host, system):
        if short_version(trace.version) not in known:
            found.append(trace)
    return sorted(found, key=lambda one: version_key(one.version), reverse=True)


def _programs(host: Host, system: System) -> Iterator[tuple[Path, str]]:
    named = system.environ.get(host.program_variable, "") if host.program_variable else ""
    if named and Path(named).is_file():
        yield Path(named), host.program_variable
    for pattern in host.well_known.get(system.platform, ()):
        for path in system.matches(pattern):
            if path.is_file():
                yield path, str(path.parent)
    for name in host.programs:
        on_path = shutil.which(name, path=system.environ.get("PATH", ""))
        if on_path:
            yield Path(on_path), "PATH"


def _traces(host: Host, system: System) -> Iterator[FoundHost]:
    for pattern in host.traces.get(system.platform, ()):
        for path in system.matches(pattern):
            match = re.search(host.version_pattern, path.name)
            yield FoundHost(match[1] if match else "", None, f"its settings in {path}")


def _version(host: Host, program: Path) -> str:
    """The version in what the program prints, else in its path, else ""."""
    output = _output_of(host, program) if host.version_arguments else ""
    for text in (output, str(program)):
        match = re.search(host.version_pattern, text)
        if match:
            return match[1]
    return ""


def _output_of(host: Host, program: Path) -> str:
    try:
        done = subprocess.run(
            [str(program), *host.version_arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_VERSION_TIMEOUT_S,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout + done.stderr


def folders(host: Host, found: list[FoundHost], system: System | None = None) -> dict[Path, str]:
    """Where the start-up files of a host go: folders, each with the version it serves.

    Several when a host keeps a folder for each version. Versions that are too old are left
    out, and so are unknown ones where the folder's name needs the version.
    """
    system = system or System()
    moved = _moved(host, system)
    pattern = host.folder.get(system.platform, "")
    if not pattern:
        return {}
    places: dict[Path, str] = {}
    for one in found:
        if host.objection(one.version):
            continue
        if moved is not None:
            places.setdefault(moved, one.version)
        elif one.version or "{version}" not in pattern:
            places.setdefault(system.expand(pattern, one.version), one.version)
    return places


def _moved(host: Host, system: System) -> Path | None:
    """The folder that an environment variable names; of a list of folders the first."""
    for variable, rest in host.folder_variables:
        first = system.environ.get(variable, "").split(os.pathsep)[0]
        if first:
            return Path(first) / rest
    return None
