"""The engines as they are, on a machine whose memory can be told to run out.

A request's `settings["room"]` is what fits into memory: 1 a flow beside nothing else, as in the
small footprint, 0 not even that. Without it memory is ample.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from deepaudio.engines import registry
from deepaudio.engines.base import Engine
from deepaudio.engines.deepaudio_v1.runtime import ModelRuntime
from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio

describe = registry.describe

_AMPLE = 1 << 20
_room = _AMPLE


def load(name: str) -> Engine:
    """The engine of that name, its flows within the room of each request."""
    engine = registry.load(name)
    for network in (MMAudio, F5):
        _bound(network, engine.text_to_speech._runtime)  # type: ignore[attr-defined]
    return replace(
        engine,
        video_to_audio=_Scarce(engine.video_to_audio),
        text_to_speech=_Scarce(engine.text_to_speech),
        fusion=_Scarce(engine.fusion),
    )


class _Scarce:
    """A stage that sets the room before it works; the networks take one request at a time."""

    def __init__(self, stage: Any) -> None:
        self._stage = stage

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._stage, name)
        if not callable(method):
            return method

        def call(request: Any, *rest: Any) -> Any:
            global _room  # noqa: PLW0603 - the machine's memory, of which there is one
            _room = getattr(request, "settings", {}).get("room", _AMPLE)
            return method(request, *rest)

        return call


def _bound(network: Any, runtime: ModelRuntime) -> None:
    predict = network.predict

    def bounded(self: Any, states: Tensor, *rest: Any) -> Tensor:
        assert runtime._pool is not None
        if _room < (1 if runtime._pool.low_memory else 2):
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        predicted: Tensor = predict(self, states, *rest)
        return predicted

    network.predict = bounded
