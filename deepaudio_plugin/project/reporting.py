"""A report on the takes of a planned project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from deepaudio_plugin.project.project import Project
from deepaudio_plugin.rendering.checking import is_known_changed
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.reporting.gathering import gather
from deepaudio_plugin.reporting.model import TakeReport
from deepaudio_plugin.reporting.sounds import ReportSounds
from deepaudio_plugin.reporting.writing import ReportPlaces, write_report
from deepaudio_plugin.takes.library import Entry
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


def gather_report(project: Project, instead: Mapping[str, Entry] | None = None) -> TakeReport:
    """The report on a planned project as it stands. Fast; no worker is needed.

    `instead` are takes as they are to be reported, by key.
    """
    assert project.plan is not None
    jobs = project.jobs
    entries = {**jobs.entries, **(instead or {})}
    return gather(project.plan, jobs.by_ref.values(), entries, datetime.now().astimezone())


def _without_verdict(entry: Entry, why: str) -> Entry:
    if is_known_changed(entry):
        return entry  # its verdict says so
    told = f"its file {why}: render again"
    return replace(entry, verdict={}, warnings=(told, *entry.warnings))


def write_project_report(
    project: Project, places: ReportPlaces, worker: Callable[[], WorkerClient], watch: Watch
) -> WrittenReport:
    """Write the report on a planned project. Raises as `write_report`.

    The files of the takes that play are read: a verdict on one that was changed since is not told.
    """
    assert project.plan is not None
    jobs = project.jobs
    playing = [jobs.playing(ref) for ref in jobs.by_ref]
    changed = {
        key: _without_verdict(jobs.entries[key], why)
        for key in playing
        if key in jobs.entries and (why := project.library.what_is_wrong(jobs.entries[key]))
    }
    report = gather_report(project, changed)
    return WrittenReport(places, report, write_report(report, places, worker, watch))
