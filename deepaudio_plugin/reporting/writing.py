"""Writing a report: the page and the table, aside first, and over nobody's files but our own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.files import output_errors, write_bytes
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.reporting.model import TakeReport
from deepaudio_plugin.reporting.page import GENERATOR, page
from deepaudio_plugin.reporting.sheet import BOM, HEAD, sheet
from deepaudio_plugin.reporting.sounds import MOST_EMBEDDED, ReportSounds, collect_sounds
from deepaudio_plugin.worker_client.client import WorkerClient

_LOOKED_AT = 2048  # bytes of a file's beginning, which say whose it is


@dataclass(frozen=True)
class ReportPlaces:
    """Where a report goes."""

    page: Path
    table: Path | None = None

    def check(self) -> None:
        """Raise OutputError where a file would be replaced that is no report of ours."""
        if self.table is not None and self.page.resolve() == self.table.resolve():
            raise OutputError(
                "the page and the table cannot be one file",
                where=str(self.page),
                hint="Choose another name for one of them.",
            )
        _check(self.page, GENERATOR, "-o")
        if self.table is not None:
            check_table(self.table)


def write_report(
    report: TakeReport,
    places: ReportPlaces,
    worker: Callable[[], WorkerClient],
    watch: Watch,
    *,
    most: int = MOST_EMBEDDED,
) -> ReportSounds:
    """Write the page, and the table if asked for; which takes are in the page, and which linked.

    Raises OutputError and CancelledError, and then nothing is replaced; and what no worker raises.
    """
    places.check()
    with tempfile.TemporaryDirectory(prefix="deepaudio-report-") as folder:
        sounds = collect_sounds(report.rows, places.page, worker, Path(folder), watch, most=most)
    _write(places.page, page(report, sounds).encode())
    if places.table is not None:
        write_table(places.table, [report])
    return sounds


def check_table(path: Path) -> None:
    """Raise OutputError where a table would replace a file that is none of ours."""
    _check(path, f"{BOM}{','.join(HEAD[:4])},", "--csv")


def write_table(path: Path, reports: Iterable[TakeReport]) -> None:
    """Write the table of several reports. Raises OutputError."""
    _write(path, sheet(reports))


def _check(path: Path, mark: str, option: str) -> None:
    if not path.exists():
        return
    with output_errors(path):
        is_ours = path.is_file() and mark.encode() in _beginning(path)
    if not is_ours:
        raise OutputError(
            "there is something already that is no report",
            where=str(path),
            hint=f"Choose another name ({option} on the command line).",
        )


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LOOKED_AT)


def _write(path: Path, content: bytes) -> None:
    with output_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, content)
