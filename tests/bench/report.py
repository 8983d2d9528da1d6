"""A report on a long timeline: how big its page is, and how long it takes."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from deepaudio_plugin.project.reporting import ReportDraft, report_places
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient
from tests.bench.figures import Figure
from tests.helpers.finished import finish, opened
from tests.helpers.project import make_project

_LINES = 2000
_EVERY_S, _LONG_S = 3.0, 2.5


def measure(folder: Path) -> list[Figure]:
    """Two thousand lines, more sound than a page holds: bytes of the page, and seconds."""
    shots = round(_LINES * _EVERY_S / 1.5)
    project = make_project(folder / "film", shots=shots, srt=_subtitles())
    with closing(TakeLibrary(folder / "takes")) as library:
        planned = opened(project.timeline, library, tracks=("speech",))
        finish(planned)
        places = report_places(planned, None, folder / "takes.csv")
        with WorkerClient() as client:
            client.start()
            began = time.perf_counter()
            written = ReportDraft.of(planned).write(places, lambda: client, Watch())
            seconds = time.perf_counter() - began
    lines = f"{_LINES:,} lines"
    return [
        Figure(f"report: the page of {lines}", places.page.stat().st_size / 1e6, "MB", 30.0),
        Figure(f"report: takes in the page of {lines}", len(written.sounds.embedded), "takes"),
        Figure(f"report: writing the page of {lines}", seconds, "s"),
    ]


def _subtitles() -> str:
    blocks = (
        f"{number}\n{_time(start)} --> {_time(start + _LONG_S)}\nMARA: This is line {number}.\n"
        for number in range(1, _LINES + 1)
        for start in ((number - 1) * _EVERY_S,)
    )
    return "\n".join(blocks)


def _time(seconds: float) -> str:
    whole, rest = divmod(round(1000 * seconds), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d},{rest:03d}"
