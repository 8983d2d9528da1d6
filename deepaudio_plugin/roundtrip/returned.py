"""Decisions that an editor has made in a host: which take plays, and where its clips are.

A clip that the editor has moved stays where it lies; one that he has not goes where its line
or shot goes. So a line laid three frames later stays three frames behind its picture, also
when the whole cut was moved under it, and sound that was left behind when the picture was cut
anew goes with the picture. A trim holds in either case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from deepaudio_plugin.core.problems import Problem, report
from deepaudio_plugin.decisions.file import age_of
from deepaudio_plugin.decisions.model import Decisions, TakeDecision, choose_take, place_clips
from deepaudio_plugin.decisions.places import Place
from deepaudio_plugin.decisions.refs import Fingerprint, fingerprints
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.placed import let_go, placing
from deepaudio_plugin.roundtrip.edited import changed_since, fills, places_of, rippled
from deepaudio_plugin.roundtrip.returning import ReturnedTake, returned_takes
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.timeline.timing import exact_rate

_NO_TAKE = TakeDecision()
_HALF = 32  # characters of a content key that a Broadcast WAV's reference holds


def from_host(
    material: Material,
    jobs: Sequence[Job],
    decisions: Decisions,
    roots: Sequence[Path] = (),
    kept: Path | None = None,
) -> tuple[Decisions, list[Problem]]:
    """`decisions` with what an editor has done in a host to the timeline that was read.

    `jobs` were planned with `decisions`; media are looked for below `roots` too. Takes chosen
    in the decisions file `kept` stand if it is newer than the timeline. Plan again with what
    comes back where it differs.
    """
    takes = returned_takes(material.document, roots)
    if not takes:
        return decisions, []
    since = kept is not None and age_of(kept) > age_of(material.document.path)
    return chosen_from(linked(takes, jobs), material, jobs, decisions, keep_choices=since)


def linked(takes: Iterable[ReturnedTake], jobs: Sequence[Job]) -> list[ReturnedTake]:
    """Takes with the reference of the job of `jobs` that each belongs to, and its whole key.

    By content key, by what the metadata say, and at last by name and place. Those of jobs
    that are planned no more have no reference; clips that only bear some name are left out.
    """
    index = _Index(jobs)
    found = (index.link(take) for take in takes)
    return [take for take in found if take.ref or take.by != "name"]


def chosen_from(
    takes: Sequence[ReturnedTake],
    material: Material,
    jobs: Sequence[Job],
    decisions: Decisions,
    *,
    keep_choices: bool = False,
) -> tuple[Decisions, list[Problem]]:
    """Decisions with the takes that play in a returned timeline and where, and notes.

    `takes` are `linked` with `jobs`, which were planned with `decisions`; `material` is what
    was read. Of several clips of one job the one nearest to its place says which take plays;
    on our tracks each has its place, also when it is switched off. With `keep_choices` takes
    that are chosen already stay so.
    """
    by_ref: dict[str, list[ReturnedTake]] = {}
    for take in takes:
        by_ref.setdefault(take.ref, []).append(take)
    present = fingerprints(material.cues, material.shots)
    where = material.document.path.name
    notes: list[Problem] = []
    all_rippled = rippled(takes, {job.ref: job for job in jobs})
    for job in jobs:
        clips = by_ref.get(job.ref)
        if not clips or not job.requests:
            continue
        take = min(clips, key=lambda t: (t.muted, abs(t.moved)))
        chosen = decisions.takes.get(job.ref, _NO_TAKE).chosen
        if not (chosen and keep_choices) and _is_news(take, job, decisions):
            decisions = choose_take(
                decisions,
                job.ref,
                present[job.ref],
                take.key,
                take.seed,
                job_key=job.spec.job_key,
            )
        ours = [clip for clip in clips if clip.on_our_track and clip.by != "name"]
        if ours:
            decisions, let_go_of = _placed(job, ours, all_rippled, present[job.ref], decisions)
            notes += [let_go(job, where)] if let_go_of else []
    told: list[Problem] = []
    report(told, notes)
    return decisions, [*told, *_notes(takes, where)]


def _placed(
    job: Job,
    clips: Sequence[ReturnedTake],
    all_rippled: bool,
    fingerprint: Fingerprint,
    decisions: Decisions,
) -> tuple[Decisions, bool]:
    """Decisions with the places of a job's clips, and whether any were let go."""
    known = decisions.takes.get(job.ref, _NO_TAKE)
    places = places_of(job, clips, all_rippled)
    lost = False
    if changed_since(job, clips):
        home = (Place(muted=all(clip.muted for clip in clips)),)
        lost = places != home and not all(fills(job, clip) for clip in clips)
        places = home
    now = placing(job, places)
    if now is None and known.placing is None:
        return decisions, lost
    return place_clips(decisions, job.ref, fingerprint, now), lost


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
    if take.seed is None or take.seed == job.requests[0].seed:
        return False  # as after a change of the engine
    decided = decisions.takes.get(job.ref)
    return decided is None or decided.chosen not in keys


def _notes(takes: Sequence[ReturnedTake], where: str) -> list[Problem]:
    """What was done to clips of ours, so far as new tracks will not have it."""
    edited = [t for t in takes if t.on_our_track and (t.moved or t.trimmed) and not t.muted]
    told = [
        (
            [take for take in edited if not take.ref],
            "moved or trimmed before its line or shot changed; it is where that has it now",
        ),
        (
            [take for take in takes if not take.on_our_track],
            "on a track of your own; it stays there and sounds beside the new tracks",
        ),
    ]
    notes = [
        Problem(where, f"{clips[0].clip!r}{_more(clips)}: {what}", note=True)
        for clips, what in told
        if clips
    ]
    return [*notes, *_conformed_note(takes, where)]


def _conformed_note(takes: Sequence[ReturnedTake], where: str) -> list[Problem]:
    """A line on another frame rate, by which places are a host's rounding beside what they were."""
    take = next((take for take in takes if take.written_at), None)
    if take is None:
        return []
    now = float(exact_rate(take.record.duration.rate))
    message = (
        f"our clips were written at {take.written_at:.5g} frames per second and come back at "
        f"{now:.5g}: a frame more or less counts as unmoved"
    )
    return [Problem(where, message, note=True)]


def _more(clips: Sequence[ReturnedTake]) -> str:
    return f" and {len(clips) - 1} more" if len(clips) > 1 else ""
