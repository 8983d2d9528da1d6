"""How much a render that finds everything in the library costs, in a small one and a large one."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from deepaudio_plugin.core.protocol import Done, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.project import rendering
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.takes.entry import Entry
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient
from tests.bench.figures import Figure
from tests.helpers.finished import finish, opened
from tests.helpers.project import make_project

_FEW, _MANY = 100, 100_000
_RUNS = 7
_AT_ONCE = 5_000


def measure(folder: Path) -> list[Figure]:
    """Renders in which nothing is missing, and cleaning up, at 100 and at 100,000 takes."""
    timeline = make_project(folder / "film", shots=24).timeline
    with closing(TakeLibrary(folder / "few")) as few, closing(TakeLibrary(folder / "many")) as many:
        for library, count in ((few, _FEW), (many, _MANY)):
            finish(opened(timeline, library))
            _fill(library, count)
        pairs = [
            [_seconds(partial(_render, timeline, library)) for library in (few, many)]
            for _ in range(_RUNS)
        ]  # in turn, so that a busy machine is busy for both
        clean_few, clean_many = (
            min(_seconds(library.gc) for _ in range(_RUNS)) for library in (few, many)
        )
    render_few, render_many = (min(seconds) for seconds in zip(*pairs, strict=True))
    return [
        Figure(
            "library: a render that finds all takes, 100,000 to 100",
            render_many / render_few,
            "×",
            1.2,
        ),
        Figure("library: a render that finds all takes, 100,000", 1000 * render_many, "ms"),
        Figure("library: cleaning up after a render, 100,000 takes", 1000 * clean_many, "ms"),
        Figure("library: cleaning up after a render, 100 takes", 1000 * clean_few, "ms"),
    ]


def _fill(library: TakeLibrary, count: int) -> None:
    """Know as many takes more; their files are not asked for."""
    now = time.time()
    for first in range(0, count, _AT_ONCE):
        library._index.put(
            _entry(number, now) for number in range(first, min(count, first + _AT_ONCE))
        )


def _entry(number: int, now: float) -> Entry:
    spec = TakeSpec("speech", "tones", 48_000, "1", text=f"Line {number}.")
    take = Take(spec.key, "", 48_000, 1, 0, 48_000, -23.0, -1.0)
    return Entry.of(spec, Done("", take), 144_000, now)


def _render(timeline: Path, library: TakeLibrary) -> None:
    result = rendering.render(opened(timeline, library), _no_worker, Watch())
    assert result.rendered == 0
    assert not result.failures


def _no_worker() -> WorkerClient:
    raise AssertionError("nothing is to be rendered")


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
