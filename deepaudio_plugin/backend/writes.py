"""Writing the timeline with what is rendered, saying before what it would do, and undoing it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio_plugin.backend.messages import PlanWrite, Write, WritePlanned, Written
from deepaudio_plugin.backend.output_snapshot import OutputSnapshot
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.backend.views import PlannedFile
from deepaudio_plugin.core.errors import TimelineEmptyError, UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.output.assemble import Assembly, assemble
from deepaudio_plugin.output.media import is_there
from deepaudio_plugin.output.paths import check_places
from deepaudio_plugin.output.placed_takes import placed_takes, stems
from deepaudio_plugin.output.save import backup_for, output_path
from deepaudio_plugin.ownership.ours import TITLES
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.planning.report import number
from deepaudio_plugin.rendering.outcome import Outcome, outcome_of
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.worker_client.client import WorkerClient


@dataclass(frozen=True)
class Writing:
    """Everything a write needs, as it stood when it was ordered."""

    document: Document
    material: Material
    plan: Plan  # of what is rendered alone
    outcome: Outcome
    options: RenderOptions
    missing: int  # jobs without a rendered take

    @property
    def output(self) -> Path:
        """Where the timeline goes. Raises UsageError or OutputError."""
        options = self.options
        return output_path(
            self.document, options.output, in_place=options.in_place, dialect=options.dialect
        )


def writing_of(session: Session, options: RenderOptions, *, may_be_empty: bool = False) -> Writing:
    """What would be written now. Raises TimelineEmptyError when nothing is rendered."""
    assert session.plan is not None
    entries = dict(session.jobs.entries)
    jobs = []
    for job in session.plan.jobs:
        rendered = tuple(r for r in job.requests if r.key in entries)
        if rendered:
            jobs.append(replace(job, requests=rendered))
    if not jobs and not may_be_empty:
        raise TimelineEmptyError(
            "nothing is rendered yet", where=session.path.name, hint="Generate takes first."
        )
    plan = replace(session.plan, jobs=tuple(jobs))
    return Writing(
        document=session.document,
        material=session.contents.material,
        plan=plan,
        outcome=outcome_of(entries),
        options=options,
        missing=len(session.plan.jobs) - len(jobs),
    )


def ordered_options(session: Session, order: PlanWrite | Write) -> RenderOptions:
    """Options of the open timeline with what the order says of the output."""
    preview = order.preview if isinstance(order, Write) else ""
    decided = None if order.in_place else session.options.output
    return replace(
        session.options,
        output=Path(order.output) if order.output else decided,
        in_place=order.in_place,
        dialect=order.dialect,
        preview=Path(preview) if preview else None,
    )


class Writer:
    """Writes timelines; remembers what was there before the last time."""

    def __init__(self, library: TakeLibrary, worker: Callable[[], WorkerClient]) -> None:
        self._library = library
        self._worker = worker
        self._lock = threading.Lock()
        self._last: OutputSnapshot | None = None

    def planned(self, order_id: str, writing: Writing) -> WritePlanned:
        """What a write would add and replace; nothing is touched. Raises as `check` does."""
        self.check(writing)
        output = writing.output
        return WritePlanned(
            id=order_id,
            output=str(output),
            files=tuple(_files(writing, output)),
            missing=writing.missing,
            notes=tuple(_notes(writing)),
        )

    def check(self, writing: Writing) -> None:
        """Raise UsageError or OutputError when it could not be written where it is to go."""
        check_places(writing.material, writing.options)

    def write(self, writing: Writing, cancelled: Callable[[], bool]) -> Written:
        """Write it, keeping what was there. Raises DeepAudioError; then nothing is changed."""
        output = writing.output
        assembly = Assembly(
            writing.document,
            writing.plan,
            writing.options,
            writing.outcome,
            self._library,
            self._worker,
        )
        with self._lock:
            before = OutputSnapshot.of(output)
            try:
                written = assemble(assembly, Watch(cancelled=cancelled))
            except BaseException:
                before.forget()
                raise
            if self._last is not None:
                self._last.forget()
            self._last = before
        assert written.output is not None
        notes = [f"{p.where}: {p.message}" if p.where else p.message for p in written.problems]
        notes += [str(failure.error) for failure in written.failures]
        if written.preview_failure is not None:
            notes.append(f"no preview: {written.preview_failure}")
        return Written(
            output=str(written.output),
            media_folder=str(written.media_folder or ""),
            preview=str(written.preview or ""),
            backup=str(written.backup or ""),
            clips=len({s.job.id for s in placed_takes(writing.plan, writing.outcome)}),
            notes=tuple(notes),
        )

    def undo(self) -> None:
        """Put back what was at the output before. Raises UsageError when nothing was written."""
        with self._lock:
            if self._last is None:
                raise UsageError("nothing has been written since the studio began")
            self._last.restore()
            self._last = None


def _files(writing: Writing, output: Path) -> Iterable[PlannedFile]:
    options, plan = writing.options, writing.plan
    exists = output.exists()
    yield PlannedFile(f"timeline {output.name}", str(output), replaces=exists)
    backup = backup_for(output, in_place=options.in_place)
    if backup is not None:
        yield PlannedFile("backup of what is there now", str(backup))
    lanes = Counter((job.stem, job.lane) for job in plan.jobs if job.stem in options.tracks)
    for (stem, lane), clips in sorted(
        lanes.items(), key=lambda item: (item[0][0] == "audio", item)
    ):
        name = TITLES[stem] + (f" {lane + 1}" if lane else "")
        yield PlannedFile(f"track {name}, {number(clips, 'clip')}")
    if "mix" in options.tracks:
        yield PlannedFile(f"track {TITLES['mix']}")
    folder = media_folder(output)
    shown = [
        stem
        for stem in stems(placed_takes(plan, writing.outcome), plan.start, options.duck_db)
        if stem.placed.job.stem in options.tracks
    ]
    new = [s for s in shown if not is_there(folder, s)]
    yield PlannedFile(f"{number(len(new), 'new sound file')} of {len(shown)}", str(folder))
    if options.preview is not None:
        preview = options.preview.expanduser().absolute()
        yield PlannedFile(f"preview {preview.name}", str(preview), replaces=preview.exists())


def _notes(writing: Writing) -> Iterable[str]:
    if writing.missing:
        yield f"{number(writing.missing, 'job')} without a rendered take: left out"


__all__ = ["Writer", "Writing", "ordered_options", "writing_of"]
