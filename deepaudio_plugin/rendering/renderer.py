"""Takes from the queue through the worker into the library."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deepaudio_plugin.core.errors import (
    DeepAudioError,
    DiskFullError,
    JobError,
    StoreError,
    from_code,
)
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.protocol import (
    Cancelled,
    Done,
    Event,
    Failed,
    Heartbeat,
    Progress,
    Remark,
    RenderRequest,
    Take,
    Terminal,
)
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.rendering.pace import Kind, RenderPace
from deepaudio_plugin.rendering.progress import Gauge, Step
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient
from deepaudio_plugin.worker_client.queue import WorkQueue
from deepaudio_plugin.worker_client.requests import render_request

if TYPE_CHECKING:
    from deepaudio_plugin.planning.jobs import Job  # knows timelines, which rendering need not

FETCHING = "fetching takes"
SHARING = "sharing takes"
_SHARED_LATER = "Takes are kept on this computer and shared by the next render."

Order = Callable[[TakeSpec, str, str], RenderRequest]
"""The order for a take: of this id, into this folder. Raises DeepAudioError: it fails alone."""

_STAGES = {
    "start": "rendering",
    "write": "rendering",
    "picture": "watching",
    "sound": "making sound",
    "speech": "speaking",
    "level": "speaking",
}
"""A worker's stages in words; one that is not here speaks for itself."""
_OVERHEAD = 24_000  # samples of work that a take costs however short it is


@dataclass(frozen=True)
class QueuedTake:
    """A take to render and the jobs that wait for it: equal takes are rendered once."""

    request: TakeSpec
    jobs: tuple[Job, ...]

    @property
    def key(self) -> str:
        """Its content key, by which the queue knows it."""
        return self.request.key


def missing_takes(
    jobs: Iterable[Job],
    cached: Container[str],
    takes_of: Callable[[Job], Iterable[TakeSpec]] = lambda job: job.requests,
) -> list[QueuedTake]:
    """What is not in `cached` of the takes of each job, in the order of the jobs."""
    requests: dict[str, TakeSpec] = {}
    waiting: dict[str, list[Job]] = {}
    for job in jobs:
        for request in takes_of(job):
            if request.key not in cached:
                requests.setdefault(request.key, request)
                waiting.setdefault(request.key, []).append(job)
    return [QueuedTake(request, tuple(waiting[key])) for key, request in requests.items()]


@dataclass(frozen=True)
class Rendering:
    """A take is being rendered."""

    take: QueuedTake
    stage: str  # in words
    fraction: float


@dataclass(frozen=True)
class Rendered:
    """A take is in the library."""

    take: QueuedTake
    result: Take
    warnings: tuple[str, ...]
    is_shared: bool = False  # another machine has made it


@dataclass(frozen=True)
class NotRendered:
    """A take failed; the others go on."""

    take: QueuedTake
    failed: Failed


@dataclass(frozen=True)
class Stopped:
    """A take was taken out of the queue, or stopped while it was rendered."""

    take: QueuedTake


@dataclass(frozen=True)
class SharingNoted:
    """What there is to know of other machines that make takes, or share them."""

    problem: Problem


QueueEvent = Rendering | Rendered | NotRendered | Stopped | SharingNoted | Step | Heartbeat
Sink = Callable[[QueueEvent], None]


class TakeRenderer:
    """A queue of takes. `drive` renders them in its caller's thread, first come, first served.

    More can be added, stopped or held back from other threads meanwhile. `sink` is called in
    the thread of `drive`, for `Stopped` also in that of `stop`. What other machines have shared
    is brought instead of being rendered; what is rendered is shared, where the library is.
    """

    def __init__(self, library: TakeLibrary, sink: Sink, order: Order = render_request) -> None:
        self.queue: WorkQueue[QueuedTake] = WorkQueue(size=_work)
        self._library = library
        self._sink = sink
        self._order = order
        self._gauge = Gauge(0.0, 0, self._measured)
        self._run = 0  # of the queue, that the gauge measures
        self._pace = RenderPace()
        self._unfinished: tuple[tuple[int, ...], dict[Kind, float]] = ((), {})

    def add(self, takes: Iterable[QueuedTake]) -> None:
        """Queue takes; earlier failures of them are forgotten."""
        self.queue.add((take.key, take) for take in takes)

    def stop(self, keys: Collection[str] | None = None) -> None:
        """Take these out, or all; those that run are told as `Stopped` when they have ended."""
        for take in self.queue.stop(keys):
            self._sink(Stopped(take))

    def refs_of(self, keys: Collection[str]) -> set[str]:
        """The references of the jobs that wait for these takes."""
        takes = [take for key in keys if (take := self.queue.job(key)) is not None]
        return {job.ref for take in takes for job in take.jobs}

    def drive(self, client: WorkerClient, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Render until nothing more waits, or all is held back or `cancelled`.

        Raises DiskFullError when nothing can succeed any more, and what `WorkerClient.drive`
        raises; what was not finished waits again then.
        """
        self._bring(cancelled)
        self._pace.pause()
        self._render(client, cancelled)

    def share(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Wait until what was rendered is shared, where it is to be; say what was not."""
        sharing = self._library.sharing
        if sharing.address:
            self._sink(Step(SHARING, 0, 1, 1.0))
        for problem in sharing.settle(cancelled):
            self._sink(SharingNoted(problem))

    def _render(self, client: WorkerClient, cancelled: Callable[[], bool]) -> None:
        staging = str(self._library.staging_dir())

        def to_request(key: str, take: QueuedTake) -> RenderRequest:
            return self._order(take.request, key, staging)

        with closing(client.drive(self.queue, to_request, self._on_event, cancelled)) as answers:
            for event in answers:
                self._finish(event)

    def _bring(self, cancelled: Callable[[], bool]) -> None:
        """Take out of the queue what other machines have made; it is in the library then."""
        sharing, waiting = self._library.sharing, self.queue.unfinished()
        if not sharing.address:
            return
        try:
            for number, entry in enumerate(sharing.bring(waiting, cancelled), start=1):
                for take in self.queue.stop([entry.take.key]):
                    self._sink(Rendered(take, entry.take, entry.warnings, is_shared=True))
                done = number / len(waiting)
                self._sink(Step(FETCHING, number, len(waiting), done))
        except StoreError as error:
            said = f"{error.message}: what is missing is rendered here"
            self._sink(SharingNoted(Problem(error.where, said, _SHARED_LATER)))

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Heartbeat):
            self._sink(event)
        if isinstance(event, Remark):
            self._sink(SharingNoted(Problem(event.where, event.message, event.hint)))
        take = self.queue.job(event.id) if isinstance(event, Progress) else None
        if isinstance(event, Progress) and take is not None:
            stage = stage_in_words(event.stage)
            tells = self._tells()
            self._pace.went_on(take.key, _kind(take), _work(take), event.fraction)
            self._sink(Rendering(take, stage, event.fraction))
            self._show(stage, tells=tells)

    def _finish(self, event: Terminal) -> None:
        take = self.queue.job(event.id)
        assert take is not None, "an answer is about a job of the queue"
        if isinstance(event, Done):
            event = self._taken_in(take, event) or event
        if isinstance(event, Failed):
            if event.code == DiskFullError.code:
                raise from_code(event.code, event.message, where=event.where, hint=event.hint)
            self.queue.finish(event.id, "failed", event)
            self._sink(NotRendered(take, event))
        elif isinstance(event, Cancelled):
            self.queue.finish(event.id, "stopped")
            self._sink(Stopped(take))
        tells = self._tells()
        self._pace.ended(take.key, done=isinstance(event, Done))
        self._show(stage_in_words("start"), tells=tells)

    def _taken_in(self, take: QueuedTake, event: Done) -> Failed | None:
        """Have a take in the library; why it failed when it is not what the worker says."""
        try:
            result = self._library.add(take.request, event)
        except JobError as error:
            return Failed(event.id, error.code, error.message, error.hint, error.where)
        self.queue.finish(event.id, "done")
        self._sink(Rendered(take, result, event.warnings))
        return None

    def _tells(self) -> bool:
        """Whether the time up to now says how fast it goes on: not while an engine loads, nor of
        a pause.

        Where only first takes are left there is nothing else to go by.
        """
        tally = self.queue.tally()
        if self._pace.paused:
            return False
        return not self._pace.loading or tally.total - tally.finished <= self._pace.loading

    def _show(self, stage: str, *, tells: bool) -> None:
        tally = self.queue.tally()
        if tally.run != self._run:
            self._run, self._gauge = tally.run, Gauge(0.0, 0, self._measured)
        self._gauge.resize(tally.total_work, tally.total)
        self._gauge.show(stage, tally.finished, tally.work, tells=tells)

    def _measured(self, step: Step) -> None:
        """Tell a step, with the time left by what was measured of takes where any was."""
        if not self._pace.knows_nothing:
            step = replace(step, eta_s=self._pace.left_s(self._unfinished_work()))
        self._sink(step)

    def _unfinished_work(self) -> dict[Kind, float]:
        """The work of what waits or runs, by kind; of thousands of takes counted only anew."""
        tally = self.queue.tally()
        state = (tally.run, tally.total, tally.finished)
        if self._unfinished[0] != state:
            work: dict[Kind, float] = {}
            for key in self.queue.unfinished():
                if (take := self.queue.job(key)) is not None:
                    work[_kind(take)] = work.get(_kind(take), 0.0) + _work(take)
            self._unfinished = (state, work)
        return self._unfinished[1]


def stage_in_words(stage: str) -> str:
    """A worker's stage as people read it; what follows a colon stays."""
    name, colon, detail = stage.partition(":")
    return _STAGES.get(name, name) + colon + detail


def job_error(job: Job, event: Failed) -> DeepAudioError:
    """What failed, at the job's place on the timeline; the worker's own place is a file.

    Raises DiskFullError: on a full disk every other job would fail as well.
    """
    error = from_code(event.code, event.message, where=event.where, hint=event.hint)
    if isinstance(error, DiskFullError):
        raise error
    message = event.message
    if event.where and event.where != job.where:
        message += f" ({event.where})"
    return type(error)(message, where=job.where, hint=event.hint)


def _work(take: QueuedTake) -> float:
    return float(take.request.num_samples + _OVERHEAD)


def _kind(take: QueuedTake) -> Kind:
    return take.request.engine, take.request.stem
