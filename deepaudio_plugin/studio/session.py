"""An open timeline: what was read of it, decided about it, and planned for it.

Blocking, and for one thread at a time. What changes is told as facts; a decision that cannot
be planned changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deepaudio_plugin.collector import collector_paused
from deepaudio_plugin.decisions import file as decisions_file
from deepaudio_plugin.decisions import model
from deepaudio_plugin.decisions.apply import settle
from deepaudio_plugin.decisions.model import UNDECIDED, Decisions, LineDecision, TakeDecision
from deepaudio_plugin.decisions.refs import Anchor, anchors, cue_ref, shot_refs
from deepaudio_plugin.decisions.settings import KEPT
from deepaudio_plugin.errors import DecisionsError, OutputError, UsageError
from deepaudio_plugin.options import RenderOptions
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.memo import Memo
from deepaudio_plugin.planning.plan import Plan, make_plan
from deepaudio_plugin.protocol import EngineState, RenderRequest
from deepaudio_plugin.reading import problems as reading
from deepaudio_plugin.reading.cues import Cue
from deepaudio_plugin.reading.document import read
from deepaudio_plugin.reading.identity import MediaIdentity
from deepaudio_plugin.reading.material import Material, material_of
from deepaudio_plugin.reading.shots import Shot
from deepaudio_plugin.reading.sidecars import sidecar
from deepaudio_plugin.studio import showing
from deepaudio_plugin.studio.casting import voice_views
from deepaudio_plugin.studio.messages import (
    Cast,
    Clips,
    Cues,
    Fact,
    Jobs,
    Loaded,
    Opened,
    Planned,
    Problem,
    Problems,
    Removed,
    Shots,
    Tracks,
)
from deepaudio_plugin.studio.opening import (
    kept_decisions,
    options_of,
    usable_material,
    with_subtitles,
)
from deepaudio_plugin.studio.showing import IDLE, Standing
from deepaudio_plugin.studio.told import Told, parts
from deepaudio_plugin.studio.views import CueView, JobView, ShotView, VoiceView
from deepaudio_plugin.takes.library import Entry, TakeLibrary
from deepaudio_plugin.timing import exact_rate, is_drop_frame

Engines = Callable[[str, list[reading.Problem]], EngineState]
"""The engine of a name as it is now; what is wrong with it is added to the problems."""

Change = Callable[[Decisions], Decisions]

_MOST_PROBLEMS = 500
_MOST_UNDO = 200
_NO_TAKE = TakeDecision()
_REREAD = ("subtitles", "media_roots", "subtitle_encoding")


@dataclass(frozen=True)
class Moment:
    """Decisions that can be gone back to, and what led away from them, in words."""

    words: str
    decisions: Decisions


class Session:
    """One timeline. `tell` gets every fact; `standing` says how a job's renders stand."""

    def __init__(
        self,
        path: Path,
        *,
        base: RenderOptions,
        engines: Engines,
        library: TakeLibrary,
        tell: Callable[[Fact], None],
        standing: Callable[[Job], Standing] = lambda _job: IDLE,
    ) -> None:
        """Read the file and what was decided. Raises TimelineError."""
        self._began = time.monotonic()
        self._base = base
        self._engines = engines
        self._library = library
        self._tell = tell
        self._standing = standing
        self.document = read(path.expanduser())
        self.path = self.document.path
        kept = kept_decisions(self.path)
        self.decisions = kept.decisions
        self.decisions_path = kept.place
        self.read_only = kept.read_only
        self._kept_problems = kept.problems
        self._unsaved = False
        self.options, _ = options_of(base, self.decisions, self.path)
        self.identity = MediaIdentity()
        self.material: Material | None = None
        self.plan: Plan | None = None
        self._engine: EngineState | None = None
        self._memo = Memo()
        self._fresh = False  # the material was just read
        self.entries: dict[str, Entry] = {}  # of the plan's takes that are in the library
        self._jobs: dict[str, Job] = {}
        self._refs_by_key: dict[str, list[str]] = {}
        self._anchors: dict[str, Anchor] = {}
        self._cues: dict[str, tuple[int, Cue]] = {}  # as read, with their numbers
        self._shots: dict[str, Shot] = {}
        self._past: list[Moment] = []
        self._future: list[Moment] = []
        self._told_shots: Told[ShotView] = Told(Shots, tell)
        self._told_cues: Told[CueView] = Told(Cues, tell)
        self._told_jobs: Told[JobView] = Told(Jobs, tell)
        self._told_cast: tuple[VoiceView, ...] | None = None
        self._told_problems: Problems | None = None

    # -- opening ------------------------------------------------------------------------

    def tell_opened(self) -> None:
        """Tell what the file is, before its shots and cues are read."""
        rate = exact_rate(self.document.rate)
        self._tell(
            Opened(
                path=str(self.path),
                name=self.document.timeline.name or self.path.stem,
                rate_num=rate.numerator,
                rate_den=rate.denominator,
                start_frame=int(self.document.start.value),
                drop_frame=is_drop_frame(self.document.rate),
                frames=int(self.document.duration.value),
                decisions_path=str(self.decisions_path),
                settings=self.settings(),
                subtitles=tuple(map(str, self.options.subtitles)),
                read_only=self.read_only,
            )
        )

    def only_look(self, why: reading.Problem) -> None:
        """Let nothing be decided, and say why; before anything is told."""
        self.read_only = True
        self._kept_problems = (why, *self._kept_problems)

    def begin_with_subtitles(self, paths: Sequence[Path]) -> None:
        """Read these too, beside those decided on; before anything is told.

        Where none are given and nothing is decided yet, those that bear the timeline's name.
        """
        if not paths and self.decisions == UNDECIDED:
            found = sidecar(self.path)
            paths = [found] if found is not None else []
        if not paths:
            return
        self.decisions = with_subtitles(self.decisions, paths, self.path)
        self.options, _ = options_of(self._base, self.decisions, self.path)
        self._unsaved = True

    @property
    def engine(self) -> EngineState | None:
        """The engine as the worker described it when the plan was made."""
        return self._engine

    @collector_paused()
    def load(self) -> None:
        """Read and tell everything that needs no engine."""
        document = self.document
        self._tell(Tracks(tuple(showing.track_views(document))))
        material = usable_material(document, self.options)
        self._take_in(material)
        for part in parts(showing.clip_views(document, material.shots)):
            self._tell(Clips(part))
        self._told_shots.replace(showing.shot_views(material.shots, material.cues, self.decisions))
        self._told_cues.replace(showing.cue_views(material.cues, document.rate, self.decisions))
        self._fresh = False

    @collector_paused()
    def finish_loading(self) -> None:
        """Plan, and tell the jobs, the cast and what was found."""
        self._replan(self.decisions, self.options)
        self._tell(Loaded(round(time.monotonic() - self._began, 3)))
        self._tell_planned()

    def _take_in(self, material: Material) -> None:
        self.material = material
        self._anchors = anchors(material.cues, material.shots)
        self.decisions, _ = settle(self.decisions, self._anchors)
        self._cues = {cue_ref(cue): (n, cue) for n, cue in enumerate(material.cues, start=1)}
        self._shots = dict(zip(shot_refs(material.shots), material.shots, strict=True))
        self._fresh = True

    # -- what is there ------------------------------------------------------------------

    def job(self, ref: str) -> Job:
        """The job of a reference. Raises UsageError."""
        found = self._jobs.get(ref)
        if found is None:
            raise UsageError(f"there is nothing to render for {ref!r}", hint=_GONE)
        return found

    def jobs(self, refs: Iterable[str]) -> list[Job]:
        """The jobs of these references; what has none, such as a muted line, is left out."""
        return [self._jobs[ref] for ref in refs if ref in self._jobs]

    def all_jobs(self) -> list[Job]:
        """Every job, in timeline order."""
        return list(self._jobs.values())

    def jobs_of(self, key: str) -> list[Job]:
        """The jobs that a take is of."""
        return [self._jobs[ref] for ref in self._refs_by_key.get(key, ())]

    def state(self, ref: str) -> str:
        """How a job stood when it was told last."""
        view = self._told_jobs.views.get(ref)
        return view.state if view is not None else ""

    def shot(self, ref: str) -> Shot:
        """The shot of a reference. Raises UsageError."""
        if ref not in self._shots:
            raise UsageError(f"there is no shot {ref!r}", hint=_GONE)
        return self._shots[ref]

    def find_shots(self, refs: Iterable[str]) -> dict[str, Shot]:
        """The shots of these references that are there."""
        return {ref: self._shots[ref] for ref in refs if ref in self._shots}

    def cue(self, ref: str) -> Cue:
        """A cue as it was read. Raises UsageError."""
        if ref not in self._cues:
            raise UsageError(f"there is no line {ref!r}", hint=_GONE)
        return self._cues[ref][1]

    def request(self, ref: str, key: str) -> RenderRequest:
        """A take of a job. Raises UsageError."""
        for request in self.job(ref).requests:
            if request.key == key:
                return request
        raise UsageError(f"{ref} has no such take any more", hint=_GONE)

    def anchor(self, ref: str) -> Anchor:
        """By what the line or shot of a job is known again."""
        return self._anchors[ref]

    def settings(self) -> dict[str, Any]:
        """The settings in force, as `Set` names them."""
        return {name: _plain(getattr(self.options, name)) for name in KEPT}

    # -- deciding -----------------------------------------------------------------------

    def decide(self, words: str, change: Change) -> None:
        """Change the decisions, keep them, plan again and tell what is different.

        Raises UsageError and its kind when it makes no sense, and DecisionsError when
        decisions cannot be kept; nothing is changed then.
        """
        self.check_may_decide()
        before = self.decisions
        after = change(before)
        if after != before:
            self._go_to(after)
            self._past = [*self._past, Moment(words, before)][-_MOST_UNDO:]
            self._future = []
        self._tell_planned()

    def undo(self, redo: bool = False) -> None:
        """Take back the last decision, or do it again. Raises UsageError when there is none."""
        self.check_may_decide()
        source, target = (self._future, self._past) if redo else (self._past, self._future)
        if not source:
            raise UsageError("there is nothing to do again" if redo else "nothing to take back")
        moment, before = source[-1], self.decisions
        self._go_to(_with_rendered(moment.decisions, before))
        source.pop()
        target.append(Moment(moment.words, before))
        self._tell_planned()

    def check_may_decide(self) -> None:
        """Raise DecisionsError when nothing can be decided now."""
        if self.read_only:
            raise DecisionsError(
                "this timeline is open for looking only",
                where=str(self.decisions_path),
                hint="See the note that was given when it was opened: close it where it is open "
                "already, or update, and open it again.",
            )

    def note_rendered(self, refs: Iterable[str], key: str) -> None:
        """Remember that a take was rendered; `save` keeps it."""
        for ref in refs:
            if ref in self._anchors:
                self.decisions = model.note_rendered(self.decisions, ref, self._anchors[ref], key)
                self._unsaved = True

    def save(self) -> None:
        """Keep what was noted since the last decision."""
        if self._unsaved and not self.read_only:
            self._keep()

    def replan(self) -> None:
        """Plan again because the engine is another one."""
        if self.material is not None:
            self._replan(self.decisions, self.options)
            self._tell_planned()

    def reread_subtitles(self, words: str, change: Change) -> None:
        """As `decide`; raises SubtitleError when a file cannot be used."""
        self.check_may_decide()
        options, _ = options_of(self._base, change(self.decisions), self.path)
        material_of(self.document, options)  # would raise
        self.decide(words, change)

    def _go_to(self, decisions: Decisions) -> None:
        """Plan with other decisions, and keep them when that went well."""
        options, _ = options_of(self._base, decisions, self.path)
        if any(getattr(options, name) != getattr(self.options, name) for name in _REREAD):
            self._take_in(usable_material(self.document, options))
            decisions, _ = settle(decisions, self._anchors)
        earlier = {ref: self._rendered_key(ref) for ref in self._jobs}
        self._replan(decisions, options)
        for ref, key in earlier.items():
            if key and ref in self._jobs and ref not in self._refs_by_key.get(key, ()):
                self.note_rendered([ref], key)
                self.refresh([ref])
        self._keep()

    def _rendered_key(self, ref: str) -> str:
        """The take of a job that sounds now, "" when none is rendered."""
        view = self._told_jobs.views.get(ref)
        return next((t.key for t in view.takes if t.chosen), "") if view else ""

    def _keep(self) -> None:
        try:
            decisions_file.write(self.decisions_path, self.decisions)
            self._unsaved = False
        except OutputError as error:
            self._unsaved = True
            message = f"this decision is not kept: {error.message}"
            self._tell(Problem(str(error.where), message, error.hint, level="error"))

    # -- planning -----------------------------------------------------------------------

    @collector_paused()
    def _replan(self, decisions: Decisions, options: RenderOptions) -> None:
        assert self.material is not None
        problems: list[reading.Problem] = []
        engine = self._engines(options.engine, problems)
        plan = make_plan(self.material, options, engine, self.identity, decisions, memo=self._memo)
        before, earlier = self.decisions, self._jobs
        self.decisions, self.options, self.plan = decisions, options, plan
        self._engine = engine
        self._jobs = {job.ref: job for job in plan.jobs}
        self._find_takes()
        self._tell_changes(before, earlier)
        _, passed_over = options_of(self._base, decisions, self.path)
        self._tell_problems([*self._kept_problems, *problems, *passed_over, *plan.problems])

    def _find_takes(self) -> None:
        """Index the plan's takes, and look up those that were not planned before."""
        known, self._refs_by_key = self._refs_by_key, {}
        for job in self._jobs.values():
            for request in job.requests:
                self._refs_by_key.setdefault(request.key, []).append(job.ref)
        found = self._library.find(key for key in self._refs_by_key if key not in known)
        kept = {key: e for key, e in self.entries.items() if key in self._refs_by_key}
        self.entries = {**kept, **found}

    def _tell_changes(self, before: Decisions, earlier: Mapping[str, Job]) -> None:
        """Tell the views that differ. What was not decided otherwise is not even looked at."""
        assert self.material is not None and self.plan is not None
        decisions = self.decisions
        gone_shots: tuple[str, ...] = ()
        if decisions.shots != before.shots or self._fresh:
            views = showing.shot_views(self.material.shots, self.material.cues, decisions)
            gone_shots = tuple(self._told_shots.replace(views))
        gone_cues = tuple(self._told_cues.replace(self._cue_views(before)))
        gone_jobs = tuple(self._told_jobs.replace(self._job_views(before, earlier)))
        self._fresh = False
        self._tell_gone(gone_cues, gone_shots, gone_jobs)
        voices = voice_views(
            self._told_cues.views.values(), decisions, self.plan.engine, self.path.parent
        )
        if voices != self._told_cast:
            self._told_cast = voices
            self._tell(Cast(voices))

    def _tell_gone(self, cues: Sequence[str], shots: Sequence[str], jobs: Sequence[str]) -> None:
        for some in parts(cues):
            self._tell(Removed(cues=some))
        for some in parts(shots):
            self._tell(Removed(shots=some))
        for some in parts(jobs):
            self._tell(Removed(jobs=some))

    def _cue_views(self, before: Decisions) -> dict[str, CueView]:
        """The cues as decided, with what planning says of them."""
        told, lines, rate = self._told_cues.views, self.decisions.lines, self.document.rate
        views = {}
        for ref, (number, cue) in self._cues.items():
            job, view = self._jobs.get(ref), told.get(ref)
            if view is None or self._fresh or lines.get(ref) != before.lines.get(ref):
                view = showing.cue_view(cue, number, rate, lines.get(ref, _NO_LINE))
            warnings = job.warnings if job is not None else ()
            views[ref] = view if view.warnings == warnings else replace(view, warnings=warnings)
        return views

    def _job_views(self, before: Decisions, earlier: Mapping[str, Job]) -> dict[str, JobView]:
        """The jobs; those made from the same as before stand as they were told."""
        told, takes = self._told_jobs.views, self.decisions.takes
        views = {}
        for ref, job in self._jobs.items():
            view = told.get(ref)
            same = job is earlier.get(ref) and takes.get(ref) == before.takes.get(ref)
            views[ref] = view if same and view is not None else self._view(job)
        return views

    def _view(self, job: Job) -> JobView:
        wish = self.decisions.takes.get(job.ref, _NO_TAKE)
        return showing.job_view(job, self.entries, wish, self._standing(job))

    def _tell_problems(self, found: Sequence[reading.Problem]) -> None:
        told = Problems(
            tuple(
                Problem(p.where, p.message, p.hint, "note" if p.note else "warning")
                for p in found[:_MOST_PROBLEMS]
            )
        )
        if told != self._told_problems:
            self._told_problems = told
            self._tell(told)

    def _tell_planned(self) -> None:
        self._tell(
            Planned(
                self.settings(),
                can_undo=self._past[-1].words if self._past else "",
                can_redo=self._future[-1].words if self._future else "",
            )
        )

    # -- takes --------------------------------------------------------------------------

    def refresh(self, refs: Iterable[str]) -> None:
        """Tell jobs again whose renders stand otherwise."""
        self._told_jobs.update(self._view(job) for job in self.jobs(refs))

    def look_up(self, keys: Iterable[str]) -> None:
        """Look again for these takes in the library, and tell their jobs."""
        keys = [key for key in keys if key in self._refs_by_key]
        found = self._library.find(keys)
        for key in keys:
            self.entries.pop(key, None)
        self.entries.update(found)
        self.refresh({ref for key in keys for ref in self._refs_by_key[key]})


_NO_LINE = LineDecision()
_GONE = "It may have changed meanwhile; look at the list again."


def _with_rendered(decisions: Decisions, now: Decisions) -> Decisions:
    """Earlier decisions, with what has been rendered since: that cannot be taken back."""
    rendered = {ref: take.rendered for ref, take in now.takes.items() if take.rendered}
    takes: Mapping[str, TakeDecision] = {
        ref: replace(decisions.takes.get(ref, _NO_TAKE), rendered=keys)
        for ref, keys in rendered.items()
    }
    was = {ref: now.was[ref] for ref in rendered if ref in now.was}
    return replace(decisions, takes={**decisions.takes, **takes}, was={**decisions.was, **was})


def _plain(value: Any) -> Any:
    """A setting as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value
