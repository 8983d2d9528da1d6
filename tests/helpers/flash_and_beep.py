"""A film that flashes and beeps at once, and how far apart the player shows and sounds that."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from deepaudio.worker.hearing import hear
from deepaudio.worker.reel import reel
from deepaudio.worker.task import Task
from deepaudio_plugin.core.heard_file import HeardFile
from deepaudio_plugin.core.protocol import FilmSound, Hear, PictureSource, Reel
from deepaudio_plugin.core.reel_file import ReelFile
from tests.helpers.sounding_film import write_sounding_film

RATE = 48_000
_PIECE_S = 10
_REEL = 2000


def write_flashing_film(path: Path, rate: Fraction, every: int, flashes: int) -> Path:
    """Each `every`-th frame is white, and a click sounds with its first sample."""
    frames = every * flashes
    sound = np.zeros(round(frames / rate * RATE), np.float32)
    for flash in range(flashes):
        sound[round(flash * every / rate * RATE)] = 0.8
    return write_sounding_film(path, sound, rate=rate, grey=lambda n: 235 if n % every == 0 else 16)


def apart_ms(film: Path, rate: Fraction, every: int, flashes: int, folder: Path) -> list[float]:
    """For each flash how much later its frame begins to show than its click is heard, in ms."""
    frames = every * flashes
    source = PictureSource(str(film), clock_start_s=0.0, duration_s=float(frames / rate))
    shown = [float(frame / rate) for frame in _white_frames(source, rate, frames, folder)]
    heard = _clicks(source, round(frames / rate * RATE), folder)
    assert len(shown) == len(heard) == flashes
    return [1000 * (see - at / RATE) for see, at in zip(shown, heard, strict=True)]


def _white_frames(source: PictureSource, rate: Fraction, frames: int, folder: Path) -> list[int]:
    found = []
    for first in range(0, frames, _REEL):
        count = min(_REEL, frames - first)
        path = folder / "flash.reel"
        request = Reel(
            "r", source, first, count, rate.numerator, rate.denominator, str(path), height=36
        )
        reel(request, _begun(request))
        made = ReelFile(path)
        found += [first + n for n in range(count) if _is_white(made.picture(n))]
    return found


def _is_white(content: bytes) -> bool:
    with av.open(io.BytesIO(content)) as image:
        return bool(next(image.decode(video=0)).to_ndarray(format="gray").mean() > 128)


def _clicks(source: PictureSource, total: int, folder: Path) -> list[int]:
    found: list[int] = []
    for begin in range(0, total, _PIECE_S * RATE):
        length = min(_PIECE_S * RATE, total - begin)
        path = folder / "click.heard"
        film = FilmSound((source,), (-begin / RATE,))
        request = Hear("h", (), length, str(path), (film,))
        hear(request, _begun(request))
        left = np.frombuffer(HeardFile(path).sound(0, length), "<i2")[0::2]
        found += [begin + int(at) for at in np.flatnonzero(np.abs(left) > 10_000)]
    return found


def _begun(request: Reel | Hear) -> Task:
    task = Task(request, lambda _event: None)
    task.begin()
    return task
