"""An open timeline: what was read of it, decided about it, and planned for it.

Blocking, and for one thread at a time. What changes is told as facts; a decision that cannot
be planned changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from deepaudio_plugin.backend.contents import Contents
from deepaudio_plugin.backend.history import History
from deepaudio_plugin.backend.messages import Fact, Loaded, Opened, Planned, Problem
from deepaudio_plugin.backend.opening import (
    kept_decisions,
    usable_material,
    with_subtitles,
    with_usable_cues,
)
from deepaudio_plugin.backend.planned_jobs import PlannedJobs
from deepaudio_plugin.backend.publisher import ViewPublisher
from deepaudio_plugin.backend.showing import IDLE, Standing
from deepaudio_plugin.core import problems as reading
from deepaudio_plugin.core.collector import collector_paused
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import DecisionsError, OutputError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.decisions import file as decisions_file
from deepaudio_plugin.decisions import model
from deepaudio_plugin.decisions.apply import settle
from deepaudio_plugin.decisions.model import UNDECIDED, Decisions
from deepaudio_plugin.decisions.refs import fingerprints
from deepaudio_plugin.decisions.settings import KEPT
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.memo import Memo
from deepaudio_plugin.planning.plan import Plan, make_plan
from deepaudio_plugin.project.settings import options_of
from deepaudio_plugin.roundtrip.returned import from_host
from deepaudio_plugin.subtitles.material import Material, material_of, seen_of
from deepaudio_plugin.subtitles.sidecars import sidecar
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.timeline.identity import MediaIdentity
from deepaudio_plugin.timeline.timing import exact_rate, is_drop_frame

Engines = Callable[[str, list[reading.Problem]], EngineInfo]
"""The engine of a name as it is now; what is wrong with it is added to the problems."""

Change = Callable[[Decisions], Decisions]

_REREAD = ("subtitles", "media_roots", "subtitle_encoding")


class Session:
    """One timeline. `tell` gets every fact; `standing` says how a job's renders stand.

    `contents` are its lines and shots, `jobs` what is planned for them.
    """

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
        self._tell = tell
        self.document = read(path.expanduser())
        self.path = self.document.path
        kept = kept_decisions(self.path)
        self.decisions = kept.decisions
        self.decisions_path = kept.place
        self.read_only = kept.read_only
        self._kept_problems = kept.problems
        self._unsaved = False
        self._history = History()
        self.options, _ = options_of(base, self.decisions, self.path)
        self.contents = Contents.of(Material(self.document, (), (), ()))
        self.plan: Plan | None = None
        self.engine: EngineInfo | None = None  # as the worker described it for the plan
        self._identity = MediaIdentity()
        self._memo = Memo()
        self.jobs = PlannedJobs(library)
        self._telling = ViewPublisher(self.document, self.jobs, tell, standing)

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

    @collector_paused()
    def load(self) -> None:
        """Read and tell everything that needs no engine: the picture before any subtitles."""
        self._telling.tracks()
        seen = seen_of(self.document, self.options)
        decided = self.decisions
        if decided.shots:
            decided, _ = settle(decided, fingerprints((), seen.shots))
        self._telling.seen(seen, decided)
        self._take_in(with_usable_cues(seen, self.options))
        self._telling.opened(self.contents, self.decisions)

    @collector_paused()
    def finish_loading(self) -> None:
        """Plan, and tell the jobs, the cast and what was found."""
        self._replan(self.decisions, self.options)
        self._heed_host()
        self._tell(Loaded(round(time.monotonic() - self._began, 3)))
        self._tell_planned()

    def _take_in(self, material: Material) -> None:
        self.contents = Contents.of(material)
        self.decisions, _ = settle(self.decisions, self.contents.fingerprints)

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
            self._history.note(words, before)
        self._tell_planned()

    def undo(self, redo: bool = False) -> None:
        """Take back the last decision, or do it again. Raises UsageError when there is none."""
        self.check_may_decide()
        before = self.decisions
        self._go_to(self._history.target(before, redo=redo))
        self._history.note_step(before, redo=redo)
        self._tell_planned()

    def reread_subtitles(self, words: str, change: Change) -> None:
        """As `decide`; raises SubtitleError when a file cannot be used."""
        self.check_may_decide()
        options, _ = options_of(self._base, change(self.decisions), self.path)
        material_of(self.document, options)  # would raise
        self.decide(words, change)

    def check_may_decide(self) -> None:
        """Raise DecisionsError when nothing can be decided now."""
        if self.read_only:
            raise DecisionsError(
                "this timeline is open for looking only",
                where=str(self.decisions_path),
                hint="See the note that was given when it was opened: close it where it is open "
                "already, or update, and open it again.",
            )

    def settings(self) -> dict[str, Any]:
        """The settings in force, as `Set` names them."""
        return {name: _plain(getattr(self.options, name)) for name in KEPT}

    def _go_to(self, decisions: Decisions) -> None:
        """Plan with other decisions, and keep them when that went well."""
        options, _ = options_of(self._base, decisions, self.path)
        if any(getattr(options, name) != getattr(self.options, name) for name in _REREAD):
            self._take_in(usable_material(self.document, options))
            decisions, _ = settle(decisions, self.contents.fingerprints)
        sounded = {ref: self._telling.placed(ref) for ref in self.jobs.by_ref}
        self._replan(decisions, options)
        for ref, key in sounded.items():
            if key and ref in self.jobs.by_ref and not self.jobs.has_take(ref, key):
                self.note_rendered([ref], key)
                self.refresh([ref])
        self._keep()

    # -- keeping ------------------------------------------------------------------------

    def note_rendered(self, refs: Iterable[str], key: str) -> None:
        """Remember that a take was rendered; `save` keeps it."""
        known = self.contents.fingerprints
        for ref in refs:
            if ref in known:
                self.decisions = model.note_rendered(self.decisions, ref, known[ref], key)
                self._unsaved = True

    def save(self) -> None:
        """Keep what was noted since the last decision."""
        if self._unsaved and not self.read_only:
            self._keep()

    def _keep(self) -> None:
        try:
            decisions_file.write(self.decisions_path, self.decisions)
            self._unsaved = False
        except OutputError as error:
            self._unsaved = True
            message = f"this decision is not kept: {error.message}"
            self._tell(Problem(str(error.where), message, error.hint, level="error"))

    # -- planning -----------------------------------------------------------------------

    def replan(self) -> None:
        """Plan again because the engine is another one."""
        self._replan(self.decisions, self.options)
        self._tell_planned()

    @collector_paused()
    def _replan(self, decisions: Decisions, options: RenderOptions) -> None:
        problems: list[reading.Problem] = []
        engine = self._engines(options.engine, problems)
        plan = make_plan(
            self.contents.material, options, engine, self._identity, decisions, memo=self._memo
        )
        self.decisions, self.options, self.plan = decisions, options, plan
        self.engine = engine
        self.jobs.replace(plan.jobs)
        self._telling.planned(self.contents, decisions, plan.engine)
        _, passed_over = options_of(self._base, decisions, self.path)
        self._telling.problems([*self._kept_problems, *problems, *passed_over, *plan.problems])

    def _heed_host(self) -> None:
        """Take in what an editor has done in a host to the timeline, as a render would."""
        assert self.plan is not None
        decisions, notes = from_host(
            self.contents.material,
            self.plan.jobs,
            self.decisions,
            self.options.media_roots,
            self.decisions_path,
        )
        if decisions == self.decisions and not notes:
            return
        self._unsaved = self._unsaved or decisions != self.decisions
        self._kept_problems = (*self._kept_problems, *notes)
        self._replan(decisions, self.options)

    def _tell_planned(self) -> None:
        self._tell(
            Planned(
                self.settings(), can_undo=self._history.can_undo, can_redo=self._history.can_redo
            )
        )

    # -- renders ------------------------------------------------------------------------

    def state(self, ref: str) -> str:
        """How a job stood when it was told last."""
        return self._telling.state(ref)

    def refresh(self, refs: Iterable[str]) -> None:
        """Tell jobs again whose renders stand otherwise."""
        self._telling.renders(self.jobs.find(refs), self.decisions)

    def look_up(self, keys: Iterable[str]) -> None:
        """Look again for these takes in the library, and tell their jobs."""
        self.refresh(self.jobs.look_up(keys))


def _plain(value: Any) -> Any:
    """A setting as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value
