"""The engines of a worker, each loaded once, at its first use."""

from __future__ import annotations

import importlib
import threading
from typing import Protocol, cast

from deepaudio.engines.base import Engine
from deepaudio_plugin.core.engine_info import EngineInfo

REGISTRY = "deepaudio.engines.registry"


class EngineRegistry(Protocol):
    """The interface of a module that offers engines, such as `deepaudio.engines.registry`."""

    def describe(self) -> list[EngineInfo]:
        """Every engine, best first."""

    def load(self, name: str) -> Engine:
        """The engine itself. Raises `EngineUnavailableError`."""


class Engines:
    """Lazy, shared access to a registry's engines. Safe from any thread."""

    def __init__(self, registry: EngineRegistry) -> None:
        self._registry = registry
        self._lock = threading.Lock()
        self._loaded: dict[str, Engine] = {}
        self._described: dict[str, EngineInfo] = {}

    def describe(self) -> list[EngineInfo]:
        """Every engine, best first."""
        found = self._registry.describe()
        self._described = {info.name: info for info in found}
        return found

    def info(self, name: str) -> EngineInfo | None:
        """What the engine of that name was last described as; None if there was none."""
        if not self._described:
            self.describe()
        return self._described.get(name)

    def get(self, name: str) -> Engine:
        """The engine of that name ("auto" or "": the best that is ready), loaded if need be.

        Raises `EngineUnavailableError`.
        """
        name = name or "auto"
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = self._registry.load(name)
            return self._loaded[name]


def registry(module: str = REGISTRY) -> EngineRegistry:
    """The registry in the module of that name."""
    return cast(EngineRegistry, importlib.import_module(module))
