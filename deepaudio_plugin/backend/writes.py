"""Orders to write: what a write would do, writing, and putting back what was there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from deepaudio_plugin.backend.messages import PlanWrite, TimelineWritten, Write, WritePlanned
from deepaudio_plugin.backend.output_snapshot import OutputSnapshot
from deepaudio_plugin.backend.views import PlannedFile
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.output import assemble
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.project.writing import Writing
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.worker_client.client import WorkerClient


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
        missing=writing.missing,
        notes=tuple(writing.notes()),
    )


class Writer:
    """Writes timelines; remembers what was there before the last time."""

    def __init__(self, worker: Callable[[], WorkerClient]) -> None:
        self._worker = worker
        self._lock = threading.Lock()
        self._last: OutputSnapshot | None = None

    def write(self, writing: Writing, cancelled: Callable[[], bool]) -> TimelineWritten:
        """Write it, keeping what was there. Raises DeepAudioError; then nothing is changed."""
        with self._lock:
            before = OutputSnapshot.of(writing.output)
            try:
                written = writing.write(self._worker, Watch(cancelled=cancelled), undoable=True)
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


def _fact(written: assemble.Written, writing: Writing) -> TimelineWritten:
    notes = [f"{p.where}: {p.message}" if p.where else p.message for p in written.problems]
    notes += [str(failure.error) for failure in written.failures]
    if written.delivered is not None and written.delivered.line:
        notes.insert(0, f"mix: {written.delivered.line}")
    if written.preview_failure is not None:
        notes.append(f"no preview: {written.preview_failure}")
    return TimelineWritten(
        output=str(written.output),
        media_folder=str(written.media_folder or ""),
        preview=str(written.preview or ""),
        backup=str(written.backup or ""),
        clips=writing.clips(),
        notes=tuple(notes),
    )


__all__ = ["Writer", "ordered_writing", "write_planned"]
