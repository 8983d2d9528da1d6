"""Which engines there are, and how to get one."""

from __future__ import annotations

from deepaudio.engines.base import Engine, EngineInfo
from deepaudio_plugin.errors import EngineUnavailableError

AUTO = "auto"


def describe() -> list[EngineInfo]:
    """Every engine, best first, and whether it can run here. Loads no model."""
    from deepaudio.sketch import engine as sketch

    return [_deepaudio_v1(), sketch.info()]


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
    chosen = choose(name)
    from deepaudio.sketch import engine as sketch

    assert chosen.name == sketch.NAME  # the only one that can be ready so far
    return sketch.create()


def _deepaudio_v1() -> EngineInfo:
    return EngineInfo(
        name="deepaudio-v1",
        ready=False,
        title="DeepAudio-V1: the model",
        state="not part of this version yet",
        hint="Use the sketch engine for temp speech and sound: --engine sketch",
    )
