"""Paints waveforms: of takes, and of the film's own sound."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QLine
from PySide6.QtGui import QColor

from deepaudio_plugin.backend.messages import FILM_KEY
from deepaudio_plugin.backend.views import ClipView, ShotView

from .canvas import TimelineCanvas, is_dense
from .media_cache import Waveform
from .rows import Row

MIN_WAVEFORM = 10  # pixels
_HEIGHTS = [math.copysign(127 * math.sqrt(abs(v) / 127), v) for v in range(-128, 128)]
"""Heights of peaks: by their square root, so that ambience under dialogue is visible."""


@dataclass(frozen=True)
class WaveBox:
    """Where a waveform goes, in pixels: `whole` is as long as its sound, `before` is hidden."""

    left: int
    width: int
    top: int
    height: int
    before: float
    whole: float


def clip_key(clip: ClipView) -> str:
    """The key of the waveform of a clip on a sound track of the timeline."""
    return f"{FILM_KEY}{clip.track}@{clip.start}"


def paint_wave(
    canvas: TimelineCanvas, waveform: Waveform, box: WaveBox, colour: QColor, gain_db: float = 0.0
) -> None:
    """Paint one line per pixel; a zoomed waveform is cut off at the edges of its box."""
    from_x, to_x = max(box.left, canvas.left), min(box.left + box.width, canvas.right)
    lows, highs = waveform.at_most(box.whole)
    last, per_pixel = len(lows) - 1, len(lows) / box.whole
    middle, most = box.top + box.height // 2, box.height // 2
    level = 10 ** (gain_db / 40)  # heights are by the square root
    unit = canvas.wave_zoom * level * box.height / 256
    lines = []
    at = (from_x - box.left + box.before) * per_pixel
    for x in range(from_x, to_x):
        bucket = int(at)
        at += per_pixel
        if bucket > last:
            break
        high = min(most, int(_HEIGHTS[highs[bucket] + 128] * unit))
        low = max(-most, int(_HEIGHTS[lows[bucket] + 128] * unit))
        lines.append(QLine(x, middle - high, x, middle - low))
    if lines:
        canvas.painter.setPen(colour)
        canvas.painter.drawLines(lines)


def paint_film(canvas: TimelineCanvas, row: Row, low: int, high: int) -> None:
    """Paint the sound that the media of shots have of their own."""
    if is_dense(canvas.scale, row, low, high):
        return
    colours, height = canvas.style.colours, canvas.height
    for n, (left, width) in enumerate(canvas.spans(row, low, high), start=low):
        shot = row.items[n]
        assert isinstance(shot, ShotView)
        waveform = canvas.media.waveform(FILM_KEY + shot.ref)
        if waveform is not None:
            canvas.painter.fillRect(left, 1, width, height - 2, colours.existing)
            if width >= MIN_WAVEFORM:
                box = WaveBox(left, width, 2, height - 4, 0.0, float(width))
                paint_wave(canvas, waveform, box, colours.waveform)
