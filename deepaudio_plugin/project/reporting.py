"""A report on the takes of a planned project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.rendering.checking import is_known_changed
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.reporting.gathering import gather
from deepaudio_plugin.reporting.model import TakeReport
from deepaudio_plugin.reporting.sounds import ReportSounds
from deepaudio_plugin.reporting.writing import ReportPlaces, write_report
from deepaudio_plugin.takes.library import Entry, TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient


@dataclass(frozen=True)
class WrittenReport:
    """What was written, and what it tells."""

    places: ReportPlaces
    report: TakeReport
    sounds: ReportSounds


def report_path(timeline: Path) -> Path:
    """`cut.report.html` for `cut.otio`."""
    return timeline.with_name(f"{timeline.stem}.report.html")


def report_places(project: Project, page: Path | None, table: Path | None) -> ReportPlaces:
    """Where a report goes: the page beside the timeline unless it is given."""
    target = (page or report_path(project.path)).expanduser().absolute()
    return ReportPlaces(target, table.expanduser().absolute() if table else None)


@dataclass(frozen=True)
class ReportDraft:
    """What a report is made from, as a planned project stood. Any thread may write it."""

    plan: Plan
    jobs: tuple[Job, ...]
    entries: Mapping[str, Entry]
    playing: tuple[str, ...]  # keys of the takes that play
    library: TakeLibrary

    @classmethod
    def of(cls, project: Project) -> ReportDraft:
        """As the project stands now. Fast: no file is read."""
        assert project.plan is not None
        jobs = project.jobs
        playing = tuple(key for ref in jobs.by_ref if (key := jobs.playing(ref)))
        return cls(
            project.plan, tuple(jobs.by_ref.values()), dict(jobs.entries), playing, project.library
        )

    def write(
        self, places: ReportPlaces, worker: Callable[[], WorkerClient], watch: Watch
    ) -> WrittenReport:
        """Write it. Raises as `write_report`.

        The files of the takes that play are read: a verdict on one that was changed since is not
        told.
        """
        places.check()  # before anything is read
        entries = {**self.entries, **self._changed(watch)}
        report = gather(self.plan, self.jobs, entries, datetime.now().astimezone())
        return WrittenReport(places, report, write_report(report, places, worker, watch))

    def _changed(self, watch: Watch) -> dict[str, Entry]:
        """Takes whose files are not what was rendered, as they are to be reported."""
        changed = {}
        for key in self.playing:
            watch.check("stopped while takes were looked at")
            entry = self.entries[key]
            if why := self.library.what_is_wrong(entry):
                changed[key] = _without_verdict(entry, why)
        return changed


def _without_verdict(entry: Entry, why: str) -> Entry:
    if is_known_changed(entry):
        return entry  # its verdict says so
    told = f"its file {why}: render again"
    return replace(entry, verdict={}, warnings=(told, *entry.warnings))
