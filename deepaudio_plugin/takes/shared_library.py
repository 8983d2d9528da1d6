"""A library of this computer in front of one that several machines share.

What is missing here is brought, verified by its digest, and is a take of this computer then.
What is made here is shared in the background, and a take that could not be shared stays here:
the next run offers it again. A shared library that fails stops no render.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import TYPE_CHECKING

from deepaudio_plugin.core.errors import DeepAudioError, JobError, StoreError
from deepaudio_plugin.core.files import digest_of
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.takes.entry import Entry, read_sidecar
from deepaudio_plugin.takes.shared_takes import AT_ONCE, DamagedTakeError, SharedTakes
from deepaudio_plugin.takes.sharing import Cancelled, Sharing

if TYPE_CHECKING:
    from deepaudio_plugin.takes.library import TakeLibrary

_log = logging.getLogger(__name__)

_SENDERS = 4  # takes that are sent at once
_ENOUGH = 3  # failures in a row after which the store is asked no more, until the next run
_POLL_S = 0.1

_KEPT = "They are kept on this computer and shared by the next render."


class SharedLibrary(Sharing):
    """See the module; for the library that is in front, whose `sharing` it is."""

    def __init__(self, library: TakeLibrary, store: SharedTakes) -> None:
        self.address = str(store)
        self._library = library
        self._store = store
        self._lock = threading.Lock()
        self._senders: ThreadPoolExecutor | None = None
        self._sending: dict[str, Future[None]] = {}
        self._unsent: set[str] = set()
        self._told = 0  # of them, at the last `settle`
        self._why = ""  # the last failure
        self._failures = 0  # in a row
        self._closed = False
        self._problems: list[Problem] = []

    # -- from there ---------------------------------------------------------------------

    def present(self, keys: Collection[str]) -> set[str]:
        """See `Sharing`."""
        return self._store.present(keys) if keys else set()

    def require_writable(self) -> None:
        """See `Sharing`."""
        self._store.require_writable()

    def bring(self, keys: Collection[str], cancelled: Cancelled) -> Iterator[Entry]:
        """See `Sharing`. A damaged take is dropped there and told by `settle`."""
        there = iter(sorted(self.present(keys)))
        self._library.staging_dir()  # by one thread
        pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fetch")
        try:
            fetching = {pool.submit(self._fetch, key) for key in itertools.islice(there, AT_ONCE)}
            while fetching and not cancelled():
                done, fetching = wait(fetching, timeout=_POLL_S, return_when=FIRST_COMPLETED)
                more = itertools.islice(there, len(done))
                fetching |= {pool.submit(self._fetch, key) for key in more}
                for future in done:
                    if (entry := future.result()) is not None:
                        yield entry
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _fetch(self, key: str) -> Entry | None:
        """A take on its way here; None for one that is not there any more, or is damaged."""
        aside = self._library.staging_dir() / f"{key}.fetched-{threading.get_ident()}"
        try:
            entry = self._store.fetch(key, aside)
            if entry is None:
                return None
            self._library.receive(entry, aside)
        except DamagedTakeError as error:
            self._drop(key, str(error))
            return None
        finally:
            aside.unlink(missing_ok=True)
        return self._library.find([key]).get(key)

    def _drop(self, key: str, why: str) -> None:
        """Have a damaged take gone there, so that the next one that is made can be shared."""
        then = "it is made again"
        try:
            self._store.drop(key)
        except StoreError as error:
            then += f", and could not be removed there: {error.message}"
        told = Problem(self.address, f"the shared take {key[:12]} {why}: {then}", note=True)
        self._problems.append(told)

    # -- to there -----------------------------------------------------------------------

    def offer(self, keys: Collection[str]) -> None:
        """See `Sharing`. Those that could not be shared before are offered again with them."""
        with self._lock:
            if self._closed:
                return
            if self._senders is None:
                self._senders = ThreadPoolExecutor(_SENDERS, thread_name_prefix="share")
            again = list(self._unsent) if self._failures < _ENOUGH else []
            for key in dict.fromkeys([*keys, *again]):
                if key not in self._sending:
                    self._unsent.discard(key)
                    self._sending[key] = self._senders.submit(self._send, key)

    def _send(self, key: str) -> None:
        is_sent = False
        try:
            if self._failures < _ENOUGH:
                self._store.publish(self._described(key), self._library.path_of(key))
                self._failures, is_sent = 0, True
        except (DeepAudioError, OSError) as error:
            self._failures += isinstance(error, StoreError)
            self._why = error.message if isinstance(error, StoreError) else str(error)
        except Exception as error:  # a fault of ours: whoever waits must not wait for ever
            _log.exception("a take could not be shared")
            self._why = f"an unexpected fault: {type(error).__name__}: {error}"
        with self._lock:
            self._sending.pop(key, None)
            if not is_sent:
                self._unsent.add(key)

    def _described(self, key: str) -> Entry:
        """All that is known of a take here. Raises OSError, and JobError when it is not whole."""
        path = self._library.path_of(key)
        entry = read_sidecar(path.with_suffix(".json"))
        if entry is None:
            raise JobError(f"the take {key[:12]} is not in the library any more")
        if wrong := self._library.what_is_wrong(entry):
            raise JobError(f"the take {key[:12]} {wrong}")
        return entry if entry.digest else replace(entry, digest=digest_of(path))

    def settle(self, cancelled: Cancelled = lambda: False) -> list[Problem]:
        """See `Sharing`. What failed is tried once more, unless it is `cancelled`."""
        self._wait(cancelled)
        if self._unsent and not cancelled():
            self._failures = 0
            self.offer(())
            self._wait(cancelled)
        if self._sending:
            self._stop_sending()
        with self._lock:
            problems, self._problems = self._problems, []
            unsent, self._failures = len(self._unsent), 0
        if unsent and unsent != self._told:
            what = "1 take is" if unsent == 1 else f"{unsent} takes are"
            problems.append(Problem(self.address, f"{what} not shared: {self._why}", _KEPT))
        self._told = unsent
        return problems

    def _wait(self, cancelled: Cancelled) -> None:
        """Until all is sent, or has failed."""
        while self._sending and not cancelled():
            with self._lock:
                sending = list(self._sending.values())
            wait(sending, timeout=_POLL_S)

    @property
    def unshared(self) -> int:
        """See `Sharing`."""
        return len(self._unsent)

    def close(self) -> None:
        """See `Sharing`. What is being sent is sent to its end: nothing is half there."""
        with self._lock:
            self._closed = True
        self._stop_sending()

    def _stop_sending(self) -> None:
        with self._lock:
            senders, self._senders = self._senders, None
            waiting = list(self._sending.items())
        for key, future in waiting:
            if future.cancel():
                with self._lock:
                    self._sending.pop(key, None)
                    self._unsent.add(key)
                    self._why = "it was stopped before that"
        if senders is not None:
            senders.shutdown(wait=True)
