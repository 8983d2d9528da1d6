"""Which lines a sound makes way for: those it is heard with, and their exchange.

Sound stays low through the short pauses of an exchange, across the cuts of a scene too. So a
line beyond a file's ends may reach into it; a scene of another kind begins anew.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.timeline.timing import samples

if TYPE_CHECKING:
    from deepaudio_plugin.output.placed_takes import PlacedTake

Span = tuple[int, int]
"""Samples of the timeline, the end exclusive."""


class HeardSpeech:
    """Lines by when they are heard: a film has ten thousand."""

    def __init__(self, lines: Iterable[PlacedTake], ducking: Ducking) -> None:
        spans = ((*line.sounding, number, line) for number, line in enumerate(lines))
        self._spans = sorted(spans, key=lambda span: span[0])
        self._starts = [start for start, *_ in self._spans]
        self._longest = max((end - start for start, end, *_ in self._spans), default=0)
        self._ducking = ducking
        self._felt = self._felt_by_exchange()

    def during(self, audio: PlacedTake, scene: Span | None = None) -> tuple[PlacedTake, ...]:
        """The lines that lower a file of audio, in the order they were given.

        Those heard with it, and of its `scene` those that belong to an exchange that is felt in it.
        """
        start, end = audio.file_start, audio.file_end
        low, high = scene or (start, end)
        low = min(start, max(low, start - _samples(self._ducking.before_s)))
        high = max(end, min(high, end + _samples(self._ducking.after_s)))
        first = bisect_left(self._starts, low - self._longest)
        last = bisect_left(self._starts, high)
        met = [
            self._spans[n]
            for n in range(first, last)
            if self._spans[n][1] > low and self._felt[n][0] < end and self._felt[n][1] > start
        ]
        return tuple(span[3] for span in sorted(met, key=lambda span: span[2]))

    def _felt_by_exchange(self) -> list[Span]:
        """For each line from when to when its exchange lowers what sounds with it."""
        times, bridged = self._ducking.times, _samples(self._ducking.bridged_s)
        before, after = _samples(times.attack_s), _samples(times.tail_s + times.release_s)
        exchanges: list[list[int]] = []  # start, end, lines
        for start, end, *_ in self._spans:
            if exchanges and start - exchanges[-1][1] < bridged:
                exchanges[-1][1] = max(exchanges[-1][1], end)
                exchanges[-1][2] += 1
            else:
                exchanges.append([start, end, 1])
        return [
            (start - before, end + after) for start, end, lines in exchanges for _ in range(lines)
        ]


def scenes(found: Sequence[PlacedTake]) -> Mapping[str, Span]:
    """The scene of each audio job by its id: shots that follow one another with one prompt."""
    jobs = {placed.job.id: placed.job for placed in found if placed.job.stem == "audio"}
    rows: list[list[Job]] = []
    for job in sorted(jobs.values(), key=lambda job: job.start):
        if rows and _goes_on(rows[-1][-1], job):
            rows[-1].append(job)
        else:
            rows.append([job])
    known: dict[str, Span] = {}
    for row in rows:
        span = samples(row[0].range.start_time), samples(row[-1].range.end_time_exclusive())
        known.update((job.id, span) for job in row)
    return known


def _goes_on(before: Job, after: Job) -> bool:
    """Whether a shot belongs to the scene of the one before it."""
    if before.range.end_time_exclusive() != after.range.start_time:
        return False
    one, other = before.spec, after.spec
    return (one.prompt, one.negative_prompt) == (other.prompt, other.negative_prompt)


def _samples(duration_s: float) -> int:
    return round(duration_s * SAMPLE_RATE)
