"""The jobs of the latest plan, and which of their takes are in the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from deepaudio_plugin.backend.contents import GONE
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.takes.library import Entry, TakeLibrary


class PlannedJobs:
    """Jobs by reference, and by the content keys of their takes. `entries`: what is rendered."""

    def __init__(self, library: TakeLibrary) -> None:
        self._library = library
        self._jobs: dict[str, Job] = {}
        self._refs_by_key: dict[str, list[str]] = {}
        self._entries: dict[str, Entry] = {}

    def replace(self, jobs: Iterable[Job]) -> None:
        """Take in a plan's jobs; takes that were not planned before are looked up."""
        self._jobs = {job.ref: job for job in jobs}
        known, self._refs_by_key = self._refs_by_key, {}
        for job in self._jobs.values():
            for request in job.requests:
                self._refs_by_key.setdefault(request.key, []).append(job.ref)
        found = self._library.find(key for key in self._refs_by_key if key not in known)
        kept = {key: e for key, e in self._entries.items() if key in self._refs_by_key}
        self._entries = {**kept, **found}

    def look_up(self, keys: Iterable[str]) -> set[str]:
        """Look again for these takes in the library; the references of their jobs."""
        keys = [key for key in keys if key in self._refs_by_key]
        found = self._library.find(keys)
        for key in keys:
            self._entries.pop(key, None)
        self._entries.update(found)
        return {ref for key in keys for ref in self._refs_by_key[key]}

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The takes of the plan that are in the library, by content key."""
        return self._entries

    @property
    def by_ref(self) -> Mapping[str, Job]:
        """Every job by reference, in timeline order."""
        return self._jobs

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
        """The jobs that a take is of."""
        return [self._jobs[ref] for ref in self._refs_by_key.get(key, ())]

    def has_take(self, ref: str, key: str) -> bool:
        """Whether a take is still one of a job."""
        return ref in self._refs_by_key.get(key, ())

    def request(self, ref: str, key: str) -> TakeSpec:
        """A take of a job. Raises UsageError."""
        for request in self.job(ref).requests:
            if request.key == key:
                return request
        raise UsageError(f"{ref} has no such take any more", hint=GONE)
