"""`python -m tests.bench.picture [TIMELINE.deepaudio.otio [OUT.png]]`: a render as a picture.

Shots as thumbnails, cues with their text, and the waveforms of the written takes under
them. Without arguments the demo is rendered afresh and the README's picture is made.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPolygonF

import deepaudio_plugin
from deepaudio.dsp import wav
from tests.bench.film import DEMO

README_PICTURE = DEMO.parent / "pictures" / "demo-result.png"
WIDTH, LEFT, RIGHT = 1600, 120, 24
RULER, PICTURES, SPEECH, AUDIO, GAP = 34, 96, 150, 130, 14
BACK, PANEL, TEXT, DIM = "#17181c", "#22242a", "#e8e6e1", "#8f949e"
COLOURS = {"speech": "#f2b84b", "audio": "#58b4a8"}


@dataclass(frozen=True)
class Item:
    """A clip on the timeline, in seconds."""

    name: str
    start: float
    end: float
    path: Path
    media_start: float
    speed: float = 1.0


def main(arguments: list[str]) -> int:
    """Draw one written timeline."""
    app = QGuiApplication.instance() or QGuiApplication([])
    target = Path(arguments[1]) if len(arguments) > 1 else README_PICTURE
    with tempfile.TemporaryDirectory() as folder:
        source = Path(arguments[0]) if arguments else _render_demo(Path(folder))
        image = draw(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    image.save(str(target))
    print(target)
    del app
    return 0


def _render_demo(folder: Path) -> Path:
    result = deepaudio_plugin.render(
        DEMO / "demo.otio",
        subtitles=[DEMO / "demo.srt"],
        cast={"JON": "baritone"},
        output=folder / "demo.deepaudio.otio",
        library=folder / "takes",
    )
    assert result.output is not None, result.failures
    return result.output


def draw(source: Path) -> QImage:
    """The picture of the timeline at `source`."""
    timeline = otio.adapters.read_from_file(str(source), "otio_json")
    length = timeline.duration().to_seconds()
    height = RULER + PICTURES + SPEECH + AUDIO + 5 * GAP
    image = QImage(WIDTH, height, QImage.Format.Format_RGB32)
    image.fill(QColor(BACK))
    sheet = _Sheet(QPainter(image), length)
    sheet.ruler(0)
    top = RULER + GAP
    sheet.shots(_items(timeline, "V1", source), top)
    top += PICTURES + GAP
    sheet.takes("speech", _items(timeline, "DeepAudio Speech", source), top, SPEECH)
    top += SPEECH + GAP
    sheet.takes("audio", _items(timeline, "DeepAudio Audio", source), top, AUDIO)
    sheet.finish()
    return image


def _items(timeline: otio.schema.Timeline, track_name: str, source: Path) -> list[Item]:
    found = []
    for track in timeline.tracks:
        if not track.name.startswith(track_name):
            continue
        for clip in track.find_clips():
            place = clip.range_in_parent()
            media = clip.media_reference
            first = clip.source_range.start_time - media.available_range.start_time
            speed = next((e.time_scalar for e in clip.effects if hasattr(e, "time_scalar")), 1.0)
            found.append(
                Item(
                    clip.name,
                    place.start_time.to_seconds(),
                    place.end_time_exclusive().to_seconds(),
                    (source.parent / media.target_url).resolve(),
                    first.to_seconds(),
                    speed,
                )
            )
    return found


class _Sheet:
    """A painter that knows where seconds are."""

    def __init__(self, painter: QPainter, length: float) -> None:
        self._p = painter
        self._length = length
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)

    def finish(self) -> None:
        self._p.end()

    def _x(self, seconds: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / self._length

    def _write(self, text: str, box: QRectF, colour: str, size: int = 10) -> None:
        font = QFont("DejaVu Sans")
        font.setPixelSize(size)
        self._p.setFont(font)
        self._p.setPen(QColor(colour))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter
        self._p.drawText(box, int(flags), text)

    def _panel(self, title: str, top: float, height: float) -> None:
        self._p.fillRect(QRectF(LEFT, top, WIDTH - LEFT - RIGHT, height), QColor(PANEL))
        self._write(title, QRectF(16, top, LEFT - 26, height), TEXT, 14)

    def ruler(self, top: float) -> None:
        for second in range(0, int(self._length) + 1, 5):
            x = self._x(second)
            self._p.fillRect(QRectF(x, top + 26, 1, 8), QColor(DIM))
            self._write(f"{second} s", QRectF(x + 4, top + 12, 60, 20), DIM, 12)

    def shots(self, items: list[Item], top: float) -> None:
        self._panel("Picture", top, PICTURES)
        for item in items:
            box = QRectF(
                self._x(item.start), top, self._x(item.end) - self._x(item.start), PICTURES
            )
            middle = (item.end - item.start) / 2
            frame = _frame(item.path, item.media_start + middle * item.speed)
            self._p.save()
            self._p.setClipRect(box.adjusted(1, 0, -1, 0))
            wide = PICTURES * frame.width() / frame.height()
            shown = QRectF(box.center().x() - wide / 2, top, wide, PICTURES)
            self._p.drawImage(shown, frame)
            if box.width() > wide:
                self._p.drawImage(QRectF(box.x(), top, box.width(), PICTURES), frame)
            self._p.restore()

    def takes(self, stem: str, items: list[Item], top: float, height: float) -> None:
        self._panel({"speech": "Speech", "audio": "Audio"}[stem], top, height)
        label = 52 if stem == "speech" else 20
        for item in items:
            left, right = self._x(item.start), self._x(item.end)
            box = QRectF(left + 1, top + 3, right - left - 2, height - 6)
            self._p.fillRect(box, QColor(COLOURS[stem]).darker(380))
            self._write(item.name, QRectF(left + 6, top + 4, right - left - 10, label), TEXT, 12)
            self._waveform(
                item, stem, QRectF(left + 1, top + label + 8, right - left - 2, height - label - 14)
            )

    def _waveform(self, item: Item, stem: str, box: QRectF) -> None:
        first = round(item.media_start * 48_000)
        sound = wav.read(item.path, first, round((item.end - item.start) * 48_000)).samples[0]
        # Ambience is quiet by design: a square-root scale shows it and the hits in it.
        columns = max(1, int(box.width()))
        peaks = np.sqrt([np.abs(part).max(initial=0) for part in np.array_split(sound, columns)])
        middle, half = box.center().y(), box.height() / 2
        upper = [QPointF(box.x() + i, middle - p * half) for i, p in enumerate(peaks)]
        lower = [QPointF(box.x() + i, middle + p * half) for i, p in enumerate(peaks)]
        self._p.setPen(Qt.PenStyle.NoPen)
        self._p.setBrush(QColor(COLOURS[stem]))
        self._p.drawPolygon(QPolygonF([*upper, *reversed(lower)]))


def _frame(path: Path, second: float) -> QImage:
    """The frame of a film showing at `second`, counted from its first."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time >= second - 1e-6:
                break
        small = frame.reformat(height=2 * PICTURES, width=2 * PICTURES * 16 // 9, format="rgb24")
        pixels = np.ascontiguousarray(small.to_ndarray())
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
