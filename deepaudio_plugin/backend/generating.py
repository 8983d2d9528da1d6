"""Takes as they are ordered: queued, put off until there is a worker, and told as they go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from deepaudio_plugin.backend.messages import Fact, Generate, Pause, ProblemFound, Queue, Stop
from deepaudio_plugin.backend.open_timeline import OpenTimeline
from deepaudio_plugin.backend.render_thread import Halted, RenderEvent, RenderThread, Told
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.backend.showing import IDLE, QueueStanding
from deepaudio_plugin.backend.worker_supervisor import WorkerSupervisor
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import DeepAudioError, EngineUnavailableError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.planning.finished import planned_alone
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.project.next_takes import takes_due
from deepaudio_plugin.rendering.renderer import Rendered
from deepaudio_plugin.takes.library import TakeLibrary

Later = Callable[[Callable[[], None]], None]
"""Has the loop's thread do something."""


class Generating:
    """Keeps the renders' queue in step with the open timeline. For the loop's thread."""

    def __init__(
        self,
        timeline: OpenTimeline,
        *,
        machine: WorkerSupervisor,
        library: TakeLibrary,
        tell: Callable[[Fact], None],
        later: Later,
        generated: Callable[[Sequence[Job]], None],
    ) -> None:
        """`generated` hears of jobs that somebody has ordered to be generated."""
        self._timeline = timeline
        self._generated = generated
        self._machine = machine
        self._tell = tell
        self.thread = RenderThread(library, machine.client, lambda e: later(partial(self._note, e)))
        self._renderer = self.thread.renderer
        self._told_queue: Queue | None = None
        self._put_off_orders: list[Generate] = []
        self._noted: dict[str, bool] = {}  # takes to tell of, and whether they are rendered

    # -- orders -------------------------------------------------------------------------

    def generate(self, order: Generate) -> None:
        """Queue what is missing; while there is no worker, as soon as there is one."""
        session = self._timeline.needed
        session.project.require_decisions()
        _chosen_jobs(session, order)  # refuses references that there are none of
        self.plan_as_the_worker_is()
        if session.project.plan is not None and not session.project.plan.engine.ready:
            self._put_off(order, session.project.plan.engine)
            return
        jobs = _chosen_jobs(session, order)
        session.look_up([key for job in jobs for key in job.keys])
        jobs = _chosen_jobs(session, order)
        if order.scope == "selection":  # also what an earlier version of the engine has made
            jobs = [planned_alone(job) for job in self._without_recorded(jobs)]
        self.order(jobs)
        self._generated(jobs)

    def order(self, jobs: Sequence[Job], *, checked: bool = False) -> None:
        """Queue what is due of these, see `takes_due`."""
        session = self._timeline.needed
        self._renderer.add(takes_due(session.project, jobs, checked=checked))
        self.thread.wake()
        session.refresh(job.ref for job in jobs)
        self.tell_queue()

    def _without_recorded(self, jobs: list[Job]) -> list[Job]:
        """Of several jobs those that no person has recorded; the others are told."""
        kept = [job for job in jobs if not (job.requests and job.requests[0].is_recorded)]
        count = len(jobs) - len(kept)
        if not count or len(jobs) == 1:  # one alone is asked for by name
            return jobs
        lines = "1 line keeps its recording" if count == 1 else f"{count} lines keep recordings"
        hint = "Generate one by itself to have the engine speak it too."
        self._tell(ProblemFound("", f"{lines} of a person", hint, level="note"))
        return kept

    def stop(self, order: Stop) -> None:
        """Stop the renders of some jobs, or all."""
        keys = None
        if order.refs:
            jobs = self._timeline.needed.project.jobs.find(order.refs)
            keys = {key for job in jobs for key in job.keys}
        self._renderer.stop(keys)
        self.tell_queue()

    def pause(self, order: Pause) -> None:
        """Begin nothing more, or go on."""
        self.thread.pause(order.paused)
        self.tell_queue()

    def forget(self) -> None:
        """The timeline closes: keep what is noted of it, and render nothing more."""
        self.keep_noted()
        self._noted = {}
        self._put_off_orders = []
        self._renderer.stop()

    # -- the worker ---------------------------------------------------------------------

    def on_worker(self) -> None:
        """The worker is ready, or will not be: what waited for it is taken up.

        Raises WorkerError when there is none and something waited.
        """
        self.plan_as_the_worker_is()
        if not self._machine.starting:
            self._take_up()

    def plan_as_the_worker_is(self) -> None:
        """Plan again when the engine is another one than the plan was made for."""
        session = self._timeline.session
        if session is not None and session.replan_for_engine():
            self.drop_stale()

    def _put_off(self, order: Generate, engine: EngineInfo) -> None:
        """Requests are named by the engine that makes them: without it there are none yet.

        Raises EngineUnavailableError when the worker is there and the engine cannot run.
        """
        if not self._machine.starting and self._machine.failure is None:
            view = self._machine.view(RenderOptions(engine=engine.name), 0.0)
            raise EngineUnavailableError(
                f"the engine {engine.name} cannot run here: {view.state}", hint=view.hint
            )
        self._put_off_orders.append(order)
        self._machine.begin_again()

    def _take_up(self) -> None:
        orders, self._put_off_orders = self._put_off_orders, []
        failure = self._machine.failure
        for order in orders:
            if failure is not None:
                raise failure
            self.generate(order)

    # -- in step with decisions ---------------------------------------------------------

    def drop_stale(self) -> None:
        """Takes that wait and are no longer planned make room for those that are now."""
        session = self._timeline.needed
        jobs = session.project.jobs
        stale = {key for key in self._renderer.queue.unfinished() if not jobs.of_take(key)}
        if stale:
            refs = self._renderer.refs_of(stale)
            self._renderer.stop(stale)
            self._renderer.add(takes_due(session.project, jobs.find(refs), checked=True))
            self.thread.wake()
            session.refresh(refs)

    def standing(self, job: Job) -> QueueStanding:
        """How the renders of a job stand."""
        return self.thread.standing(job) if self.thread.active else IDLE

    # -- telling ------------------------------------------------------------------------

    def tell_queue(self) -> None:
        """The queue, if it stands otherwise."""
        queue = self.thread.queue()
        if queue != self._told_queue:
            self._told_queue = queue
            self._tell(queue)

    def tell_running(self) -> None:
        """How far the jobs are that run."""
        session = self._timeline.session
        if session is not None:
            keys = self._renderer.queue.running()
            session.refresh({job.ref for key in keys for job in session.project.jobs.of_take(key)})

    def _note(self, event: RenderEvent) -> None:
        """An event of the thread that renders, on the loop's; `tell_noted` tells it."""
        if isinstance(event, Told):
            self._tell(event.problem)
        elif isinstance(event, Halted):
            self._tell(event.problem)
            self._noted.update(dict.fromkeys(self._renderer.queue.unfinished(), False))
        else:
            key = event.take.key
            self._noted[key] = self._noted.get(key, False) or isinstance(event, Rendered)

    @property
    def has_noted(self) -> bool:
        """Whether `tell_noted` has something to tell."""
        return bool(self._noted)

    def keep_noted(self) -> None:
        """Remember what was rendered in the decisions, without telling it yet."""
        session = self._timeline.session
        if session is not None:
            for key in [key for key, is_rendered in self._noted.items() if is_rendered]:
                session.project.note_rendered(
                    [job.ref for job in session.project.jobs.of_take(key)], key
                )

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be rendered, and nothing is."""
        counts = self._renderer.queue.counts()
        return not counts.waiting and not counts.running

    def tell_noted(self) -> list[str]:
        """Tell the jobs whose renders stand otherwise, all that came since the last time.

        Content keys of the takes among them that were rendered.
        """
        self.keep_noted()
        noted, self._noted = self._noted, {}
        session = self._timeline.session
        if session is None or not noted:
            return []
        rendered = [key for key, is_rendered in noted.items() if is_rendered]
        try:
            session.look_up(rendered)
        except DeepAudioError:  # as when the disk is full: told when the library can be read
            self._noted = {**dict.fromkeys(rendered, True), **self._noted}
            raise
        finally:
            session.refresh({job.ref for key in noted for job in session.project.jobs.of_take(key)})
        return rendered


def _chosen_jobs(session: Session, order: Generate) -> list[Job]:
    """Raises UsageError for a reference that nothing is planned for."""
    if order.scope == "selection":
        return [session.project.jobs.job(ref) for ref in order.refs]
    jobs = list(session.project.jobs.by_ref.values())
    if order.scope == "changed":
        return [job for job in jobs if session.state(job.ref) in ("changed", "failed")]
    return jobs
