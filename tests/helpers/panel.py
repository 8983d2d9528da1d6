"""A panel without widgets: a backend, its facts, and what they came to."""

from __future__ import annotations

import itertools
import json
import queue
import sys
import time
from pathlib import Path

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.client import BackendClient
from deepaudio_plugin.worker_client.interpreter import COMMAND_VARIABLE
from tests.helpers.backend_here import BackendHere

PATIENCE_S = 120.0  # so long takes only what never comes
FAKE = Path(__file__).parent / "fake_worker.py"


def fake_worker(monkeypatch, *switches: str) -> None:
    """Workers started from now on do no work; see `fake_worker.py`."""
    command = [sys.executable, str(FAKE), "--engine", "sketch", *switches]
    monkeypatch.setenv(COMMAND_VARIABLE, json.dumps(command))


class Panel:
    """Gives orders and waits for what becomes of them. A context manager.

    Its backend runs in this process, or in one of its own where `process` is set.
    """

    def __init__(self, log_path: Path | None = None, *, process: bool = False):
        self.facts = []
        self.ends = []
        self.jobs = {}
        self.cues = {}
        self.shots = {}
        self._inbox = queue.SimpleQueue()
        self._numbers = itertools.count(1)
        self.client = (
            BackendClient(self._inbox.put, self._end, log_path=log_path)
            if process
            else BackendHere(self._inbox.put, self._end)
        )
        self.greeted = self.carried(messages.Greet)[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close(PATIENCE_S)

    def _end(self, words):
        self.ends.append(words)
        self._inbox.put(None)

    def send(self, kind, *values, **named) -> str:
        name = f"o{next(self._numbers)}"
        self.client.send(kind(name, *values, **named))
        return name

    def order(self, kind, *values, timeout_s=PATIENCE_S, **named):
        """The facts up to the answer."""
        name = self.send(kind, *values, **named)

        def answers(fact):
            ends = (messages.Carried, messages.Refused)
            return isinstance(fact, ends) and fact.id == name

        return self.until(answers, timeout_s)

    def carried(self, kind, *values, **named):
        """The facts up to the answer, which says that the order was carried out."""
        facts = self.order(kind, *values, **named)
        assert isinstance(facts[-1], messages.Carried), facts[-1]
        return facts

    def refused(self, kind, *values, **named):
        """Why an order was refused."""
        facts = self.order(kind, *values, **named)
        assert isinstance(facts[-1], messages.Refused), facts[-1]
        return facts[-1]

    def open(self, path, *subtitles):
        return self.carried(messages.Open, str(path), tuple(map(str, subtitles)))

    def until(self, wanted, timeout_s=PATIENCE_S):
        """The facts up to the one that is wanted."""
        facts = []
        end = time.monotonic() + timeout_s
        while True:
            left = end - time.monotonic()
            assert left > 0, f"it did not come; the last facts: {facts[-5:]}"
            try:
                fact = self._inbox.get(timeout=left)
            except queue.Empty:
                continue
            assert fact is not None, f"the backend ended: {self.ends}"
            self._enter(fact)
            facts.append(fact)
            if wanted(fact):
                return facts

    def until_idle(self, timeout_s=PATIENCE_S):
        """The facts up to the end of all renders."""
        queues = []

        def idle(fact):
            queues.extend(of(messages.Queue, [fact]))
            under_way = {job.state for job in self.jobs.values()} & {"waiting", "rendering"}
            return queues and not (queues[-1].waiting or queues[-1].running or under_way)

        return self.until(idle, timeout_s)

    def until_engine(self, wanted):
        """Until the engine is as wanted, if it is not already."""
        seen = of(messages.EngineStatus, self.facts)
        if not (seen and wanted(seen[-1].engine)):
            self.until(lambda f: isinstance(f, messages.EngineStatus) and wanted(f.engine))

    def until_job(self, ref, state, timeout_s=PATIENCE_S):
        """The facts up to the moment that a job is in a state."""
        if ref in self.jobs and self.jobs[ref].state == state:
            return []
        return self.until(lambda _fact: self.jobs[ref].state == state, timeout_s)

    def line(self, words) -> str:
        """The reference of the line with these words."""
        [ref] = [ref for ref, cue in self.cues.items() if words in cue.original_text]
        return ref

    def shot(self, name) -> str:
        """The reference of the shot of this name."""
        [ref] = [ref for ref, shot in self.shots.items() if shot.name == name]
        return ref

    def _enter(self, fact):
        self.facts.append(fact)
        if isinstance(fact, messages.Jobs):
            self.jobs.update((job.ref, job) for job in fact.jobs)
        elif isinstance(fact, messages.Cues):
            self.cues.update((cue.ref, cue) for cue in fact.cues)
        elif isinstance(fact, messages.Shots):
            self.shots.update((shot.ref, shot) for shot in fact.shots)
        elif isinstance(fact, messages.Removed):
            for ref in fact.jobs:
                self.jobs.pop(ref, None)


def of(kind, facts):
    """The facts of a kind."""
    return [fact for fact in facts if isinstance(fact, kind)]
