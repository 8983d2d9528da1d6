"""Splitting a long job into overlapping windows an engine can render in one go."""

from __future__ import annotations

from deepaudio_plugin.core.protocol import SAMPLE_RATE, Window

OVERLAP_S = 1.0


def split_windows(start: int, length: int, window_s: float) -> tuple[Window, ...]:
    """Equal windows over [start, start + length), each at most `window_s` seconds.

    Neighbours overlap by `OVERLAP_S`; the worker crossfades there. A job that fits one
    window needs no split and gives an empty tuple. All values in samples at 48 kHz.
    """
    window = round(window_s * SAMPLE_RATE)
    if length <= window:
        return ()
    overlap = min(round(OVERLAP_S * SAMPLE_RATE), window // 2)
    count = -(-(length - overlap) // (window - overlap))
    step = -(-(length - overlap) // count)
    return tuple(
        Window(start + i * step, min(step + overlap, length - i * step)) for i in range(count)
    )
