"""Takes at their places on the timeline.

A clip that an editor has moved or copied sounds where it was put; its file stays the one
that belongs to the job's own place, with its timecode. So nothing is made again for a move,
copies share a file, and by its timecode a clip is known to have been moved when it comes back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.protocol import MixPart, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.core.track_levels import HIGHEST_DB, track_name
from deepaudio_plugin.core.verdicts import Verdict
from deepaudio_plugin.decisions.places import HOME, Place
from deepaudio_plugin.output.exchanges import HeardSpeech, scenes
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
    verdict: Verdict | None = None
    place: Place = HOME
    copy: int = 1  # 1 for the first clip of the job, 2 for its copy …
    gain_db: float = 0.0  # of its line or shot, and of its track
    on_clip: bool = False  # the gain is the clip's own on the timeline, and its file has none

    @property
    def clip_gain_db(self) -> float:
        """The gain that its clip says."""
        return self.gain_db if self.on_clip else 0.0

    @property
    def file_gain_db(self) -> float:
        """The gain that its file has."""
        return 0.0 if self.on_clip else self.gain_db

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

    @property
    def sounding(self) -> tuple[int, int]:
        """The samples of the timeline in which it is heard; the end is exclusive."""
        offset, length = self.heard
        return self.file_start + offset, self.file_start + offset + length

    def part(self) -> MixPart:
        """The take at its gain as a part of a mix: all of it, but what an editor has cut away."""
        whole = MixPart(self.take.path, self.file_start, self.job.stem, gain_db=self.gain_db)
        if self.place.is_whole:
            return whole
        offset, length = self.heard
        return replace(whole, start=self.file_start + offset, offset=offset, length=length)

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

    @property
    def is_made(self) -> bool:
        """Whether its file is another sound than the take: lowered under speech, or at a gain."""
        return bool(self.under) or self.placed.file_gain_db != 0

    @property
    def source(self) -> MixPart:
        """What its file is made from: of a sound that only its level changes, all of the take."""
        gain_db = self.placed.file_gain_db
        part = replace(self.placed.part(), stem="audio", gain_db=gain_db)  # what a fuse writes
        if self.under:
            return part
        return replace(part, start=self.placed.file_start, offset=0, length=None)


def placed_takes(
    plan: Plan, outcome: Outcome, *, clips_have_gains: bool = False
) -> list[PlacedTake]:
    """Every finished take of the plan at each of its places, in the order of jobs.

    `clips_have_gains` for a format whose clips say their gain, as far as hosts let one raise it.
    """
    gains = plan.decisions.gains
    gain_of = {
        job.id: job.gain_db + gains.get(track_name(job.stem, job.lane), 0.0) for job in plan.jobs
    }
    return [
        PlacedTake(
            job,
            n,
            request,
            outcome.takes[request.key],
            outcome.warnings.get(request.key, ()),
            outcome.verdicts.get(request.key),
            place,
            copy,
            gain_of[job.id],
            clips_have_gains and 0 != gain_of[job.id] <= HIGHEST_DB,
        )
        for job in plan.jobs
        for copy, place in enumerate(job.places, start=1)
        for n, request in enumerate(job.requests, start=1)
        if request.key in outcome.takes
    ]


def stems(found: Sequence[PlacedTake], start: RationalTime, ducking: Ducking) -> list[Stem]:
    """What is to be on disk: audio lowered under the first takes of speech.

    `start` is the timeline's own first timecode. The file name holds a digest of all that
    shapes the file, so that a file already there needs no second making.
    """
    ducks = ducking.depth_db > 0
    lines = [s for s in found if s.job.stem == "speech" and is_heard(s)] if ducks else []
    speech = HeardSpeech(lines, ducking)
    of_scene = scenes(found) if lines else {}
    made = []
    for placed in found:
        scene = of_scene.get(placed.job.id) if placed.place.at == 0 else None
        under = speech.during(placed, scene) if placed.job.stem == "audio" else ()
        digest = _digest(placed, under, start, ducking)
        made.append(Stem(placed, under, digest, media_name(placed.job, digest, start)))
    return made


def is_heard(placed: PlacedTake) -> bool:
    """Whether a take is the one that plays, and its clip is not switched off."""
    return placed.number == 1 and not placed.place.muted


def _digest(
    placed: PlacedTake, under: Sequence[PlacedTake], start: RationalTime, ducking: Ducking
) -> str:
    parts = [placed.request.key, str(samples(start) + placed.home_start)]
    if under:
        parts.append(ducking.tag)
        parts += [f"{s.request.key}@{s.file_start - placed.file_start}{_shape(s)}" for s in under]
    if placed.file_gain_db:
        parts.append(f"gain {placed.file_gain_db:g}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _shape(line: PlacedTake) -> str:
    """What of a line is heard, where that is not simply all of it."""
    cut = "" if line.place.is_whole else "+{}:{}".format(*line.heard)
    return f"{cut}{line.gain_db:+g}dB" if line.gain_db else cut
