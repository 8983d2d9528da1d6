"""A pool of threads for requests, so that the reader never blocks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from deepaudio.engines.company import Company
from deepaudio.worker.error_mapping import terminal_event
from deepaudio.worker.parties import Party
from deepaudio.worker.task import Task, WorkRequest
from deepaudio_plugin.core.protocol import Accepted, Cancelled, Event, Terminal


class Pool:
    """Works on requests; each ends with exactly one terminal event.

    Of requests that have a party (see `parties`), as many as may be are begun at once, each in a
    thread of its own, with this pool's thread serving their company. An engine has one company at
    a time: what waits meanwhile gathers for the next.
    """

    def __init__(
        self,
        name: str,
        parallel: int,
        work: Callable[[Task], Terminal],
        send: Callable[[Event], None],
        *,
        give_way: Callable[[], None] = lambda: None,
        party_of: Callable[[WorkRequest], Party | None] = lambda _request: None,
    ) -> None:
        """`give_way` is called by work at each `check`; it may wait for what is more urgent."""
        self._name = name
        self._work = work
        self._send = send
        self._give_way = give_way
        self._party_of = party_of
        self._executor = ThreadPoolExecutor(parallel, thread_name_prefix=name)
        self._changed = threading.Condition()
        self._busy_since = 0.0
        self._waiting: dict[str, tuple[Task, Party | None]] = {}
        self._running: dict[str, Task] = {}
        self._served: set[str] = set()  # engines that have a company now
        self._threads: dict[int, Task] = {}  # what each thread is at work on

    @property
    def busy(self) -> int:
        """Requests queued or running."""
        with self._changed:
            return len(self._waiting) + len(self._running)

    @property
    def _idle(self) -> bool:
        return not (self._waiting or self._running)

    def wait_idle(self, limit_s: float) -> None:
        """Wait until nothing is queued or runs, unless that has been so long already."""
        if not self._idle:  # asked very often, and hardly ever true
            with self._changed:
                left_s = self._busy_since + limit_s - time.monotonic()
                self._changed.wait_for(lambda: self._idle, max(0.0, left_s))

    def task_of(self, thread: int) -> Task | None:
        """What a thread of this pool is at work on."""
        return self._threads.get(thread)

    def submit(self, request: WorkRequest) -> bool:
        """Queue a request; False, and nothing done, if one of its id is in work already.

        Called from one thread only.
        """
        task, party = Task(request, self._send, self._give_way), self._party_of(request)
        with self._changed:
            if request.id in self._waiting or request.id in self._running:
                return False
        self._send(Accepted(request.id))  # before any thread can begin with it
        with self._changed:
            if self._idle:
                self._busy_since = time.monotonic()
            self._waiting[request.id] = (task, party)
        self._executor.submit(self._run_what_waits)
        return True

    def cancel(self, request_id: str) -> bool:
        """Stop a request; False if there is none of that id (it may just have finished).

        One that is queued, or waits for its modules to load, is answered at once.
        """
        with self._changed:
            dropped = self._waiting.pop(request_id, None) is not None
            task = self._running.get(request_id)
            if task is not None:
                task.stop()
                if task.is_loading:
                    del self._running[request_id]
                    dropped = True
            self._changed.notify_all()
        if dropped:
            self._send(Cancelled(request_id))
        return dropped or task is not None

    def stop(self, timeout_s: float) -> None:
        """Cancel everything and give running work a moment to clean up."""
        with self._changed:
            everything = [*self._waiting, *self._running]
        for request_id in everything:
            self.cancel(request_id)
        self._executor.shutdown(wait=False, cancel_futures=True)
        with self._changed:
            self._changed.wait_for(lambda: not self._running, timeout_s)

    # -- in the pool's threads ----------------------------------------------------------

    def _run_what_waits(self) -> None:
        """Until nothing waits that may begin."""
        while True:
            tasks, party = self._next()
            if not tasks:
                return
            if party is None:
                self._run(tasks[0])
            else:
                self._serve(tasks, party)

    def _next(self) -> tuple[list[Task], Party | None]:
        """What begins now, in the order in which it came; nothing if nothing may."""
        with self._changed:
            free = [
                (task, party)
                for task, party in self._waiting.values()
                if party is None or party.engine not in self._served
            ]
            if not free:
                return [], None
            first, party = free[0]
            tasks = [first]
            if party is not None:
                self._served.add(party.engine)
                tasks = [task for task, its in free if its == party][: party.most]
            for task in tasks:
                del self._waiting[task.id]
                self._running[task.id] = task
            return tasks, party

    def _serve(self, tasks: list[Task], party: Party) -> None:
        """Begin with several at once, and stay until none of them needs the engine any more."""
        company = Company(len(tasks), self._give_way)
        for task in tasks:
            name = f"{self._name}-{task.id}"
            threading.Thread(target=self._run_in, args=(company, task), name=name).start()
        company.serve()
        with self._changed:
            self._served.discard(party.engine)

    def _run_in(self, company: Company, task: Task) -> None:
        with company.joined():
            self._run(task)

    def _run(self, task: Task) -> None:
        self._threads[threading.get_ident()] = task
        event = terminal_event(task, self._work)
        self._threads.pop(threading.get_ident(), None)
        with self._changed:
            if self._running.get(task.id) is not task:
                return  # it was answered when it was cancelled
            del self._running[task.id]
            self._changed.notify_all()
        self._send(event)
