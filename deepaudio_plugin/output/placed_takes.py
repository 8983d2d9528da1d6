"""Takes at their places on the timeline.

A clip that an editor has moved or copied sounds where it was put; its file stays the one
that belongs to the job's own place, with its timecode. So nothing is made again for a move,
copies share a file, and by its timecode a clip is known to have been moved when it comes back.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.protocol import MixPart, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.places import HOME, Place
from deepaudio_plugin.output.names import media_name
from deepaudio_plugin.output.tracks import clip_span
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.rendering.outcome import Outcome
from deepaudio_plugin.timeline.timing import samples


@dataclass(frozen=True)
class PlacedTake:
    """A take at one of its places. Samples count from the timeline's first frame."""

    job: Job
    number: int  # 1 for the first take of the job
    request: TakeSpec
    take: Take
    warnings: tuple[str, ...]
    place: Place = HOME
    copy: int = 1  # 1 for the first clip of the job, 2 for its copy …

    @property
    def home_start(self) -> int:
        """Where the file's first sample is by its timecode; negative before the timeline."""
        return self._sample(-self._handles)

    @property
    def file_start(self) -> int:
        """Where the file's first sample lands: elsewhere, when an editor has moved the clip."""
        return self._sample(self.place.shift - self._handles)

    @property
    def file_end(self) -> int:
        """Where the file ends, exclusive."""
        return self.file_start + self.take.num_samples

    @property
    def heard(self) -> tuple[int, int]:
        """First sample of the file that its clip plays, and how many: without the handles."""
        if self.place.is_whole:
            return self.take.handle_in, self.take.window
        span = clip_span(self.job, self.take, self.place, self.job.start.rate)
        first = round(self.job.start.value)
        begin, end = (self._sample(frame - first) for frame in (span.start, span.end))
        skipped = max(0, begin - self.file_start)
        if not self.place.frames:
            end = min(end, self.file_start + self.take.handle_in + self.take.window)
        return skipped, max(1, min(end - begin, self.take.num_samples - skipped))

    def part(self) -> MixPart:
        """The take as a part of a mix: all of it, but what an editor has cut away."""
        if self.place.is_whole:
            return MixPart(self.take.path, self.file_start, self.job.stem)
        offset, length = self.heard
        start = self.file_start + offset
        return MixPart(self.take.path, start, self.job.stem, offset=offset, length=length)

    @property
    def _handles(self) -> int:
        return self.job.handles_of(self.take.handle_in)

    def _sample(self, frames: int) -> int:
        """The sample so many frames after the job's own start."""
        return samples(self.job.start + RationalTime(frames, self.job.start.rate))


@dataclass(frozen=True)
class Stem:
    """A sounding and the file that the timeline will name for it."""

    placed: PlacedTake
    under: tuple[PlacedTake, ...]  # speech that an audio take is ducked under
    digest: str  # of all that shapes the file
    file_name: str


def placed_takes(plan: Plan, outcome: Outcome) -> list[PlacedTake]:
    """Every finished take of the plan at each of its places, in the order of jobs."""
    return [
        PlacedTake(
            job,
            n,
            request,
            outcome.takes[request.key],
            outcome.warnings.get(request.key, ()),
            place,
            copy,
        )
        for job in plan.jobs
        for copy, place in enumerate(job.places, start=1)
        for n, request in enumerate(job.requests, start=1)
        if request.key in outcome.takes
    ]


def stems(found: Sequence[PlacedTake], start: RationalTime, duck_db: float) -> list[Stem]:
    """What is to be on disk: audio ducked by `duck_db` under the first takes of speech.

    `start` is the timeline's own first timecode. The file name holds a digest of all that
    shapes the file, so that a file already there needs no second making.
    """
    lines = [s for s in found if s.job.stem == "speech" and is_heard(s)] if duck_db else []
    speech = _HeardSpeech(lines)
    made = []
    for placed in found:
        under = speech.during(placed) if placed.job.stem == "audio" else ()
        digest = _digest(placed, under, start, duck_db)
        made.append(Stem(placed, under, digest, media_name(placed.job, digest, start)))
    return made


def is_heard(placed: PlacedTake) -> bool:
    """Whether a take is the one that plays, and its clip is not switched off."""
    return placed.number == 1 and not placed.place.muted


class _HeardSpeech:
    """Lines by when they are heard: a film has ten thousand."""

    def __init__(self, lines: Iterable[PlacedTake]) -> None:
        spans = ((*_span(line), number, line) for number, line in enumerate(lines))
        self._spans = sorted(spans, key=lambda span: span[0])
        self._starts = [start for start, *_ in self._spans]
        self._longest = max((end - start for start, end, *_ in self._spans), default=0)

    def during(self, audio: PlacedTake) -> tuple[PlacedTake, ...]:
        """The lines heard while a file of audio lasts, in the order they were given."""
        start, end = audio.file_start, audio.file_end
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_left(self._starts, end)
        met = [span for span in self._spans[first:last] if span[1] > start]
        return tuple(span[3] for span in sorted(met, key=lambda span: span[2]))


def _span(line: PlacedTake) -> tuple[int, int]:
    """The samples of the timeline in which a line is heard; the end is exclusive."""
    start = line.part().start
    return start, line.file_end if line.place.is_whole else start + line.heard[1]


def _digest(
    placed: PlacedTake, under: Sequence[PlacedTake], start: RationalTime, duck_db: float
) -> str:
    parts = [placed.request.key, str(samples(start) + placed.home_start)]
    if under:
        parts.append(f"{duck_db:g}")
        parts += [f"{s.request.key}@{s.file_start - placed.file_start}{_cut(s)}" for s in under]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _cut(line: PlacedTake) -> str:
    return "" if line.place.is_whole else "+{}:{}".format(*line.heard)
