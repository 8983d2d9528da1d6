"""What a studio has at hand: the worker, the library, the open timeline, the queue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from deepaudio_plugin.decisions import model
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.decisions.settings import change_settings
from deepaudio_plugin.errors import DeepAudioError, TimelineError, UsageError
from deepaudio_plugin.options import RenderOptions
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.recordings import check_voice, recording_of
from deepaudio_plugin.protocol import EngineState
from deepaudio_plugin.reading.formats import ADAPTED
from deepaudio_plugin.reading.problems import Problem as Found
from deepaudio_plugin.rendering import Rendered, missing_takes
from deepaudio_plugin.studio import messages
from deepaudio_plugin.studio.errands import Answer, Errands
from deepaudio_plugin.studio.machine import Machine
from deepaudio_plugin.studio.messages import Engine, Fact, Order, Problem, Queue
from deepaudio_plugin.studio.opening import with_subtitles
from deepaudio_plugin.studio.renders import Halted, Noted, Renders
from deepaudio_plugin.studio.session import Session
from deepaudio_plugin.studio.showing import IDLE, Standing
from deepaudio_plugin.studio.views import EngineView
from deepaudio_plugin.studio.writes import Writer
from deepaudio_plugin.takes.library import TakeLibrary

_OTIO = (".otio", ".otioz", ".otiod")
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
        self._renders = Renders(
            self._library, self._machine.client, lambda n: later(partial(self._note, n))
        )
        self._session: Session | None = None
        self._writing = Errands("writing")
        self._writer = Writer(self._library, self._machine.client)
        self._told_queue: Queue | None = None
        self._told_engine: EngineView | None = None
        self._due: dict[str, float] = {}
        self._orders: dict[type, Callable[[Any], None]] = {
            messages.Open: self._open,
            messages.CloseTimeline: lambda _order: self._close_timeline(),
            messages.AddSubtitles: self._add_subtitles,
            messages.Set: self._set,
            messages.EditLine: self._edit_line,
            messages.EditShots: self._edit_shots,
            messages.CastVoice: self._cast_voice,
            messages.ChooseTake: self._choose_take,
            messages.RateTake: self._rate_take,
            messages.AskTake: self._ask_take,
            messages.Undo: lambda order: self._open_session.undo(order.redo),
            messages.Generate: self._generate,
            messages.Pause: lambda order: self._renders.pause(order.paused),
            messages.Stop: self._stop,
            messages.RestartWorker: lambda _order: self._restart(),
            messages.PlanWrite: self._plan_write,
        }
        self._errands: dict[type, Callable[[Any, Answer], None]] = {
            messages.Write: self._write,
            messages.UndoWrite: self._undo_write,
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
        self._writing.close()
        if self._session is not None:
            self._session.save()
        self._renders.close(timeout_s=0.2)
        self._machine.close()
        self._library.close()

    def tick(self, now: float) -> None:
        """Tell how renders go, seldom enough; called several times a second."""
        if self._is_due("queue", now, _QUEUE_EVERY_S):
            queue = self._renders.queue()
            if queue != self._told_queue:
                self._told_queue = queue
                self._tell(queue)
        if self._session is not None and self._is_due("jobs", now, _JOBS_EVERY_S):
            refs = {job.ref for job in self._queued_jobs() if self._is_rendering(job)}
            self._session.refresh(refs)
        if self._is_due("engine", now, _ENGINE_EVERY_S):
            self._tell_engine()
        if self._session is not None and self._is_due("save", now, _SAVE_EVERY_S):
            self._session.save()

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
        errand = self._errands.get(type(order))
        if errand is not None:
            errand(order, answer)
            return False
        action = self._orders.get(type(order))
        if action is None:
            raise UsageError(f"this studio cannot do {order.kind!r} yet")
        action(order)
        return True

    @property
    def _open_session(self) -> Session:
        if self._session is None:
            raise TimelineError("no timeline is open", hint="Open one first.")
        return self._session

    # -- the timeline -------------------------------------------------------------------

    def _open(self, order: messages.Open) -> None:
        base = RenderOptions(media_roots=tuple(map(Path, order.media_roots)))
        session = Session(
            Path(order.path),
            base=base,
            engines=self._engine,
            library=self._library,
            tell=self._tell,
            standing=self._standing,
        )
        self._close_timeline()
        self._session = session
        if order.subtitles:
            session.begin_with_subtitles([Path(path) for path in order.subtitles])
        session.tell_opened()
        session.load()
        session.finish_loading()
        self._tell_engine()

    def _close_timeline(self) -> None:
        if self._session is not None:
            self._renders.stop()
            self._session.save()
            self._session = None

    def _add_subtitles(self, order: messages.AddSubtitles) -> None:
        session, paths = self._open_session, [Path(path) for path in order.paths]

        def change(decisions: Decisions) -> Decisions:
            return with_subtitles(decisions, paths, session.path, instead=order.instead)

        session.reread_subtitles("subtitles", change)

    # -- decisions ----------------------------------------------------------------------

    def _set(self, order: messages.Set) -> None:
        names = ", ".join(name.replace("_", " ") for name in order.values)
        self._decide(f"setting: {names}", lambda d: change_settings(d, order.values))
        self._tell_engine()

    def _edit_line(self, order: messages.EditLine) -> None:
        cue = self._open_session.cue(order.ref)
        self._decide(
            f"line {_quoted(cue.text)}",
            lambda d: model.edit_line(
                d, cue, text=order.text, speaker=order.speaker, muted=order.muted
            ),
        )

    def _edit_shots(self, order: messages.EditShots) -> None:
        session = self._open_session
        found = {ref: session.shot(ref) for ref in order.refs}
        names = [shot.name for shot in found.values()]
        what = f"shot {_quoted(names[0])}" if len(names) == 1 else f"{len(names)} shots"
        self._decide(
            what,
            lambda d: model.prompt_shots(
                d,
                found,
                prompt=order.prompt,
                negative_prompt=order.negative_prompt,
                muted=order.muted,
            ),
        )

    def _cast_voice(self, order: messages.CastVoice) -> None:
        session = self._open_session
        voice = f"{order.voice}:{order.words}" if order.words else order.voice
        if voice and recording_of(voice) is None and session.plan is not None:
            engine = session.plan.engine
            if engine.ready and (problem := check_voice(voice, engine)):
                raise UsageError(problem)
        who = order.speaker or "lines of nobody"
        self._decide(f"voice of {who}", lambda d: model.cast(d, order.speaker, voice))

    def _choose_take(self, order: messages.ChooseTake) -> None:
        session = self._open_session
        request = session.request(order.ref, order.key)
        job = session.job(order.ref)
        self._decide(
            f"take of {_quoted(job.name)}",
            lambda d: model.choose_take(
                d, order.ref, session.anchor(order.ref), order.key, request.seed
            ),
        )

    def _rate_take(self, order: messages.RateTake) -> None:
        session = self._open_session
        session.request(order.ref, order.key)
        self._library.rate(order.key, order.stars)
        session.look_up([order.key])

    def _ask_take(self, order: messages.AskTake) -> None:
        session = self._open_session
        jobs = [session.job(ref) for ref in order.refs]

        def change(decisions: Decisions) -> Decisions:
            for job in jobs:
                seed = model.free_seed([request.seed for request in job.requests])
                anchor = session.anchor(job.ref)
                decisions = model.ask_take(decisions, job.ref, anchor, seed)
            return decisions

        what = _quoted(jobs[0].name) if len(jobs) == 1 else f"{len(jobs)} jobs"
        self._decide(f"another take of {what}", change)

    def _decide(self, words: str, change: Callable[[Decisions], Decisions]) -> None:
        self._open_session.decide(words, change)
        self._drop_stale()

    # -- renders ------------------------------------------------------------------------

    def _generate(self, order: messages.Generate) -> None:
        session = self._open_session
        jobs = session.all_jobs()
        if order.scope == "selection":
            jobs = [session.job(ref) for ref in order.refs]
        elif order.scope == "changed":
            wanted = ("changed", "planned", "failed")
            jobs = [job for job in jobs if (v := session.view(job.ref)) and v.state in wanted]
        takes = missing_takes(jobs, session.entries)
        self._renders.add(takes)
        session.refresh(job.ref for job in jobs)

    def _stop(self, order: messages.Stop) -> None:
        keys = None
        if order.refs:
            jobs = self._open_session.jobs(order.refs)
            keys = {request.key for job in jobs for request in job.requests}
        self._renders.stop(keys)

    def _drop_stale(self) -> None:
        """Takes that wait and are no longer planned make room for those that are now."""
        session = self._open_session
        stale = {key for key in self._renders.queued() if not session.jobs_of(key)}
        if not stale:
            return
        refs = self._renders.refs_of(stale)
        self._renders.stop(stale)
        self._renders.add(missing_takes(session.jobs(refs), session.entries))
        session.refresh(refs)

    def _queued_jobs(self) -> Iterable[Job]:
        session = self._open_session
        return [job for key in self._renders.running() for job in session.jobs_of(key)]

    def _is_rendering(self, job: Job) -> bool:
        return self._renders.standing(job).state == "rendering"

    def _standing(self, job: Job) -> Standing:
        return self._renders.standing(job) if self._renders.active else IDLE

    def _note(self, noted: Noted) -> None:
        """What the renders' thread has to say, on the loop's."""
        if isinstance(noted, Halted):
            self._tell(noted.problem)
            self._refresh_all_queued()
            return
        session = self._session
        if session is None:
            return
        key = noted.missing.key
        jobs = session.jobs_of(key)
        if isinstance(noted, Rendered):
            session.note_rendered([job.ref for job in jobs], key)
            session.look_up([key])
        else:
            session.refresh(job.ref for job in jobs)

    def _refresh_all_queued(self) -> None:
        if self._session is not None:
            jobs = (job for key in self._renders.queued() for job in self._session.jobs_of(key))
            self._session.refresh(job.ref for job in jobs)

    # -- the worker ---------------------------------------------------------------------

    def _engine(self, name: str, problems: list[Found]) -> EngineState:
        return self._machine.engine(name, problems)

    def _on_worker(self) -> None:
        """The worker is ready, or will not be: plans made without it are made again."""
        self._tell_engine()
        session = self._session
        if session is not None and session.plan is not None:
            problems: list[Found] = []
            engine = self._engine(session.options.engine, problems)
            if engine != session.engine:
                session.replan()
                self._drop_stale()

    def _restart(self) -> None:
        self._machine.restart()
        self._tell_engine()

    def _tell_engine(self) -> None:
        options = self._session.options if self._session is not None else RenderOptions()
        memory = self._renders.worker_memory_mb
        view = self._machine.view(options.engine, options.variant, memory)
        if view != self._told_engine:
            self._told_engine = view
            self._tell(Engine(view))

    # -- writing ------------------------------------------------------------------------

    def _plan_write(self, order: messages.PlanWrite) -> None:
        self._tell(self._writer.planned(order.id, self._open_session, _write_options(self, order)))

    def _write(self, order: messages.Write, answer: Answer) -> None:
        work = self._writer.prepare(self._open_session, _write_options(self, order))

        def write() -> None:
            self._tell(work(lambda: self._writing.closing))

        self._writing.send(write, answer)

    def _undo_write(self, _order: messages.UndoWrite, answer: Answer) -> None:
        self._writing.send(self._writer.undo, answer)


def _write_options(room: Room, order: messages.PlanWrite | messages.Write) -> RenderOptions:
    """Options of the open timeline with what the order says of the output."""
    options = room._open_session.options
    preview = getattr(order, "preview", "")
    return replace(
        options,
        output=Path(order.output) if order.output else options.output,
        in_place=order.in_place,
        dialect=order.dialect,
        preview=Path(preview) if preview else None,
    )


def _quoted(text: str, limit: int = 40) -> str:
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= limit else f"“{flat[: limit - 1].rstrip()}…”"


__all__ = ["DeepAudioError", "Problem", "Room"]
