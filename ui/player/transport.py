"""Playing: a position that runs with what is heard, forwards or backwards, at any speed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from deepaudio_plugin.core.heard_file import FRAME_BYTES
from deepaudio_plugin.core.protocol import SAMPLE_RATE

from .output import SoundOutput
from .sound import PlayedSound, at_speed

_TICK_MS = 8
_TURN = SAMPLE_RATE // 50  # samples handed over at a time
SPEEDS = (-8.0, -4.0, -2.0, -1.0, 1.0, 2.0, 4.0, 8.0)


class Transport(QObject):
    """Plays a sound between two samples. What is heard is what the position says.

    Signals:
        moved(float): the position, in samples.
        playing_changed(bool).
        finished: the end is reached; the position is the last one.
    """

    moved = Signal(float)
    playing_changed = Signal(bool)
    finished = Signal()

    def __init__(self, output: SoundOutput, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._output = output
        self._sound: PlayedSound | None = None
        self._begin, self._end = 0, 0
        self._loops = False
        self.speed = 1.0
        self._origin = 0.0  # the position at which the output was started
        self._fed = 0  # samples that the output has been given since
        self.position = 0.0
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)

    @property
    def playing(self) -> bool:
        """Whether it is playing now."""
        return self._timer.isActive()

    @property
    def output(self) -> SoundOutput:
        """Where the sound goes."""
        return self._output

    def set_output(self, output: SoundOutput) -> None:
        """Go on with another device."""
        was_playing = self.playing
        if was_playing:
            self._output.stop()
        self._output = output
        if was_playing:
            self._restart(self.position)

    def play(
        self,
        sound: PlayedSound,
        position: float,
        *,
        begin: int = 0,
        end: int,
        speed: float = 1.0,
        loops: bool = False,
    ) -> None:
        """Play from a position; stop at `end` or, backwards, at `begin`, unless it `loops`."""
        was_playing = self.playing
        self._sound, self._begin, self._end, self._loops = sound, begin, end, loops
        self.speed = speed
        self._restart(position)
        self._timer.start()
        if not was_playing:
            self.playing_changed.emit(True)
        self.tick()

    def set_speed(self, speed: float) -> None:
        """Go on from here at another speed."""
        self.speed = speed
        if self.playing:
            self._restart(self.position)

    def seek(self, position: float) -> None:
        """Go on from another position."""
        self.position = position
        if self.playing:
            self._restart(position)

    def pause(self) -> None:
        """Stop where it is."""
        if self.playing:
            self._timer.stop()
            self._output.stop()
            self.speed = 1.0
            self.playing_changed.emit(False)

    def scrub(self, sound: PlayedSound, position: float, count: int) -> None:
        """Let a short part be heard, without playing."""
        if not self.playing:
            self._output.start()
            self._output.write(_faded(sound.samples(round(position), count)))

    def tick(self) -> None:
        """Hand over sound, and say where it is; called many times a second."""
        if self._sound is None or not self.playing:
            return
        room = self._output.room()
        while room > 0:
            count = min(room, _TURN)
            at = self._origin + self._fed * self.speed
            self._output.write(at_speed(self._sound, at, count, self.speed))
            self._fed += count
            room -= count
        self.position = self._origin + min(self._output.heard(), self._fed) * self.speed
        over = self.position >= self._end if self.speed > 0 else self.position <= self._begin
        if over and self._loops and self._end > self._begin:
            self._restart(self._begin if self.speed > 0 else self._end)
            over = False
        if over:
            self.position = self._end if self.speed > 0 else self._begin
        self.moved.emit(self.position)
        if over:
            self.pause()
            self.finished.emit()

    def _restart(self, position: float) -> None:
        self._output.stop()
        self._output.start()
        self._origin, self._fed, self.position = float(position), 0, float(position)


def _faded(sound: bytes) -> bytes:
    """A sound without clicks at its ends."""
    import array

    values = array.array("h", sound)
    length = min(96, len(values) // 2)
    for n in range(length):
        values[n] = values[n] * n // max(1, length)
        values[-1 - n] = values[-1 - n] * n // max(1, length)
    return values.tobytes()


assert FRAME_BYTES == 4  # two channels of 16 bits, as `_faded` has it
