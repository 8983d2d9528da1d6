"""Cache of thumbnails and waveforms: requests what is visible and loads it in threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QFile, QIODevice, QObject, QRunnable, QSize, QThreadPool, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from deepaudio_plugin.backend import messages

from ..link import BackendLink
from ..state.timeline import TimelineState

PICTURE_BYTES = 48 << 20
WAVEFORMS = 4000
BUCKETS = 512
_ASK_AFTER_MS = 60
_MAX_ASKED = 240
V = TypeVar("V")


class Waveform:
    """Lowest and highest level of each bucket, -128 to 127, and coarser ones of it."""

    def __init__(self, pairs: bytes) -> None:
        signed = [value - 256 if value > 127 else value for value in pairs]
        lows, highs = signed[0::2], signed[1::2]
        self._levels = [(lows, highs)]
        while len(lows) > 8:
            lows = [min(lows[n : n + 2]) for n in range(0, len(lows), 2)]
            highs = [max(highs[n : n + 2]) for n in range(0, len(highs), 2)]
            self._levels.append((lows, highs))

    def at_most(self, buckets: float) -> tuple[list[int], list[int]]:
        """Lows and highs with less than twice the wanted number of buckets."""
        for level in self._levels:
            if len(level[0]) < 2 * buckets:
                return level
        return self._levels[-1]


class LruCache(Generic[V]):
    """A cache that drops the least recently used values when their weight exceeds a limit."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._weight = 0
        self._kept: OrderedDict[str, tuple[V, int]] = OrderedDict()

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str) -> V | None:
        """The value of a key."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: str, value: V, weight: int = 1) -> None:
        """Add or replace a value."""
        self.drop(key)
        self._kept[key] = (value, weight)
        self._weight += weight
        while self._weight > self._most and len(self._kept) > 1:
            _, (_, gone) = self._kept.popitem(last=False)
            self._weight -= gone

    def drop(self, key: str) -> None:
        """Remove a value."""
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._weight -= gone[1]

    def clear(self) -> None:
        """Remove all values."""
        self._kept.clear()
        self._weight = 0


class _Loaded(QObject):
    """Signals that carry what was loaded to the GUI thread."""

    picture = Signal(str, QImage, int)  # reference, image, of which timeline
    peaks = Signal(str, object, int)  # key, Waveform or None, of which timeline


class _LoadTask(QRunnable):
    """Loads one file in a thread of the pool."""

    def __init__(self, loaded: _Loaded, name: str, path: str, height: int, generation: int) -> None:
        super().__init__()
        self._loaded, self._name, self._path = loaded, name, path
        self._height, self._generation = height, generation

    def run(self) -> None:
        """Load the file and emit it; emit an empty value if it cannot be loaded."""
        if self._height:
            self._loaded.picture.emit(
                self._name, _image(self._path, self._height), self._generation
            )
        else:
            self._loaded.peaks.emit(self._name, _waveform(self._path), self._generation)


def _image(path: str, height: int) -> QImage:
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.height() > 0:
        reader.setScaledSize(QSize(max(1, size.width() * height // size.height()), height))
    return reader.read()


def _waveform(path: str) -> Waveform | None:
    file = QFile(path)
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        return None
    pairs = bytes(file.read(1 << 17).data())
    file.close()
    return Waveform(pairs[: len(pairs) // 2 * 2]) if len(pairs) >= 2 else None


class MediaCache(QObject):
    """Thumbnails of shots and waveforms of takes.

    Signals:
        picture_loaded(str): reference of a shot whose thumbnail can be drawn now.
        waveform_loaded(str): key of a take whose waveform can be drawn now.
    """

    picture_loaded = Signal(str)
    waveform_loaded = Signal(str)

    def __init__(self, link: BackendLink, state: TimelineState, parent: QObject) -> None:
        super().__init__(parent)
        self._link = link
        self._height = 72  # of a thumbnail, in the screen's pixels
        self._generation = 0
        self._pictures: LruCache[QPixmap] = LruCache(PICTURE_BYTES)
        self._waveforms: LruCache[Waveform] = LruCache(WAVEFORMS)
        self._paths: dict[str, str] = {}  # of thumbnails; "" where there is none
        self._peak_paths: dict[str, str] = {}
        self._loading: set[str] = set()
        self._wanted: tuple[Sequence[str], Sequence[str]] = ((), ())
        self._asked: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._also: tuple[str, ...] = ()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._loaded = _Loaded()
        self._loaded.picture.connect(self._on_picture_loaded)
        self._loaded.peaks.connect(self._on_peaks_loaded)
        self._timer = QTimer(self, singleShot=True, interval=_ASK_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        state.picture_ready.connect(self._on_picture_ready)
        state.peaks_ready.connect(self._on_peaks_ready)

    def clear(self) -> None:
        """Drop everything, before another timeline."""
        self._generation += 1
        self._pool.clear()
        self._pictures.clear()
        self._waveforms.clear()
        self._paths.clear()
        self._peak_paths.clear()
        self._loading.clear()
        self._wanted = self._asked = ((), ())
        self._also = ()

    def set_height(self, pixels: int) -> None:
        """How high thumbnails are, in the screen's pixels."""
        if pixels != self._height:
            self._height = pixels
            self._pictures.clear()

    def picture(self, ref: str) -> QPixmap | None:
        """A shot's thumbnail, if it is there."""
        return self._pictures.get(ref)

    def waveform(self, key: str) -> Waveform | None:
        """A take's waveform, if it is there."""
        return self._waveforms.get(key)

    def refresh(self, refs: Iterable[str]) -> None:
        """Ask again for missing thumbnails of these shots, which have changed."""
        for ref in refs:
            if self._paths.get(ref) == "":
                del self._paths[ref]

    def want(self, refs: Sequence[str], keys: Sequence[str]) -> None:
        """Request what is missing of these visible items; the first are the most urgent."""
        self._wanted = (refs, keys)
        if not self._timer.isActive():
            self._timer.start()

    def want_also(self, keys: Iterable[str]) -> None:
        """Request the waveforms of these takes too, whatever the timeline shows."""
        self._also = tuple(keys)
        if not self._timer.isActive():
            self._timer.start()

    def finish(self) -> None:
        """Wait for files being loaded."""
        self._pool.clear()
        self._pool.waitForDone()

    def _ask(self) -> None:
        refs, keys = self._wanted
        keys = tuple(dict.fromkeys((*self._also, *keys)))
        missing = [ref for ref in refs if ref not in self._pictures]
        for ref in missing:
            self._load(ref, self._paths.get(ref, ""), self._height)
        unheard = [key for key in keys if key not in self._waveforms]
        for key in unheard:
            self._load(key, self._peak_paths.get(key, ""), 0)
        ask_refs = tuple(ref for ref in missing if ref not in self._paths)[:_MAX_ASKED]
        ask_keys = tuple(key for key in unheard if key not in self._peak_paths)[:_MAX_ASKED]
        if ask_refs and ask_refs != self._asked[0]:
            height = max(72, self._height)
            self._link.order(
                messages.ShowPictures, refs=ask_refs, height=height, on_refused=_ignore_refusal
            )
        if ask_keys and ask_keys != self._asked[1]:
            self._link.order(
                messages.ShowPeaks, keys=ask_keys, buckets=BUCKETS, on_refused=_ignore_refusal
            )
        self._asked = (ask_refs, ask_keys)

    def _load(self, name: str, path: str, height: int) -> None:
        if path and name not in self._loading:
            self._loading.add(name)
            self._pool.start(_LoadTask(self._loaded, name, path, height, self._generation))

    def _on_picture_ready(self, ref: str, path: str) -> None:
        self._paths[ref] = path
        self._pictures.drop(ref)
        self._load(ref, path, self._height)

    def _on_peaks_ready(self, key: str, path: str) -> None:
        self._peak_paths[key] = path
        self._load(key, path, 0)

    def _on_picture_loaded(self, ref: str, image: QImage, generation: int) -> None:
        if generation != self._generation:
            return
        self._loading.discard(ref)
        if image.isNull():
            self._paths[ref] = ""
            return
        self._pictures.put(ref, QPixmap.fromImage(image), image.width() * image.height() * 4)
        self.picture_loaded.emit(ref)

    def _on_peaks_loaded(self, key: str, waveform: Waveform | None, generation: int) -> None:
        if generation != self._generation:
            return
        self._loading.discard(key)
        if waveform is None:
            self._peak_paths[key] = ""
            return
        self._waveforms.put(key, waveform)
        self.waveform_loaded.emit(key)


def _ignore_refusal(_refusal: messages.Refused) -> None:
    """Ignore refusals: a missing thumbnail is not worth a message."""
