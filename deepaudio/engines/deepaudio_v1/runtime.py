"""One job at a time: who may use the networks, what is kept, what happens without memory."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from deepaudio.engines.base import Control
from deepaudio.engines.deepaudio_v1.device import (
    DevicePlacement,
    choose_placement,
    free_memory,
    out_of_memory,
)
from deepaudio.engines.deepaudio_v1.model_pool import ModelPool
from deepaudio.engines.deepaudio_v1.render_settings import RenderSettings
from deepaudio.weights import registry
from deepaudio.weights.readiness import require
from deepaudio.weights.store import Store
from deepaudio_plugin.core.errors import OutOfMemoryError

_PATIENCE_S = 0.1  # between two looks whether a job that waits was cancelled
_LEAN = "the small memory footprint was used: the device has too little for the usual one"

T = TypeVar("T")


class RecentResults(Generic[T]):
    """The last so many results by what they were made from. Safe from any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        """What was kept under `key`."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def keep(self, key: Hashable, value: T) -> T:
        """Keep `value`, and let go of what was not asked for longest."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


@dataclass(frozen=True)
class RuntimeSession:
    """What a job has while it is alone in the studio."""

    pool: ModelPool
    how: RenderSettings  # in the footprint of this attempt
    control: Control


Job = Callable[[RuntimeSession], T]


class ModelRuntime:
    """The networks, for one job at a time."""

    def __init__(self, place: DevicePlacement | None = None, default_variant: str = "") -> None:
        self.place = place or choose_placement()
        self._default = default_variant
        self._lock = threading.RLock()
        self._pool: ModelPool | None = None
        self._digest = ""

    def work(self, wishes: RenderSettings, control: Control, job: Job[T]) -> T:
        """Do `job` alone with the networks of the variant that is wished for.

        When memory runs out the job is done again in the smallest footprint. Raises
        OutOfMemoryError when that fails too, `RequestCancelled` when cancelled while waiting, and
        WeightsMissingError or UsageError for a variant that is not there.
        """
        with self._alone(control):
            pool = self._opened(wishes.variant)
            lean = wishes.low_vram
            try:
                return self._attempt(RuntimeSession(pool, footprint(wishes, lean), control), job)
            except Exception as error:
                if not out_of_memory(error):
                    raise
                if lean:
                    raise _no_memory(self.place) from error
            # Outside the handler: the traceback held the tensors that filled the memory.
            control.warn(_LEAN)
            try:
                return self._attempt(RuntimeSession(pool, footprint(wishes, True), control), job)
            except Exception as error:
                if not out_of_memory(error):
                    raise
                pool.clear_device()
                raise _no_memory(self.place) from error

    @property
    def loads(self) -> int:
        """Networks read from the disk so far."""
        return self._pool.loads if self._pool else 0

    def _attempt(self, session: RuntimeSession, job: Job[T]) -> T:
        session.pool.lean = session.how.low_vram
        if session.how.low_vram:
            session.pool.clear_device()
        try:
            return job(session)
        finally:
            if session.how.low_vram:
                free_memory(self.place)

    def _opened(self, variant: str) -> ModelPool:
        """The shelf with the variant's parts; "" is the default."""
        known, store = registry.load(), Store()
        parts = require(variant or self._default, known, store)
        if self._pool is None:
            self._pool = ModelPool(parts, store, self.place)
        elif self._pool.parts != parts:
            self._pool.change(parts)
        return self._pool

    @contextlib.contextmanager
    def _alone(self, control: Control) -> Iterator[None]:
        while not self._lock.acquire(timeout=_PATIENCE_S):
            control.check()
        try:
            control.check()
            yield
        finally:
            self._lock.release()


def footprint(wishes: RenderSettings, lean: bool) -> RenderSettings:
    """`wishes` with guidance in one batch, or with its two passes one after the other."""
    return replace(
        wishes,
        audio=replace(wishes.audio, one_batch=not lean),
        speech=replace(wishes.speech, one_batch=not lean),
        low_vram=lean,
    )


def _no_memory(place: DevicePlacement) -> OutOfMemoryError:
    if place.is_gpu:
        hint = "Close other programs that use the GPU, or take a smaller variant: --variant"
    else:
        hint = "Close other programs, or take a smaller variant: --variant"
    return OutOfMemoryError(
        "there is not enough memory for this job, even in the smallest footprint",
        hint=f"{hint} small_16k. `deepaudio models list` estimates what each needs.",
    )
