"""A small real project: a film of a bouncing square, its timeline, its subtitles."""

from __future__ import annotations

import atexit
import shutil
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import av
import numpy as np
import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

RATE = 24.0


@dataclass(frozen=True)
class Project:
    """Where its files are."""

    timeline: Path
    subtitles: Path
    film: Path


def make_project(
    folder: Path, *, shots: int = 2, shot_frames: int = 36, srt: str | None = None
) -> Project:
    """`shots` cuts of 1.5 s from one film, a line in the first and a sound in the second."""
    folder.mkdir(parents=True, exist_ok=True)
    film = folder / "film.mp4"
    shutil.copyfile(_film(), film)
    timeline = folder / "cut.otio"
    clips = [
        clip("film.mp4", n * shot_frames % 60, shot_frames, f"shot {n + 1}") for n in range(shots)
    ]
    write_timeline(timeline, clips)
    subtitles = folder / "cut.srt"
    subtitles.write_text(srt if srt is not None else SRT, encoding="utf-8")
    return Project(timeline, subtitles, film)


SRT = """1
00:00:00,250 --> 00:00:01,400
MARA: Who is there?

2
00:00:01,600 --> 00:00:02,500
[door slams]
"""


def clip(url: str, first: float, frames: float, name: str, rate: float = RATE) -> otio.schema.Clip:
    """A clip of a hundred-frame film."""
    whole = TimeRange(RationalTime(0, rate), RationalTime(100, rate))
    reference = otio.schema.ExternalReference(url, available_range=whole)
    return otio.schema.Clip(
        name, reference, TimeRange(RationalTime(first, rate), RationalTime(frames, rate))
    )


def write_timeline(path: Path, items: list[otio.core.Composable], **more: object) -> Path:
    """A timeline with one picture track that starts at one o'clock."""
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    track.extend(items)
    timeline = otio.schema.Timeline("cut", global_start_time=RationalTime(86_400, RATE), **more)
    timeline.tracks.append(track)
    otio.adapters.write_to_file(timeline, str(path), "otio_json")
    return path


@cache
def _film() -> Path:
    """A hundred frames of a square that bounces on the ground every 20 frames; made once."""
    folder = mkdtemp(prefix="deepaudio-film-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "film.mp4"
    with av.open(str(path), "w") as film:
        stream = film.add_stream("mpeg4", rate=Fraction(24))
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for number in range(100):
            film.mux(stream.encode(av.VideoFrame.from_ndarray(_picture(number), "rgb24")))
        film.mux(stream.encode())
    return path


def _picture(number: int) -> np.ndarray:
    phase = number % 20 / 20
    top = round(60 - 50 * (1 - (2 * phase - 1) ** 2))
    picture = np.full((90, 160, 3), 40, np.uint8)
    picture[80:] = 90
    picture[top : top + 20, 70:90] = 230
    return picture
