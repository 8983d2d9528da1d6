"""A report on the takes of a planned project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from deepaudio_plugin.project.project import Project
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.reporting.gathering import gather
from deepaudio_plugin.reporting.model import TakeReport
from deepaudio_plugin.reporting.sounds import ReportSounds
from deepaudio_plugin.reporting.writing import ReportPlaces, write_report
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


def gather_report(project: Project) -> TakeReport:
    """The report on a planned project as it stands. Fast; no worker is needed."""
    assert project.plan is not None
    jobs = project.jobs
    return gather(project.plan, jobs.by_ref.values(), jobs.entries, datetime.now().astimezone())


def write_project_report(
    project: Project, places: ReportPlaces, worker: Callable[[], WorkerClient], watch: Watch
) -> WrittenReport:
    """Write the report on a planned project. Raises as `write_report`."""
    report = gather_report(project)
    return WrittenReport(places, report, write_report(report, places, worker, watch))
