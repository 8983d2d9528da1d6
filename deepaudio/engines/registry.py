"""Which engines there are, and how to get one.

An engine is found through an entry point of the group `deepaudio.engines` in the worker's
interpreter: any installed distribution may bring one, and this module knows none by name. The
entry point leads to an object with `describe()` and `create()` (see `Plugin`), often a module.

Where this package's own entry points are missing, as in a source tree that was never
installed, its engines are found by their folders. A plugin that cannot be loaded is an engine
that cannot run, and says why; the others are not touched by it.
"""

from __future__ import annotations

import logging
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from importlib import metadata
from importlib.util import find_spec
from typing import Protocol, cast

import deepaudio.engines
from deepaudio.engines.base import Engine
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import EngineUnavailableError

GROUP = "deepaudio.engines"
AUTO = "auto"

_PLUGIN = "plugin"  # the module that this package's own engines are entered by

_log = logging.getLogger(__name__)


class Plugin(Protocol):
    """What an entry point leads to."""

    def describe(self) -> EngineInfo:
        """What the engine is and whether it can run here. Loads no model, and never raises."""

    def create(self) -> Engine:
        """The engine itself. Raises EngineUnavailableError and what its loading raises."""


def describe() -> list[EngineInfo]:
    """Every engine, best first, and whether it can run here. Loads no model."""
    return [info for info, _ in _found()]


def choose(name: str = AUTO) -> EngineInfo:
    """The engine of that name, or with `auto` the best that is ready.

    Raises `EngineUnavailableError` when there is none or it cannot run here.
    """
    return _chosen(name)[0]


def load(name: str = AUTO) -> Engine:
    """The engine itself. Raises `EngineUnavailableError` as `choose` does."""
    return _chosen(name)[1].create()


def _chosen(name: str) -> tuple[EngineInfo, Plugin]:
    found = _found()
    for info, plugin in found:
        if info.name == name or (name == AUTO and info.ready):
            if not info.ready:
                raise EngineUnavailableError(f"{info.name}: {info.state}", hint=info.hint)
            return info, plugin
    infos = [info for info, _ in found]
    if name == AUTO:
        reasons = "; ".join(f"{info.name}: {info.state}" for info in infos) or "none is installed"
        hint = infos[-1].hint if infos else "Install the package again."
        raise EngineUnavailableError(f"no engine can run here ({reasons})", hint=hint)
    known = ", ".join([AUTO, *(info.name for info in infos)])
    raise EngineUnavailableError(
        f"there is no engine {name!r}", hint=f"Choose one of these: {known}."
    )


def _found() -> list[tuple[EngineInfo, Plugin]]:
    """Every engine's description and its plugin, by preference."""
    engines: dict[str, tuple[EngineInfo, Plugin]] = {}
    for point in _entry_points():
        plugin, info = _entered(point)
        if info.name in engines:
            _log.warning("the engine %s is declared twice; %s is passed over", info.name, point)
            continue
        engines[info.name] = (info, plugin)
    return sorted(engines.values(), key=lambda engine: (-engine[0].preference, engine[0].name))


def _entry_points() -> Iterator[metadata.EntryPoint]:
    """Those declared, and those of this package's own engines that are not."""
    declared = list(metadata.entry_points(group=GROUP))
    yield from declared
    modules = {point.module for point in declared}
    for folder in pkgutil.iter_modules(deepaudio.engines.__path__):
        module = f"{deepaudio.engines.__name__}.{folder.name}.{_PLUGIN}"
        if folder.ispkg and module not in modules and find_spec(module) is not None:
            yield metadata.EntryPoint(folder.name, module, GROUP)


def _entered(point: metadata.EntryPoint) -> tuple[Plugin, EngineInfo]:
    """A plugin and what it says of its engine; one that fails stands for itself, not ready."""
    try:
        plugin = cast(Plugin, point.load())
        info = plugin.describe()
        if not isinstance(info, EngineInfo):
            raise TypeError(f"describe() gave a {type(info).__name__}, not an EngineInfo")
        if not info.name or info.name == AUTO:
            raise ValueError(f"an engine cannot be called {info.name!r}")
    except Exception as error:  # whatever others' code does, the other engines go on
        _log.exception("the engine %s cannot be loaded", point.name)
        return _Broken(), _broken(point, error)
    return plugin, replace(info, label=info.label or info.name)


class _Broken:
    """Stands for a plugin that could not be loaded; nobody asks it for anything."""

    def describe(self) -> EngineInfo:
        raise NotImplementedError

    def create(self) -> Engine:
        raise NotImplementedError


def _broken(point: metadata.EntryPoint, error: Exception) -> EngineInfo:
    said = " ".join(str(error).split())[:300]
    package = point.dist.name if point.dist is not None else point.module
    return EngineInfo(
        name=point.name,
        ready=False,
        title=f"{point.name}, of {package}",
        state=f"its plugin cannot be loaded ({type(error).__name__}: {said})",
        hint=f"Update or remove it: pip install --upgrade {package}",
    )
