"""The meters of the master: level and true peak of both sides."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deepaudio_plugin.core.heard_file import Meter

from ..state.numbers import decimal
from ..theme.colours import colours_for

_LOWEST_DB = -60.0
_CEILING_DB = -1.0  # true peaks above it are too loud for delivery
_FALL_DB = 1.5  # of a bar at each step
_HELD_STEPS = 40  # of the highest peak's mark


class MasterMeter(QWidget):
    """Bars of the level (RMS), a line at the highest true peak of late, and its number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels = [_LOWEST_DB, _LOWEST_DB]
        self._peaks = [_LOWEST_DB, _LOWEST_DB]
        self._age = [0, 0]
        self.highest_db = _LOWEST_DB  # since it was last silent
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance("-60.0") + 6
        return QSize(width, self.fontMetrics().height() * 5)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), self.fontMetrics().height() * 3)

    def show_meter(self, meter: Meter) -> None:
        """Show what sounds now."""
        for side, (level, peak) in enumerate(
            ((meter.rms_left, meter.peak_left), (meter.rms_right, meter.peak_right))
        ):
            self._levels[side] = max(in_db(level), self._levels[side] - _FALL_DB)
            self._age[side] += 1
            if in_db(peak) >= self._peaks[side] or self._age[side] > _HELD_STEPS:
                self._peaks[side], self._age[side] = in_db(peak), 0
        self.highest_db = max(self.highest_db, in_db(max(meter.peak_left, meter.peak_right)))
        self.setAccessibleDescription(f"{decimal(self.highest_db, 1)} dBTP")
        self.update()

    def reset(self) -> None:
        """Nothing sounds, and nothing has."""
        self._levels, self._peaks = [_LOWEST_DB, _LOWEST_DB], [_LOWEST_DB, _LOWEST_DB]
        self.highest_db = _LOWEST_DB
        self.setAccessibleDescription("")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours, painter = colours_for(self.palette()), QPainter(self)
        painter.fillRect(self.rect(), colours.screen)
        number = self.fontMetrics().height() + 2
        area = self.rect().adjusted(2, number, -2, -2)
        wide = (area.width() - 2) // 2
        for side in (0, 1):
            box = QRect(area.left() + side * (wide + 2), area.top(), wide, area.height())
            painter.fillRect(box, colours.screen.lighter(180))
            top = box.top() + round(box.height() * (1 - self._share(self._levels[side])))
            too_loud = self._peaks[side] > _CEILING_DB
            painter.fillRect(box.left(), top, wide, box.bottom() + 1 - top, colours.ready)
            if self._peaks[side] > _LOWEST_DB:
                at = box.top() + round(box.height() * (1 - self._share(self._peaks[side])))
                mark = colours.failed if too_loud else colours.screen_text
                painter.fillRect(box.left(), min(at, box.bottom() - 1), wide, 2, mark)
        if self.highest_db > _LOWEST_DB:
            loud = self.highest_db > _CEILING_DB
            painter.setPen(colours.failed if loud else colours.screen_text)
            words = decimal(self.highest_db, 1)
            box = QRect(0, 0, self.width(), number)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    def _share(self, level_db: float) -> float:
        return min(1.0, max(0.0, 1 - level_db / _LOWEST_DB))


def in_db(amplitude: float) -> float:
    """An amplitude in dB, at least what the meter shows."""
    return max(_LOWEST_DB, 20 * math.log10(amplitude)) if amplitude > 0 else _LOWEST_DB
