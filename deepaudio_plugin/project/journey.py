"""The journey of a timeline: read, plan, render, write. Every way in is a face of this.

import deepaudio_plugin
result = deepaudio_plugin.render("cut.otio", subtitles=["lines.srt"])
print(result.output, result.failures)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import DeepAudioError, JobError, TimelineEmptyError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions.file import place_for
from deepaudio_plugin.decisions.file import read as read_decisions
from deepaudio_plugin.decisions.model import UNDECIDED
from deepaudio_plugin.output.assemble import Assembly, assemble
from deepaudio_plugin.output.paths import check_places
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan, make_plan
from deepaudio_plugin.project.settings import options_of
from deepaudio_plugin.rendering.engine_choice import EngineDesk
from deepaudio_plugin.rendering.outcome import Outcome, outcome_of
from deepaudio_plugin.rendering.progress import (
    JobFailed,
    Listener,
    Planned,
    Step,
    TakeRendered,
    Watch,
    silent,
)
from deepaudio_plugin.rendering.renderer import (
    NotRendered,
    QueueEvent,
    Rendered,
    TakeRenderer,
    job_error,
    missing_takes,
)
from deepaudio_plugin.roundtrip.returned import from_host
from deepaudio_plugin.subtitles.material import Material, read_material
from deepaudio_plugin.subtitles.sidecars import sidecar
from deepaudio_plugin.takes.library import Entry, TakeLibrary
from deepaudio_plugin.timeline.identity import MediaIdentity
from deepaudio_plugin.worker_client.client import WorkerClient


@dataclass(frozen=True)
class RenderResult:
    """What a render came to. `output` is None when nothing could be rendered."""

    output: Path | None
    media_folder: Path | None
    preview: Path | None
    backup: Path | None
    rendered: int
    reused: int
    failures: tuple[JobFailed, ...]
    warnings: tuple[str, ...]
    problems: tuple[Problem, ...]
    seconds: float
    engine_title: str
    preview_failure: DeepAudioError | None = None  # the timeline is written all the same

    @property
    def exit_code(self) -> int:
        """0 all done; 1 some jobs or the preview failed."""
        return 1 if self.failures or self.preview_failure else 0


class Journey:
    """One timeline with its options. Use as a context manager: it owns a worker process."""

    def __init__(
        self, timeline: Path | str, options: RenderOptions, given: Collection[str] = ()
    ) -> None:
        """`given` names options that count although a panel decided otherwise.

        Raises DecisionsError for decisions that cannot be read.
        """
        self._path = Path(timeline)
        self._decisions, self._notes = UNDECIDED, list[Problem]()
        self._kept: Path | None = None  # where the decisions are
        if not options.ignore_decisions:
            options = self._obey(options, given)
        self.options = options
        self._desk = EngineDesk(WorkerClient(options.worker_python))
        self._library: TakeLibrary | None = None
        self._material: Material | None = None
        self._plan: Plan | None = None

    def __enter__(self) -> Journey:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._desk.close()
        if self._library is not None:
            self._library.close()

    def _obey(self, options: RenderOptions, given: Collection[str]) -> RenderOptions:
        """Options as a panel left them beside the timeline."""
        self._kept = place_for(self._path).read
        self._decisions, problems = read_decisions(self._kept)
        options, passed_over = options_of(options, self._decisions, self._path, given)
        self._notes += [*problems, *passed_over]
        if self._decisions != UNDECIDED:
            self._notes.append(
                Problem(
                    self._kept.name,
                    "what was decided about this timeline is obeyed",
                    "Say --ignore-decisions to begin anew.",
                    note=True,
                )
            )
        return options

    @property
    def library(self) -> TakeLibrary:
        """The take library, opened at first use."""
        if self._library is None:
            self._library = TakeLibrary(self.options.library)
        return self._library

    def material(self) -> Material:
        """The timeline, shots and cues, read once."""
        if self._material is None:
            self._desk.begin()  # the worker starts while the timeline is being read
            self._material = read_material(self._path, self.options)
            self._notes += self._overlooked(self._material)
        return self._material

    def _overlooked(self, material: Material) -> list[Problem]:
        """A note on subtitles that bear the timeline's name, where none are read."""
        found = None if material.cues else sidecar(material.document.path)
        if found is None:
            return []
        message = "lies beside the timeline and is not read"
        return [Problem(found.name, message, f"Say --subtitles {found.name}.", note=True)]

    def plan(self) -> Plan:
        """What a render would do."""
        if self._plan is None:
            material = self.material()
            problems = [*self._notes, *material.problems]
            engine = self._desk.engine_for_planning(self.options.engine, problems)
            material = replace(material, problems=tuple(problems))
            self._plan = self._planned(material, engine)
        return self._plan

    def _planned(self, material: Material, engine: EngineInfo) -> Plan:
        """The plan; where the timeline comes back from a host, with what was done there."""
        identity = MediaIdentity()
        plan = make_plan(material, self.options, engine, identity, self._decisions)
        if self.options.ignore_decisions:
            return plan
        roots = self.options.media_roots
        decisions, notes = from_host(material, plan.jobs, self._decisions, roots, self._kept)
        if decisions == self._decisions and not notes:
            return plan
        material = replace(material, problems=(*material.problems, *notes))
        return make_plan(material, self.options, engine, identity, decisions)

    def cached(self) -> dict[str, Entry]:
        """The plan's takes that are in the library, by content key."""
        return self.library.find([r.key for job in self.plan().jobs for r in job.requests])

    def render(self, watch: Watch) -> RenderResult:
        """Render what is missing and write the timeline.

        Raises DeepAudioError when nothing can be done at all; a job that fails alone is
        listed in the result.
        """
        began = time.monotonic()
        watch.listener(Step("reading", 0, 1, 0.0))
        document = self.material().document
        check_places(self.material(), self.options)
        watch.check("stopped while reading")
        self._desk.engine(self.options.engine)
        plan = self.plan()
        if not plan.jobs:
            raise _nothing_to_do(plan)
        cached = self.cached()
        watch.check("stopped before rendering")
        watch.listener(Planned(plan, frozenset(cached)))
        rendering = _Rendering(plan, cached, watch)
        rendering.render(self.library, self._desk.client)
        outcome = rendering.outcome
        assembly = Assembly(document, plan, self.options, outcome, self.library, self._desk.client)
        written = assemble(assembly, watch)
        if rendering.rendered:
            self.library.gc()  # keeps the library within its size; what is in use stays
        return RenderResult(
            output=written.output,
            media_folder=written.media_folder,
            preview=written.preview,
            backup=written.backup,
            rendered=rendering.rendered,
            reused=len(cached),
            failures=tuple(rendering.failures) + written.failures,
            warnings=_warnings(plan, outcome.warnings),
            problems=plan.problems + written.problems,
            seconds=time.monotonic() - began,
            engine_title=plan.engine.title,
            preview_failure=written.preview_failure,
        )


class _Rendering:
    """Every take of a plan that is not in the library yet."""

    def __init__(self, plan: Plan, cached: Mapping[str, Entry], watch: Watch) -> None:
        self._plan = plan
        self._cached = cached
        self._watch = watch
        self.outcome: Outcome = outcome_of(cached)
        self.failures: list[JobFailed] = []
        self.rendered = 0

    def render(self, library: TakeLibrary, worker: Callable[[], WorkerClient]) -> None:
        """Raises CancelledError when asked to stop."""
        for job in self._plan.jobs:
            if job.problem:
                self._fail(job, JobError(job.problem, where=job.where, hint=job.hint))
        takes = missing_takes(self._plan.jobs, self._cached)
        if takes:
            renderer = TakeRenderer(library, self._hear)
            renderer.add(takes)
            renderer.drive(worker(), self._watch.cancelled)
            self._watch.check(f"stopped after {self.rendered} of {len(takes)} takes")

    def _hear(self, event: QueueEvent) -> None:
        if isinstance(event, Step):
            self._watch.listener(event)
        elif isinstance(event, Rendered):
            key = event.take.key
            self.outcome.takes[key], self.outcome.warnings[key] = event.result, event.warnings
            self.rendered += 1
            for job in event.take.jobs:
                self._watch.listener(TakeRendered(job, event.result, event.warnings))
        elif isinstance(event, NotRendered):
            for job in event.take.jobs:
                self._fail(job, job_error(job, event.failed))

    def _fail(self, job: Job, error: DeepAudioError) -> None:
        """List a failure; several takes of a job that fail for one reason are one failure."""
        if any(f.job is job and str(f.error) == str(error) for f in self.failures):
            return
        failure = JobFailed(job, error)
        self.failures.append(failure)
        self._watch.listener(failure)


def _nothing_to_do(plan: Plan) -> TimelineEmptyError:
    """Why there is nothing to do, with what reading left out: that may be the reason."""
    left_out = [f"{p.where}: {p.message}. " for p in plan.problems if not p.note][:3]
    return TimelineEmptyError(
        "there is nothing to generate: no shot with a picture and no line to speak",
        where=plan.name,
        hint="".join(left_out) + "Give subtitles with --subtitles, or check --tracks and --clips.",
    )


def _warnings(plan: Plan, rendered: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Warnings of the rendering itself; they replace the plan's estimates for the same job."""
    found = []
    for job in plan.jobs:
        for request in job.requests[:1]:
            told = rendered.get(request.key, ())
            found += [f"{job.where}: {text}" for text in told]
    return tuple(found)


def _options(options: RenderOptions | None, changes: dict[str, Any]) -> RenderOptions:
    """Options with keyword changes; paths may be given as strings."""
    base = options or RenderOptions()
    for name in ("output", "preview", "library"):
        if isinstance(changes.get(name), str):
            changes[name] = Path(changes[name])
    for name in ("subtitles", "media_roots", "tracks", "clips"):
        if name in changes:
            given = changes[name]
            several = [given] if isinstance(given, (str, Path)) else given
            kind = Path if name in ("subtitles", "media_roots") else str
            changes[name] = tuple(kind(value) for value in several)
    if isinstance(changes.get("cast"), Mapping):
        changes["cast"] = tuple(changes["cast"].items())
    return replace(base, **changes)


def plan(timeline: Path | str, options: RenderOptions | None = None, **changes: Any) -> Plan:
    """What `render` would do with `timeline`. `changes` are fields of `RenderOptions`."""
    given = tuple(changes)
    with Journey(timeline, _options(options, changes), given) as journey:
        return journey.plan()


def render(
    timeline: Path | str,
    options: RenderOptions | None = None,
    *,
    listener: Listener = silent,
    cancelled: Callable[[], bool] = lambda: False,
    **changes: Any,
) -> RenderResult:
    """Generate speech and sound for `timeline` and write it with the new tracks.

    `changes` are fields of `RenderOptions`, such as `subtitles=["lines.srt"]`. Raises
    DeepAudioError when nothing can be done at all; single failures are in the result.
    """
    given = tuple(changes)
    with Journey(timeline, _options(options, changes), given) as journey:
        return journey.render(Watch(listener, cancelled))


__all__ = ["Journey", "RenderResult", "plan", "render"]
