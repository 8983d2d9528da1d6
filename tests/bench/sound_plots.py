"""Spectrogram and level of a sound on one sheet, with what is seen and said marked over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

RATE = 48_000
WIDTH, LEFT, RIGHT = 1600, 120, 24
RULER, PICTURES, SPECTRUM, LEVEL, GAP = 34, 84, 280, 190, 12
BACK, PANEL, TEXT, DIM = "#17181c", "#22242a", "#e8e6e1", "#8f949e"
CHANNELS = {1: ("#f2b84b",), 2: ("#f2b84b", "#58b4a8")}
BED, HIT, SAID = "#8f949e", "#ffffff", "#7fb2ff"

LOWEST_HZ, HIGHEST_HZ = 60.0, 16_000.0
FLOOR_DB = -70.0
_WINDOW, _HOP, _ROWS = 4096, 960, 150
_RANGE_DB = 70.0  # below the loudest, that the colours span
_LEVEL_HOP = 960  # samples: 20 ms
_COLOURS = ((0, 0, 4), (51, 13, 95), (120, 28, 109), (187, 55, 84), (237, 105, 37), (252, 255, 164))


@dataclass(frozen=True)
class Marked:
    """A stretch of time with a name; of no length: a moment."""

    start_s: float
    end_s: float
    name: str = ""


@dataclass(frozen=True)
class PlottedSound:
    """What one sheet shows. `sound` and `bed` are (channels, T) at 48 kHz."""

    title: str
    sound: np.ndarray
    seen: Sequence[float] = ()  # when something is hit in the picture
    said: Sequence[Marked] = ()
    bed: np.ndarray | None = None  # the same without its hits
    pictures: Sequence[tuple[float, QImage]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return self.sound.shape[-1] / RATE


def sheet(shown: PlottedSound) -> QImage:
    """The sheet of a sound."""
    pictures = PICTURES + GAP if shown.pictures else 0
    height = RULER + pictures + SPECTRUM + LEVEL + 2 * GAP + 26
    image = QImage(WIDTH, height, QImage.Format.Format_RGB32)
    image.fill(QColor(BACK))
    _Sheet(QPainter(image), shown).draw()
    return image


def spectrogram(sound: np.ndarray) -> np.ndarray:
    """Levels in dB of the mid of a sound (channels, T): (rows, frames), low pitches last."""
    mid = np.pad(sound.mean(axis=0), _WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(mid, _WINDOW)[::_HOP]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), axis=1)))
    edges = np.geomspace(LOWEST_HZ, HIGHEST_HZ, _ROWS + 1) * _WINDOW / RATE
    total = np.concatenate([np.zeros((len(power), 1)), np.cumsum(power, axis=1)], axis=1)
    bins = np.arange(total.shape[1])
    upto = np.stack([np.interp(edges, bins, row) for row in total])
    bands = np.diff(upto, axis=1) / np.diff(edges) / _WINDOW**2
    return np.asarray(10 * np.log10(bands.T[::-1] + 1e-14))


def levels_db(sound: np.ndarray) -> np.ndarray:
    """RMS over 20 ms of each channel, in dB of full scale, (channels, frames)."""
    count = sound.shape[1] // _LEVEL_HOP
    parts = sound[:, : count * _LEVEL_HOP].reshape(len(sound), count, _LEVEL_HOP)
    return np.asarray(10 * np.log10(np.square(parts, dtype=np.float64).mean(axis=2) + 1e-12))


def _coloured(levels: np.ndarray) -> QImage:
    share = np.clip((levels - levels.max() + _RANGE_DB) / _RANGE_DB, 0, 1)
    anchors = np.array(_COLOURS, float)
    at = np.linspace(0, 1, len(anchors))
    parts = [np.interp(share, at, anchors[:, channel]) for channel in range(3)]
    pixels = np.ascontiguousarray(np.stack(parts, axis=-1).astype(np.uint8))
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


class _Sheet:
    """A painter that knows where seconds, pitches and levels are."""

    def __init__(self, painter: QPainter, shown: PlottedSound) -> None:
        self._p, self._shown = painter, shown
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)

    def draw(self) -> None:
        """All of it, from top to bottom."""
        self._ruler()
        top = float(RULER)
        if self._shown.pictures:
            self._pictures(top)
            top += PICTURES + GAP
        spectrum = QRectF(LEFT, top, WIDTH - LEFT - RIGHT, SPECTRUM)
        level = QRectF(LEFT, top + SPECTRUM + GAP, WIDTH - LEFT - RIGHT, LEVEL)
        self._spectrum(spectrum)
        self._levels(level)
        self._marks(spectrum.top(), level.bottom())
        self._legend(level.bottom() + 6)
        self._p.end()

    def _x(self, seconds: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / self._shown.seconds

    def _write(self, text: str, x: float, y: float, colour: str = TEXT, size: int = 12) -> None:
        font = QFont("DejaVu Sans")
        font.setPixelSize(size)
        self._p.setFont(font)
        self._p.setPen(QColor(colour))
        self._p.drawText(QPointF(x, y), text)

    def _ruler(self) -> None:
        self._write(self._shown.title, 16, 20, TEXT, 14)
        step = 1 if self._shown.seconds <= 15 else 5
        for second in range(step, int(self._shown.seconds) + 1, step):
            x = self._x(second)
            if x > LEFT + 9 * len(self._shown.title):
                self._write(f"{second} s", x - 10, 20, DIM)

    def _pictures(self, top: float) -> None:
        for at, (begins, picture) in enumerate(self._shown.pictures):
            after = self._shown.pictures[at + 1 :]
            ends = after[0][0] if after else self._shown.seconds
            box = QRectF(self._x(begins), top, self._x(ends) - self._x(begins) - 2, PICTURES)
            wide = PICTURES * picture.width() / picture.height()
            self._p.save()
            self._p.setClipRect(box)
            across = max(wide, box.width())
            tall = across * picture.height() / picture.width()
            self._p.drawImage(QRectF(box.x(), top - (tall - PICTURES) / 2, across, tall), picture)
            self._p.restore()

    def _spectrum(self, box: QRectF) -> None:
        self._p.drawImage(box, _coloured(spectrogram(self._shown.sound)))
        octaves = np.log2(HIGHEST_HZ / LOWEST_HZ)
        for hertz, name in ((100, "100 Hz"), (1000, "1 kHz"), (10_000, "10 kHz")):
            y = box.bottom() - box.height() * np.log2(hertz / LOWEST_HZ) / octaves
            self._write(name, 56, y + 4, DIM)
            self._p.fillRect(QRectF(LEFT, y, box.width(), 1), QColor(255, 255, 255, 40))

    def _levels(self, box: QRectF) -> None:
        self._p.fillRect(box, QColor(PANEL))
        for decibels in range(-60, 1, 20):
            y = self._y(decibels, box)
            self._write(f"{decibels} dB".replace("-", "−"), 56, y + 4, DIM)
            self._p.fillRect(QRectF(LEFT, y, box.width(), 1), QColor(255, 255, 255, 25))
        if self._shown.bed is not None:
            for line in levels_db(self._shown.bed):
                self._line(line, BED, 1.0, box)
        sound = levels_db(self._shown.sound)
        for line, colour in zip(sound, CHANNELS[min(len(sound), 2)], strict=False):
            self._line(line, colour, 1.4, box)

    def _y(self, decibels: float, box: QRectF) -> float:
        share = min(max(decibels / FLOOR_DB, 0.0), 1.0)
        return box.top() + 6 + (box.height() - 12) * share

    def _line(self, levels: np.ndarray, colour: str, thick: float, box: QRectF) -> None:
        self._p.setPen(QPen(QColor(colour), thick))
        points = [
            QPointF(self._x((k + 0.5) * _LEVEL_HOP / RATE), self._y(float(level), box))
            for k, level in enumerate(levels)
        ]
        self._p.drawPolyline(points)

    def _marks(self, top: float, bottom: float) -> None:
        dashed = QPen(QColor(HIT), 1.0, Qt.PenStyle.DashLine)
        for moment in self._shown.seen:
            self._p.setPen(dashed)
            self._p.drawLine(QPointF(self._x(moment), top), QPointF(self._x(moment), bottom))
        for line in self._shown.said:
            left, right = self._x(line.start_s), self._x(line.end_s)
            self._p.fillRect(QRectF(left, top, right - left, 4), QColor(SAID))
            self._write(line.name, left + 2, top + 18, TEXT, 11)

    def _legend(self, top: float) -> None:
        count = min(len(self._shown.sound), 2)
        names = ("level",) if count == 1 else ("level, left", "level, right")
        entries = list(zip(names, CHANNELS[count], strict=True))
        entries += [("without its hits", BED)] * (self._shown.bed is not None)
        entries += [("hit in the picture", HIT)] * bool(self._shown.seen)
        entries += [("line", SAID)] * bool(self._shown.said)
        x = float(LEFT)
        for name, colour in entries:
            self._p.fillRect(QRectF(x, top + 5, 18, 3), QColor(colour))
            self._write(name, x + 24, top + 11, DIM)
            x += 50 + 8 * len(name)
