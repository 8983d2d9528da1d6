"""Finished takes for the jobs of a plan: also those that an earlier version of the engine made.

Finished work never changes by itself. Where a take that is planned is not in the library, one
that was made of the same by another version of the engine, or with other weights, stands in for
it; it plays and is written until somebody has it rendered anew. And a take that somebody chose
for what the job asks for now plays, whatever it was made from. What a person has recorded of a
line plays as long as the line says the same, and nothing is rendered beside it. While the engine
cannot be asked what it would be sent is not known: what was rendered from the same words stands
until it can; so it does while media are not there to be seen (see `unseen`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from deepaudio_plugin.core.engine_info import UNKNOWN_VERSION
from deepaudio_plugin.core.errors import ProtocolError
from deepaudio_plugin.core.problems import Problem, first_few
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.model import TakeDecision
from deepaudio_plugin.planning.alike import asks_alike, asks_alike_unseen, is_alike
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.unseen import kept_keys, with_kept
from deepaudio_plugin.takes.library import Entry, TakeLibrary
from deepaudio_plugin.takes.recorded import BY_A_PERSON, is_recorded_for

_NO_WISH = TakeDecision()
_UNSEEN = "made with its picture, which is not there now"
_MAX_WORDS = 40  # characters of a line that a mark quotes
_SAMPLES_PER_S = 48_000
_FRAME_S = 1 / 24  # about, where only a mark depends on it


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
    wanted = [key for job in jobs for key in _wanted_keys(job, wishes, made, anew=anew)]
    entries.update(
        library.find([*wanted, *_kept_meanwhile(jobs, wishes), *kept_keys(jobs, wishes)])
    )
    if not entries:
        return Finished(tuple(map(planned_alone, jobs)), {})
    if anew:  # but what somebody chose although it was made from something else
        made = {}
    found = (_finished(job, made, entries, wishes, anew=anew) for job in jobs)
    return Finished(tuple(found), entries)


def planned_alone(job: Job) -> Job:
    """A job with just what is planned for it."""
    if not job.wanted:
        return job
    spared = (text for text in job.of_speaking if text not in job.warnings)
    return replace(job, requests=job.wanted, wanted=(), warnings=(*job.warnings, *spared))


def _recorded(job: Job, take: TakeSpec) -> Job:
    """A job whose line a person has said: how the engine would fare with it is no matter."""
    warnings = tuple(text for text in job.warnings if text not in job.of_speaking)
    return replace(job, requests=(take,), wanted=job.requests, warnings=warnings)


def _kept_meanwhile(jobs: Iterable[Job], wishes: Mapping[str, TakeDecision]) -> list[str]:
    """Keys of what was rendered for jobs whose engine cannot be asked."""
    wished = (wishes.get(job.ref, _NO_WISH) for job in jobs if _engine_is_unknown(job))
    return [key for wish in wished for key in (wish.chosen, *wish.rendered) if key]


def _engine_is_unknown(job: Job) -> bool:
    return bool(job.requests) and job.spec.engine_version == UNKNOWN_VERSION


def _wanted_keys(
    job: Job, wishes: Mapping[str, TakeDecision], made: Mapping[str, Sequence[Entry]], *, anew: bool
) -> Iterator[str]:
    """Takes of a job that may fit it though they were made from something else."""
    wish = wishes.get(job.ref, _NO_WISH)
    if not job.requests:
        return
    if wish.chosen:
        yield wish.chosen
    if not anew and job.spec.job_key not in made:
        yield from wish.rendered


def _choice(
    job: Job, wishes: Mapping[str, TakeDecision], entries: Mapping[str, Entry]
) -> Entry | None:
    """The take that was chosen for what a job asks for now, or for what is alike."""
    wish = wishes.get(job.ref, _NO_WISH)
    chosen = entries.get(wish.chosen)
    if chosen is None or not job.requests:
        return None
    holds = wish.chosen_for == job.spec.job_key or is_alike(chosen, job)
    return chosen if holds or _is_recorded(chosen, job) else None


def _is_recorded(chosen: Entry, job: Job) -> bool:
    """Whether a person has recorded it of what the line says."""
    try:
        return is_recorded_for(chosen.spec, job.spec)
    except ProtocolError:  # its description is damaged
        return False


def _finished(
    job: Job,
    made: Mapping[str, Sequence[Entry]],
    entries: Mapping[str, Entry],
    wishes: Mapping[str, TakeDecision],
    *,
    anew: bool,
) -> Job:
    job, wish = planned_alone(job), wishes.get(job.ref, _NO_WISH)
    if not job.requests:
        return with_kept(job, entries, wish) if job.unseen else job
    if _engine_is_unknown(job):
        return _with_kept(job, entries, wish)
    chosen = _choice(job, wishes, entries)
    if chosen is not None and chosen.spec.is_recorded:
        return _recorded(job, chosen.spec)
    kept = with_kept(job, entries, wish) if job.unseen and not anew else job
    return kept if kept is not job else _stood_in(job, made, entries, wish, chosen, anew=anew)


def _stood_in(
    job: Job,
    made: Mapping[str, Sequence[Entry]],
    entries: Mapping[str, Entry],
    wish: TakeDecision,
    chosen: Entry | None,
    *,
    anew: bool,
) -> Job:
    """A job with takes of others in the place of those that are not in the library."""
    others = {entry.take.seed: entry for entry in made.get(job.spec.job_key, ())}  # newest last
    if not others and not anew:
        rendered = (entries.get(key) for key in wish.rendered)
        others = {e.take.seed: e for e in rendered if e is not None and is_alike(e, job)}
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
    if take.is_recorded:
        said = _differences(take, now) if take.text != now.text else []
        return ", ".join((BY_A_PERSON, *said))
    if now.engine_version == UNKNOWN_VERSION:  # nothing can be compared
        return ""
    if take.job_key != now.job_key and not asks_alike(take, now, _FRAME_S):
        only_unseen = asks_alike_unseen(take, now, _FRAME_S) and _is_seen(take) > _is_seen(now)
        return _UNSEEN if only_unseen else "earlier: " + ", ".join(_differences(take, now))
    if take.engine_version != now.engine_version:
        return f"made by {_age(take.engine_version, now.engine_version)} version"
    if take.weights != now.weights:
        return "made with other weights"
    told = "made again, without voices" if take.voiceless else ""
    return "its ambience is of an earlier cut" if take.ambience != now.ambience else told


def earlier_note(jobs: Iterable[Job], where: str) -> list[Problem]:
    """A line on how many takes that play were made by another version or weights."""
    marks = [mark(job.requests[0], job.spec) for job in jobs if job.wanted and job.requests]
    count = sum(told.startswith("made ") and told != _UNSEEN for told in marks)
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


def waiting_note(
    jobs: Iterable[Job],
    wishes: Mapping[str, TakeDecision],
    entries: Mapping[str, Entry],
    where: str,
) -> list[Problem]:
    """A line on chosen takes that are no takes of their lines and shots as these are now."""
    waiting = [job for job in jobs if _is_waiting(job, wishes.get(job.ref, _NO_WISH))]
    if not waiting:
        return []
    named = first_few(waiting, lambda job: _why(job, entries.get(wishes[job.ref].chosen)))
    takes = "chosen take waits" if len(waiting) == 1 else "chosen takes wait"
    message = f"{len(waiting)} {takes}, and another plays: {named}"
    hint = "Choose again; what was chosen plays when its line or shot is as it was."
    return [Problem(where, message, hint, note=True)]


def _is_waiting(job: Job, wish: TakeDecision) -> bool:
    if not wish.chosen or not job.requests or _engine_is_unknown(job):
        return False
    held = wish.chosen_for == job.spec.job_key or job.requests[0].key == wish.chosen
    return not held


def _why(job: Job, chosen: Entry | None) -> str:
    """A job's name, and in what its chosen take was made otherwise."""
    if chosen is None:
        return f"{job.name!r} (not in the library)"
    told = [text.removeprefix("says ") for text in _differences(chosen.spec, job.spec)]
    return f"{job.name!r} ({', '.join(told)})"


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
    if take.is_recorded:
        return told
    if (take.voice, take.reference) != (now.voice, now.reference):
        told.append(f"voice {take.voice or 'of a recording'}")
    if take.prompt != now.prompt:
        told.append(f"prompt “{_short(take.prompt)}”")
    if take.delivery != now.delivery:
        told.append("said in another way")
    if take.pronunciations != now.pronunciations:
        told.append("words pronounced otherwise")
    if _is_seen(take) and not _is_seen(now):
        told.append(_UNSEEN)
    if take.engine != now.engine:
        told.append(f"by {take.engine}")
    if take.channels != now.channels:
        told.append("mono" if take.channels == 1 else "in more channels")
    if take.num_samples != now.num_samples:
        told.append(f"{take.num_samples / _SAMPLES_PER_S:.2f} s long")
    return told or ["made from something else"]


def _is_seen(spec: TakeSpec) -> bool:
    """Whether it is made with a picture."""
    return bool(spec.media or spec.parts)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _MAX_WORDS else flat[: _MAX_WORDS - 1].rstrip() + "…"
