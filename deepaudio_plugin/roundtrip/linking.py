"""Returned takes and the jobs that they are of.

By what is surest: the content key; what the metadata say, where the words or the place agree;
the words and the place, which stay when a shot is renamed or a reference counted anew; at last
the name and the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.placed import length_of
from deepaudio_plugin.roundtrip.returned_take import ReturnedTake
from deepaudio_plugin.timeline.timing import frames_of

HALF = 32
"""Characters of a content key that a Broadcast WAV's reference holds."""


def linked(takes: Iterable[ReturnedTake], jobs: Sequence[Job]) -> list[ReturnedTake]:
    """Takes with the reference of the job of `jobs` that each belongs to, and its whole key.

    Those of jobs that are planned no more have no reference; clips that only bear some name
    are left out.
    """
    index = _Index(jobs)
    found = [index.link(take) for take in takes]
    first: dict[str, ReturnedTake] = {}
    for take in found:
        if take.ref and (take.ref not in first or index.is_nearer(take, first[take.ref])):
            first[take.ref] = take
    found = [
        take if _is_one_of(take, first.get(take.ref)) else replace(take, ref="") for take in found
    ]
    return [take for take in found if take.ref or take.by != "name"]


def _is_one_of(take: ReturnedTake, first: ReturnedTake | None) -> bool:
    """Whether a take is of the job that its `first` one is of: one that was written for another
    place is that of another line with the same words."""
    return first is None or take.key == first.key or abs(take.start - first.start) <= 1


class _Index:
    """Jobs by everything that a take may say of its own."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = {job.ref: job for job in jobs}
        self._by_key: dict[str, list[tuple[Job, str]]] = {}
        self._by_name: dict[str, list[Job]] = {}
        self._by_text: dict[str, list[Job]] = {}
        self._by_start: dict[int, list[Job]] = {}
        for job in jobs:
            self._by_name.setdefault(job.name, []).append(job)
            self._by_start.setdefault(round(job.start.value), []).append(job)
            for request in job.requests:
                self._by_key.setdefault(request.key[:HALF], []).append((job, request.key))
            if job.requests and job.stem == "speech":
                self._by_text.setdefault(_plain(job.spec.text), []).append(job)

    def link(self, take: ReturnedTake) -> ReturnedTake:
        """`take` with the reference of its job, "" where there is none."""
        keyed = self._by_key.get(take.key[:HALF], [])
        if keyed:
            nearest, key = min(keyed, key=lambda found: _distance(found[0], take))
            return replace(take, ref=nearest.ref, key=key)
        said = self._jobs.get(take.ref)
        if said is not None and (_says_the_same(said, take) or _is_there(said, take)):
            return take
        job = self._of_same_words(take) or self._in_its_place(take) or self._of_its_name(take)
        return replace(take, ref=job.ref if job else "")

    def is_nearer(self, take: ReturnedTake, other: ReturnedTake) -> bool:
        """Whether a take was written nearer to its job than another one of that job."""
        job = self._jobs[take.ref]
        return _distance(job, take) < _distance(job, other)

    def _of_same_words(self, take: ReturnedTake) -> Job | None:
        if take.stem not in ("", "speech") or not take.text or take.by == "name":
            return None
        return _nearest(self._by_text.get(_plain(take.text), ()), take)

    def _in_its_place(self, take: ReturnedTake) -> Job | None:
        """The shot that begins where the take's did, and is as long."""
        if take.stem not in ("", "audio") or take.by == "name":
            return None
        slack = 1 if take.written_at else 0
        found = [
            job
            for frame in range(take.start - slack, take.start + slack + 1)
            for job in self._by_start.get(frame, ())
            if job.stem == "audio" and _is_as_long(job, take, slack)
        ]
        return _nearest(found, take)

    def _of_its_name(self, take: ReturnedTake) -> Job | None:
        named = [*self._by_name.get(take.name, ()), *self._by_name.get(take.clip, ())]
        return _nearest([job for job in named if take.stem in ("", job.stem)], take)


def _nearest(jobs: Iterable[Job], take: ReturnedTake) -> Job | None:
    return min(jobs, key=lambda job: _distance(job, take), default=None)


def _distance(job: Job, take: ReturnedTake) -> float:
    return abs(float(job.start.value) - take.start)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _says_the_same(job: Job, take: ReturnedTake) -> bool:
    """Whether a reference may still mean what it did: of a line the words agree."""
    if job.stem != "speech" or not take.text or not job.requests:
        return job.stem == take.stem or not take.stem
    return _plain(job.spec.text) == _plain(take.text)


def _is_there(job: Job, take: ReturnedTake) -> bool:
    """Whether a job begins where the take was written: then its words have been edited."""
    return take.stem in ("", job.stem) and _distance(job, take) <= 1


def _is_as_long(job: Job, take: ReturnedTake, slack: int) -> bool:
    if take.window is None:
        return False
    return abs(frames_of(take.window, job.start.rate) - length_of(job)) <= slack
