"""A pool of threads for requests, so that the reader never blocks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from deepaudio.worker.error_mapping import terminal_event
from deepaudio.worker.task import Task, WorkRequest
from deepaudio_plugin.core.protocol import Accepted, Cancelled, Event, Terminal


class Pool:
    """Works on requests; each ends with exactly one terminal event."""

    def __init__(
        self,
        name: str,
        parallel: int,
        work: Callable[[Task], Terminal],
        send: Callable[[Event], None],
        give_way: Callable[[], None] = lambda: None,
    ) -> None:
        """`give_way` is called by work at each `check`; it may wait for what is more urgent."""
        self._work = work
        self._send = send
        self._give_way = give_way
        self._executor = ThreadPoolExecutor(parallel, thread_name_prefix=name)
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)  # nothing is queued or runs
        self._busy_since = 0.0
        self._tasks: dict[str, tuple[Task, Future[None] | None]] = {}
        self._threads: dict[int, Task] = {}  # what each thread is at work on

    @property
    def busy(self) -> int:
        """Requests queued or running."""
        with self._lock:
            return len(self._tasks)

    def wait_idle(self, limit_s: float) -> None:
        """Wait until nothing is queued or runs, unless that has been so long already."""
        if self._tasks:  # asked very often, and hardly ever true
            with self._idle:
                left_s = self._busy_since + limit_s - time.monotonic()
                self._idle.wait_for(lambda: not self._tasks, max(0.0, left_s))

    def task_of(self, thread: int) -> Task | None:
        """What a thread of this pool is at work on."""
        return self._threads.get(thread)

    def submit(self, request: WorkRequest) -> bool:
        """Queue a request; False, and nothing done, if one of its id is in work already."""
        task = Task(request, self._send, self._give_way)
        with self._lock:
            if request.id in self._tasks:
                return False
            if not self._tasks:
                self._busy_since = time.monotonic()
            self._tasks[request.id] = (task, None)
        self._send(Accepted(request.id))
        future = self._executor.submit(self._run, task)
        with self._lock:
            if request.id in self._tasks:
                self._tasks[request.id] = (task, future)
        return True

    def cancel(self, request_id: str) -> bool:
        """Stop a request; False if there is none of that id (it may just have finished).

        One that is queued, or waits for its modules to load, is answered at once.
        """
        with self._lock:
            task, future = self._tasks.get(request_id, (None, None))
            if task is None:
                return False
            task.stop()
            dropped = (future is not None and future.cancel()) or task.is_loading
            if dropped:
                self._forget(request_id)
        if dropped:
            self._send(Cancelled(request_id))
        return True

    def stop(self, timeout_s: float) -> None:
        """Cancel everything and give running work a moment to clean up."""
        with self._lock:
            tasks = list(self._tasks.values())
        for task, _ in tasks:
            self.cancel(task.id)
        self._executor.shutdown(wait=False, cancel_futures=True)
        wait([future for _, future in tasks if future is not None], timeout_s)

    def _run(self, task: Task) -> None:
        self._threads[threading.get_ident()] = task
        event = terminal_event(task, self._work)
        self._threads.pop(threading.get_ident(), None)
        with self._lock:
            known, _ = self._tasks.get(task.id, (None, None))
            if known is not task:
                return  # it was answered when it was cancelled
            self._forget(task.id)
        self._send(event)

    def _forget(self, request_id: str) -> None:
        """A request is over; the lock is held."""
        self._tasks.pop(request_id, None)
        if not self._tasks:
            self._idle.notify_all()
