"""Runs jobs one at a time, caches results, and retries with less memory."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from torch import nn

from deepaudio.engines.base import Control, RequestCancelled
from deepaudio.engines.deepaudio_v1.declared import PUBLISHED, TRAINED
from deepaudio.engines.deepaudio_v1.device import (
    DevicePlacement,
    choose_placement,
    free_memory,
    most_frames,
    out_of_memory,
)
from deepaudio.engines.deepaudio_v1.model_pool import ModelPool
from deepaudio.engines.deepaudio_v1.render_settings import RenderSettings
from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.sampling.acceleration import can_compile, compile_blocks, run_uncompiled
from deepaudio.sampling.interruptible import interruptible
from deepaudio.weights import registry
from deepaudio.weights.readiness import require
from deepaudio.weights.store import Store
from deepaudio_plugin.core.errors import OutOfMemoryError, WeightsMissingError

_POLL_S = 0.1  # how often a waiting job checks for cancellation
_LOW_MEMORY_WARNING = (
    "the small memory footprint was used: the device has too little for the usual one"
)

T = TypeVar("T")


class RecentResults(Generic[T]):
    """A thread-safe cache of the most recent results."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        """The result of `key`, or None."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def keep(self, key: Hashable, value: T) -> T:
        """Store `value` and drop the least recently used results."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


@dataclass(frozen=True)
class RuntimeSession:
    """What a running job works with."""

    pool: ModelPool
    settings: RenderSettings  # with the memory footprint of this attempt
    control: Control

    @property
    def fused(self) -> bool:
        """Whether the trained fusion weighs picture and text.

        Raises WeightsMissingError where it is asked for and the variant has none here.
        """
        here = "fusion" in self.pool.parts
        if self.settings.fusion == TRAINED and not here:
            raise WeightsMissingError(
                "this variant of the model has no trained fusion here",
                hint="Choose a variant that has one (deepaudio models list), import its file "
                "(deepaudio models import FOLDER), or leave out --fusion mof.",
            )
        return here and self.settings.fusion != PUBLISHED

    def accelerated(self, network: MMAudio | F5, solve: Callable[[bool], T]) -> T:
        """What `solve` gives, on a GPU with recorded steps and compiled blocks where asked for.

        `solve` is told whether to record. Where the GPU or the installation will not do it, that
        is told, and done without, now and for as long as the engine lives. The small footprint
        has no room for recordings.
        """
        speed, on = self.pool.acceleration, self.pool.placement.is_gpu
        records = on and self.settings.records and speed.records and not self.settings.low_vram
        compiled = on and self.settings.compiled and speed.compiles
        if compiled and not can_compile():
            compiled = False
            self._without("compiled blocks", "there is no Triton, or no C compiler")
            speed.compiles = False
        if compiled:
            compile_blocks(network, dynamic=True)
        try:
            return solve(records)
        except Exception as error:
            if isinstance(error, RequestCancelled) or out_of_memory(error):
                raise
            if not (records or compiled):
                raise
            why = str(error).partition("\n")[0]
        finally:
            if compiled:
                run_uncompiled(network)
        plainly = solve(False)
        self._without("recorded steps or compiled blocks", why)
        speed.records = speed.compiles = False
        return plainly

    def _without(self, what: str, why: str) -> None:
        self.control.warn(f"done without the speed-up by {what}, which fails here: {why}")

    def stoppable(self, network: nn.Module) -> contextlib.AbstractContextManager[None]:
        """Within the block, `network` also asks between its layers whether to stop.

        On a GPU a step takes no time worth the asking.
        """
        if self.pool.placement.is_gpu:
            return contextlib.nullcontext()
        return interruptible(network, self.control.check)


Job = Callable[[RuntimeSession], T]


class ModelRuntime:
    """Runs one job at a time with the networks."""

    def __init__(self, placement: DevicePlacement | None = None, default_variant: str = "") -> None:
        self.placement = placement or choose_placement()
        self._default = default_variant
        self._lock = threading.RLock()
        self._pool: ModelPool | None = None
        self._fitting: int | None = None  # frames, after a pass that was too large

    def run(self, render_settings: RenderSettings, control: Control, job: Job[T]) -> T:
        """Run `job` exclusively with the networks of the variant asked for.

        When memory runs out the job is repeated with the smallest footprint: one network on the
        GPU at a time. That changes no batch, and so no sample. Raises
        OutOfMemoryError when that fails too, `RequestCancelled` when cancelled while waiting, and
        WeightsMissingError or UsageError for a variant that is not there.
        """
        with self._exclusive(control):
            pool = self._pool_for(render_settings.variant)
            low_memory = render_settings.low_vram
            try:
                return self._attempt(RuntimeSession(pool, render_settings, control), job)
            except Exception as error:
                if not out_of_memory(error):
                    raise
                if low_memory:
                    raise _no_memory(self.placement) from error
            # Outside the handler: the traceback held the tensors that filled the memory.
            control.warn(_LOW_MEMORY_WARNING)
            small = replace(render_settings, low_vram=True)
            try:
                return self._attempt(RuntimeSession(pool, small, control), job)
            except Exception as error:
                if not out_of_memory(error):
                    raise
                pool.clear_device()
                raise _no_memory(self.placement) from error

    @property
    def most_frames(self) -> int:
        """Frames that one pass may have, of all takes in it together."""
        most = most_frames(self.placement)
        return most if self._fitting is None else min(most, self._fitting)

    def run_pass(
        self,
        render_settings: RenderSettings,
        lengths: Sequence[int],
        control: Control,
        job: Job[T],
    ) -> T:
        """Run `job`, a pass for requests of these frames each, exclusively; for one as `run` does.

        Raises OutOfMemoryError when several are too large; later passes are half as large at most.
        """
        if len(lengths) == 1:
            return self.run(render_settings, control, job)
        frames = sum(lengths)
        with self._exclusive(control):
            pool = self._pool_for(render_settings.variant)
            try:
                return self._attempt(RuntimeSession(pool, render_settings, control), job)
            except Exception as error:
                if not out_of_memory(error):
                    raise
            self._fitting = frames // 2
            free_memory(self.placement)  # outside the handler, as above
            raise OutOfMemoryError(f"{frames} frames do not fit the memory in one pass")

    @property
    def loads(self) -> int:
        """Networks read from the disk so far."""
        return self._pool.loads if self._pool else 0

    def _attempt(self, session: RuntimeSession, job: Job[T]) -> T:
        session.pool.low_memory = session.settings.low_vram
        if session.settings.low_vram:
            session.pool.clear_device()
        try:
            return job(session)
        finally:
            if session.settings.low_vram:
                free_memory(self.placement)

    def _pool_for(self, variant: str) -> ModelPool:
        """The pool with the variant's parts; "" is the default."""
        known, store = registry.load(), Store()
        parts = require(variant or self._default, known, store)
        if self._pool is None:
            self._pool = ModelPool(parts, store, self.placement)
        elif self._pool.parts != parts:
            self._pool.change(parts)
        return self._pool

    @contextlib.contextmanager
    def _exclusive(self, control: Control) -> Iterator[None]:
        while not self._lock.acquire(timeout=_POLL_S):
            control.check()
        try:
            control.check()
            yield
        finally:
            self._lock.release()


def _no_memory(placement: DevicePlacement) -> OutOfMemoryError:
    room = "Close other programs that use the GPU" if placement.is_gpu else "Close other programs"
    return OutOfMemoryError(
        "there is not enough memory for this job, even in the smallest footprint",
        hint=f"{room}, or take a smaller variant: --variant small_16k. "
        "`deepaudio models list` estimates what each needs.",
    )
