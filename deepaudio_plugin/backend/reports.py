"""Orders for reports: of the project as it stands, written beside everything else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from deepaudio_plugin.backend.background_tasks import Answer, BackgroundTasks
from deepaudio_plugin.backend.messages import Fact, WriteReport
from deepaudio_plugin.backend.writes import progress_fact, step_listener
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.project.reporting import ReportDraft, report_places
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.worker_client.client import WorkerClient


class ReportWriter:
    """Writes reports one after the other. For the loop's thread."""

    def __init__(self, worker: Callable[[], WorkerClient], tell: Callable[[Fact], None]) -> None:
        self._worker, self._tell = worker, tell
        self._tasks = BackgroundTasks("reports")
        self._stopped = threading.Event()

    def write(self, project: Project, order: WriteReport, answer: Answer) -> None:
        """Write the report on a planned project as it stands now."""
        draft = ReportDraft.of(project)
        places = report_places(
            project, Path(order.path), Path(order.table) if order.table else None
        )
        self._stopped.clear()
        fact = progress_fact(order.id)
        watch = Watch(
            step_listener(lambda *step: self._tell(fact(*step))),
            lambda: self._stopped.is_set() or self._tasks.closing,
        )

        def write() -> None:
            draft.write(places, self._worker, watch)

        self._tasks.send(write, answer)

    def stop(self) -> None:
        """Stop the report under way, if there is one."""
        self._stopped.set()

    def close(self) -> None:
        """Begin nothing more."""
        self._tasks.close()
