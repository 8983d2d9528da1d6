"""Has files signed by the worker in the background, while others are still being written."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from deepaudio_plugin.core.errors import DeepAudioError, from_code
from deepaudio_plugin.core.protocol import Failed, OriginClaim, Signed, SignFiles
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.worker_client.client import WorkerClient

BATCH = 25
"""Claims of one request."""
_AT_ONCE = 2  # requests: so many the worker takes at a time
_UNANSWERED = "the worker did not say what became of them"


@dataclass(frozen=True)
class SignedBatch:
    """What became of the files of one request."""

    claims: tuple[OriginClaim, ...]
    problems: tuple[str, ...]  # why a file is without its claim; "" where it carries it
    new_signer: str = ""  # whose certificate was made for this; "" where it was there


class BackgroundSigning:
    """Claims on their way to the worker and back. For one thread; `close` ends what still runs."""

    def __init__(self, worker: Callable[[], WorkerClient]) -> None:
        self._worker = worker
        self._threads: ThreadPoolExecutor | None = None
        self._under_way: deque[Future[SignedBatch]] = deque()
        self._stopped = threading.Event()
        self._no_worker = ""  # why none starts: no use in trying again for each batch

    @property
    def is_full(self) -> bool:
        """Whether so much is under way that more would only wait."""
        return len(self._under_way) > _AT_ONCE + 1

    def begin(self, claims: Sequence[OriginClaim], watch: Watch) -> None:
        """Have these files signed, up to `BATCH`; returns at once."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="signing")
        self._under_way.append(self._threads.submit(self._sign, tuple(claims), watch))

    def answers(self, *, until_all: bool) -> Iterator[SignedBatch]:
        """What came back, in the order it was begun; with `until_all` everything, awaited.

        Else it waits only while `is_full`.
        """
        while self._under_way and (until_all or self.is_full or self._under_way[0].done()):
            yield self._under_way.popleft().result()

    def close(self) -> None:
        """Stop what still runs, and wait for that: then no file is written any more."""
        self._stopped.set()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        self._threads = None
        self._under_way.clear()
        self._stopped.clear()

    def _sign(self, claims: tuple[OriginClaim, ...], watch: Watch) -> SignedBatch:
        """Never raises what a worker can do wrong: that is why files are not signed."""
        why = self._no_worker or _UNANSWERED
        if not self._no_worker:
            try:
                answers = self._worker().sign([SignFiles("sign", claims)], self._cancelled(watch))
                for event in answers:
                    if isinstance(event, Signed):
                        return _signed(claims, event)
                    why = _told(event)
            except DeepAudioError as error:
                why = self._no_worker = error.message
        return SignedBatch(claims, tuple(why for _ in claims))

    def _cancelled(self, watch: Watch) -> Callable[[], bool]:
        return lambda: self._stopped.is_set() or watch.cancelled()


def _told(event: Failed) -> str:
    return str(from_code(event.code, event.message, where=event.where, hint=event.hint))


def _signed(claims: tuple[OriginClaim, ...], event: Signed) -> SignedBatch:
    problems = (*event.problems, *(_UNANSWERED for _ in claims))[: len(claims)]
    return SignedBatch(claims, problems, event.signer if event.is_new else "")
