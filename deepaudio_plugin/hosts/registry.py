"""Which hosts there are: the folders beside this module, and those of other packages.

A description is small and loaded at once; the dialect that it names needs OpenTimelineIO and
is loaded when a timeline is written or checked.
"""

from __future__ import annotations

import importlib.metadata
import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from deepaudio_plugin import hosts as _folder
from deepaudio_plugin.core.errors import HostError, UsageError
from deepaudio_plugin.core.suggesting import did_you_mean
from deepaudio_plugin.hosts.base import Host

if TYPE_CHECKING:
    from deepaudio_plugin.hosts.dialects.base import Dialect

GROUP = "deepaudio.hosts"


def hosts() -> tuple[Host, ...]:
    """Every host by name, that without a program first; of two with one name ours counts."""
    found = dict(_built_in())
    for host in _entry_points()[0]:
        found.setdefault(host.name, host)
    return tuple(sorted(found.values(), key=lambda host: (host.way is not None, host.name)))


def programs() -> tuple[Host, ...]:
    """The hosts that are programs, which can be looked for on a machine."""
    return tuple(host for host in hosts() if host.way is not None)


def broken() -> tuple[str, ...]:
    """Entry points that give no host, each with the reason."""
    return _entry_points()[1]


def program(name: str) -> Host:
    """The program of that name, in any case. Raises UsageError with the names that there are."""
    return _named(name, programs())


def target_names() -> tuple[str, ...]:
    """Names of the hosts that a timeline can be written for: what `--for` takes."""
    return tuple(host.name for host in hosts() if host.dialect)


def target(name: str) -> Host:
    """A host that a timeline can be written for.

    Raises UsageError with the names that there are.
    """
    built_in = _built_in().get(name)  # no look at other packages for these
    if built_in is not None and built_in.dialect:
        return built_in
    return _named(name, [host for host in hosts() if host.dialect])


def dialect(name: str) -> Dialect:
    """How the host of that name wants a timeline.

    Raises UsageError as `target` does, HostError when another package's dialect does not load.
    """
    host = target(name)
    try:
        return _dialect(host.dialect)
    except Exception as error:  # code of others: whatever it raises, the user reads one error
        raise HostError(
            f"the dialect of {host.title} does not load ({type(error).__name__}: {error})",
            where=host.dialect,
            hint="Update or remove the package that brings it, or write with --for generic.",
        ) from error


@cache
def _dialect(place: str) -> Dialect:
    module, _, attribute = place.partition(":")
    made: Dialect = getattr(import_module(module), attribute)()
    return made


def _named(name: str, known: Iterable[Host]) -> Host:
    by_name = {host.name: host for host in known}
    try:
        return by_name[name.strip().lower()]
    except KeyError:
        hint = did_you_mean(name, by_name, f"Choose one of: {', '.join(by_name)}.")
        raise UsageError(f"no host {name!r}", hint=hint) from None


@cache
def _built_in() -> dict[str, Host]:
    """The hosts of this package by name: a copy of it inside a host sees no entry points."""
    found: dict[str, Host] = {}
    for entry in pkgutil.iter_modules(_folder.__path__, f"{_folder.__name__}."):
        host = getattr(import_module(entry.name), "HOST", None) if entry.ispkg else None
        if isinstance(host, Host):
            found[host.name] = host
    return found


def _entry_points() -> tuple[list[Host], tuple[str, ...]]:
    found: list[Host] = []
    faults: list[str] = []
    for point in importlib.metadata.entry_points(group=GROUP):
        try:
            host = point.load()
        except Exception as error:  # code of others: whatever it raises, the rest must work
            faults.append(f"{point.name} ({point.value}): {type(error).__name__}: {error}")
            continue
        if isinstance(host, Host):
            found.append(host)
        else:
            faults.append(f"{point.name} ({point.value}): is not a Host")
    return found, tuple(faults)
