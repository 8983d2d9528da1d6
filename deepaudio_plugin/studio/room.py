"""What a studio has at hand: the worker, the library, the open timeline, the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from deepaudio_plugin.errors import EngineUnavailableError, TimelineError, UsageError
from deepaudio_plugin.options import RenderOptions
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.protocol import EngineState
from deepaudio_plugin.reading.formats import ADAPTED
from deepaudio_plugin.reading.problems import Problem as Found
from deepaudio_plugin.rendering import Rendered, missing_takes
from deepaudio_plugin.studio import messages
from deepaudio_plugin.studio.deciding import cast_voice, decide
from deepaudio_plugin.studio.errands import Answer, Errands
from deepaudio_plugin.studio.fetching import Fetching, weights_fact
from deepaudio_plugin.studio.holding import Hold
from deepaudio_plugin.studio.listening import (
    ReelMaker,
    audition_request,
    pictures_between,
    render_one,
    scene_of,
)
from deepaudio_plugin.studio.machine import Machine
from deepaudio_plugin.studio.messages import Auditioned, Engine, Fact, Order, Queue
from deepaudio_plugin.studio.renders import Halted, Noted, Renders
from deepaudio_plugin.studio.session import Session
from deepaudio_plugin.studio.showing import IDLE, Standing
from deepaudio_plugin.studio.views import EngineView
from deepaudio_plugin.studio.watching import Watching
from deepaudio_plugin.studio.writes import Writer, writing_of
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.viewing import Gallery
from deepaudio_plugin.writing.names import label, media_folder

_OTIO = (".otio", ".otioz", ".otiod")
_NOTED_EVERY_S = 0.05
_QUEUE_EVERY_S = 0.1
_JOBS_EVERY_S = 0.2
_ENGINE_EVERY_S = 1.0
_SAVE_EVERY_S = 1.0

Later = Callable[[Callable[[], None]], None]


class Room:
    """Carries out orders on the loop's thread. `later` brings what others do back to it."""

    def __init__(
        self,
        tell: Callable[[Fact], None],
        later: Later,
        *,
        machine: Callable[[Callable[[], None]], Machine] = Machine,
        library: TakeLibrary | None = None,
    ) -> None:
        self._tell = tell
        self._later = later
        self._library = library or TakeLibrary()
        self._machine = machine(lambda: later(self._on_worker))
        worker = self._machine.client
        self._renders = Renders(self._library, worker, lambda n: later(partial(self._note, n)))
        self._gallery = Gallery(worker)
        self._watching = Watching(self._gallery, tell)
        self._reels = ReelMaker(worker, self._gallery)
        self._writer = Writer(self._library, worker)
        self._fetching = Fetching(tell, lambda: later(self._on_weights))
        self._errands = {
            name: Errands(name) for name in ("writing", "listening", "weights", "worker")
        }
        self._session: Session | None = None
        self._hold: Hold | None = None
        self._told_queue: Queue | None = None
        self._told_engine: EngineView | None = None
        self._due: dict[str, float] = {}
        self._put_off_orders: list[messages.Generate] = []
        self._noted: dict[str, bool] = {}  # takes to tell of, and whether they are rendered
        self._actions: dict[type, Callable[[Any], None]] = {
            messages.Open: self._open,
            messages.CloseTimeline: lambda _order: self._close_timeline(),
            messages.RateTake: self._rate_take,
            messages.Generate: self._generate,
            messages.Pause: self._pause,
            messages.Stop: self._stop,
            messages.ShowPictures: self._show_pictures,
            messages.ShowPeaks: self._show_peaks,
            messages.PlanWrite: self._plan_write,
            messages.PullWeights: self._pull_weights,
            messages.StopPull: lambda _order: self._fetching.stop(),
        }
        self._slow: dict[type, Callable[[Any, Answer], None]] = {
            messages.Write: self._write,
            messages.UndoWrite: self._undo_write,
            messages.MakeReel: self._make_reel,
            messages.Audition: self._audition,
            messages.TakeVoiceFrom: self._take_voice_from,
            messages.ListWeights: self._list_weights,
            messages.RestartWorker: self._restart,
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
        for errands in self._errands.values():
            errands.close()
        self._watching.close()
        self._fetching.stop()
        self._close_timeline()
        self._renders.close(timeout_s=0.2)
        self._machine.close()
        self._library.close()

    def tick(self, now: float) -> None:
        """Tell how renders go, seldom enough; called several times a second."""
        if self._noted and self._is_due("noted", now, _NOTED_EVERY_S):
            self._tell_noted()
        if self._is_due("queue", now, _QUEUE_EVERY_S):
            self._tell_queue()
        session = self._session
        if session is not None and self._is_due("jobs", now, _JOBS_EVERY_S):
            keys = self._renders.running()
            session.refresh({job.ref for key in keys for job in session.jobs_of(key)})
        if self._is_due("engine", now, _ENGINE_EVERY_S):
            self._tell_engine()
        if session is not None and self._is_due("save", now, _SAVE_EVERY_S):
            session.save()

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
        if kind in self._actions:
            self._actions[kind](order)
        elif decide(self._open_session, order):
            self._drop_stale()
            self._tell_engine()
        else:
            raise UsageError(f"this studio cannot do {order.kind!r}")
        return True

    @property
    def _open_session(self) -> Session:
        if self._session is None:
            raise TimelineError("no timeline is open", hint="Open one first.")
        return self._session

    # -- the timeline -------------------------------------------------------------------

    def _open(self, order: messages.Open) -> None:
        session = Session(
            Path(order.path),
            base=RenderOptions(media_roots=tuple(map(Path, order.media_roots))),
            engines=self._engine,
            library=self._library,
            tell=self._tell,
            standing=self._standing,
        )
        self._close_timeline()
        self._hold = Hold(session.decisions_path)
        taken = self._hold.take()
        if taken is not None:
            session.only_look(taken)
        session.begin_with_subtitles([Path(path) for path in order.subtitles])
        self._session = session
        session.tell_opened()
        session.load()
        session.finish_loading()
        self._tell_engine()

    def _close_timeline(self) -> None:
        if self._session is not None:
            self._tell_noted()
            self._put_off_orders = []
            self._renders.stop()
            self._watching.forget()
            self._session.save()
            self._session = None
        if self._hold is not None:
            self._hold.let_go()
            self._hold = None

    def _take_voice_from(self, order: messages.TakeVoiceFrom, answer: Answer) -> None:
        """Keep the sound of a range beside the timeline, then cast it on the loop's thread."""
        session = self._open_session
        session.check_may_decide()
        if not order.words.strip():
            raise UsageError("what is said there? A voice needs its recording's words")
        assert session.plan is not None
        pictures, starts_s, num_samples = pictures_between(session.plan, order.start, order.frames)
        if not pictures:
            raise UsageError("there is no clip with sound in this range")
        folder = media_folder(session.path) / "voices"

        def cut() -> None:
            path = _free_name(folder, label(order.speaker) or "voice")
            path.parent.mkdir(parents=True, exist_ok=True)
            found = self._gallery.original(pictures, starts_s, num_samples, path)
            if found.path is None:
                raise UsageError("the clips of this range have no sound")
            voice = f"{path.relative_to(session.path.parent).as_posix()}:{order.words.strip()}"
            self._later(partial(self._cast_later, session, order.speaker, voice, answer))

        self._errands["listening"].send(cut, lambda error: answer(error) if error else None)

    def _cast_later(self, session: Session, speaker: str, voice: str, answer: Answer) -> None:
        try:
            if session is self._session:
                cast_voice(session, speaker, voice)
                self._drop_stale()
        except Exception as error:
            answer(error)
        else:
            answer(None)

    def _rate_take(self, order: messages.RateTake) -> None:
        session = self._open_session
        session.request(order.ref, order.key)
        self._library.rate(order.key, order.stars)
        session.look_up([order.key])

    # -- renders ------------------------------------------------------------------------

    def _generate(self, order: messages.Generate) -> None:
        """Queue what is missing; while there is no worker, as soon as there is one."""
        session = self._open_session
        jobs = self._chosen_jobs(session, order)
        self._plan_as_the_worker_is()
        if session.plan is not None and not session.plan.engine.ready:
            self._put_off(order, session.plan.engine)
            return
        jobs = self._chosen_jobs(session, order)
        session.look_up([request.key for job in jobs for request in job.requests])
        self._renders.add(missing_takes(jobs, session.entries))
        session.refresh(job.ref for job in jobs)
        self._tell_queue()

    def _chosen_jobs(self, session: Session, order: messages.Generate) -> list[Job]:
        if order.scope == "selection":
            return [session.job(ref) for ref in order.refs]
        jobs = session.all_jobs()
        if order.scope == "changed":
            return [job for job in jobs if session.state(job.ref) in ("changed", "failed")]
        return jobs

    def _put_off(self, order: messages.Generate, engine: EngineState) -> None:
        """Requests are named by the engine that makes them: without it there are none yet.

        Raises EngineUnavailableError when the worker is there and the engine cannot run.
        """
        if not self._machine.starting and self._machine.failure is None:
            view = self._machine.view(engine.name, "", 0.0)
            raise EngineUnavailableError(
                f"the engine {engine.name} cannot run here: {view.state}", hint=view.hint
            )
        self._put_off_orders.append(order)
        self._machine.begin_again()

    def _take_up(self) -> None:
        """What was put off until the worker came; a problem when it did not."""
        orders, self._put_off_orders = self._put_off_orders, []
        failure = self._machine.failure
        for order in orders:
            if failure is not None:
                raise failure
            self._generate(order)

    def _stop(self, order: messages.Stop) -> None:
        keys = None
        if order.refs:
            jobs = self._open_session.jobs(order.refs)
            keys = {request.key for job in jobs for request in job.requests}
        self._renders.stop(keys)
        self._tell_queue()

    def _pause(self, order: messages.Pause) -> None:
        self._renders.pause(order.paused)
        self._tell_queue()

    def _tell_queue(self) -> None:
        queue = self._renders.queue()
        if queue != self._told_queue:
            self._told_queue = queue
            self._tell(queue)

    def _drop_stale(self) -> None:
        """Takes that wait and are no longer planned make room for those that are now."""
        session = self._open_session
        stale = {key for key in self._renders.queued() if not session.jobs_of(key)}
        if stale:
            refs = self._renders.refs_of(stale)
            self._renders.stop(stale)
            self._renders.add(missing_takes(session.jobs(refs), session.entries))
            session.refresh(refs)

    def _standing(self, job: Job) -> Standing:
        return self._renders.standing(job) if self._renders.active else IDLE

    def _note(self, noted: Noted) -> None:
        """What the renders' thread has to say, on the loop's; `_tell_noted` tells it."""
        if isinstance(noted, Halted):
            self._tell(noted.problem)
            self._noted.update(dict.fromkeys(self._renders.queued(), False))
        else:
            key = noted.missing.key
            self._noted[key] = self._noted.get(key, False) or isinstance(noted, Rendered)

    def _tell_noted(self) -> None:
        """Tell the jobs whose renders stand otherwise, all that came since the last time."""
        noted, self._noted = self._noted, {}
        session = self._session
        if session is None or not noted:
            return
        rendered = [key for key, is_rendered in noted.items() if is_rendered]
        for key in rendered:
            session.note_rendered([job.ref for job in session.jobs_of(key)], key)
        session.look_up(rendered)
        others = {job.ref for key in noted for job in session.jobs_of(key)}
        session.refresh(others)

    # -- looking and listening ----------------------------------------------------------

    def _show_pictures(self, order: messages.ShowPictures) -> None:
        found = self._open_session.find_shots(order.refs)
        shown = [(ref, found[ref].picture if ref in found else None) for ref in order.refs]
        self._watching.show_pictures(shown, order.height)

    def _show_peaks(self, order: messages.ShowPeaks) -> None:
        entries = self._open_session.entries
        files = [(key, Path(entries[key].take.path)) for key in order.keys if key in entries]
        for key in order.keys:
            if key not in entries:
                self._tell(messages.Peaks(key, ""))
        self._watching.show_peaks(files, order.buckets)

    def _make_reel(self, order: messages.MakeReel, answer: Answer) -> None:
        session = self._open_session
        writing = writing_of(session, session.options, may_be_empty=not order.ref)
        scene = scene_of(order, writing.plan, writing.outcome, session.options.duck_db)
        errands = self._errands["listening"]

        def make() -> None:
            self._tell(self._reels.make(order.id, scene, lambda: errands.closing))

        errands.send(make, answer)

    def _audition(self, order: messages.Audition, answer: Answer) -> None:
        options = self._session.options if self._session is not None else RenderOptions()
        problems: list[Found] = []
        engine = self._engine(options.engine, problems)
        voice = f"{order.voice}:{order.words}" if order.words else order.voice
        request = audition_request(voice, order.text, options, engine)
        errands = self._errands["listening"]

        def say() -> None:
            client = self._machine.client()
            path = render_one(request, self._library, client, lambda: errands.closing)
            self._tell(Auditioned(order.id, str(path)))

        errands.send(say, answer)

    # -- the worker and its model -------------------------------------------------------

    def _engine(self, name: str, problems: list[Found]) -> EngineState:
        return self._machine.engine(name, problems)

    def _on_worker(self) -> None:
        """The worker is ready, or will not be: plans made without it are made again."""
        self._tell_engine()
        self._plan_as_the_worker_is()
        if not self._machine.starting:
            self._take_up()

    def _plan_as_the_worker_is(self) -> None:
        session = self._session
        if session is not None and session.plan is not None:
            problems: list[Found] = []
            if self._engine(session.options.engine, problems) != session.engine:
                session.replan()
                self._drop_stale()

    def _restart(self, _order: messages.RestartWorker, answer: Answer) -> None:
        """What is being rendered waits meanwhile."""

        def restart() -> None:
            with self._renders.held():
                self._machine.restart()
                self._later(self._tell_engine)

        self._errands["worker"].send(restart, answer)

    def _tell_engine(self) -> None:
        options = self._session.options if self._session is not None else RenderOptions()
        memory = self._renders.worker_memory_mb
        view = self._machine.view(options.engine, options.variant, memory)
        if view != self._told_engine:
            self._told_engine = view
            self._tell(Engine(view))

    def _list_weights(self, _order: messages.ListWeights, answer: Answer) -> None:
        self._errands["weights"].send(lambda: self._tell(weights_fact()), answer)

    def _pull_weights(self, order: messages.PullWeights) -> None:
        self._fetching.pull(order.variant, accepted=order.accepted)

    def _on_weights(self) -> None:
        """New weights are known to a new worker."""
        self._restart(messages.RestartWorker(""), lambda _error: None)
        self._list_weights(messages.ListWeights(""), lambda _error: None)

    # -- writing ------------------------------------------------------------------------

    def _plan_write(self, order: messages.PlanWrite) -> None:
        session = self._open_session
        writing = writing_of(session, _write_options(session, order))
        self._tell(self._writer.planned(order.id, writing))

    def _write(self, order: messages.Write, answer: Answer) -> None:
        session, errands = self._open_session, self._errands["writing"]
        writing = writing_of(session, _write_options(session, order))
        self._writer.check(writing)

        def write() -> None:
            self._tell(self._writer.write(writing, lambda: errands.closing))

        errands.send(write, answer)

    def _undo_write(self, _order: messages.UndoWrite, answer: Answer) -> None:
        self._errands["writing"].send(self._writer.undo, answer)


def _write_options(session: Session, order: messages.PlanWrite | messages.Write) -> RenderOptions:
    """Options of the open timeline with what the order says of the output."""
    preview = getattr(order, "preview", "")
    decided = None if order.in_place else session.options.output
    return replace(
        session.options,
        output=Path(order.output) if order.output else decided,
        in_place=order.in_place,
        dialect=order.dialect,
        preview=Path(preview) if preview else None,
    )


def _free_name(folder: Path, name: str) -> Path:
    """`<name>.wav`, `<name>-2.wav` …: the first that nothing has."""
    path, number = folder / f"{name}.wav", 2
    while path.exists():
        path, number = folder / f"{name}-{number}.wav", number + 1
    return path


__all__ = ["Room"]
