"""Where sound goes: the machine's sound device, or nowhere at the same pace."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from deepaudio_plugin.core.heard_file import FRAME_BYTES
from deepaudio_plugin.core.protocol import SAMPLE_RATE

BUFFER_S = 0.2
_PERIOD_S = 0.04  # devices take sound in parts at most so long
_WAKING_S = 4.0  # a device may take so long until it takes any sound
_DEAD_S = 1.0  # one that took some and takes no more of what it has for so long has gone


def is_available() -> bool:
    """Whether QtMultimedia is installed: hosts have it, PySide6-Essentials does not."""
    return importlib.util.find_spec("PySide6.QtMultimedia") is not None


class SoundOutput(Protocol):
    """Takes sound, stereo in 16 bits, and says how much of it has been heard."""

    def start(self) -> None:
        """Begin with nothing in the buffer."""

    def stop(self) -> None:
        """Be silent at once and forget what waits."""

    def room(self) -> int:
        """Samples that it takes now."""

    def write(self, sound: bytes) -> None:
        """Take sound to be heard after what waits."""

    def heard(self) -> int:
        """Samples heard since `start`."""


class Silence:
    """Takes sound at the pace of a device, and lets nobody hear it."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began = 0.0
        self._written = 0

    def start(self) -> None:
        """See `SoundOutput`."""
        self._began, self._written = self._now(), 0

    def stop(self) -> None:
        """See `SoundOutput`."""
        self._written = 0

    def room(self) -> int:
        """See `SoundOutput`."""
        return max(0, round(BUFFER_S * SAMPLE_RATE) - (self._written - self.heard()))

    def write(self, sound: bytes) -> None:
        """See `SoundOutput`."""
        elapsed = round((self._now() - self._began) * SAMPLE_RATE)
        if elapsed > self._written:  # it ran dry: what comes now is heard from now on
            self._began += (elapsed - self._written) / SAMPLE_RATE
        self._written += len(sound) // FRAME_BYTES

    def heard(self) -> int:
        """See `SoundOutput`."""
        return min(self._written, round((self._now() - self._began) * SAMPLE_RATE))


class SoundDevice(QObject):
    """The machine's sound device: the one that is its default when sound starts.

    Signals:
        lost: the device went away while it was in use, or takes no sound any more.
        found: there is one where there was none.
    """

    lost = Signal()
    found = Signal()
    _gone = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QAudio, QAudioFormat, QAudioSink, QMediaDevices

        self._audio: Any = QAudio
        self._sinks: Any = QAudioSink
        self._devices: Any = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._on_devices)
        self._used = b""  # the id of the device in use
        self._dead = b""  # of one that takes no sound
        self._was_there = self.is_there
        self._gone.connect(self.lost, Qt.ConnectionType.QueuedConnection)
        self._format = QAudioFormat()
        self._format.setSampleRate(SAMPLE_RATE)
        self._format.setChannelCount(2)
        self._format.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._sink: Any = None
        self._pipe: Any = None
        self._written = 0
        self._seen, self._seen_at = 0, 0.0

    @property
    def is_there(self) -> bool:
        """Whether this machine has a sound device now."""
        outputs = self._devices.audioOutputs()
        return bool(outputs) and self._id_of(self._devices.defaultAudioOutput()) != self._dead

    def forgive(self) -> None:
        """Try one again that took no sound."""
        self._dead = b""

    def start(self) -> None:
        """See `SoundOutput`."""
        self.stop()
        device = self._devices.defaultAudioOutput()
        self._used = self._id_of(device)
        self._sink = self._sinks(device, self._format, self)
        self._sink.setBufferSize(round(BUFFER_S * SAMPLE_RATE) * FRAME_BYTES)
        self._sink.stateChanged.connect(self._on_state)
        self._pipe = self._sink.start()
        self._written = self._seen = 0
        self._seen_at = time.monotonic()

    def stop(self) -> None:
        """See `SoundOutput`."""
        sink, self._sink, self._pipe = self._sink, None, None
        if sink is not None:
            sink.stateChanged.disconnect(self._on_state)
            sink.stop()
            sink.deleteLater()

    def room(self) -> int:
        """See `SoundOutput`."""
        return self._sink.bytesFree() // FRAME_BYTES if self._sink is not None else 0

    def write(self, sound: bytes) -> None:
        """See `SoundOutput`."""
        if self._pipe is not None:
            self._written += max(0, self._pipe.write(sound)) // FRAME_BYTES

    def heard(self) -> int:
        """See `SoundOutput`. Between two parts that the device takes it goes on evenly."""
        if self._sink is None:
            return self._written
        waiting = (self._sink.bufferSize() - self._sink.bytesFree()) // FRAME_BYTES
        taken, now = max(0, self._written - waiting), time.monotonic()
        if taken != self._seen or not waiting:
            self._seen, self._seen_at = taken, now
        elif now - self._seen_at > (_DEAD_S if self._seen else _WAKING_S):
            self._give_up(dead=True)
        since = min(now - self._seen_at, _PERIOD_S)
        return min(self._written, self._seen + round(since * SAMPLE_RATE))

    def _on_state(self, state: object) -> None:
        if self._sink is None or state != self._audio.State.StoppedState:
            return
        if self._sink.error() != self._audio.Error.NoError:
            self._give_up(dead=True)

    def _on_devices(self) -> None:
        self.forgive()
        was_there, self._was_there = self._was_there, self.is_there
        ids = [self._id_of(device) for device in self._devices.audioOutputs()]
        if self._sink is not None and self._used not in ids:
            self._give_up()
        elif self._was_there and not was_there:
            self.found.emit()

    def _give_up(self, *, dead: bool = False) -> None:
        """Be silent; whoever plays hears of it in the next turn, not in the middle of this.

        A `dead` device is not used again before devices change or somebody plays anew.
        """
        self.stop()
        if dead:
            self._dead = self._used
        self._was_there = self.is_there
        self._gone.emit()

    def _id_of(self, device: Any) -> bytes:
        return bytes(device.id())
