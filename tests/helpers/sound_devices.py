"""Sound devices of a machine that are plugged in and pulled out by a test."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtMultimedia import QAudio

from deepaudio_plugin.core.heard_file import FRAME_BYTES
from deepaudio_plugin.core.protocol import SAMPLE_RATE


class FakeDevice:
    """A sound device, by its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def id(self) -> bytes:
        """See `QAudioDevice`."""
        return self.name.encode()


class FakeMachine:
    """Stands for `QMediaDevices` and `QAudioSink`, in QtMultimedia itself.

    `hears` says whether its devices take sound; else they only keep it waiting.
    """

    def __init__(self, *names: str) -> None:
        self.devices = [FakeDevice(name) for name in names]
        self.hears = True
        self.sinks: list[FakeSink] = []
        self._watchers: list[FakeMediaDevices] = []

    def media_devices(self, parent: QObject | None = None) -> FakeMediaDevices:
        """A `QMediaDevices`."""
        self._watchers.append(FakeMediaDevices(self, parent))
        return self._watchers[-1]

    def sink(self, device: FakeDevice, _format: object, parent: QObject) -> FakeSink:
        """A `QAudioSink`."""
        self.sinks.append(FakeSink(self, device, parent))
        return self.sinks[-1]

    def plug(self, *names: str) -> None:
        """From now on these devices are there, the first being the default."""
        self.devices = [FakeDevice(name) for name in names]
        for watcher in self._watchers:
            watcher.audioOutputsChanged.emit()

    def playing_on(self) -> list[str]:
        """Names of the devices that sound is going to."""
        return [sink.device.name for sink in self.sinks if sink.started]


class FakeMediaDevices(QObject):
    """See `QMediaDevices`."""

    audioOutputsChanged = Signal()  # noqa: N815 - Qt's name

    def __init__(self, machine: FakeMachine, parent: QObject | None) -> None:
        super().__init__(parent)
        self.audioOutputs: Callable[[], list[FakeDevice]] = lambda: machine.devices
        self.defaultAudioOutput = lambda: machine.devices[0]


class FakeSink(QObject):
    """See `QAudioSink`. Hears sound at the pace of the clock."""

    stateChanged = Signal(QAudio.State)  # noqa: N815 - Qt's name

    def __init__(self, machine: FakeMachine, device: FakeDevice, parent: QObject) -> None:
        super().__init__(parent)
        self.device, self._machine = device, machine
        self.started = False
        self._size = self._written = 0
        self._began = time.monotonic()

    def setBufferSize(self, size: int) -> None:
        """See `QAudioSink`."""
        self._size = size

    def bufferSize(self) -> int:
        """See `QAudioSink`."""
        return self._size

    def bytesFree(self) -> int:
        """See `QAudioSink`."""
        heard = round((time.monotonic() - self._began) * SAMPLE_RATE) * FRAME_BYTES
        return (
            self._size - self._written + (min(self._written, heard) if self._machine.hears else 0)
        )

    def start(self) -> FakeSink:
        """See `QAudioSink`."""
        self.started = True
        return self

    def write(self, sound: bytes) -> int:
        """See `QIODevice`."""
        self._written += len(sound)
        return len(sound)

    def stop(self) -> None:
        """See `QAudioSink`."""
        self.started = False

    def fail(self) -> None:
        """The system takes the device away under it."""
        self.error = lambda: QAudio.Error.FatalError
        self.stateChanged.emit(QAudio.State.StoppedState)
