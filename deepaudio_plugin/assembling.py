"""From finished takes to files: duck, stamp, place on tracks, write, preview."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.errors import CancelledError, from_code
from deepaudio_plugin.options import RenderOptions
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.planning.report import full_prompt
from deepaudio_plugin.protocol import (
    Cancelled,
    Done,
    Failed,
    Fuse,
    MixPart,
    RenderRequest,
    Take,
)
from deepaudio_plugin.reading.cues import Problem
from deepaudio_plugin.reading.document import Document
from deepaudio_plugin.rendering import Outcome
from deepaudio_plugin.steps import Gauge, JobFailed, Listener
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.timing import samples
from deepaudio_plugin.worker_client.client import WorkerClient


@dataclass(frozen=True)
class Assembly:
    """Everything the last leg of the journey works with."""

    document: Document
    plan: Plan
    options: RenderOptions
    outcome: Outcome
    library: TakeLibrary
    worker: Callable[[], WorkerClient]


@dataclass(frozen=True)
class Sounding:
    """A take at its place on the timeline. Samples from the timeline's first frame."""

    job: Job
    request: RenderRequest
    take: Take

    @property
    def file_start(self) -> int:
        """Where the file's first sample lands; negative before the timeline's start."""
        return samples(self.job.start - RationalTime(self.job.handles, self.job.start.rate))

    @property
    def file_end(self) -> int:
        """Where the file ends, exclusive."""
        return self.file_start + self.take.num_samples

    def part(self, path: str = "") -> MixPart:
        """The whole take as a part of a mix."""
        return MixPart(path or self.take.path, self.file_start, self.job.stem)


def soundings(plan: Plan, outcome: Outcome) -> list[Sounding]:
    """Every finished take of the plan, in timeline order."""
    return [
        Sounding(job, request, outcome.takes[request.key])
        for job in plan.jobs
        for request in job.requests
        if request.key in outcome.takes
    ]
