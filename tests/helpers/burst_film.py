"""Cuts with real media for real players, at any rate, with all that a timeline may hold.

Where every sound belongs is said here in seconds from the first frame, worked out from whole
frames and exact rates: a player is not judged by what the plugin says of itself.
"""

from __future__ import annotations

import itertools
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange
from opentimelineio.schema import Clip, FreezeFrame, Gap, LinearTimeWarp, Stack, Track

import deepaudio_plugin
from tests.helpers.tone_film import write_picture
from tests.helpers.tones import SAMPLE_RATE, write_tone

REPOSITORY = Path(__file__).parents[2]
OWN_HERTZ = 220
RATES = {
    "23.976": Fraction(24000, 1001),
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97 DF": Fraction(30000, 1001),
    "50": Fraction(50),
    "59.94": Fraction(60000, 1001),
}
_MEDIA_FRAMES = 200
_OWN_S = 30


@dataclass(frozen=True)
class Cut:
    """A timeline with its subtitles, and where its sounds belong."""

    path: Path
    subtitles: Path
    rate: Fraction
    frames: int
    places: Mapping[str, Fraction]  # seconds from the first frame, by name of our clip
    own: tuple[tuple[Fraction, Fraction], ...]  # seconds in which the film's own sound plays

    @property
    def folder(self) -> Path:
        """Where it is; what is rendered of it goes beside it."""
        return self.path.parent


def every_feature(folder: Path, name: str) -> Cut:
    """Nine seconds from 01:00:00:00: a dissolve, retimes, a freeze, a gap and a nested stack.

    Lines begin between frames and overlap; media are named relatively and absolutely.
    """
    film = _Film(folder, RATES[name])
    second = round(film.rate)
    film.shot("gerade", second * 3 // 2 + 1, first=7)
    film.dissolve(5)
    film.shot("doppelt", second, LinearTimeWarp(time_scalar=2.0), first=20)
    film.gap(second // 2 + 1)
    film.shot("Standbild", second - 1, FreezeFrame(), first=40)
    film.shot("rückwärts", second, LinearTimeWarp(time_scalar=-1.0), first=50)
    film.nested({"innen 1": second, "innen 2": second}, second // 4, second * 3 // 2)
    film.shot("zuletzt", second * 5 // 2 + 1, absolute=True)
    film.own_sound(pieces=3)
    return film.cut(
        {"Eins.": (0, 900), "Zwei.": (2417, 3300), "Drei.": (2801, 4000), "Vier.": (7013, 8000)}
    )


def two_hours(folder: Path, name: str) -> Cut:
    """Three short shots, each with a line: at the beginning, in the middle and at the end."""
    film = _Film(folder, RATES[name])
    lines = {}
    for number, (title, begin_s) in enumerate({"Anfang": 0, "Mitte": 3607, "Ende": 7198}.items()):
        film.gap_until(int(begin_s * film.rate))
        film.shot(title, round(film.rate) * 2 + 1, first=10 * number)
        lines[f"{title}."] = (begin_s * 1000 + 517, begin_s * 1000 + 1500)
    film.own_sound(pieces=1)
    return film.cut(lines)


def output(cut: Cut, suffix: str) -> Path:
    """Where `render` writes."""
    return cut.path.with_name(f"Schnitt fertig{suffix}")


def render(cut: Cut, suffix: str) -> Path:
    """Make the whole journey of a cut, in a worker's process, with bursts for takes."""
    written = output(cut, suffix)
    result = deepaudio_plugin.render(
        cut.path,
        subtitles=[cut.subtitles],
        output=written,
        duck_db=0.0,
        library=cut.folder / "takes",  # of its own: equal lines of other cuts have other bursts
        worker_python=str(_python_with_bursts(cut.folder)),
        dialect="kdenlive" if suffix == ".kdenlive" else "generic",
    )
    assert result.exit_code == 0, result.failures
    assert result.output == written
    return written


def _python_with_bursts(folder: Path) -> Path:
    """An interpreter whose workers have our engine."""
    python = folder / "python"
    python.write_text(
        f"#!/bin/sh\nPYTHONPATH={shlex.quote(str(REPOSITORY))} exec "
        f'{shlex.quote(sys.executable)} "$@" --engines tests.helpers.burst_engine\n'
    )
    python.chmod(0o755)
    return python


class _Film:
    """A timeline that grows at its end; lengths are in whole frames."""

    def __init__(self, folder: Path, rate: Fraction) -> None:
        self.rate = rate
        self._folder = folder / "Söhne & Co's Film"
        (self._folder / "Die Bilder").mkdir(parents=True)
        self._picture = self._folder / "Die Bilder" / "Übergang eins.mp4"
        write_picture(self._picture, float(rate), _MEDIA_FRAMES)
        self._now = 0
        self._places: dict[str, Fraction] = {}
        self._own: list[tuple[int, int]] = []
        label = "01:00:00;00" if rate == RATES["29.97 DF"] else "01:00:00:00"
        first = otio.opentime.from_timecode(label, float(rate)).value
        start = RationalTime(first, float(rate))
        self._timeline = otio.schema.Timeline("Der Film", global_start_time=start)
        self._video = Track("V1", kind="Video")
        self._timeline.tracks.append(self._video)

    def shot(self, name, length, *effects, first=0, absolute=False):
        self._places[name] = self._now / self.rate
        self._video.append(self._clip(name, first, length, effects, absolute))
        self._own.append((self._now, self._now + length))
        self._now += length

    def dissolve(self, frames):
        half = RationalTime(frames, float(self.rate))
        self._video.append(otio.schema.Transition("Blende", "SMPTE_Dissolve", half, half))

    def gap(self, length):
        self._video.append(Gap(source_range=self._range(0, length)))
        self._now += length

    def gap_until(self, frame):
        if frame > self._now:
            self.gap(frame - self._now)

    def nested(self, shots, first, length):
        """A stack that shows `length` frames of its `shots` from frame `first` on."""
        inner, position = Track("V1 innen", kind="Video"), 0
        for name, frames in shots.items():
            inner.append(self._clip(name, 30, frames))
            self._places[name] = (self._now + max(0, position - first)) / self.rate
            position += frames
        self._video.append(Stack("Stapel", [inner], source_range=self._range(first, length)))
        self._own.append((self._now, self._now + length))
        self._now += length

    def own_sound(self, pieces):
        """A tone under every shot, on a track of its own, each in so many `pieces`."""
        sound = write_tone(self._folder / "Der Ton.wav", OWN_HERTZ, 0, _OWN_S * SAMPLE_RATE, 0)
        track, position = Track("A1", kind="Audio"), 0
        for begin, end in self._own:
            if begin > position:
                track.append(Gap(source_range=self._range(0, begin - position)))
            edges = [begin + (end - begin) * n // pieces for n in range(pieces + 1)]
            for low, high in itertools.pairwise(edges):
                media = self._media(sound.name, int(_OWN_S * self.rate))
                track.append(Clip("Ton", media, self._range(low - begin, high - low)))
            position = end
        self._timeline.tracks.append(track)

    def cut(self, lines):
        """Write it, with lines by text, each from and to some milliseconds."""
        path, subtitles = self._folder / "Schnitt Nr. 1.otio", self._folder / "Zeilen.srt"
        otio.adapters.write_to_file(self._timeline, str(path), "otio_json")
        blocks = [
            f"{n}\n{_clock(begin)} --> {_clock(end)}\n{text}\n"
            for n, (text, (begin, end)) in enumerate(lines.items(), 1)
        ]
        subtitles.write_text("\n".join(blocks), encoding="utf-8")
        places = {**self._places, **{t: Fraction(begin, 1000) for t, (begin, _) in lines.items()}}
        own = tuple((begin / self.rate, end / self.rate) for begin, end in self._own)
        return Cut(path, subtitles, self.rate, self._now, places, own)

    def _clip(self, name, first, length, effects=(), absolute=False):
        link = str(self._picture) if absolute else f"Die Bilder/{self._picture.name}"
        media = self._media(link, _MEDIA_FRAMES)
        return Clip(name, media, self._range(first, length), effects=list(effects))

    def _media(self, link, frames):
        return otio.schema.ExternalReference(link, self._range(0, frames))

    def _range(self, first, length):
        rate = float(self.rate)
        return TimeRange(RationalTime(first, rate), RationalTime(length, rate))


def _clock(ms):
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"
