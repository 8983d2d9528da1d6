"""Who the hosts of a farm are: their names, their engines, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Iterable

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import Ready, Remark


class Introductions:
    """Names of machines, and remarks: each is made once."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}  # by machine
        self._said: set[str] = set()
        self._remarks: list[Remark] = []

    def name(self, node: str, host: str) -> str:
        """What a machine is called; a second one that calls itself so has a number behind it."""
        if node not in self._names:
            alike = sum(name.partition(" ")[0] == host for name in self._names.values())
            self._names[node] = f"{host} ({alike + 1})" if alike else host
        return self._names[node]

    def remark(self, message: str, hint: str = "", about: str = "") -> None:
        """Have something said, unless it was, or something else `about` the same."""
        if (about or message) not in self._said:
            self._said.add(about or message)
            self._remarks.append(Remark(message, hint, where="farm"))

    def remarks(self) -> list[Remark]:
        """What is to be said and was not given out."""
        given, self._remarks = self._remarks, []
        return given


def engines_of(home: Ready, farm: Iterable[Ready]) -> tuple[EngineInfo, ...]:
    """The engines that takes are planned with: those of this computer, if they can run here.

    What cannot, the first host that can stands for: a desk needs no GPU and no weights.
    """
    engines = {engine.name: engine for engine in home.engines}
    for ready in farm:
        for engine in ready.engines:
            known = engines.get(engine.name)
            if known is None or (engine.ready and not known.ready):
                engines[engine.name] = engine
    return tuple(engines.values())
