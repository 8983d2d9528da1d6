"""Decisions that an editor has made in a host: which take plays, and which is switched off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from deepaudio_plugin.decisions.model import Decisions, choose_take, edit_line, prompt_shots
from deepaudio_plugin.decisions.refs import anchors, cue_ref, shot_refs
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.reading.material import Material
from deepaudio_plugin.reading.problems import Problem
from deepaudio_plugin.reading.returning import ReturnedTake

_HALF = 32  # characters of a content key that a Broadcast WAV's reference holds


def linked(takes: Iterable[ReturnedTake], jobs: Sequence[Job]) -> list[ReturnedTake]:
    """Takes with the reference of the job of `jobs` that each belongs to, and its whole key.

    By content key, by what the metadata say, and at last by name and place. Those of jobs
    that are planned no more have no reference; clips that only bear some name are left out.
    """
    index = _Index(jobs)
    found = (index.link(take) for take in takes)
    return [take for take in found if take.ref or take.by != "name"]


def chosen_from(
    takes: Sequence[ReturnedTake], material: Material, jobs: Sequence[Job], decisions: Decisions
) -> tuple[Decisions, list[Problem]]:
    """Decisions with the takes that play in a returned timeline, and notes on what was edited.

    `takes` are `linked` with `jobs`, which were planned with `decisions`; `material` is what
    was read. A job all of whose clips are disabled is muted. Of several clips of one job the
    one nearest to its place counts.
    """
    by_ref: dict[str, list[ReturnedTake]] = {}
    for take in takes:
        by_ref.setdefault(take.ref, []).append(take)
    cues = {cue_ref(cue): cue for cue in material.cues}
    shots = dict(zip(shot_refs(material.shots), material.shots, strict=True))
    present = anchors(material.cues, material.shots)
    for job in jobs:
        if job.ref not in by_ref:
            continue
        ref, take = job.ref, min(by_ref[job.ref], key=lambda t: (t.muted, abs(t.moved)))
        if take.muted and ref in cues:
            decisions = edit_line(decisions, cues[ref], muted=True)
        elif take.muted:
            decisions = prompt_shots(decisions, {ref: shots[ref]}, muted=True)
        elif _is_news(take, job, decisions):
            decisions = choose_take(decisions, ref, present[ref], take.key, take.seed)
    return decisions, _notes(takes, material.document.path.name)


class _Index:
    """Jobs by everything that a take may say of its own."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._refs = {job.ref for job in jobs}
        self._by_key: dict[str, list[tuple[Job, str]]] = {}
        self._by_name: dict[str, list[Job]] = {}
        for job in jobs:
            self._by_name.setdefault(job.name, []).append(job)
            for request in job.requests:
                self._by_key.setdefault(request.key[:_HALF], []).append((job, request.key))

    def link(self, take: ReturnedTake) -> ReturnedTake:
        """`take` with the reference of its job, "" where there is none."""
        keyed = self._by_key.get(take.key[:_HALF], [])
        if keyed:
            job, key = min(keyed, key=lambda found: _distance(found[0], take))
            return replace(take, ref=job.ref, key=key)
        if take.ref in self._refs:
            return take
        named = [*self._by_name.get(take.name, ()), *self._by_name.get(take.clip, ())]
        of_stem = [job for job in named if take.stem in ("", job.stem)]
        nearest = min(of_stem, key=lambda job: _distance(job, take), default=None)
        return replace(take, ref=nearest.ref if nearest else "")


def _distance(job: Job, take: ReturnedTake) -> float:
    return abs(float(job.start.value) - take.start)


def _is_news(take: ReturnedTake, job: Job, decisions: Decisions) -> bool:
    """Whether a take's being played says what the plan does not.

    A take that is not planned any more, made with another seed, may be chosen too, but not
    before one that somebody chose since.
    """
    keys = [request.key for request in job.requests]
    if take.key in keys:
        return take.key != keys[0]
    decided = decisions.takes.get(job.ref)
    return take.seed is not None and (decided is None or decided.chosen not in keys)


def _notes(takes: Sequence[ReturnedTake], where: str) -> list[Problem]:
    """What was done to clips of ours, so far as new tracks will not have it."""
    edited = [t for t in takes if t.on_our_track and not t.muted and (t.moved or t.trimmed)]
    elsewhere = [take for take in takes if not take.on_our_track]
    told = [
        (edited, "moved or trimmed in the host; new tracks have it where it belongs"),
        (elsewhere, "on a track of your own; it stays there and sounds beside the new tracks"),
    ]
    return [
        Problem(where, f"{clips[0].clip!r}{_more(clips)}: {what}", note=True)
        for clips, what in told
        if clips
    ]


def _more(clips: Sequence[ReturnedTake]) -> str:
    return f" and {len(clips) - 1} more" if len(clips) > 1 else ""
