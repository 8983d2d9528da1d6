"""What sounds, in short pieces from the playhead on: takes in their places, the film's sound."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.backend.messages import HEARD_S, Fact, HeardReady, ListenFrom, ProblemFound
from deepaudio_plugin.backend.watching import Latest, Stale
from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.errors import DeepAudioError, MediaMissingError, from_code
from deepaudio_plugin.core.heard_file import SUFFIX
from deepaudio_plugin.core.protocol import (
    SAMPLE_RATE,
    Done,
    Failed,
    FilmSound,
    Hear,
    MixPart,
    PictureSource,
)
from deepaudio_plugin.core.track_levels import FILM, own_track_name, track_name
from deepaudio_plugin.output.crossfades import mix_parts
from deepaudio_plugin.output.placed_takes import PlacedTake, is_heard, placed_takes
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.rendering.outcome import Outcome
from deepaudio_plugin.timeline.identity import MediaIdentity
from deepaudio_plugin.timeline.own_sound import OwnTrack
from deepaudio_plugin.timeline.timing import samples, seconds
from deepaudio_plugin.viewing.cache import ViewingCache, default_root, key_of
from deepaudio_plugin.worker_client.client import WorkerClient

_PIECE = HEARD_S * SAMPLE_RATE
_AHEAD = 6  # pieces
_CONTEXT = 8 * SAMPLE_RATE  # how far a sound outside a piece may bear on it, by ducking
_MAX_BYTES = 1 << 30
_MADE_AS = 2  # counts what a piece of the same parts sounded like before


@dataclass(frozen=True)
class TimelineScore:
    """What sounds on a whole timeline, in samples from its first frame."""

    parts: tuple[MixPart, ...]
    film: tuple[FilmSound, ...]  # the film's own tracks
    num_samples: int
    ducking: Ducking

    def piece(self, index: int) -> Hear:
        """What is heard of it in a piece; paths are left empty."""
        begin = index * _PIECE
        end = min(begin + _PIECE, self.num_samples)
        low, high = begin - _CONTEXT, end + _CONTEXT
        kept = [n for n, part in enumerate(self.parts) if _sounds(part, low, high)]
        places = {number: place for place, number in enumerate(kept)}
        parts = tuple(
            replace(part, start=part.start - begin, after=places.get(part.after))
            if part.after is not None
            else replace(part, start=part.start - begin)
            for part in (self.parts[number] for number in kept)
        )
        film = (_within(track, begin, low, high) for track in self.film)
        return Hear(
            id="",
            parts=parts,
            num_samples=max(0, end - begin),
            out_path="",
            film=tuple(track for track in film if track.picture),
            duck_db=self.ducking.depth_db,
            duck_hold_s=self.ducking.hold_s,
            duck_speed=self.ducking.speed,
        )


def score_of(
    order: ListenFrom,
    plan: Plan,
    outcome: Outcome,
    ducking: Ducking,
    own: Sequence[OwnTrack] = (),
) -> TimelineScore:
    """What is to be heard. `plan` holds what is rendered alone, `own` the film's sound tracks."""
    silent = frozenset(order.silent)
    heard = [
        (placed, Path(placed.take.path))
        for placed in placed_takes(plan, outcome)
        if is_heard(placed) and row_of(placed) not in silent
    ]
    parts = tuple(mix_parts(heard, plan.shots))
    film = tuple(
        replace(sound, gain_db=plan.decisions.gains.get(name, 0.0))
        for name, sound in _film(plan, own)
        if name not in silent
    )
    length = max([samples(plan.duration), *(p.start + (p.length or 0) for p in parts)])
    return TimelineScore(parts, film, length, ducking)


def _film(plan: Plan, own: Sequence[OwnTrack]) -> list[tuple[str, FilmSound]]:
    """The film's own tracks by name: where it has none, the sound of its picture is one."""
    if own:
        return [
            (
                own_track_name(track.index),
                FilmSound(
                    tuple(clip.source for clip in track.clips),
                    tuple(clip.start_s for clip in track.clips),
                ),
            )
            for track in own
        ]
    seen = [(shot.picture, seconds(shot.range.start_time)) for shot in plan.shots]
    there = [(picture, start_s) for picture, start_s in seen if picture is not None]
    return [(FILM, FilmSound(tuple(p for p, _ in there), tuple(s for _, s in there)))]


def _within(track: FilmSound, begin: int, low: int, high: int) -> FilmSound:
    """What of a track sounds between two samples, counted from `begin`."""
    seen = [
        (picture, start_s - begin / SAMPLE_RATE)
        for picture, start_s in zip(track.picture, track.picture_starts_s, strict=True)
        if start_s * SAMPLE_RATE < high and (start_s + picture.duration_s) * SAMPLE_RATE > low
    ]
    return replace(
        track, picture=tuple(p for p, _ in seen), picture_starts_s=tuple(s for _, s in seen)
    )


def row_of(placed: PlacedTake) -> str:
    """The row that a take lies on."""
    return track_name(placed.job.stem, placed.job.lane)


def with_take(plan: Plan, job: Job) -> Plan:
    """The plan with `job`, whose first take sounds, instead of the one of its reference."""
    if all(other.ref != job.ref for other in plan.jobs):
        return replace(plan, jobs=(*plan.jobs, job))
    jobs = tuple(job if other.ref == job.ref else other for other in plan.jobs)
    return replace(plan, jobs=jobs)


def _is_away(wanted: Hear) -> bool:
    """Whether media of the film's own sound are not there now."""
    pictures = (picture for film in wanted.film for picture in film.picture)
    return not all(Path(p.path).exists() for p in pictures if p.kind == "video")


def _sounds(part: MixPart, low: int, high: int) -> bool:
    return part.start < high and (part.length is None or part.start + part.length > low)


class Hearing:
    """Makes pieces of sound, from the latest wish on, and keeps those of late."""

    def __init__(
        self,
        client: Callable[[], WorkerClient],
        tell: Callable[[Fact], None],
        root: Path | None = None,
    ) -> None:
        self._client = client
        self._tell = tell
        self._cache = ViewingCache(root or default_root() / "heard", _MAX_BYTES)
        self._identities = MediaIdentity()
        self._names = itertools.count(1)
        self._told: set[str] = set()
        self._pieces = Latest("hearing", self._complain)

    def listen(self, order: ListenFrom, score: TimelineScore, rate: float) -> None:
        """Make and tell the pieces from a frame on, as far as one needs them soon."""
        first = samples(RationalTime(order.frame, rate)) // _PIECE

        def work(stale: Stale) -> None:
            for index in range(first, first + _AHEAD):
                if index * _PIECE >= score.num_samples or stale():
                    return
                path = self._made(score.piece(index), stale)
                if path is not None:
                    self._tell(HeardReady(order.id, index, str(path)))

        self._pieces.wish(work)

    def forget(self) -> None:
        """Make nothing more of what was wished for."""
        self._pieces.wish(lambda _stale: None)

    def close(self) -> None:
        """End the thread."""
        self._pieces.close()

    def _made(self, wanted: Hear, stale: Stale) -> Path | None:
        key = key_of(
            _MADE_AS, wanted, *(self._identity(p) for film in wanted.film for p in film.picture)
        )
        found = self._cache.find(key, SUFFIX)
        if found is not None:
            return found
        path = self._cache.make_room(key, SUFFIX)
        request = replace(wanted, id=f"hear{next(self._names)}", out_path=str(path))
        event = self._client().request(request, cancelled=stale)
        if isinstance(event, Failed):
            raise from_code(event.code, event.message, where=event.where, hint=event.hint)
        if not isinstance(event, Done):
            return None
        for warning in event.warnings:
            self._say(ProblemFound("", warning, level="note"))
        if _is_away(wanted):  # silent for now: it is made again when the media are back
            path = path.replace(self._cache.make_room(key_of(key, request.id), SUFFIX))
        self._cache.added([path])
        return path

    def _identity(self, picture: PictureSource) -> str:
        try:
            return self._identities(picture)
        except MediaMissingError:
            return ""

    def _complain(self, error: DeepAudioError) -> None:
        self._say(ProblemFound(error.where, f"nothing is heard: {error.message}", error.hint))

    def _say(self, problem: ProblemFound) -> None:
        """Say a thing once."""
        if problem.message not in self._told:
            self._told.add(problem.message)
            self._tell(problem)


def film_between(
    plan: Plan, start: int, frames: int
) -> tuple[Sequence[PictureSource], Sequence[float], int]:
    """Pictures of a range, where each begins in it in seconds, and its length in samples."""
    zero, end = RationalTime(start, plan.rate), RationalTime(start + frames, plan.rate)
    shown = [
        shot
        for shot in plan.shots
        if shot.range.start_time < end and shot.range.end_time_exclusive() > zero
    ]
    pictures = [(shot.picture, seconds(shot.range.start_time - zero)) for shot in shown]
    there = [(picture, start_s) for picture, start_s in pictures if picture is not None]
    length = samples(end) - samples(zero)
    return [picture for picture, _ in there], [start_s for _, start_s in there], length
