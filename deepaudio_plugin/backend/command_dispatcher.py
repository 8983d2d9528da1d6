"""What a backend has at hand: the worker, the library, the open timeline, the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.background_tasks import Answer, BackgroundTasks
from deepaudio_plugin.backend.deciding import decide
from deepaudio_plugin.backend.fetching import Fetching, weights_fact
from deepaudio_plugin.backend.generating import Generating, Later
from deepaudio_plugin.backend.listening import Listening
from deepaudio_plugin.backend.messages import FILM_KEY, EngineStatus, Fact, Order, ProblemFound
from deepaudio_plugin.backend.open_timeline import OpenTimeline
from deepaudio_plugin.backend.recordings import RecordingImporter
from deepaudio_plugin.backend.reports import ReportWriter
from deepaudio_plugin.backend.screening import Screening
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.backend.spelling import WordChecking
from deepaudio_plugin.backend.subtitle_lookout import SubtitleLookout
from deepaudio_plugin.backend.take_checks import TakeChecks
from deepaudio_plugin.backend.views import EngineView
from deepaudio_plugin.backend.watching import PeaksWish, Watching
from deepaudio_plugin.backend.worker_supervisor import WorkerSupervisor
from deepaudio_plugin.backend.writes import (
    Writer,
    ordered_writing,
    progress_fact,
    write_planned,
)
from deepaudio_plugin.core.errors import DeepAudioError, UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.formats.reading import ADAPTED
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.project.subtitle_export import export_subtitles
from deepaudio_plugin.takes.opening import open_library
from deepaudio_plugin.timeline.timing import exact_rate
from deepaudio_plugin.viewing import Gallery, Projector

_OTIO = (".otio", ".otioz", ".otiod")
_NOTED_EVERY_S = 0.05
_QUEUE_EVERY_S = 0.1
_JOBS_EVERY_S = 0.2
_ENGINE_EVERY_S = 1.0
_SAVE_EVERY_S = 1.0
_SUBTITLES_EVERY_S = 0.7


class CommandDispatcher:
    """Carries out orders on the loop's thread. `later` brings what others do back to it."""

    def __init__(self, tell: Callable[[Fact], None], later: Later) -> None:
        self._tell = tell
        self._later = later
        self._library = library = open_library()
        self._machine = machine = WorkerSupervisor(lambda: later(self._on_worker))
        self._timeline = timeline = OpenTimeline()
        gallery = Gallery(machine.client)
        self._generating = generating = Generating(
            timeline,
            machine=machine,
            library=library,
            tell=tell,
            later=later,
            generated=self._on_generated,
        )
        self._listening = listening = Listening(
            timeline,
            machine=machine,
            library=library,
            gallery=gallery,
            generating=generating,
            tell=tell,
            later=later,
        )
        self._recordings = RecordingImporter(
            timeline, worker=machine.client, library=library, later=later
        )
        self._checks = TakeChecks(
            timeline,
            library=library,
            worker=machine.client,
            order=partial(generating.order, checked=True),
            tell=tell,
            later=later,
        )
        self._spelling = WordChecking(tell)
        self._watching = Watching(gallery, tell)
        self._screening = Screening(Projector(machine.client), tell, self._is_rendering)
        self._writer = Writer(machine.client)
        self._reports = ReportWriter(machine.client, tell)
        self._fetching = Fetching(tell, lambda: later(self._on_weights))
        self._tasks = {name: BackgroundTasks(name) for name in ("writing", "weights", "worker")}
        self._lookout = SubtitleLookout(timeline, later, generating.drop_stale)
        self._told_engine: EngineView | None = None
        self._due: dict[str, float] = {}
        self._quick = self._quick_orders(generating)
        self._slow = self._slow_orders(listening)

    def _quick_orders(self, generating: Generating) -> dict[type, Callable[[Any], None]]:
        """Carried out at once."""
        return {
            messages.Open: self._open,
            messages.CloseTimeline: lambda _order: self._close_timeline(),
            messages.RateTake: self._rate_take,
            messages.Generate: generating.generate,
            messages.Pause: generating.pause,
            messages.Stop: generating.stop,
            messages.ExportSubtitles: self._export_subtitles,
            messages.ShowPictures: self._show_pictures,
            messages.ShowPeaks: self._show_peaks,
            messages.LookAt: self._look_at,
            messages.ListenFrom: self._listening.listen_from,
            messages.PlanWrite: self._plan_write,
            messages.StopWrite: lambda _order: self._writer.stop(),
            messages.StopReport: lambda _order: self._reports.stop(),
            messages.PullWeights: self._pull_weights,
            messages.StopPull: lambda _order: self._fetching.stop(),
        }

    def _slow_orders(self, listening: Listening) -> dict[type, Callable[[Any, Answer], None]]:
        """Answered later."""
        return {
            messages.Write: self._write,
            messages.UndoWrite: self._undo_write,
            messages.WriteReport: self._write_report,
            messages.Audition: listening.audition,
            messages.TakeVoiceFrom: listening.take_voice_from,
            messages.ImportRecording: self._recordings.import_recording,
            messages.ListWeights: self._list_weights,
            messages.CheckWords: self._spelling.check,
            messages.RestartWorker: self._restart,
            messages.RenderOn: self._render_on,
        }

    # -- life ---------------------------------------------------------------------------

    def formats(self) -> tuple[str, ...]:
        """Endings of timelines that can be read."""
        return (*_OTIO, *sorted(ADAPTED))

    def begin(self) -> None:
        """Start the worker."""
        self._machine.begin()
        self._tell_engine()

    def close(self) -> None:
        """Stop renders, keep what was decided, end the worker."""
        self._listening.close()
        self._recordings.close()
        self._checks.close()
        self._spelling.close()
        self._reports.close()
        for tasks in self._tasks.values():
            tasks.close()
        self._watching.close()
        self._lookout.close()
        self._screening.close()
        self._fetching.stop()
        self._close_timeline()
        self._generating.thread.close(timeout_s=0.2)
        self._machine.close()
        self._library.close()

    def tick(self, now: float) -> None:
        """Tell how renders go, seldom enough; called several times a second."""
        if self._generating.has_noted and self._is_due("noted", now, _NOTED_EVERY_S):
            self._checks.note(self._generating.tell_noted())
        if self._is_due("queue", now, _QUEUE_EVERY_S):
            self._generating.tell_queue()
            if self._generating.is_idle:
                self._checks.begin()
        is_open = self._timeline.session is not None
        if is_open and self._is_due("jobs", now, _JOBS_EVERY_S):
            self._generating.tell_running()
        if self._is_due("engine", now, _ENGINE_EVERY_S):
            self._tell_engine()
        if is_open and self._is_due("save", now, _SAVE_EVERY_S):
            self._timeline.save()
        if is_open and self._is_due("subtitles", now, _SUBTITLES_EVERY_S):
            self._lookout.look()

    def _is_due(self, name: str, now: float, every_s: float) -> bool:
        if now < self._due.get(name, 0.0):
            return False
        self._due[name] = now + every_s
        return True

    # -- orders -------------------------------------------------------------------------

    def carry_out(self, order: Order, answer: Answer) -> bool:
        """Carry an order out; False when it will be answered later, by `answer`.

        Raises DeepAudioError when it cannot be; then nothing has changed.
        """
        kind = type(order)
        if kind in self._slow:
            self._slow[kind](order, answer)
            return False
        if kind in self._quick:
            self._quick[kind](order)
        elif decide(self._timeline.needed, order):
            self._generating.drop_stale()
            self._tell_engine()
            if isinstance(order, messages.Set) and order.values.get("pick"):
                self._checks.note_all()
        else:
            raise UsageError(f"this backend cannot do {order.kind!r}")
        return True

    # -- the timeline -------------------------------------------------------------------

    def _open(self, order: messages.Open) -> None:
        self._generating.keep_noted()  # the same timeline may be opened again
        self._timeline.save()
        session = Session(
            Path(order.path),
            RenderOptions(
                subtitles=tuple(map(Path, order.subtitles)),
                media_roots=tuple(map(Path, order.media_roots)),
            ),
            engines=self._machine.engine,
            library=self._library,
            tell=self._tell,
            standing=self._generating.standing,
        )
        self._close_timeline()
        self._timeline.begin(session)
        try:
            session.load()
        except DeepAudioError:
            self._close_timeline()  # no half of a timeline stays
            raise
        self._tell_engine()
        self._listening.look_for_own()
        self._checks.look_again()

    def _close_timeline(self) -> None:
        if self._timeline.session is not None:
            self._generating.forget()
            self._checks.forget()
            self._watching.forget()
            self._screening.forget()
            self._listening.forget()
        self._timeline.close()

    def _on_generated(self, jobs: Sequence[Job]) -> None:
        self._checks.note_made(jobs)

    def _rate_take(self, order: messages.RateTake) -> None:
        session = self._timeline.needed
        session.project.jobs.take(order.ref, order.key)
        self._library.rate(order.key, order.stars)
        session.look_up([order.key])

    def _export_subtitles(self, order: messages.ExportSubtitles) -> None:
        project = self._timeline.needed.project
        export_subtitles(project, Path(order.path), timecode=order.timecode, overwrite=True)

    # -- looking ------------------------------------------------------------------------

    def _show_pictures(self, order: messages.ShowPictures) -> None:
        found = self._timeline.needed.project.contents.find_shots(order.refs)
        shown = [(ref, found[ref].picture if ref in found else None) for ref in order.refs]
        self._watching.show_pictures(shown, order.height)

    def _show_peaks(self, order: messages.ShowPeaks) -> None:
        project = self._timeline.needed.project
        entries, wishes = project.jobs.entries, []
        for key in order.keys:
            if key in entries:
                wishes.append(PeaksWish(key, take=Path(entries[key].take.path)))
            else:
                wishes.append(PeaksWish(key, picture=self._own_source(key)))
        self._watching.show_peaks(wishes, order.buckets)

    def _own_source(self, key: str) -> PictureSource | None:
        """The media of the film's own sound that a key of a waveform names."""
        name = key.removeprefix(FILM_KEY)
        index, _, start = name.partition("@")
        if key.startswith(FILM_KEY) and index.isdecimal() and start.isdecimal():
            return self._listening.own_source(int(index), int(start))
        shot = self._timeline.needed.project.contents.find_shots([name]).get(name)
        return shot.picture if shot is not None and key != name else None

    def _look_at(self, order: messages.LookAt) -> None:
        project = self._timeline.needed.project
        shots, rate = project.contents.material.shots, exact_rate(project.document.rate)
        self._screening.look(order, shots, rate)

    def _is_rendering(self) -> bool:
        return self._generating.thread.queue().running > 0

    # -- the worker and its model -------------------------------------------------------

    def _on_worker(self) -> None:
        """The worker is ready, or will not be: plans made without it are made again."""
        self._tell_engine()
        if (failure := self._machine.farm_failure()) is not None:
            message = f"this computer renders instead of the farm: {failure.message}"
            hint = f"{failure.hint} Choose the farm again to try again.".strip()
            self._tell(ProblemFound(failure.where, message, hint))
        self._generating.on_worker()
        self._checks.look_again()

    def _restart(self, _order: messages.RestartWorker, answer: Answer) -> None:
        """What is being rendered waits meanwhile."""

        def restart() -> None:
            with self._generating.thread.suspended():
                self._machine.restart()
                self._later(self._tell_engine)

        self._tasks["worker"].send(restart, answer)

    def _render_on(self, order: messages.RenderOn, answer: Answer) -> None:
        """As a restart, with another worker: the one here, or a farm."""

        def change() -> None:
            with self._generating.thread.suspended():
                if self._machine.render_on(order.farm, order.farm_map):
                    self._later(self._tell_engine)

        self._tasks["worker"].send(change, answer)

    def _tell_engine(self) -> None:
        options = self._timeline.options
        memory = self._generating.thread.worker_memory_mb
        view = self._machine.view(options, memory)
        if view != self._told_engine:
            self._told_engine = view
            self._tell(EngineStatus(view))

    def _list_weights(self, _order: messages.ListWeights, answer: Answer) -> None:
        self._tasks["weights"].send(lambda: self._tell(weights_fact()), answer)

    def _pull_weights(self, order: messages.PullWeights) -> None:
        self._fetching.pull(order.variant, accepted=order.accepted)

    def _on_weights(self) -> None:
        """New weights are known to a new worker."""
        self._restart(messages.RestartWorker(""), lambda _error: None)
        self._list_weights(messages.ListWeights(""), lambda _error: None)

    # -- writing ------------------------------------------------------------------------

    def _plan_write(self, order: messages.PlanWrite) -> None:
        writing = ordered_writing(self._timeline.needed.project, order)
        self._tell(write_planned(order.id, writing))

    def _write(self, order: messages.Write, answer: Answer) -> None:
        tasks = self._tasks["writing"]
        writing = ordered_writing(self._timeline.needed.project, order)
        self._writer.begin()

        def write() -> None:
            told = progress_fact(order.id)
            self._tell(
                self._writer.write(
                    writing, lambda: tasks.closing, lambda *step: self._tell(told(*step))
                )
            )

        tasks.send(write, answer)

    def _write_report(self, order: messages.WriteReport, answer: Answer) -> None:
        self._reports.write(self._timeline.needed.project, order, answer)

    def _undo_write(self, _order: messages.UndoWrite, answer: Answer) -> None:
        self._tasks["writing"].send(self._writer.undo, answer)


__all__ = ["CommandDispatcher"]
