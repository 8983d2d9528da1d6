"""The Python API: a plan, a render or a report of one timeline, from opening to closing.

import deepaudio_plugin
result = deepaudio_plugin.render("cut.otio", subtitles=["lines.srt"])
print(result.output, result.failures)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.library_place import library_place
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.output.paths import check_places
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.project import checking, rendering
from deepaudio_plugin.project.checking import Checks
from deepaudio_plugin.project.next_takes import as_told, takes_due
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.project.recordings import (
    adopt_recording,
    line_named,
    make_recording,
    plan_recording,
)
from deepaudio_plugin.project.rendering import RenderResult
from deepaudio_plugin.project.reporting import ReportDraft, WrittenReport, report_places
from deepaudio_plugin.project.workshop import Workshop
from deepaudio_plugin.rendering.progress import Listener, Step, Watch, silent
from deepaudio_plugin.rendering.renderer import missing_takes


class ProjectRun:
    """One project from opening to closing. A context manager."""

    def __init__(
        self,
        timeline: Path | str,
        options: RenderOptions,
        given: Collection[str] = (),
        workshop: Workshop | None = None,
    ) -> None:
        """`given` names options that count although something else was decided.

        Without a `workshop` that others use too it has one of its own. Raises TimelineError, and
        DecisionsError for decisions that cannot be read.
        """
        self._own = Workshop(options) if workshop is None else None
        shop = workshop or self._own
        assert shop is not None
        self._desk, self.library = shop.desk, shop.library
        try:
            self.project = Project(
                Path(timeline),
                options,
                engines=self._desk.engine_for_planning,
                library=self.library,
                given=given,
            )
            self.project.require_decisions()
        except BaseException:
            self._let_go()
            raise

    def __enter__(self) -> ProjectRun:
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go()

    def _let_go(self) -> None:
        """Leave the worker. What is worth keeping was saved by the render."""
        if self._own is not None:
            self._own.close()

    def plan(self) -> Plan:
        """What a render would do; nothing is written. Raises SubtitleError."""
        self.project.load()
        self.project.require_cues()
        self.project.make_plan()
        assert self.project.plan is not None
        return _with_notes(as_told(self.project), self._obeyed())

    def require_engine(self) -> None:
        """Raise WorkerError where what was planned with stands for an engine that is not here."""
        self._desk.engine(self.project.options.engine)

    def made(self) -> frozenset[str]:
        """Keys of the plan's takes that this computer has, or any that shares with it.

        Call `plan` before. Raises StoreError when those cannot be asked.
        """
        jobs = self.project.jobs
        away = [take.key for take in missing_takes(jobs.by_ref.values(), jobs.entries)]
        return jobs.cached | self.library.sharing.present(away)

    def missing(self, made: Collection[str]) -> list[TakeSpec]:
        """Takes that a render would make before it checks any; not those that are `made`.

        Call `plan` before.
        """
        due = takes_due(self.project, self.project.jobs.by_ref.values())
        return [take.request for take in due if take.key not in made]

    def render(self, watch: Watch) -> RenderResult:
        """Render what is missing and write the timeline.

        Raises DeepAudioError when nothing can be done at all; a job that fails alone is
        listed in the result.
        """
        self.prepare(watch)
        return self.render_prepared(watch)

    def prepare(self, watch: Watch) -> None:
        """Read and plan what is to be rendered. Raises DeepAudioError when it cannot be."""
        project = self.project
        watch.listener(Step("reading", 0, 1, 0.0))
        project.load()
        project.require_cues()
        check_places(project.contents.material, project.options)
        watch.check("stopped while reading")
        self._desk.engine(project.options.engine)  # raises when it cannot run
        project.make_plan()

    def render_prepared(self, watch: Watch) -> RenderResult:
        """The rest of `render`."""
        result = rendering.render(self.project, self._desk.client, watch)
        return replace(result, problems=(*self._obeyed(), *result.problems))

    def import_recording(self, line: str, path: Path) -> tuple[Job, list[str]]:
        """Make a person's recording the take of a line that plays; call `plan` before.

        `line` is its number among the lines, its reference, or words that no other line has.
        The job with its take, and what is to be known of that. Raises UsageError for another
        line, MediaError and JobError for a file that is no recording of one, and DecisionsError
        while the timeline is open elsewhere.
        """
        project = self.project
        project.lock()
        try:
            ref = line_named(project, line)
            planned = plan_recording(project, ref, path)
            done = make_recording(planned, self.library, self._desk.client())
            adopt_recording(project, planned, done, f"recording of {line}")
        finally:
            project.close()
        return project.jobs.job(ref), list(done.warnings)

    def check(self, watch: Watch) -> Checks:
        """Check all takes that the library has for the timeline's lines and shots.

        Nothing is rendered, and nothing written but their verdicts.
        """
        self.project.load()
        self.project.require_cues()
        self.project.make_plan()
        return checking.check(self.project, self._desk.client, watch, everything=True)

    def report(
        self, page: Path | None, table: Path | None, watch: Watch, *, checked: bool = False
    ) -> WrittenReport:
        """Write a report on the takes that are rendered; with `checked` they are checked first.

        Raises OutputError where no report can be, CancelledError, and what no worker raises.
        """
        places = report_places(self.project, page, table)
        places.check()
        if checked:
            self.check(watch)
        else:
            self.plan()
        return ReportDraft.of(self.project).write(places, self._desk.client, watch)

    def _obeyed(self) -> list[Problem]:
        """A note that decisions count, for those who do not see them."""
        if not self.project.obeys_decisions:
            return []
        message = "what was decided about this timeline is obeyed"
        hint = "Say --ignore-decisions to begin anew."
        return [Problem(self.project.decisions_path.name, message, hint, note=True)]


def _with_notes(plan: Plan, notes: list[Problem]) -> Plan:
    return replace(plan, problems=(*notes, *plan.problems))


def changed_options(options: RenderOptions | None, changes: dict[str, Any]) -> RenderOptions:
    """Options with keyword changes; paths may be given as strings."""
    base = options or RenderOptions()
    for name in ("output", "preview"):
        if isinstance(changes.get(name), str):
            changes[name] = Path(changes[name])
    if isinstance(changes.get("library"), str):
        changes["library"] = library_place(changes["library"])
    for name in ("subtitles", "media_roots", "tracks", "clips", "farm_map"):
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
    with ProjectRun(timeline, changed_options(options, changes), given) as run:
        return run.plan()


def render(
    timeline: Path | str,
    options: RenderOptions | None = None,
    *,
    listener: Listener = silent,
    cancelled: Callable[[], bool] = lambda: False,
    **changes: Any,
) -> RenderResult:
    """Generate speech and sound for `timeline` and write it with the new tracks.

    `changes` are fields of `RenderOptions`, such as `subtitles=["lines.srt"]`. What was
    rendered, and what an editor has done in a host, is noted in the decisions beside the
    timeline. Raises DeepAudioError when nothing can be done at all; single failures are in
    the result.
    """
    given = tuple(changes)
    with ProjectRun(timeline, changed_options(options, changes), given) as run:
        return run.render(Watch(listener, cancelled))


def report(
    timeline: Path | str,
    output: Path | str | None = None,
    options: RenderOptions | None = None,
    *,
    csv: Path | str | None = None,
    check: bool = False,
    listener: Listener = silent,
    cancelled: Callable[[], bool] = lambda: False,
    **changes: Any,
) -> WrittenReport:
    """Write a report on the takes of `timeline`: a page, and a table at `csv` if it is given.

    With `check` the takes are checked first. `changes` are fields of `RenderOptions`. Nothing is
    rendered. Raises DeepAudioError.
    """
    given = tuple(changes)
    page, table = (Path(path) if path is not None else None for path in (output, csv))
    with ProjectRun(timeline, changed_options(options, changes), given) as run:
        return run.report(page, table, Watch(listener, cancelled), checked=check)


__all__ = ["ProjectRun", "RenderResult", "WrittenReport", "plan", "render", "report"]
