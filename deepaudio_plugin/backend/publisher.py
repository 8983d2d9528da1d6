"""What a panel has been told of an open timeline; what differs is told again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from deepaudio_plugin.backend import showing
from deepaudio_plugin.backend.casting import voice_views
from deepaudio_plugin.backend.messages import (
    CastViews,
    Clips,
    Cues,
    Fact,
    Jobs,
    Markers,
    OwnSounds,
    ProblemFound,
    Problems,
    Removed,
    Shots,
    Tracks,
)
from deepaudio_plugin.backend.published import PublishedViews, parts
from deepaudio_plugin.backend.showing import QueueStanding
from deepaudio_plugin.backend.views import CueView, JobView, ShotView, VoiceView
from deepaudio_plugin.core import problems as reading
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.decisions.model import UNDECIDED, Decisions, LineDecision, TakeDecision
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.project.contents import Contents
from deepaudio_plugin.project.planned_jobs import PlannedJobs
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.timeline.document import Document

_MAX_PROBLEMS = 500
_NO_LINE, _NO_TAKE = LineDecision(), TakeDecision()


class ViewPublisher:
    """Tells shots, cues, jobs and the cast. What was not decided otherwise is not looked at."""

    def __init__(
        self,
        document: Document,
        jobs: PlannedJobs,
        tell: Callable[[Fact], None],
        standing: Callable[[Job], QueueStanding],
    ) -> None:
        self._document = document
        self._jobs = jobs
        self._tell = tell
        self._standing = standing
        self._shot_views: PublishedViews[ShotView] = PublishedViews(Shots, tell)
        self._cue_views: PublishedViews[CueView] = PublishedViews(Cues, tell)
        self._job_views: PublishedViews[JobView] = PublishedViews(Jobs, tell)
        self._cast: tuple[VoiceView, ...] | None = None
        self._problems: Problems | None = None
        self._contents: Contents | None = None  # all three as they were told last
        self._decisions = UNDECIDED
        self._missing: set[int] = set()  # shots without a picture, as clips were told
        self._jobs_by_ref: Mapping[str, Job] = {}

    # -- what was told ------------------------------------------------------------------

    def state(self, ref: str) -> str:
        """How a job stood when it was told last."""
        view = self._job_views.views.get(ref)
        return view.state if view is not None else ""

    # -- telling ------------------------------------------------------------------------

    def tracks(self) -> None:
        """The timeline's own tracks, and its markers."""
        self._tell(Tracks(tuple(showing.track_views(self._document))))
        markers = tuple(showing.marker_views(self._document))
        if markers:
            self._tell(Markers(markers))

    def own_sounds(self, tracks: Sequence[int]) -> None:
        """Which of the timeline's own tracks have sound."""
        self._tell(OwnSounds(tuple(tracks)))

    def seen(self, material: Material, decisions: Decisions) -> None:
        """The picture: clips and shots, before cues are read."""
        self._clips(material)
        self._shot_views.replace(showing.shot_views(material.shots, (), decisions))

    def _clips(self, material: Material) -> None:
        self._missing = {shot.index for shot in material.shots if shot.picture is None}
        for part in parts(showing.clip_views(self._document, material.shots)):
            self._tell(Clips(part))

    def opened(self, contents: Contents, decisions: Decisions) -> None:
        """What was read, before there is a plan. Shots that sounds are described in again."""
        material, rate = contents.material, self._document.rate
        self._shot_views.replace(showing.shot_views(material.shots, material.cues, decisions))
        self._cue_views.replace(showing.cue_views(material.cues, rate, decisions))
        self._contents, self._decisions = contents, decisions

    def planned(self, contents: Contents, decisions: Decisions, engine: EngineInfo) -> None:
        """What a new plan made different; `jobs` has taken it in."""
        material, read_again = contents.material, contents is not self._contents
        gone_shots: Sequence[str] = ()
        if {shot.index for shot in material.shots if shot.picture is None} != self._missing:
            self._tell(Tracks(tuple(showing.track_views(self._document))))
            self._clips(material)
        sounds_differ = not read_again and self._sounds_differ(contents, decisions)
        if read_again or sounds_differ or decisions.shots != self._decisions.shots:
            views = showing.shot_views(material.shots, material.cues, decisions)
            gone_shots = self._shot_views.replace(views)
        gone_cues = self._cue_views.replace(self._cues(contents, decisions))
        gone_jobs = self._job_views.replace(self._planned(decisions))
        self._contents, self._decisions = contents, decisions
        self._jobs_by_ref = self._jobs.by_ref
        self._tell_gone(gone_cues, gone_shots, gone_jobs)
        self._tell_cast(decisions, engine)

    def renders(self, jobs: Iterable[Job], decisions: Decisions) -> None:
        """Jobs whose renders stand otherwise."""
        self._job_views.update(self._view(job, decisions) for job in jobs)

    def problems(self, found: Sequence[reading.Problem]) -> None:
        """What reading and planning left out, guessed or note, but for what rows say."""
        loose = [p for p in found if not isinstance(p, reading.RowProblem)]
        told = Problems(
            tuple(
                ProblemFound(p.where, p.message, p.hint, "note" if p.note else "warning")
                for p in loose[:_MAX_PROBLEMS]
            )
        )
        if told != self._problems:
            self._problems = told
            self._tell(told)

    # -- what differs -------------------------------------------------------------------

    def _sounds_differ(self, contents: Contents, decisions: Decisions) -> bool:
        """Whether a sound that captions describe was decided otherwise: its shot shows it."""
        lines, before = decisions.lines, self._decisions.lines
        if lines == before:
            return False
        changed = (ref for ref in {*lines, *before} if lines.get(ref) != before.get(ref))
        known = (contents.cues.get(ref) for ref in changed)
        return any(found is not None and found[1].kind == "sound" for found in known)

    def _cues(self, contents: Contents, decisions: Decisions) -> dict[str, CueView]:
        """The cues as decided, with what planning says of them."""
        told, rate = self._cue_views.views, self._document.rate
        lines, before = decisions.lines, self._decisions.lines
        read_again, jobs = contents is not self._contents, self._jobs.by_ref
        views = {}
        for ref, (number, cue) in contents.cues.items():
            job, view = jobs.get(ref), told.get(ref)
            if view is None or read_again or lines.get(ref) != before.get(ref):
                view = showing.cue_view(cue, number, rate, lines.get(ref, _NO_LINE))
            views[ref] = showing.with_plan(view, job, rate)
        return views

    def _planned(self, decisions: Decisions) -> dict[str, JobView]:
        """The jobs; those made from the same as before stand as they were told."""
        told, takes, before = self._job_views.views, decisions.takes, self._decisions.takes
        views = {}
        for ref, job in self._jobs.by_ref.items():
            view = told.get(ref)
            same = job is self._jobs_by_ref.get(ref) and takes.get(ref) == before.get(ref)
            same_view = view if same else None
            views[ref] = same_view or self._view(job, decisions)
        return views

    def _view(self, job: Job, decisions: Decisions) -> JobView:
        wish = decisions.takes.get(job.ref, _NO_TAKE)
        history = self._jobs.history(job.ref)
        return showing.job_view(job, self._jobs.entries, wish, self._standing(job), history)

    def _tell_gone(self, cues: Sequence[str], shots: Sequence[str], jobs: Sequence[str]) -> None:
        for some in parts(cues):
            self._tell(Removed(cues=some))
        for some in parts(shots):
            self._tell(Removed(shots=some))
        for some in parts(jobs):
            self._tell(Removed(jobs=some))

    def _tell_cast(self, decisions: Decisions, engine: EngineInfo) -> None:
        folder = self._document.path.parent
        voices = voice_views(self._cue_views.views.values(), decisions, engine, folder)
        if voices != self._cast:
            self._cast = voices
            self._tell(CastViews(voices))
