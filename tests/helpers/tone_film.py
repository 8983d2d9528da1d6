"""A short cut with real media, and finished jobs to put under it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.protocol import SAMPLE_RATE, Stem, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.output.tracks import Placed
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.timeline.timing import exact_rate, samples
from tests.helpers.tones import write_tone

SHOTS = ((0, 60), (120, 48), (72, 36))  # first frame in the media and length, in frames


def write_picture(path: Path, rate: float, frames: int = 200) -> Path:
    """A grey film of 64×48 pixels without sound."""
    with av.open(str(path), "w") as film:
        stream = film.add_stream("mpeg4", rate=Fraction(exact_rate(rate)))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(frames):
            shade = np.full((48, 64, 3), number % 200, np.uint8)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(shade, "rgb24")))
        film.mux(stream.encode())
    return path


def write_cut(folder: Path, rate: float, start_hour: int = 1, name: str = "film.otio") -> Path:
    """Three picture clips over their own 220 Hz, on a timeline that starts at an hour."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = write_picture(folder / "picture.mp4", rate)
    sound = write_tone(folder / "own.wav", 220, 0, 12 * SAMPLE_RATE, 0)

    def time(frames: int) -> RationalTime:
        return RationalTime(frames, rate)

    timeline = otio.schema.Timeline("film", global_start_time=time(start_hour * 3600 * round(rate)))
    for title, kind, media in (("V1", "Video", picture), ("A1", "Audio", sound)):
        track = otio.schema.Track(title, kind=kind)
        for first, length in SHOTS:
            whole = TimeRange(time(0), time(200))
            reference = otio.schema.ExternalReference(media.name, whole)
            used = TimeRange(time(first), time(length))
            track.append(otio.schema.Clip(f"shot {first}", reference, used))
        timeline.tracks.append(track)
    path = folder / name
    otio.adapters.write_to_file(timeline, str(path), "otio_json")
    return path


def write_changed_cut(
    folder: Path, rate: float, change: Callable[[otio.schema.Timeline], object] | None = None
) -> Path:
    """The cut in a folder with an umlaut and a space; `change` edits it before it is written."""
    path = write_cut(folder / "Söhne & Co", rate)
    if change is not None:
        timeline = otio.adapters.read_from_file(str(path))
        change(timeline)
        otio.adapters.write_to_file(timeline, str(path))
    return path


def tone_job(
    folder: Path,
    rate: float,
    start_frame: int,
    frames: int,
    hertz: float,
    *,
    stem: Stem = "speech",
    offset: int = 0,
    handles: int = 12,
    lane: int = 0,
    number: int = 1,
    channels: int = 1,
    text: str = "Did you hear that?",
    speaker: str = "MARA",
) -> Placed:
    """A finished job whose take is a tone exactly as long as its window."""
    folder.mkdir(parents=True, exist_ok=True)

    def time(frames: int) -> RationalTime:
        return RationalTime(frames, rate)

    first, last = samples(time(start_frame)) + offset, samples(time(start_frame + frames))
    before = first - samples(time(start_frame - handles))
    after = samples(time(handles))
    spec = TakeSpec(
        stem, "sketch", last - first, handle_in=before, handle_out=after, text=text, speaker=speaker
    )
    key = f"{hertz:.0f}{start_frame}{stem}".encode().hex().ljust(64, "0")
    spec = TakeSpec.from_json(spec.to_json(), key)
    path = write_tone(folder / f"{key[:12]}.wav", hertz, before, last - first, after, channels)
    job = Job(
        id=f"{stem}-{number:04d}",
        stem=stem,
        name=f"{speaker}: {text}",
        start=time(start_frame),
        range=TimeRange(time(start_frame), time(frames)),
        offset=offset,
        handles=handles,
        lane=lane,
        requests=(spec,),
        where="01:00:00:00",
    )
    total = before + (last - first) + after
    take = Take(key, str(path), total, channels, before, last - first, -23.0, -1.0)
    return Placed(job, ((take, path),))
