"""Takes at their places on the timeline."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.protocol import MixPart, RenderRequest, Take
from deepaudio_plugin.rendering import Outcome
from deepaudio_plugin.timing import samples
from deepaudio_plugin.writing.names import media_name


@dataclass(frozen=True)
class Sounding:
    """A take at its place. Samples count from the timeline's first frame."""

    job: Job
    number: int  # 1 for the first take of the job
    request: RenderRequest
    take: Take
    warnings: tuple[str, ...]

    @property
    def file_start(self) -> int:
        """Where the file's first sample lands; negative before the timeline's start."""
        return samples(self.job.start - RationalTime(self.job.handles, self.job.start.rate))

    @property
    def file_end(self) -> int:
        """Where the file ends, exclusive."""
        return self.file_start + self.take.num_samples

    def part(self) -> MixPart:
        """The whole take as a part of a mix."""
        return MixPart(self.take.path, self.file_start, self.job.stem)


@dataclass(frozen=True)
class Stem:
    """A sounding and the file that the timeline will name for it."""

    sounding: Sounding
    under: tuple[Sounding, ...]  # speech that an audio take is ducked under
    digest: str  # of all that shapes the file
    file_name: str


def soundings(plan: Plan, outcome: Outcome) -> list[Sounding]:
    """Every finished take of the plan, in timeline order."""
    return [
        Sounding(job, n, request, outcome.takes[request.key], outcome.warnings.get(request.key, ()))
        for job in plan.jobs
        for n, request in enumerate(job.requests, start=1)
        if request.key in outcome.takes
    ]


def stems(found: Sequence[Sounding], start: RationalTime, duck_db: float) -> list[Stem]:
    """What is to be on disk: audio ducked by `duck_db` under the first takes of speech.

    `start` is the timeline's own first timecode. The file name holds a digest of all that
    shapes the file, so that a file already there needs no second making.
    """
    speech = [s for s in found if s.job.stem == "speech" and s.number == 1] if duck_db else []
    made = []
    for sounding in found:
        under = _overlapping(sounding, speech) if sounding.job.stem == "audio" else ()
        digest = _digest(sounding, under, start, duck_db)
        made.append(Stem(sounding, under, digest, media_name(sounding.job, digest, start)))
    return made


def _overlapping(audio: Sounding, speech: Iterable[Sounding]) -> tuple[Sounding, ...]:
    return tuple(
        s for s in speech if s.file_start < audio.file_end and audio.file_start < s.file_end
    )


def _digest(
    sounding: Sounding, under: Sequence[Sounding], start: RationalTime, duck_db: float
) -> str:
    parts = [sounding.request.key, str(samples(start) + sounding.file_start)]
    if under:
        parts.append(f"{duck_db:g}")
        parts += [f"{s.request.key}@{s.file_start - sounding.file_start}" for s in under]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
