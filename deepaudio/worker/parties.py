"""Which requests may be given to an engine at once, to share passes through its networks."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from deepaudio.worker.engines import Engines
from deepaudio.worker.task import WorkRequest
from deepaudio_plugin.core.protocol import RenderRequest


@dataclass(frozen=True)
class Party:
    """What requests have in common that go together, and how many may."""

    engine: str
    alike: Hashable
    most: int


def party_of(request: WorkRequest, engines: Engines) -> Party | None:
    """The party of a request; None for one that is worked on by itself.

    Takes of one stem go together that ask the same engine with the same of its settings, steps
    among them. Their lengths need not be alike: nothing is padded.
    """
    if not isinstance(request, RenderRequest):
        return None
    info = engines.info(request.engine)
    most = 0 if info is None else info.takes_at_once(request.settings)
    if info is None or most < 2:
        return None
    declared = tuple((one.name, repr(request.settings.get(one.name))) for one in info.settings)
    return Party(info.name, (request.stem, declared), most)
