"""A film on the stub backend: every frame a shade of its own, every sample its frame's number."""

from __future__ import annotations

import array
import struct
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import ReelView
from deepaudio_plugin.core.heard_file import FRAME_BYTES, pack_heard
from deepaudio_plugin.core.reel_file import pack_reel
from tests.helpers.backend_stub import DEMO_FRAMES, FPS, StubBackend

RATE = 48_000
PER_FRAME = RATE // FPS
_REEL = 48


class HandOutput:
    """A sound device that hears as much as a test says."""

    def __init__(self) -> None:
        self.started = False
        self.written = b""
        self.heard_samples = 0

    def start(self) -> None:
        """See `SoundOutput`."""
        self.started, self.written, self.heard_samples = True, b"", 0

    def stop(self) -> None:
        """See `SoundOutput`."""
        self.started = False

    def room(self) -> int:
        """See `SoundOutput`."""
        return max(0, self.heard_samples + RATE // 5 - len(self.written) // FRAME_BYTES)

    def write(self, sound: bytes) -> None:
        """See `SoundOutput`."""
        self.written += sound

    def heard(self) -> int:
        """See `SoundOutput`."""
        return min(self.heard_samples, len(self.written) // FRAME_BYTES)

    def frames_heard(self) -> list[int]:
        """Numbers of the frames whose sound was written since `start`."""
        left = array.array("h", self.written)[0::2]
        return list(dict.fromkeys(left))


def shade(frame: int) -> QColor:
    """The colour of a frame."""
    return QColor(frame // 256 * 32, frame // 16 % 16 * 16, frame % 16 * 16)


def frame_in(image: QImage) -> int:
    """The frame that a picture shows."""
    colour = image.pixelColor(image.width() // 2, image.height() // 2)
    high, middle, low = colour.red() / 32, colour.green() / 16, colour.blue() / 16
    return round(high) * 256 + round(middle) * 16 + round(low)


def screen_film(stub: StubBackend, folder: Path, *, reels: bool = True) -> None:
    """Answer who looks and listens."""

    def look(order: messages.Order) -> Iterator[messages.Fact]:
        assert isinstance(order, messages.LookAt)
        if reels:
            start = order.frame // _REEL * _REEL
            frames = range(start, min(start + _REEL, DEMO_FRAMES))
            path = _write_reel(folder / f"{start}.reel", list(frames))
            view = ReelView(start, len(frames), str(path))
            yield messages.ReelsReady((view,), start + len(frames), DEMO_FRAMES)
        if order.height:
            path = _write_reel(folder / f"still {order.frame}.reel", [order.frame])
            yield messages.StillMade(order.id, order.frame, str(path))

    def listen(order: messages.Order) -> Iterator[messages.Fact]:
        assert isinstance(order, messages.ListenFrom)
        first = order.frame * PER_FRAME // (messages.HEARD_S * RATE)
        for index in range(first, first + 6):
            path = folder / f"{index} {'-'.join(order.silent)}.heard"
            path.write_bytes(_heard(index * messages.HEARD_S * FPS, messages.HEARD_S * FPS))
            yield messages.HeardReady(order.id, index, str(path))

    stub.answer(messages.LookAt, look)
    stub.answer(messages.ListenFrom, listen)


def _heard(first: int, count: int) -> bytes:
    """Samples that hold the number of their frame, with meters at half of full scale."""
    sound = array.array("h")
    for frame in range(first, first + count):
        sound.extend([frame, frame] * PER_FRAME)
    step = RATE // 25
    meters = struct.pack("<4f", 0.5, 0.5, 0.25, 0.25) * (len(sound) // 2 // step)
    return pack_heard(sound.tobytes(), step, meters)


def _write_reel(path: Path, frames: list[int]) -> Path:
    path.write_bytes(pack_reel([_jpeg(frame) for frame in frames], list(range(len(frames)))))
    return path


def _jpeg(frame: int) -> bytes:
    image = QImage(16, 16, QImage.Format.Format_RGB32)
    image.fill(shade(frame))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 100)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
