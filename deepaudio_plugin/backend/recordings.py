"""Orders to take in what a person has recorded of a line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from deepaudio_plugin.backend.background_tasks import Answer, BackgroundTasks
from deepaudio_plugin.backend.generating import Later
from deepaudio_plugin.backend.messages import ImportRecording
from deepaudio_plugin.backend.naming import named
from deepaudio_plugin.backend.open_timeline import OpenTimeline
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.core.protocol import Done
from deepaudio_plugin.project.recordings import (
    PlannedRecording,
    make_recording,
    plan_recording,
)
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient


class RecordingImporter:
    """One recording at a time, read on a thread of its own and taken in on the loop's."""

    def __init__(
        self,
        timeline: OpenTimeline,
        *,
        worker: Callable[[], WorkerClient],
        library: TakeLibrary,
        later: Later,
    ) -> None:
        self._timeline = timeline
        self._worker = worker
        self._library = library
        self._later = later
        self._tasks = BackgroundTasks("recordings")

    def close(self) -> None:
        """Begin nothing more."""
        self._tasks.close()

    def import_recording(self, order: ImportRecording, answer: Answer) -> None:
        """Make a take of a file, and choose it."""
        session = self._timeline.needed
        planned = plan_recording(session.project, order.ref, Path(order.path))

        def read() -> None:
            done = make_recording(
                planned, self._library, self._worker(), lambda: self._tasks.closing
            )
            self._later(partial(self._adopt, session, planned, done, answer))

        self._tasks.send(read, lambda error: answer(error) if error else None)

    def _adopt(
        self, session: Session, planned: PlannedRecording, done: Done, answer: Answer
    ) -> None:
        try:
            if session is self._timeline.session:
                session.add_recording(planned, done, f"recording of {named(session, planned.ref)}")
        except Exception as error:
            answer(error)
        else:
            answer(None)
