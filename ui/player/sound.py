"""Sound to be played: pieces of the timeline as they come, or one file."""

from __future__ import annotations

import array
import sys
import wave
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from deepaudio_plugin.backend.messages import HEARD_S
from deepaudio_plugin.core.heard_file import FRAME_BYTES, HeardFile, Meter
from deepaudio_plugin.core.protocol import SAMPLE_RATE

_PIECE = HEARD_S * SAMPLE_RATE
_KEPT = 12  # pieces in memory, 2 MB each
_SILENT = Meter(0.0, 0.0, 0.0, 0.0)
_FASTEST = 2.0  # beyond that nobody understands a word: it is silent


class PlayedSound(Protocol):
    """Samples by their number, stereo in 16 bits."""

    def samples(self, first: int, count: int) -> bytes:
        """Samples [first, first + count); silence where there is nothing."""


def at_speed(sound: PlayedSound, position: float, count: int, speed: float) -> bytes:
    """`count` samples to be heard from a position on, every so many-th, also backwards."""
    if not speed or abs(speed) > _FASTEST or abs(speed) != int(abs(speed)):
        return bytes(count * FRAME_BYTES)
    step = int(speed)
    if step == 1:
        return sound.samples(round(position), count)
    length = count * abs(step)
    first = round(position) - (length if step < 0 else 0)
    both = array.array("i", sound.samples(first, length))  # left and right as one
    return both[::step].tobytes()


class _Loaded(QObject):
    """Carries what was loaded to the thread of the interface."""

    piece = Signal(object, object, object)  # order, index, HeardFile


class _Load(QRunnable):
    def __init__(self, loaded: _Loaded, order: str, index: int, path: str) -> None:
        super().__init__()
        self._loaded, self._order, self._index, self._path = loaded, order, index, path

    def run(self) -> None:
        """Read the file; what cannot be read is asked for again."""
        try:
            piece = HeardFile(self._path)
        except (OSError, ValueError):
            return
        self._loaded.piece.emit(self._order, self._index, piece)


class TimelineSound(QObject):
    """The sound of a timeline in pieces. What changes is heard as soon as it is made anew.

    `ask` orders the pieces from an index on and returns the order's id.

    Signals:
        came(int): a piece can be heard.
    """

    came = Signal(int)

    def __init__(self, ask: Callable[[int], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._pieces: dict[int, HeardFile] = {}
        self._outdated: dict[int, HeardFile] = {}
        self._orders: set[str] = set()  # since it sounded otherwise
        self._asked = range(0)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._loaded = _Loaded()
        self._loaded.piece.connect(self._on_loaded)

    def clear(self) -> None:
        """Forget everything, before another timeline."""
        self._pieces.clear()
        self._outdated.clear()
        self._orders.clear()
        self._asked = range(0)

    def outdate(self) -> None:
        """It sounds otherwise now; until the new pieces come the old ones are heard."""
        self._outdated.update(self._pieces)
        self._pieces.clear()
        self._orders.clear()
        self._asked = range(0)

    def bears_on(self, first: int, last: int) -> bool:
        """Whether what changes between two samples is in a piece that is there or asked for."""
        known = {*self._pieces, *self._outdated, *self._asked}
        return any(first < (index + 1) * _PIECE and last > index * _PIECE for index in known)

    def want(self, sample: int, ahead: int = 2) -> None:
        """Ask for what is missing at a sample and some pieces after it."""
        first = max(0, sample) // _PIECE
        for index in range(first, first + ahead):
            if index not in self._pieces and index not in self._asked:
                self._orders.add(self._ask(index))
                self._asked = range(index, index + 6)
                return

    def has(self, sample: int) -> bool:
        """Whether something is there to be heard at a sample."""
        return self._piece(sample // _PIECE) is not None

    def is_settled(self, sample: int) -> bool:
        """Whether it is what sounds there now."""
        return sample // _PIECE in self._pieces

    def add(self, order: str, index: int, path: str) -> None:
        """A piece is on disk."""
        if order in self._orders:
            self._pool.start(_Load(self._loaded, order, index, path))

    def samples(self, first: int, count: int) -> bytes:
        """See `PlayedSound`."""
        parts = []
        while count > 0:
            index, at = divmod(first, _PIECE)
            length = min(count, _PIECE - at)
            piece = self._piece(index)
            found = piece.sound(at, length) if piece is not None else b""
            parts.append(found + bytes(length * FRAME_BYTES - len(found)))
            first, count = first + length, count - length
        return b"".join(parts)

    def meter(self, sample: int) -> Meter:
        """What the meters show at a sample."""
        piece = self._piece(sample // _PIECE)
        return piece.meter(sample % _PIECE) if piece is not None else _SILENT

    def _piece(self, index: int) -> HeardFile | None:
        return self._pieces.get(index) or self._outdated.get(index)

    def _on_loaded(self, order: str, index: int, piece: HeardFile) -> None:
        if order not in self._orders:
            return
        self._pieces[index] = piece
        self._outdated.pop(index, None)
        for kept in (self._pieces, self._outdated):
            while len(kept) > _KEPT:
                kept.pop(max(kept, key=lambda other: abs(other - index)))
        self.came.emit(index)


class _LoadFile(QRunnable):
    def __init__(self, loader: FileLoader, path: str) -> None:
        super().__init__()
        self._loader, self._path = loader, path

    def run(self) -> None:
        """Read the file; what is no sound of ours is told too."""
        try:
            sound: FileSound | None = FileSound(self._path)
        except (OSError, ValueError):
            sound = None
        self._loader.loaded.emit(self._path, sound)


class FileLoader(QObject):
    """Reads sound files in a thread: a long one would hold up the interface.

    Signals:
        loaded(str, object): the path, and its `FileSound` or None.
    """

    loaded = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def load(self, path: str) -> None:
        """Read a file."""
        self._pool.start(_LoadFile(self, path))


class FileSound:
    """A WAV file in memory, of 48 kHz or a whole part of that.

    Raises OSError, and ValueError for any other file.
    """

    def __init__(self, path: str) -> None:
        try:
            with wave.open(path) as file:
                channels, width = file.getnchannels(), file.getsampwidth()
                times, rest = divmod(SAMPLE_RATE, file.getframerate())
                if rest or width not in (2, 3):
                    raise ValueError(f"{path} is no sound of ours")
                content = file.readframes(file.getnframes())
        except (wave.Error, EOFError) as error:
            raise ValueError(str(error)) from error
        left, right = (_channel(content, channels, width, n) for n in (0, min(1, channels - 1)))
        both = array.array("h", bytes(FRAME_BYTES * times * len(left)))
        for repeat in range(times):
            both[2 * repeat :: 2 * times] = left
            both[2 * repeat + 1 :: 2 * times] = right
        self._sound = memoryview(both.tobytes())
        self.length = times * len(left)
        self.level = 1.0  # how much louder it is heard

    def samples(self, first: int, count: int) -> bytes:
        """See `PlayedSound`."""
        before = max(0, min(count, -first))
        begin, end = max(0, first), max(0, first + count)
        found = _louder(bytes(self._sound[begin * FRAME_BYTES : end * FRAME_BYTES]), self.level)
        sound = bytes(before * FRAME_BYTES) + found
        return sound + bytes(count * FRAME_BYTES - len(sound))


def _louder(sound: bytes, level: float) -> bytes:
    """A sound at another level; what is too loud then is cut off."""
    if level == 1.0:
        return sound
    values = array.array("h", sound)
    return array.array("h", (max(-32768, min(32767, int(v * level))) for v in values)).tobytes()


def _channel(content: bytes, channels: int, width: int, number: int) -> array.array[int]:
    """One channel in 16 bits, the highest of each sample's."""
    pitch, offset = channels * width, number * width + width - 2
    count = len(content) // pitch
    sound = bytearray(2 * count)
    sound[0::2] = content[offset::pitch][:count]
    sound[1::2] = content[offset + 1 :: pitch][:count]
    found = array.array("h", bytes(sound))
    if sys.byteorder == "big":
        found.byteswap()
    return found
