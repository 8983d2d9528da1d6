"""Finished takes for the jobs of a plan: also those that an earlier version of the engine made.

Finished work never changes by itself. Where a take that is planned is not in the library, one
that was made of the same by another version of the engine, or with other weights, stands in for
it; it plays and is written until somebody has it rendered anew. And a take that somebody chose
for what the job asks for now plays, whatever it was made from. While the engine cannot be asked
what it would be sent is not known: what was rendered from the same words stands until it can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from deepaudio_plugin.core.engine_info import UNKNOWN_VERSION
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.model import TakeDecision
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.takes.library import Entry, TakeLibrary

_NO_WISH = TakeDecision()
_MAX_WORDS = 40  # characters of a line that a mark quotes
_SAMPLES_PER_S = 48_000


@dataclass(frozen=True)
class Finished:
    """Jobs with the takes that play, and all that the library has for them, by content key."""

    jobs: tuple[Job, ...]
    entries: dict[str, Entry]


def with_finished(
    jobs: Sequence[Job],
    library: TakeLibrary,
    wishes: Mapping[str, TakeDecision],
    *,
    anew: bool = False,
) -> Finished:
    """`jobs` with finished takes where there are any; `wishes` by the jobs' references.

    With `anew` nothing stands in for what is planned: takes of earlier versions are missing.
    Raises OutputError when the library cannot be read.
    """
    made = library.find_jobs(job.spec.job_key for job in jobs if job.requests)
    entries = {entry.take.key: entry for takes in made.values() for entry in takes}
    chosen = [
        wish.chosen for job in jobs if (wish := _choice(job, wishes)) and wish.chosen not in entries
    ]
    entries.update(library.find([*chosen, *_kept_meanwhile(jobs, wishes)]))
    if not entries:
        return Finished(tuple(map(planned_alone, jobs)), {})
    if anew:  # but what somebody chose although it was made from something else
        made = {}
    return Finished(tuple(_finished(job, made, entries, wishes) for job in jobs), entries)


def planned_alone(job: Job) -> Job:
    """A job with just what is planned for it."""
    return replace(job, requests=job.wanted, wanted=()) if job.wanted else job


def _kept_meanwhile(jobs: Iterable[Job], wishes: Mapping[str, TakeDecision]) -> list[str]:
    """Keys of what was rendered for jobs whose engine cannot be asked."""
    wished = (wishes.get(job.ref, _NO_WISH) for job in jobs if _engine_is_unknown(job))
    return [key for wish in wished for key in (wish.chosen, *wish.rendered) if key]


def _engine_is_unknown(job: Job) -> bool:
    return bool(job.requests) and job.spec.engine_version == UNKNOWN_VERSION


def _choice(job: Job, wishes: Mapping[str, TakeDecision]) -> TakeDecision | None:
    """What was chosen for what a job asks for now."""
    wish = wishes.get(job.ref, _NO_WISH)
    if not wish.chosen or not job.requests or wish.chosen_for != job.spec.job_key:
        return None
    return wish


def _finished(
    job: Job,
    made: Mapping[str, Sequence[Entry]],
    entries: Mapping[str, Entry],
    wishes: Mapping[str, TakeDecision],
) -> Job:
    job = planned_alone(job)
    if not job.requests:
        return job
    if _engine_is_unknown(job):
        return _with_kept(job, entries, wishes.get(job.ref, _NO_WISH))
    others = {entry.take.seed: entry for entry in made.get(job.spec.job_key, ())}  # newest last
    wish = _choice(job, wishes)
    chosen = entries.get(wish.chosen) if wish is not None else None
    if chosen is not None and chosen.job_key == job.spec.job_key:
        if made:
            others[chosen.take.seed] = chosen
        else:
            chosen = None
    takes = [
        spec if spec.key in entries or spec.seed not in others else others[spec.seed].spec
        for spec in job.requests
    ]
    if chosen is not None:
        first = chosen.spec
        takes = [first, *(take for take in takes if take.key != first.key)]
    if [take.key for take in takes] == [spec.key for spec in job.requests]:
        return job
    return replace(job, requests=tuple(takes), wanted=job.requests)


def _with_kept(job: Job, entries: Mapping[str, Entry], wish: TakeDecision) -> Job:
    """A job of an unknown engine with the take that played last, if it says the same."""
    now = job.spec
    for key in (wish.chosen, *reversed(wish.rendered)):
        made = entries[key].spec if key in entries else None
        if made is not None and (made.text, made.prompt) == (now.text, now.prompt):
            return replace(job, requests=(made,), wanted=job.requests)
    return job


def mark(take: TakeSpec, now: TakeSpec) -> str:
    """In words, how a take was made otherwise than a job asks for `now`; "" for its own."""
    if now.engine_version == UNKNOWN_VERSION:  # nothing can be compared
        return ""
    if take.job_key != now.job_key:
        return "earlier: " + ", ".join(_differences(take, now))
    if take.engine_version != now.engine_version:
        return f"made by {_age(take.engine_version, now.engine_version)} version"
    return "made with other weights" if take.weights != now.weights else ""


def earlier_note(jobs: Iterable[Job], where: str) -> list[Problem]:
    """A line on how many takes that play were made by another version or weights."""
    marks = [mark(job.requests[0], job.spec) for job in jobs if job.wanted and job.requests]
    count = sum(told.startswith("made ") for told in marks)
    if not count:
        return []
    takes = "take that plays was" if count == 1 else "takes that play were"
    return [
        Problem(
            where,
            f"{count} {takes} made by an earlier version of the engine or with other weights; "
            "they stay as they are",
            "Render them anew with --anew, or Generate for selected lines.",
            note=True,
        )
    ]


def _age(version: str, now: str) -> str:
    """ "an earlier" or, where the numbers say so, "a later"."""
    if version.isdecimal() and now.isdecimal() and int(version) > int(now):
        return "a later"
    return "an earlier"


def _differences(take: TakeSpec, now: TakeSpec) -> list[str]:
    """What a take was made from that the job asks for otherwise now."""
    told = []
    if take.text != now.text:
        told.append(f"says “{_short(take.text)}”")
    if (take.voice, take.reference) != (now.voice, now.reference):
        told.append(f"voice {take.voice or 'of a recording'}")
    if take.prompt != now.prompt:
        told.append(f"prompt “{_short(take.prompt)}”")
    if take.engine != now.engine:
        told.append(f"by {take.engine}")
    if take.num_samples != now.num_samples:
        told.append(f"{take.num_samples / _SAMPLES_PER_S:.2f} s long")
    return told or ["made from something else"]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _MAX_WORDS else flat[: _MAX_WORDS - 1].rstrip() + "…"
