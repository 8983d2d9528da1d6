"""The hosts of this machine: which, in what state, and installing into them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from deepaudio_plugin.core import files
from deepaudio_plugin.core.errors import HostError, HostMissingError
from deepaudio_plugin.core.findings import Finding
from deepaudio_plugin.hosts import registry
from deepaudio_plugin.hosts.base import Host
from deepaudio_plugin.hosts.installing.finding import FoundHost, System, find, folders
from deepaudio_plugin.hosts.installing.start_up_files import (
    InstallChange,
    InstallState,
    install_into,
    remove_from,
    state,
)
from deepaudio_plugin.worker_client.interpreter import worker_environment

_CHECK_TIMEOUT_S = 30
_WAYS = {
    "panel": "panel inside the host",
    "window": "menu in the host, window beside it",
    "files": "window and files",
}


@dataclass(frozen=True)
class HostSetup:
    """One host on one machine."""

    host: Host
    system: System

    @cached_property
    def found(self) -> list[FoundHost]:
        """Its versions on the machine, newest first."""
        return find(self.host, self.system)

    @property
    def way(self) -> str:
        """How one works with it, in words."""
        return _WAYS[self.host.way] if self.host.way else ""

    @cached_property
    def places(self) -> dict[Path, str]:
        """Folders for start-up files, each with the host's version it serves."""
        return folders(self.host, self.found, self.system)

    def states(self) -> list[InstallState]:
        """What is installed, in the usual folders and in those chosen once with `--folder`."""
        if not self.host.installs:
            return []
        known = dict.fromkeys([*self.places, *_remembered(self.host.name)])
        return [state(self.host, folder) for folder in known]

    def install(self, folder: Path | None = None) -> list[InstallChange]:
        """Install into every version's folder, or into the one given.

        Raises HostMissingError when the host is not found and no folder is given, HostError
        and OutputError as `install_into` does.
        """
        self._check_installs()
        targets = [folder.expanduser().absolute()] if folder else list(self.places)
        if not targets:
            raise self._nowhere()
        changes = [install_into(self.host, target) for target in targets]
        _remember(self.host.name, [*_remembered(self.host.name), *targets])
        return changes

    def remove(self, folder: Path | None = None) -> list[InstallChange]:
        """Remove from wherever it is installed, or from the folder given."""
        self._check_installs()
        there = [one.folder for one in self.states() if one.condition != "absent"]
        targets = [folder.expanduser().absolute()] if folder else there
        if not targets:
            raise HostError(
                f"DeepAudio is not installed in {self.host.title}", hint="deepaudio hosts list"
            )
        changes = [remove_from(self.host, target) for target in targets]
        _remember(self.host.name, [p for p in _remembered(self.host.name) if p not in targets])
        return changes

    def _check_installs(self) -> None:
        if not self.host.installs:
            raise HostError(
                f"nothing is installed into {self.host.title}: it works by window and files",
                hint=" ".join(self.host.click),
            )

    def _nowhere(self) -> HostError:
        """Why there is no folder to install into."""
        objections = [o for one in self.found if (o := self.host.objection(one.version))]
        if objections:
            return HostError(objections[0], hint="Update it, and run this command again.")
        hint = "Start it once, or name its folder for start-up files with --folder DIR."
        if self.host.program_variable:
            hint += f" {self.host.program_variable} names a program that is elsewhere."
        return HostMissingError(f"{self.host.title} was not found on this machine", hint=hint)

    def findings(self) -> Iterator[Finding]:
        """What is right and wrong about this host; nothing when it is not on the machine."""
        title = self.host.title
        for one in self.found:
            objection = self.host.objection(one.version)
            detail = " ".join(filter(None, (one.version, f"({one.program or one.how})")))
            advice = f"Update {title}." if objection else ""
            yield Finding(title, "note" if objection else "ok", objection or detail, advice)
        if not self.host.installs:
            if self.found:
                yield Finding(title, "ok", f"works by {self.way}", " ".join(self.host.click))
            return
        for there in self.states():
            yield self._judged(there)

    def _judged(self, there: InstallState) -> Finding:
        title, command = self.host.title, f"deepaudio hosts install {self.host.name}"
        if there.condition == "absent":
            return Finding(title, "note", f"not installed in {there.folder}", command)
        detail = f"DeepAudio {there.version} in {there.folder}"
        if there.condition == "damaged":
            lost = ", ".join(there.missing)
            return Finding(title, "bad", f"{detail}, but these files are gone: {lost}", command)
        fault = _fault_of(there.python)
        if fault:
            return Finding(title, "bad", f"{detail}, but {fault}", command)
        if there.condition == "edited":
            changed = ", ".join(there.edited)
            return Finding(title, "note", f"{detail}, changed by hand: {changed}")
        advice = command if there.condition == "older" else ""
        return Finding(title, "note" if advice else "ok", detail, advice)


def host_setups(system: System | None = None) -> list[HostSetup]:
    """Every host there is, on this machine or on the one given."""
    system = system or System()
    return [HostSetup(host, system) for host in registry.programs()]


def host_setup(name: str, system: System | None = None) -> HostSetup:
    """One host by name. Raises UsageError with the names that there are."""
    return HostSetup(registry.program(name), system or System())


def _fault_of(python: str) -> str:
    """Why an interpreter cannot serve a host; empty when it can."""
    if not Path(python).is_file():
        return f"its interpreter is gone ({python})"
    try:
        done = subprocess.run(
            [python, "-c", "import deepaudio_plugin"],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=worker_environment(),
            timeout=_CHECK_TIMEOUT_S,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return f"its interpreter does not start ({python}: {error})"
    return "" if done.returncode == 0 else f"its interpreter has no DeepAudio any more ({python})"


def _memory() -> Path:
    import platformdirs

    return platformdirs.user_data_path("deepaudio") / "hosts.json"


def _remembered(name: str) -> list[Path]:
    """Folders that DeepAudio was installed into; none when the list is lost or spoilt."""
    try:
        return [Path(str(folder)) for folder in json.loads(_memory().read_bytes())[name]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _remember(name: str, chosen: list[Path]) -> None:
    path = _memory()
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError):
        known = {}
    known = known if isinstance(known, dict) else {}
    known[name] = sorted({str(folder) for folder in chosen})
    with files.output_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write_bytes(path, json.dumps(known, indent=1).encode())
