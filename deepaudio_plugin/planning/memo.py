"""Jobs of one plan used again in the next: after a decision nearly all are the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deepaudio_plugin.planning.jobs import Job


class Memo:
    """What each job of the last plan was made from. Never wrong: what differs is made anew."""

    def __init__(self) -> None:
        self._shared: dict[str, Any] = {}
        self._jobs: dict[str, tuple[Any, Job]] = {}

    def share(self, stem: str, made_from: Any) -> None:
        """What all jobs of a stem are made from; when it differs, nothing is used again."""
        if stem not in self._shared or self._shared[stem] != made_from:
            self._jobs = {r: kept for r, kept in self._jobs.items() if kept[1].stem != stem}
            self._shared[stem] = made_from

    def job(self, ref: str, made_from: Any, make: Callable[[], Job]) -> Job:
        """The job of `ref` as it was, if it was made from the same; else from `make`."""
        kept = self._jobs.get(ref)
        if kept is not None and kept[0] == made_from:
            return kept[1]
        job = make()
        self._jobs[ref] = (made_from, job)
        return job
