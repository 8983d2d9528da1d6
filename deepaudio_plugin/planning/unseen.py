"""Finished takes of lines and shots whose media are not there now.

A drive that is unplugged or a file that cannot be read takes the picture from a job, and with it
what its content key is made of. Nothing of that changes what is finished: what was rendered of
the same words or prompts plays and is written until the media can be seen again. A line that has
no take is spoken without its picture, as before; a shot without one cannot be rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from deepaudio_plugin.core.problems import Problem, first_few
from deepaudio_plugin.decisions.model import TakeDecision
from deepaudio_plugin.planning.alike import is_alike_unseen
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.takes.library import Entry

_NO_WISH = TakeDecision()


def kept_keys(jobs: Iterable[Job], wishes: Mapping[str, TakeDecision]) -> Iterator[str]:
    """Content keys of what was rendered or chosen for jobs whose media are not there."""
    for job in jobs:
        if job.unseen:
            wish = wishes.get(job.ref, _NO_WISH)
            yield from filter(None, (*wish.rendered, wish.chosen))


def with_kept(job: Job, entries: Mapping[str, Entry], wish: TakeDecision) -> Job:
    """A job whose media are not there with its finished takes; as it is when it has none.

    The chosen take plays, else the newest of each seed. A shot has just these takes, and its
    problem becomes a warning; a line asks on for the seeds that nothing was rendered of.
    """
    listed = (entries.get(key) for key in (*wish.rendered, wish.chosen))
    found = [entry for entry in listed if entry is not None and is_alike_unseen(entry, job)]
    if not found:
        return job
    made = {entry.take.seed: entry.spec for entry in found}  # newest last
    takes = [made.get(spec.seed, spec) for spec in job.unseen if spec.seed in made or job.requests]
    if wish.chosen in (entry.take.key for entry in found):
        takes.insert(0, entries[wish.chosen].spec)
    elif not any(take.seed in made for take in takes):  # other seeds are asked for now
        takes.insert(0, found[-1].spec)
    takes = list({take.key: take for take in takes}.values())
    if [take.key for take in takes] == [spec.key for spec in job.requests]:
        return job  # made without its picture, as it would be now
    if not job.problem:
        return replace(job, requests=tuple(takes), wanted=job.requests)
    told = (*job.warnings, job.problem)
    return replace(job, requests=tuple(takes), warnings=told, problem="", hint="")


def unseen_note(jobs: Iterable[Job], entries: Mapping[str, Entry], where: str) -> list[Problem]:
    """A line on what is finished and plays although its media are not there now."""
    kept = [job for job in jobs if job.unseen and _plays_another(job, entries)]
    if not kept:
        return []
    named = first_few(kept, lambda job: repr(job.name))
    if len(kept) == 1:
        told = f"1 line or shot keeps what is finished while its media is not there: {named}"
    else:
        told = (
            f"{len(kept)} lines and shots keep what is finished while their media are not there: "
            + named
        )
    hint = (
        "Nothing is rendered again when the media come back as they were. Where they have moved, "
        "give the folder that holds them with --media-root DIR."
    )
    return [Problem(where, told, hint, note=True)]


def _plays_another(job: Job, entries: Mapping[str, Entry]) -> bool:
    """Whether the take that plays is not what would be made without the media."""
    playing = next((take.key for take in job.requests if take.key in entries), "")
    return bool(playing) and all(playing != spec.key for spec in job.unseen)
