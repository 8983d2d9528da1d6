"""Timelines of films that say their frames' numbers, and the playhead parked anywhere on them."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio.worker.reel import reel
from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import Done, Reel
from deepaudio_plugin.core.reel_file import ReelFile
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.shots import Shot, shots
from deepaudio_plugin.timeline.timing import exact_rate
from deepaudio_plugin.viewing.reels import piece_at, reel_pieces
from tests.helpers.burnt_in import number_in_jpeg, write_burnt_in, write_burnt_in_images

SPEEDS = (1.0, 0.5, 2.0, -1.0, 0.8, -0.5, 1.25, 0.0)
RATES = (24000 / 1001, 25.0, 30000 / 1001, 60000 / 1001)
_LENGTH = 40  # frames of each clip on the timeline
_MEDIA = 150  # frames of each film
_TIMECODE = 107_892  # the films' first frame: an hour of drop-frame at 29.97


@dataclass(frozen=True)
class Parked:
    """Which number a frame of a timeline is to show."""

    frame: int
    number: int


@dataclass(frozen=True)
class ParkedFilm:
    """A timeline's shots, and the numbers of all its frames but those of its dissolve."""

    shots: list[Shot]
    rate: Fraction
    parks: list[Parked]


def make_film(folder: Path, rate: float, *, group: int = 24, media_rate: float = 0.0) -> ParkedFilm:
    """Clips at all speeds from one film, images, and a dissolve between the last two clips."""
    media_rate = media_rate or rate
    exact, media_exact = exact_rate(rate), exact_rate(media_rate)
    film = write_burnt_in(folder / "burnt.mov", media_exact, _MEDIA, group=group)
    track = otio.schema.Track("V1", kind="Video")
    parks: list[Parked] = []
    for place, speed in enumerate(SPEEDS):
        first = 20 + place
        track.append(_clip(film, media_rate, rate, first, speed))
        step = Fraction(speed) * media_exact / exact
        begin = place * _LENGTH
        parks += [
            Parked(begin + n, _shown(Fraction(first), step, n, media_exact / exact))
            for n in range(_LENGTH)
        ]
    begin = len(SPEEDS) * _LENGTH
    track.append(_images(write_burnt_in_images(folder / "images", _LENGTH, 7), rate))
    parks += [Parked(begin + n, 7 + n) for n in range(_LENGTH)]
    _add_dissolve(track, film, media_rate, rate, parks, media_exact / exact)
    timeline = otio.schema.Timeline("parked", global_start_time=RationalTime(_TIMECODE, rate))
    timeline.tracks.append(track)
    path = folder / "parked.otio"
    otio.adapters.write_to_file(timeline, str(path))
    document = read(path)
    return ParkedFilm(shots(document, MediaResolver(document.base)), exact, parks)


def _shown(first: Fraction, step: Fraction, n: int, real_time: Fraction) -> int:
    """The media's frame at a clip's n-th frame. A reversed clip plays the same frames backwards."""
    if step < 0:
        return math.floor(first - step * (_LENGTH - 1 - n))
    return math.floor(first + step * n)


def _clip(film: Path, media_rate: float, rate: float, first: int, speed: float) -> otio.schema.Clip:
    available = TimeRange(RationalTime(_TIMECODE, media_rate), RationalTime(_MEDIA, media_rate))
    reference = otio.schema.ExternalReference(str(film), available)
    source = TimeRange(
        RationalTime(_TIMECODE + first, media_rate),
        RationalTime(_LENGTH, rate).rescaled_to(media_rate)
        if media_rate != rate
        else RationalTime(_LENGTH, rate),
    )
    effects = [] if speed == 1 else [otio.schema.LinearTimeWarp(time_scalar=speed)]
    if speed == 0:
        effects = [otio.schema.FreezeFrame()]
    return otio.schema.Clip(f"x{speed:g}", reference, source, effects=effects)


def _images(pattern: Path, rate: float) -> otio.schema.Clip:
    reference = otio.schema.ImageSequenceReference(
        target_url_base=str(pattern.parent),
        name_prefix="still.",
        name_suffix=".png",
        start_frame=7,
        frame_zero_padding=4,
        rate=rate,
        available_range=TimeRange(RationalTime(7, rate), RationalTime(_LENGTH, rate)),
    )
    source = TimeRange(RationalTime(7, rate), RationalTime(_LENGTH, rate))
    return otio.schema.Clip("images", reference, source)


def _add_dissolve(
    track: otio.schema.Track,
    film: Path,
    media_rate: float,
    rate: float,
    parks: list[Parked],
    step: Fraction,
) -> None:
    """Two clips that dissolve from 8 frames before their cut to 4 after it."""
    begin, head, tail = parks[-1].frame + 1, 8, 4
    track.append(_clip(film, media_rate, rate, 10, 1.0))
    track.append(
        otio.schema.Transition(
            "dissolve", "SMPTE_Dissolve", RationalTime(head, rate), RationalTime(tail, rate)
        )
    )
    track.append(_clip(film, media_rate, rate, 60, 1.0))
    for n in range(2 * _LENGTH):
        if _LENGTH - head <= n < _LENGTH + tail:
            continue  # shows two numbers in one another
        start, at = (10, n) if n < _LENGTH else (60, n - _LENGTH)
        parks.append(Parked(begin + n, math.floor(start + at * step)))


def random_parks(film: ParkedFilm, count: int, seed: int = 1) -> Iterator[Parked]:
    """Frames of a timeline, as somebody jumps about."""
    chosen = random.Random(seed)
    for _ in range(count):
        yield chosen.choice(film.parks)


def shown_at(film: ParkedFilm, frame: int, out_path: Path, height: int = 180) -> int | None:
    """The number that the worker shows for a frame, as a parked playhead asks for it."""
    piece = piece_at(reel_pieces(film.shots), frame)
    assert piece is not None
    single = piece.part(frame - piece.start, 1)
    return numbers_of(film, single.picture, single.first, 1, out_path, height)[0]


def numbers_of(
    film: ParkedFilm, picture: object, first: int, count: int, out_path: Path, height: int = 180
) -> list[int | None]:
    """The numbers in a reel."""
    rate = film.rate
    request = Reel(
        "r", picture, first, count, rate.numerator, rate.denominator, str(out_path), height
    )  # type: ignore[arg-type]
    task = Task(request, lambda _event: None)
    task.begin()
    assert isinstance(reel(request, task), Done)
    made = ReelFile(out_path)
    return [number_in_jpeg(made.picture(n)) for n in range(len(made))]
