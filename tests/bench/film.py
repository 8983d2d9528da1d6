"""A film of any length at 1280×720, cut from the demo's scenes without coding anything anew."""

from __future__ import annotations

import itertools
from pathlib import Path

import av
import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from tests.helpers.lines import lines

DEMO = Path(__file__).parents[2] / "resources" / "demo"
RATE = 24_000 / 1001
SHOT_FRAMES = 144  # about six seconds


def make_film(path: Path, seconds: float) -> None:
    """Write the demo's scenes again and again until `seconds` are full: a stream copy."""
    scenes = sorted((DEMO / "media").glob("*.mp4"))
    with av.open(str(path), "w") as film:
        stream, at = None, 0
        for scene in itertools.cycle(scenes):
            with av.open(str(scene)) as source:
                video = source.streams.video[0]
                stream = stream or film.add_stream_from_template(video)
                for packet in source.demux(video):
                    if packet.dts is None:
                        continue
                    packet.pts += at
                    packet.dts += at
                    packet.stream = stream
                    film.mux(packet)
                at += video.duration
                if at * video.time_base >= seconds:
                    return


def make_timeline(folder: Path, film: Path, shots: int) -> tuple[Path, Path]:
    """A timeline of `shots` cuts, one cue in each, and its SRT.

    Shots take the film's pieces in an order of their own, so that every cut is one.
    """
    pieces = [(n * 7919) % shots for n in range(shots)]
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    whole = TimeRange(RationalTime(0, RATE), RationalTime(SHOT_FRAMES * shots, RATE))
    for number, piece in enumerate(pieces, start=1):
        reference = otio.schema.ExternalReference(str(film), available_range=whole)
        used = TimeRange(RationalTime(piece * SHOT_FRAMES, RATE), RationalTime(SHOT_FRAMES, RATE))
        track.append(otio.schema.Clip(f"shot {number:04d}", reference, used))
    timeline = otio.schema.Timeline("film", global_start_time=RationalTime(86_400, RATE))
    timeline.tracks.append(track)
    path = folder / f"film-{shots}.otio"
    otio.adapters.write_to_file(timeline, str(path))
    return path, _subtitles(folder / f"film-{shots}.srt", shots)


def _subtitles(path: Path, shots: int) -> Path:
    said = lines()
    blocks = []
    for n in range(shots):
        start = round(1000 * (n * SHOT_FRAMES / RATE + 0.7))
        speaker = ("ANNA", "BEN", "CLEO")[n % 3]
        times = f"{_clock(start)} --> {_clock(start + 4500)}"
        blocks.append(f"{n + 1}\n{times}\n{speaker}: {said[n % len(said)]}\n")
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path


def _clock(milliseconds: int) -> str:
    seconds, ms = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d},{ms:03d}"
