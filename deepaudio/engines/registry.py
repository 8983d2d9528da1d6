"""Which engines there are, and how to get one."""

from __future__ import annotations

from deepaudio.engines.base import Engine, EngineInfo
from deepaudio_plugin.core.errors import EngineUnavailableError

AUTO = "auto"


def describe() -> list[EngineInfo]:
    """Every engine, best first, and whether it can run here. Loads no model."""
    from deepaudio.engines.deepaudio_v1 import about
    from deepaudio.engines.sketch import engine as sketch

    return [about.info(), sketch.info()]


def choose(name: str = AUTO) -> EngineInfo:
    """The engine of that name, or with `auto` the best that is ready.

    Raises `EngineUnavailableError` when there is none or it cannot run here.
    """
    infos = describe()
    for info in infos:
        if info.name == name or (name == AUTO and info.ready):
            if not info.ready:
                raise EngineUnavailableError(f"{info.name}: {info.state}", hint=info.hint)
            return info
    if name == AUTO:
        reasons = "; ".join(f"{info.name}: {info.state}" for info in infos)
        raise EngineUnavailableError(f"no engine can run here ({reasons})", hint=infos[-1].hint)
    known = ", ".join([AUTO, *(info.name for info in infos)])
    raise EngineUnavailableError(
        f"there is no engine {name!r}", hint=f"Choose one of these: {known}."
    )


def load(name: str = AUTO) -> Engine:
    """The engine itself. Raises `EngineUnavailableError` as `choose` does."""
    if choose(name).name == "sketch":
        from deepaudio.engines.sketch import engine as sketch

        return sketch.create()
    from deepaudio.engines.deepaudio_v1 import engine as deepaudio_v1

    return deepaudio_v1.create()
