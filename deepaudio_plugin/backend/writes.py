"""Orders to write: what a write would do, writing, and putting back what was there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from deepaudio_plugin.backend.messages import (
    PlanWrite,
    TimelineWritten,
    Write,
    WritePlanned,
    WriteProgress,
)
from deepaudio_plugin.backend.output_snapshot import OutputSnapshot
from deepaudio_plugin.backend.views import PlannedFile
from deepaudio_plugin.core.errors import CancelledError, UsageError
from deepaudio_plugin.output import assemble
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.project.writing import Writing
from deepaudio_plugin.rendering.progress import Step, Watch
from deepaudio_plugin.worker_client.client import WorkerClient

_TOLD_EVERY_S = 0.1


def ordered_writing(project: Project, order: PlanWrite | Write) -> Writing:
    """What an order writes. Raises DecisionsError, UsageError, OutputError, TimelineEmptyError."""
    project.require_decisions()
    preview = order.preview if isinstance(order, Write) else ""
    decided = None if order.in_place else project.options.output
    options = replace(
        project.options,
        output=Path(order.output) if order.output else decided,
        in_place=order.in_place,
        dialect=order.dialect,
        preview=Path(preview) if preview else None,
        spec=order.spec or project.options.spec,
        stems=project.options.stems if order.stems is None else order.stems,
        mark=order.mark or project.options.mark,
        watermark=project.options.watermark if order.watermark is None else order.watermark,
    )
    writing = project.writing(options)
    writing.check()
    return writing


def write_planned(order_id: str, writing: Writing) -> WritePlanned:
    """What a write would add and replace, as a fact."""
    return WritePlanned(
        id=order_id,
        output=str(writing.output),
        files=tuple(PlannedFile(f.what, f.path, f.replaces) for f in writing.files()),
        notes=tuple(writing.notes()),
    )


class Writer:
    """Writes timelines; remembers what was there before the last time."""

    def __init__(self, worker: Callable[[], WorkerClient]) -> None:
        self._worker = worker
        self._lock = threading.Lock()
        self._last: OutputSnapshot | None = None
        self._stopped = threading.Event()

    def begin(self) -> None:
        """A write is ordered: what was stopped before does not stop it."""
        self._stopped.clear()

    def stop(self) -> None:
        """Stop the write under way, if there is one; `write` raises CancelledError."""
        self._stopped.set()

    def write(
        self,
        writing: Writing,
        cancelled: Callable[[], bool],
        tell: Callable[[str, float, float | None], None] = lambda _stage, _fraction, _eta: None,
    ) -> TimelineWritten:
        """Write it, keeping what was there; `tell` gets stage, fraction and seconds left.

        Raises DeepAudioError, and CancelledError when it is stopped; then what was there is
        there, also when the timeline itself was written already.
        """
        watch = Watch(step_listener(tell), lambda: self._stopped.is_set() or cancelled())
        with self._lock:
            before = OutputSnapshot.of(writing.output)
            try:
                written = writing.write(self._worker, watch, undoable=True)
            except CancelledError as error:
                before.restore_changed()
                raise CancelledError(error.message, hint="What was there is as it was.") from error
            except BaseException:
                before.forget()
                raise
            if self._last is not None:
                self._last.forget()
            self._last = before
        return _fact(written, writing)

    def undo(self) -> None:
        """Put back what was at the output before. Raises UsageError when nothing was written."""
        with self._lock:
            if self._last is None:
                raise UsageError("nothing has been written since the backend began")
            self._last.restore()
            self._last = None


def step_listener(tell: Callable[[str, float, float | None], None]) -> Callable[[Any], None]:
    """Tells steps a few times a second, and each stage's first and last one."""
    stage, due = "", 0.0

    def listen(event: Any) -> None:
        nonlocal stage, due
        if not isinstance(event, Step):
            return
        now = time.monotonic()
        if event.stage != stage or event.fraction >= 1.0 or now >= due:
            stage, due = event.stage, now + _TOLD_EVERY_S
            tell(event.stage, round(event.fraction, 3), event.eta_s)

    return listen


def progress_fact(order_id: str) -> Callable[[str, float, float | None], WriteProgress]:
    """Makes the facts that tell how far a write is."""
    return lambda stage, fraction, eta_s: WriteProgress(order_id, stage, fraction, eta_s)


def _fact(written: assemble.Written, writing: Writing) -> TimelineWritten:
    notes = [f"{p.where}: {p.message}" if p.where else p.message for p in written.problems]
    notes += [str(failure.error) for failure in written.failures]
    delivered = written.delivered
    if delivered is not None and delivered.line:
        notes.insert(0, f"mix: {delivered.line}")
    if written.preview_failure is not None:
        notes.append(f"no preview: {written.preview_failure}")
    return TimelineWritten(
        output=str(written.output),
        media_folder=str(written.media_folder or ""),
        preview=str(written.preview or ""),
        backup=str(written.backup or ""),
        clips=writing.clips(),
        notes=tuple(notes),
        dialect=writing.options.dialect,
        stems=tuple(map(str, delivered.stems.values())) if delivered is not None else (),
    )


__all__ = ["Writer", "ordered_writing", "progress_fact", "step_listener", "write_planned"]
