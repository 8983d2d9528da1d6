"""A project: one open timeline with what was decided about it, its plan and its takes.

The command line, the Python API, the window and, through the command line, Blender are
faces of this. It knows nothing of messages, arguments or printing, and blocks; it is for
one thread at a time.

    project = Project(path, options, engines=desk.engine_for_planning, library=library)
    project.load()          # shots, then cues
    project.make_plan()     # jobs; takes over what an editor did in a host
    project.decide(…)       # any number of times
    render_missing(project, worker, watch)
    project.writing().write(worker, watch)
    project.close()
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from deepaudio_plugin.core.collector import collector_paused
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import SubtitleError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions import model
from deepaudio_plugin.decisions.apply import BRING_BACK, settle
from deepaudio_plugin.decisions.deleted_clips import bring_back_deleted
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.decisions.refs import fingerprints
from deepaudio_plugin.decisions.subtitle_files import give_subtitles, remember_given
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.planning.finished import earlier_note, waiting_note
from deepaudio_plugin.planning.memo import Memo
from deepaudio_plugin.planning.plan import Plan, make_plan
from deepaudio_plugin.planning.unseen import unseen_note
from deepaudio_plugin.project.contents import Contents
from deepaudio_plugin.project.first_sight import first_sight_note
from deepaudio_plugin.project.history import History
from deepaudio_plugin.project.inheriting import inherited_decisions
from deepaudio_plugin.project.line_changes import LineChanges, line_changes, with_reworded
from deepaudio_plugin.project.observer import ProjectObserver
from deepaudio_plugin.project.opening import kept_decisions
from deepaudio_plugin.project.planned_jobs import PlannedJobs
from deepaudio_plugin.project.reading import Reader
from deepaudio_plugin.project.saving import DecisionsKeeper
from deepaudio_plugin.project.settings import InForce, in_force
from deepaudio_plugin.project.writing import Writing, writing_of
from deepaudio_plugin.roundtrip.returned import from_host
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.timeline.identity import MediaIdentity

Engines = Callable[[str, list[Problem]], EngineInfo]
"""The engine of a name as it is now; what is wrong with it is added to the problems."""

Change = Callable[[Decisions], Decisions]

_REREAD = ("subtitles", "media_roots", "subtitle_encoding", "subtitle_times")


class Project:
    """See the module.

    `options` are what this opening asks for. Of them those in `given` count although
    something else was decided; subtitles always do, beside those decided on.
    """

    def __init__(
        self,
        path: Path,
        options: RenderOptions,
        *,
        engines: Engines,
        library: TakeLibrary,
        given: Collection[str] = (),
        observer: ProjectObserver | None = None,
    ) -> None:
        """Read the file and what was decided. Raises TimelineError."""
        self.document = read(path.expanduser(), sequence=options.sequence)
        self.path = self.document.path
        self.library = library
        self._asked, self._given = options, given
        self._engines = engines
        self._observer = observer or ProjectObserver()
        kept = kept_decisions(self.path, ignored=options.ignore_decisions)
        self._keeper = DecisionsKeeper(
            self.path, kept, never=options.ignore_decisions, told=self._observer.not_saved
        )
        found, kept = kept.decisions, inherited_decisions(kept, self.document, options)
        self._keeper.has_new = kept.decisions != found
        self._notes = kept.problems
        self.decisions = self._known = kept.decisions  # and what was known when it was opened
        self._noted: list[Change] = []  # of nobody's: what came of rendering and checking since
        self.history = History()
        self._remember_given()
        self._settings = in_force(options, given, self.decisions, self.path)
        self._reader = Reader(self.document)
        self.plan: Plan | None = None
        self.engine: EngineInfo | None = None  # as the worker described it for the plan
        self._identity = MediaIdentity()
        self._memo = Memo()
        self.jobs = PlannedJobs(library, anew=options.anew)

    @property
    def options(self) -> RenderOptions:
        """The options in force."""
        return self._settings.options

    @property
    def contents(self) -> Contents:
        """What was read, by reference."""
        return self._reader.contents

    @property
    def decisions_path(self) -> Path:
        """The file that the decisions are saved in."""
        return self._keeper.path

    @property
    def read_only(self) -> bool:
        """Whether nothing may be decided."""
        return self._keeper.read_only

    @property
    def save_problem(self) -> Problem | None:
        """Why the decisions are not saved."""
        return self._keeper.problem

    # -- opening ------------------------------------------------------------------------

    def lock(self) -> None:
        """Have the right to decide about the timeline until it is closed.

        It is open for looking only if another has it.
        """
        taken = self._keeper.lock()
        if taken is not None:
            self._notes = (taken, *self._notes)

    @collector_paused()
    def load(self) -> None:
        """Read the shots, and then the cues. No engine is needed."""
        seen = self._reader.see(self.options)
        decided = self.decisions
        if decided.shots:
            decided, _ = settle(decided, fingerprints((), seen.shots))
        self._observer.shots_read(seen, decided)
        self.decisions = self._reader.read(seen, self.options, self.decisions)
        self._observer.cues_read(self.contents, self.decisions)

    @collector_paused()
    def make_plan(self) -> None:
        """The first plan, with what opening itself decides."""
        before = self.decisions
        self._replan(self.decisions, self._settings)
        self._adopt_host_edits()
        if self._asked.bring_back:
            asked_for = bring_back_deleted(self.decisions)
            if asked_for != self.decisions:
                told = Problem(self.path.name, "what an editor deleted is laid again", note=True)
                kept = (note for note in self._notes if note.hint != BRING_BACK)
                self._notes = (*kept, told)
                self._replan(asked_for, self._settings)
        self._keeper.has_new |= self.decisions != before

    @property
    def obeys_decisions(self) -> bool:
        """Whether anything was decided before it was opened."""
        return not model.is_untouched(self._known)

    def require_decisions(self) -> None:
        """Raise DecisionsError when there are decisions and they cannot be read.

        Then nothing should be made: it would be made without regard to them.
        """
        self._keeper.require_readable()

    def require_cues(self) -> None:
        """Raise SubtitleError when a file that was named is bad and there are no other cues."""
        failures = self.subtitle_failures
        if failures and not self.contents.cues:
            raise failures[0]

    @property
    def subtitle_failures(self) -> tuple[SubtitleError, ...]:
        """Why subtitle files that somebody named are left out."""
        named = self._settings.subtitles.named
        return tuple(why for path, why in self._reader.failures.items() if path in named)

    def _remember_given(self) -> None:
        if self._asked.subtitles:
            given = remember_given(self.decisions, self._asked.subtitles, self.path.parent)
            self._keeper.has_new |= given != self.decisions
            self.decisions = given

    def _adopt_host_edits(self) -> None:
        """Take over what an editor has done in a host to the timeline that was read."""
        assert self.plan is not None
        if self._asked.ignore_decisions:
            return
        decisions, notes = from_host(
            self.contents.material,
            self.plan.jobs,
            self.decisions,
            self.options.media_roots,
            self._keeper.source,
        )
        if decisions != self.decisions or notes:
            self._notes = (*self._notes, *notes)
            self._replan(decisions, self._settings)

    # -- deciding -----------------------------------------------------------------------

    def decide(self, words: str, change: Change) -> None:
        """Change the decisions, save them and plan again. `words` name the change.

        Raises UsageError and its kind for a change that cannot be, and DecisionsError when
        nothing may be decided; nothing is changed then.
        """
        self.check_may_decide()
        before = self.decisions
        after = change(before)
        if after != before:
            self._go_to(after)
            self.history.note(words, before)

    def undo(self, redo: bool = False) -> str:
        """Take back the last decision, or do it again; which, in words.

        Raises UsageError when there is none.
        """
        self.check_may_decide()
        before = self.decisions
        words = self.history.can_redo if redo else self.history.can_undo
        self._go_to(self.history.target(before, redo=redo))
        self.history.note_step(before, redo=redo)
        return words

    def add_subtitles(self, words: str, paths: Sequence[Path], *, instead: bool = False) -> None:
        """Read these subtitle files too, or only these.

        As `decide`; raises SubtitleError when one of them cannot be used.
        """
        self.check_may_decide()
        before = () if instead else self.options.subtitles
        added = [path.expanduser().absolute() for path in paths]
        self._reader.check_usable(self.options, before, added)
        self.decide(words, lambda d: give_subtitles(d, [*before, *added], self.path.parent))

    @collector_paused()
    def reread_subtitles(self) -> LineChanges:
        """Read the subtitle files again, which have changed on disk, and plan anew.

        Decisions are kept by what their lines say and where they are. Raises SubtitleError for
        a file that could be read before and cannot now; then everything is as it was.
        """
        decisions = self.decisions
        found = self._reader.look_again(self.options)
        read, _failures = found
        changes = line_changes(self.contents.read.cues, read.cues)
        with self._reader.as_before():
            known = with_reworded(decisions, changes, read.cues)
            self._replan(self._reader.take(found, known), self._settings)
        present = self.contents.fingerprints
        self.history.revise(
            lambda past: settle(with_reworded(past, changes, read.cues), present)[0]
        )
        if self.decisions != decisions and not self.read_only:
            self._keeper.write(self.decisions)
        return changes

    @collector_paused()
    def look_for_media_again(self) -> None:
        """See which media are there by now, as when a drive was plugged in, and plan anew."""
        with self._reader.as_before():
            seen = self._reader.see(self.options)
            self._replan(self._reader.read(seen, self.options, self.decisions), self._settings)

    def check_may_decide(self) -> None:
        """Raise DecisionsError when nothing may be decided now."""
        self._keeper.check_may_decide()

    def _go_to(self, decisions: Decisions) -> None:
        """Plan with other decisions, and save them when that went well."""
        settings = in_force(self._asked, self._given, decisions, self.path)
        playing = {ref: self.jobs.playing(ref) for ref in self.jobs.by_ref}
        with self._reader.as_before():
            if any(getattr(settings.options, n) != getattr(self.options, n) for n in _REREAD):
                seen = self._reader.see(settings.options)
                decisions = self._reader.read(seen, settings.options, decisions)
            elif decisions.added != self.decisions.added:
                self._reader.add_lines(decisions.added)
            self._replan(decisions, settings)
        for ref, key in playing.items():
            if key and ref in self.jobs.by_ref and not self.jobs.has_take(ref, key):
                self.note_rendered([ref], key)
                self._observer.jobs_changed([ref])
        self._keeper.write(self.decisions)

    # -- saving -------------------------------------------------------------------------

    def note_rendered(self, refs: Iterable[str], key: str) -> None:
        """Remember that a take was rendered; `save` keeps it."""
        known = self.contents.fingerprints
        for ref in (ref for ref in refs if ref in known):
            made = partial(model.note_rendered, key=key, spec=self.jobs.planned(ref, key))
            self.note(partial(made, ref=ref, fingerprint=known[ref]))

    def note(self, change: Change) -> None:
        """Have what came of rendering or comparing takes, by nobody's choice; `save` keeps it."""
        self._noted.append(change)
        self.decisions = change(self.decisions)
        self._keeper.has_new = True

    def note_retries(self, change: Change) -> None:
        """Have further takes that checking asks for, and nobody; `save` keeps them."""
        self.note(change)
        self._replan(self.decisions, self._settings)

    def save(self) -> None:
        """Save the decisions if there is anything new in them.

        Without a lock that is held, what somebody has decided meanwhile stays.
        """
        self.decisions = self._keeper.save(self.decisions, self._put_upon)

    def _put_upon(self, decisions: Decisions) -> Decisions:
        """What came of this opening, added to what somebody else has decided meanwhile."""
        for change in self._noted:
            decisions = change(decisions)
        if self.plan is None:
            return decisions
        return model.keep_voices(decisions, self.plan.engine.name, self.plan.voices)

    def close(self) -> None:
        """Save, and let go of the timeline."""
        self.save()
        self._keeper.let_go()

    # -- planning -----------------------------------------------------------------------

    def replan_for_engine(self) -> bool:
        """Plan again when the engine is another one than the plan was made for; whether it is."""
        if self.plan is None or self._engines(self.options.engine, []) == self.engine:
            return False
        self._replan(self.decisions, self._settings)
        return True

    @collector_paused()
    def _replan(self, decisions: Decisions, settings: InForce) -> None:
        options, problems = settings.options, list[Problem]()
        engine = self._engines(options.engine, problems)
        material, identity, memo = self.contents.material, self._identity, self._memo
        with identity.looking_once():
            plan = make_plan(material, options, engine, identity, decisions, memo=memo)
        notes = (*self._notes, *self._reader.notes)
        ours = (*notes, *settings.subtitles.notes, *problems, *settings.passed_over)
        self._settings, self.engine = settings, engine
        self.decisions = model.keep_voices(decisions, plan.engine.name, plan.voices)
        self.jobs.replace(plan.jobs, self.decisions.takes)
        jobs = tuple(self.jobs.by_ref.values())
        wishes, entries = self.decisions.takes, self.jobs.entries
        waiting = waiting_note(jobs, wishes, entries, plan.name)
        unseen = unseen_note(jobs, entries, plan.name)
        later = (*self._voices_note(), *earlier_note(jobs, plan.name), *waiting, *unseen)
        self.plan = replace(plan, jobs=jobs, problems=(*ours, *plan.problems, *later))
        self._observer.planned()

    def _voices_note(self) -> list[Problem]:
        """A line on voices that speakers were given since it was opened."""
        if self._asked.ignore_decisions or self.engine is None:
            return []
        name = self.decisions_path.name
        return first_sight_note(self._known, self.decisions, self.engine, name)

    def look_up(self, keys: Iterable[str]) -> set[str]:
        """Look again for these takes in the library; the references of their jobs."""
        return self.jobs.look_up(keys, self.decisions.takes)

    # -- writing ------------------------------------------------------------------------

    def writing(
        self, options: RenderOptions | None = None, *, may_be_empty: bool = False
    ) -> Writing:
        """What would be written now, with other `options` of the output where given.

        Raises TimelineEmptyError when nothing is rendered.
        """
        assert self.plan is not None
        return writing_of(
            self.contents.material,
            replace(self.plan, jobs=tuple(self.jobs.by_ref.values())),
            options or self.options,
            self.jobs.entries,
            self.library,
            may_be_empty=may_be_empty,
        )
