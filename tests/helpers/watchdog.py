"""How long an interface's thread keeps its event loop waiting."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer


@dataclass(frozen=True)
class Block:
    """One turn of the event loop."""

    cpu_ms: float
    wall_ms: float
    at_s: float  # since the watch began


class Watchdog(QObject):
    """A timer that wants to tick all the time, and what kept it from doing so.

    The thread's CPU between two ticks is what a turn of the loop costs, however many others
    share the machine; wall time is what a person feels.
    """

    def __init__(self, parent: QObject | None = None, interval_ms: int = 1) -> None:
        super().__init__(parent)
        self.blocks: list[Block] = []
        self._timer = QTimer(self, interval=interval_ms, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._began = self._cpu = self._wall = 0.0

    def begin(self) -> None:
        """Watch from now on."""
        self.blocks.clear()
        self._began = self._wall = time.perf_counter()
        self._cpu = time.thread_time()
        self._timer.start()

    def end(self) -> list[Block]:
        """The turns of the loop since it began, the longest first."""
        self._timer.stop()
        return sorted(self.blocks, key=lambda block: -block.cpu_ms)

    def _tick(self) -> None:
        cpu, wall = time.thread_time(), time.perf_counter()
        self.blocks.append(
            Block(1000 * (cpu - self._cpu), 1000 * (wall - self._wall), wall - self._began)
        )
        self._cpu, self._wall = cpu, wall
