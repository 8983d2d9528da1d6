"""Takes that are made because the others of their job came out bad."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Retries:
    """Further takes of a job, ordered by nobody: what was made had failed its check."""

    job_key: str = ""  # what the job asked for then: for that they count
    seeds: tuple[int, ...] = ()  # as they were tried
    voiceless: tuple[int, ...] = ()  # those of them that were steered away from voices
    extra: dict[str, Any] = field(default_factory=dict)

    def of(self, job_key: str) -> tuple[int, ...]:
        """The seeds that count for what a job asks for now."""
        return self.seeds if self.job_key == job_key else ()

    def with_one(self, job_key: str, seed: int, *, voiceless: bool) -> Retries:
        """One more; those that were made for something else are forgotten."""
        seeds = (*self.of(job_key), seed)
        kept = self.voiceless if self.job_key == job_key else ()
        return Retries(job_key, seeds, (*kept, seed) if voiceless else kept, self.extra)


NO_RETRIES = Retries()
