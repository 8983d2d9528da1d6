"""What takes long and is no render: on threads of their own, answered when it is done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from deepaudio_plugin.core.errors import CancelledError

Answer = Callable[[BaseException | None], None]


class BackgroundTasks:
    """A few threads for work of one kind."""

    def __init__(self, name: str, threads: int = 1) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._closing = threading.Event()

    def send(self, work: Callable[[], None], answer: Answer) -> None:
        """Do `work` later, and answer the order that it is for."""

        def run() -> None:
            try:
                if self._closing.is_set():
                    raise CancelledError("the backend is closing")
                work()
            except BaseException as error:
                answer(error)
            else:
                answer(None)

        self._executor.submit(run)

    @property
    def closing(self) -> bool:
        """Whether what is under way should stop."""
        return self._closing.is_set()

    def close(self) -> None:
        """Begin nothing more; what is under way is not waited for."""
        self._closing.set()
        self._executor.shutdown(wait=False, cancel_futures=True)
