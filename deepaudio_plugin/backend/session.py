"""The open project as a panel sees it: what it tells becomes facts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from deepaudio_plugin.backend.messages import (
    Fact,
    LinesMade,
    Loaded,
    Opened,
    PlanUpdated,
    ProblemFound,
    SubtitlesReread,
    Undone,
)
from deepaudio_plugin.backend.publisher import ViewPublisher
from deepaudio_plugin.backend.showing import IDLE, QueueStanding
from deepaudio_plugin.core import problems as reading
from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import Done
from deepaudio_plugin.decisions.comparing import changed_items
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.decisions.settings import KEPT
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.project import retrying
from deepaudio_plugin.project.contents import Contents
from deepaudio_plugin.project.locating import locate_media
from deepaudio_plugin.project.observer import ProjectObserver
from deepaudio_plugin.project.project import Change, Engines, Project
from deepaudio_plugin.project.recordings import PlannedRecording, adopt_recording
from deepaudio_plugin.project.retrying import Retry
from deepaudio_plugin.project.subtitle_watch import SubtitleWatch
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.timeline.timing import exact_rate, is_drop_frame


class Session(ProjectObserver):
    """One open project. `tell` gets every fact; `standing` says how a job's renders stand.

    Blocking, and for one thread at a time.
    """

    def __init__(
        self,
        path: Path,
        options: RenderOptions,
        *,
        engines: Engines,
        library: TakeLibrary,
        tell: Callable[[Fact], None],
        standing: Callable[[Job], QueueStanding] = lambda _job: IDLE,
    ) -> None:
        """Read the file and what was decided. Raises TimelineError."""
        self._began = time.monotonic()
        self._tell = tell
        self.project = Project(path, options, engines=engines, library=library, observer=self)
        self._watch = SubtitleWatch()
        self._unusable: reading.Problem | None = None  # of subtitles, since they last changed
        self._views = ViewPublisher(self.project.document, self.project.jobs, tell, standing)

    # -- opening ------------------------------------------------------------------------

    def load(self) -> None:
        """Read and plan everything and tell it as it comes: the picture before the lines."""
        self._tell(self._opened())
        self._views.tracks()
        self.project.load()
        self.project.make_plan()
        self._watch.follow(self.project.options.subtitles)
        self._tell(Loaded(round(time.monotonic() - self._began, 3)))
        self._tell_planned()

    def tell_tracks(self, sounding: Sequence[int]) -> None:
        """Tell the tracks again: those of these numbers have sound of their own."""
        self._views.own_sounds(sounding)

    def _opened(self) -> Opened:
        project, document = self.project, self.project.document
        rate = exact_rate(document.rate)
        return Opened(
            path=str(project.path),
            name=document.timeline.name or project.path.stem,
            rate_num=rate.numerator,
            rate_den=rate.denominator,
            start_frame=int(document.start.value),
            drop_frame=is_drop_frame(document.rate),
            frames=int(document.duration.value),
            decisions_path=str(project.decisions_path),
            settings=self._settings(),
            subtitles=tuple(map(str, project.options.subtitles)),
            read_only=project.read_only,
        )

    # -- deciding -----------------------------------------------------------------------

    def decide(self, words: str, change: Change) -> None:
        """Change the decisions and tell what is different; raises as `Project.decide`."""
        self.project.decide(words, change)
        self._tell_planned()

    def undo(self, redo: bool = False) -> None:
        """Take back the last decision, or do it again, and tell what; raises as `Project.undo`."""
        before = self.project.decisions
        words = self.project.undo(redo)
        self._tell_planned()
        what = changed_items(before, self.project.decisions)
        self._tell(Undone(words, redo, what.refs, what.speakers, what.settings))

    def add_subtitles(self, words: str, paths: Sequence[Path], *, instead: bool = False) -> None:
        """Read these subtitle files too, or only these; raises as `Project.add_subtitles`."""
        self.project.add_subtitles(words, paths, instead=instead)
        self._tell_planned()

    def locate_media(self, folder: str) -> None:
        """Look for missing media below a folder, or without one where they should be."""
        if folder:
            locate_media(self.project, Path(folder))
        else:
            self.project.look_for_media_again()
        self._tell_planned()

    def tell_made(self, refs: Sequence[str]) -> None:
        """Tell which lines an order has made or divided."""
        self._tell(LinesMade(tuple(refs)))

    def changed_subtitles(self, paths: Sequence[Path]) -> list[Path]:
        """Which of the subtitle files have changed on disk and are whole again.

        It may be asked on another thread, one at a time.
        """
        self._watch.follow(paths)
        return self._watch.changed()

    def reread_subtitles(self, changed: Sequence[Path]) -> bool:
        """Read the subtitles again, of which these have changed, and tell what that changes.

        Whether anything was read: a file that cannot be used any more is told of, and its lines
        stay as they were.
        """
        project = self.project
        names = ", ".join(path.name for path in changed)
        try:
            changes = project.reread_subtitles()
        except DeepAudioError as error:
            message = (
                f"changed, and cannot be used now ({error.message}): its lines stay as they were"
            )
            self._unusable = reading.Problem(names, message, error.hint)
            self._tell_problems()
            return False
        self._unusable = None
        self._tell_problems()
        self._tell(
            SubtitlesReread(names, changed=changes.changed, new=changes.new, gone=changes.gone)
        )
        self._tell_planned()
        return True

    def add_recording(self, planned: PlannedRecording, done: Done, words: str) -> None:
        """Take in what a person has recorded of a line; raises as `adopt_recording`."""
        adopt_recording(self.project, planned, done, words)
        self.look_up([planned.spec.key])
        self._tell_planned()

    def make_again(self, retries: Sequence[Retry]) -> list[Job]:
        """Plan further takes of what came out bad, and tell them; their jobs."""
        jobs = retrying.order(self.project, retries)
        self._tell_planned()
        return jobs

    def replan_for_engine(self) -> bool:
        """Plan again when the engine is another one than before; whether it is."""
        changed = self.project.replan_for_engine()
        if changed:
            self._tell_planned()
        return changed

    def _settings(self) -> dict[str, Any]:
        """The settings in force, as `Set` names them."""
        return {name: _plain(getattr(self.project.options, name)) for name in KEPT}

    def _tell_planned(self) -> None:
        project = self.project
        self._tell(
            PlanUpdated(
                self._settings(),
                can_undo=project.history.can_undo,
                can_redo=project.history.can_redo,
                gains=dict(project.decisions.gains),
                words=project.decisions.words,
            )
        )

    # -- what the project tells ---------------------------------------------------------

    def shots_read(self, seen: Material, decisions: Decisions) -> None:
        """See `ProjectObserver`."""
        self._views.seen(seen, decisions)

    def cues_read(self, contents: Contents, decisions: Decisions) -> None:
        """See `ProjectObserver`."""
        self._views.opened(contents, decisions)

    def planned(self) -> None:
        """See `ProjectObserver`."""
        project = self.project
        assert project.plan is not None
        self._views.planned(project.contents, project.decisions, project.plan.engine)
        self._tell_problems()

    def _tell_problems(self) -> None:
        plan = self.project.plan
        found = plan.problems if plan is not None else ()
        unusable = () if self._unusable is None else (self._unusable,)
        self._views.problems((*unusable, *found))

    def jobs_changed(self, refs: Sequence[str]) -> None:
        """See `ProjectObserver`."""
        self.refresh(refs)

    def not_saved(self, problem: reading.Problem) -> None:
        """See `ProjectObserver`."""
        self._tell(ProblemFound(problem.where, problem.message, problem.hint, level="error"))

    # -- renders ------------------------------------------------------------------------

    def state(self, ref: str) -> str:
        """How a job stood when it was told last."""
        return self._views.state(ref)

    def refresh(self, refs: Iterable[str]) -> None:
        """Tell jobs again whose renders stand otherwise."""
        self._views.renders(self.project.jobs.find(refs), self.project.decisions)

    def look_up(self, keys: Iterable[str]) -> None:
        """Look again for these takes in the library, and tell their jobs."""
        self.refresh(self.project.look_up(keys))


def _plain(value: Any) -> Any:
    """A setting as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value
