"""Which hosts there are: the built-in ones, and those of other packages by entry point."""

from __future__ import annotations

import importlib.metadata
from importlib import import_module

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.hosts.base import Host, HostInstall

GROUP = "deepaudio.hosts"

_BUILT_IN = (
    "deepaudio_plugin.hosts.blender.install:INSTALL",
    "deepaudio_plugin.hosts.nuke.install:INSTALL",
    "deepaudio_plugin.hosts.resolve.install:INSTALL",
    "deepaudio_plugin.hosts.openrv.install:INSTALL",
    "deepaudio_plugin.hosts.premiere.install:INSTALL",
    "deepaudio_plugin.hosts.kdenlive.install:INSTALL",
    "deepaudio_plugin.hosts.avid.install:INSTALL",
)
"""Listed here as well as they could be by entry point, because a host that imports a copy of
this package sees no entry points."""


def hosts() -> tuple[HostInstall, ...]:
    """Every host, built-in ones first; of two with one name the first counts."""
    found: dict[str, HostInstall] = {}
    for place in _BUILT_IN:
        module, _, attribute = place.partition(":")
        install = getattr(import_module(module), attribute)
        found.setdefault(install.name, install)
    for install in _others()[0]:
        found.setdefault(install.name, install)
    return tuple(found.values())


def broken() -> tuple[str, ...]:
    """Entry points that give no host, each with the reason."""
    return _others()[1]


def host(name: str) -> HostInstall:
    """The host of that name, in any case. Raises UsageError with the names that there are."""
    known = hosts()
    for install in known:
        if install.name == name.strip().lower():
            return install
    names = ", ".join(install.name for install in known)
    raise UsageError(f"no host {name!r}", hint=f"Choose one of: {names}.")


def running_host() -> Host | None:
    """The host whose process this is; None in a process of our own."""
    for install in hosts():
        running = install.connect() if install.connect is not None else None
        if running is not None:
            return running
    return None


def _others() -> tuple[list[HostInstall], tuple[str, ...]]:
    found: list[HostInstall] = []
    faults: list[str] = []
    for point in importlib.metadata.entry_points(group=GROUP):
        try:
            install = point.load()
        except Exception as error:  # code of others: whatever it raises, the rest must work
            faults.append(f"{point.name} ({point.value}): {type(error).__name__}: {error}")
            continue
        if isinstance(install, HostInstall):
            found.append(install)
        else:
            faults.append(f"{point.name} ({point.value}): is no HostInstall")
    return found, tuple(faults)
