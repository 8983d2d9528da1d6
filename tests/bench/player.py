"""The player: which frame a parked playhead shows and how soon, and whether sound keeps to it.

Frames and sound are those that the worker hands over, and in the window those on its screen; a
sound device adds its own delay, which the player asks of it and this machine does not have.
"""

from __future__ import annotations

import random
import time
from fractions import Fraction
from pathlib import Path
from statistics import median

import av
import numpy as np
import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio.worker.reel import reel
from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import PictureSource, Reel
from tests.bench.figures import Figure
from tests.bench.window import watched
from tests.helpers.burnt_in import picture_of
from tests.helpers.flash_and_beep import apart_ms, write_flashing_film
from tests.helpers.parks import RATES, make_film, random_parks, shown_at
from tests.helpers.project import write_timeline

_PARKS = 200
_LIMIT_MS = 150.0
_HD = (1920, 1080)
_SECONDS = 20
_FPS = 24


def measure(folder: Path) -> list[Figure]:
    """Wrong frames, the time to a frame, and how far sound is from its picture."""
    return [_wrong_parks(folder), *_waits(folder), _sync(folder)]


def _wrong_parks(folder: Path) -> Figure:
    """At 23.976, 25, 29.97 and 59.94, with retimes, images and dissolves."""
    wrong = 0
    for rate in RATES:
        place = folder / f"{rate:.0f}"
        place.mkdir()
        film = make_film(place, rate)
        for park in random_parks(film, _PARKS // len(RATES), seed=2):
            wrong += shown_at(film, park.frame, place / "one.reel") != park.number
    return Figure(f"player: wrong frames of {_PARKS} at a parked playhead", wrong, "", 0.0)


def _waits(folder: Path) -> list[Figure]:
    """On a film of 1080p in H.264 with a key frame a second, nothing of it prepared."""
    path = _write_hd(folder / "hd.mp4")
    long_groups = _write_hd(folder / "hd250.mp4", group=250)
    frames = _SECONDS * _FPS
    chosen = random.Random(4)
    show(path, 0, folder)
    jumps = [show(path, chosen.randrange(frames), folder) for _ in range(30)]
    far = [show(long_groups, chosen.randrange(frames), folder) for _ in range(30)]
    on = [show(path, 100 + n, folder) for n in range(30)]
    back = [show(path, 130 - n, folder) for n in range(30)]
    began = time.perf_counter()
    show(path, 0, folder, count=240, height=360)
    prepared = 240 / (time.perf_counter() - began)
    return [
        Figure("player: a step on, 1080p H.264, median", median(on), "ms", _LIMIT_MS),
        Figure("player: a step back, 1080p H.264, median", median(back), "ms", _LIMIT_MS),
        Figure("player: a jump, 1080p H.264, median", median(jumps), "ms", _LIMIT_MS),
        Figure("player: a jump, 1080p H.264, longest of 30", max(jumps), "ms"),
        Figure("player: a jump, 250 frames from key frame to key frame, median", median(far), "ms",
               _LIMIT_MS),
        Figure("player: 1080p H.264 prepared", prepared, "frames/s", 2.0 * _FPS, "at least"),
        *_in_the_window(folder, path),
    ]  # fmt: skip


def _in_the_window(folder: Path, film: Path) -> list[Figure]:
    """Sixty shots of the film, opened a moment ago, which are prepared meanwhile."""
    place = folder / "window"
    place.mkdir()
    told = watched("jumping", _timeline(place, film))
    return [
        Figure("player: a jump in the window, median", told["median_ms"], "ms", _LIMIT_MS),
        Figure("player: a jump in the window, longest of 30", told["longest_ms"], "ms"),
    ]


def _sync(folder: Path) -> Figure:
    """Ten minutes with a flash and a beep every six seconds."""
    rate = Fraction(24_000, 1001)
    every, flashes = 144, 100
    film = write_flashing_film(folder / "flash.mov", rate, every, flashes)
    worst = max(map(abs, apart_ms(film, rate, every, flashes, folder)))
    return Figure("player: flash beside its beep in 10 minutes", worst, "ms", 1000 / float(rate))


def _timeline(folder: Path, film: Path, shots: int = 60) -> Path:
    """Shots of ten seconds of one film, each from another frame on."""
    whole, clips = TimeRange(RationalTime(0, _FPS), RationalTime(_SECONDS * _FPS, _FPS)), []
    for number in range(shots):
        first = number * 7 % (_SECONDS * _FPS // 2)
        used = TimeRange(RationalTime(first, _FPS), RationalTime(10 * _FPS, _FPS))
        reference = otio.schema.ExternalReference(str(film), available_range=whole)
        clips.append(otio.schema.Clip(f"shot {number + 1}", reference, used))
    return write_timeline(folder / "long.otio", clips)


def show(path: Path, frame: int, folder: Path, *, count: int = 1, height: int = 540) -> float:
    """How long frames take, in ms."""
    source = PictureSource(str(path), clock_start_s=0.0, duration_s=_SECONDS)
    request = Reel("r", source, frame, count, _FPS, 1, str(folder / "one.reel"), height)
    task = Task(request, lambda _event: None)
    task.begin()
    began = time.perf_counter()
    reel(request, task)
    return 1000 * (time.perf_counter() - began)


def _write_hd(path: Path, group: int = _FPS) -> Path:
    """Noise that drifts under the numbers of the frames: much for a decoder to do."""
    width, height = _HD
    noise = np.random.default_rng(1).integers(-30, 30, (height // 4 + 64, width // 4 + 64), np.int8)
    large = noise.repeat(4, 0).repeat(4, 1)
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=_FPS)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"g": str(group), "preset": "fast", "crf": "20"}
        for number in range(_SECONDS * _FPS):
            at = number % 200
            drift = large[at : at + height, 2 * at % 200 : 2 * at % 200 + width].astype(np.int16)
            picture = np.clip(picture_of(number, _HD) + drift, 0, 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, "gray").reformat(format="yuv420p")
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return path
