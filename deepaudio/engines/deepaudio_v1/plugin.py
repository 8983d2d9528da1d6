"""The entry point of the model: describing it loads neither torch nor any weights."""

from __future__ import annotations

from deepaudio.engines.base import Engine
from deepaudio.engines.deepaudio_v1.about import info

__all__ = ["create", "describe"]

describe = info


def create() -> Engine:
    """See `engine.create`."""
    from deepaudio.engines.deepaudio_v1 import engine

    return engine.create()
