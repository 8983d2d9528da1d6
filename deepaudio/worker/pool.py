"""A pool of threads for requests, so that the reader never blocks."""

from __future__ import annotations

import threading
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
    ) -> None:
        self._work = work
        self._send = send
        self._executor = ThreadPoolExecutor(parallel, thread_name_prefix=name)
        self._lock = threading.Lock()
        self._tasks: dict[str, tuple[Task, Future[None] | None]] = {}
        self._threads: dict[int, Task] = {}  # what each thread is at work on

    @property
    def busy(self) -> int:
        """Requests queued or running."""
        with self._lock:
            return len(self._tasks)

    def task_of(self, thread: int) -> Task | None:
        """What a thread of this pool is at work on."""
        return self._threads.get(thread)

    def submit(self, request: WorkRequest) -> bool:
        """Queue a request; False, and nothing done, if one of its id is in work already."""
        task = Task(request, self._send)
        with self._lock:
            if request.id in self._tasks:
                return False
            self._tasks[request.id] = (task, None)
        self._send(Accepted(request.id))
        future = self._executor.submit(self._run, task)
        with self._lock:
            if request.id in self._tasks:
                self._tasks[request.id] = (task, future)
        return True

    def cancel(self, request_id: str) -> bool:
        """Stop a request; False if there is none of that id (it may just have finished)."""
        with self._lock:
            task, future = self._tasks.get(request_id, (None, None))
            if task is None:
                return False
            task.stop()
            dropped = future is not None and future.cancel()
            if dropped:
                del self._tasks[request_id]
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
            self._tasks.pop(task.id, None)
        self._send(event)
