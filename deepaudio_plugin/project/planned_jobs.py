"""The jobs of the latest plan, with their finished takes, and the earlier takes of their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.model import TakeDecision
from deepaudio_plugin.planning.finished import with_finished
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.project.contents import GONE
from deepaudio_plugin.takes.library import Entry, TakeLibrary

Wishes = Mapping[str, TakeDecision]
_NO_WISH = TakeDecision()


class PlannedJobs:
    """Jobs by reference, and by the content keys of their takes. `entries`: what is rendered."""

    def __init__(self, library: TakeLibrary, *, anew: bool = False) -> None:
        """With `anew`, takes that an earlier version of the engine made are missing."""
        self._library = library
        self._anew = anew
        self._planned: dict[str, Job] = {}  # as they were planned, before anything was found
        self._jobs: dict[str, Job] = {}
        self._wishes: Wishes = {}
        self._refs_by_key: dict[str, list[str]] = {}
        self._entries: dict[str, Entry] = {}
        self._history: dict[str, tuple[str, ...]] = {}  # keys of earlier takes, newest first

    def replace(self, jobs: Iterable[Job], wishes: Wishes) -> None:
        """Take in a plan's jobs; those that are planned or wished for otherwise are looked up."""
        before, self._planned = self._planned, {job.ref: job for job in jobs}
        known, was = self._jobs, self._wishes
        self._wishes = wishes
        self._jobs = {
            ref: known[ref]
            for ref, job in self._planned.items()
            if before.get(ref) is job and was.get(ref) == wishes.get(ref)
        }
        self._find([ref for ref in self._planned if ref not in self._jobs])
        self._jobs = {ref: self._jobs[ref] for ref in self._planned}  # in timeline order
        self._index()

    def look_up(self, keys: Iterable[str], wishes: Wishes) -> set[str]:
        """Look again for these takes in the library; the references of their jobs."""
        self._wishes = wishes
        refs = {ref for key in keys for ref in self._refs_by_key.get(key, ())}
        for ref in refs:
            for key in (*self._jobs[ref].keys, *self._history.get(ref, ())):
                self._entries.pop(key, None)
        self._find(sorted(refs))
        self._index()
        return refs

    def _find(self, refs: Iterable[str]) -> None:
        planned = [self._planned[ref] for ref in refs]
        finished = with_finished(planned, self._library, self._wishes, anew=self._anew)
        self._jobs.update({job.ref: job for job in finished.jobs})
        self._entries.update(finished.entries)
        missing = (take.key for job in finished.jobs for take in job.requests)
        self._entries.update(self._library.adopt(k for k in missing if k not in self._entries))
        rendered = {job.ref: self._wishes.get(job.ref, _NO_WISH).rendered for job in planned}
        listed = {key for keys in rendered.values() for key in keys if key not in self._entries}
        self._entries.update(self._library.find(listed))
        self._share_specs(finished.jobs)
        of_job: dict[str, list[str]] = {}
        for key, entry in finished.entries.items():
            of_job.setdefault(entry.job_key, []).append(key)
        for job in finished.jobs:
            same = of_job.get(job.spec.job_key, ()) if job.requests else ()
            earlier = dict.fromkeys((*reversed(rendered[job.ref]), *same))
            shown = {take.key for take in job.requests}
            self._history[job.ref] = tuple(
                key for key in earlier if key in self._entries and key not in shown
            )

    def _share_specs(self, jobs: Iterable[Job]) -> None:
        """What a take is made from stands in its job already."""
        for take in (take for job in jobs for take in job.requests):
            entry = self._entries.get(take.key)
            if entry is not None and entry.made_from:
                self._entries[take.key] = entry.made_as(take)

    def _index(self) -> None:
        self._refs_by_key = {}
        for ref, job in self._jobs.items():
            for key in dict.fromkeys((*job.keys, *self._history.get(ref, ()))):
                self._refs_by_key.setdefault(key, []).append(ref)
        self._entries = {k: e for k, e in self._entries.items() if k in self._refs_by_key}
        self._history = {ref: self._history[ref] for ref in self._jobs}

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The takes of the plan, and earlier ones, that are in the library, by content key."""
        return self._entries

    @property
    def cached(self) -> frozenset[str]:
        """Content keys of the jobs' own takes that are in the library."""
        takes = (take.key for job in self._jobs.values() for take in job.requests)
        return frozenset(key for key in takes if key in self._entries)

    @property
    def by_ref(self) -> Mapping[str, Job]:
        """Every job by reference, in timeline order."""
        return self._jobs

    def history(self, ref: str) -> list[Entry]:
        """Earlier takes of a job's line or shot that are still there, newest first.

        They were made from other words, in another voice, for another length, or by another
        version of the engine.
        """
        return [self._entries[key] for key in self._history.get(ref, ())]

    def job(self, ref: str) -> Job:
        """The job of a reference. Raises UsageError."""
        found = self._jobs.get(ref)
        if found is None:
            raise UsageError(f"there is nothing to render for {ref!r}", hint=GONE)
        return found

    def find(self, refs: Iterable[str]) -> list[Job]:
        """The jobs of these references; what has none, such as a muted line, is left out."""
        return [self._jobs[ref] for ref in refs if ref in self._jobs]

    def of_take(self, key: str) -> list[Job]:
        """The jobs that a take is of, or that it is an earlier one of."""
        return [self._jobs[ref] for ref in self._refs_by_key.get(key, ())]

    def playing(self, ref: str) -> str:
        """The content key of the take of a job that plays, "" when none is rendered."""
        return next((r.key for r in self._jobs[ref].requests if r.key in self._entries), "")

    def has_take(self, ref: str, key: str) -> bool:
        """Whether a take is still one of a job."""
        job = self._jobs.get(ref)
        return job is not None and any(take.key == key for take in job.requests)

    def planned(self, ref: str, key: str) -> TakeSpec | None:
        """What is planned under a content key for a job; None for a take that is not."""
        job = self._planned.get(ref)
        return next((spec for spec in job.requests if spec.key == key), None) if job else None

    def as_chosen(self, ref: str, key: str) -> Job:
        """A job as if one of its takes, or an earlier one, were chosen. Raises UsageError."""
        if key not in self._entries:
            raise UsageError("this take is not rendered", where=ref, hint="Generate it first.")
        job, first = self.job(ref), self.take(ref, key)
        others = tuple(take for take in job.requests if take.key != key)
        wanted = job.wanted or job.requests
        return replace(job, requests=(first, *others), wanted=wanted)

    def take(self, ref: str, key: str) -> TakeSpec:
        """A take of a job, or an earlier one. Raises UsageError."""
        for take in self.job(ref).requests:
            if take.key == key:
                return take
        if key in self._history.get(ref, ()):
            return self._entries[key].spec
        raise UsageError(f"{ref} has no such take any more", hint=GONE)


__all__ = ["PlannedJobs", "Wishes"]
