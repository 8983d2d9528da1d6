"""The entry point of the sketch engine."""

from deepaudio.engines.sketch.engine import create, info

__all__ = ["create", "describe"]

describe = info
