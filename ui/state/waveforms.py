"""Where panels find waveforms of takes: what the timeline has loaded already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import SignalInstance


class WaveformLevels(Protocol):
    """Lowest and highest level of each bucket, -128 to 127."""

    def at_most(self, buckets: float) -> tuple[list[int], list[int]]:
        """Lows and highs with less than twice the wanted number of buckets."""


class WaveformSource(Protocol):
    """Waveforms by the key of their take; `waveform_loaded` tells a key that can be drawn now."""

    @property
    def waveform_loaded(self) -> SignalInstance:
        """Emits the key of a take."""

    def waveform(self, key: str) -> WaveformLevels | None:
        """A take's waveform, if it is there."""

    def want_also(self, keys: Iterable[str]) -> None:
        """Have the waveforms of these takes loaded."""
