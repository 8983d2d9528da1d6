"""Waveforms to draw and sound to play, for the takes of a report, from the worker."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from deepaudio_plugin.core.protocol import (
    SAMPLE_RATE,
    Cancelled,
    Compress,
    Done,
    Failed,
    Peaks,
)
from deepaudio_plugin.rendering.progress import Gauge, Watch
from deepaudio_plugin.reporting.model import ReportedTake, ReportRow, Standing
from deepaudio_plugin.worker_client.client import WorkerClient

MOST_EMBEDDED = 16 << 20
"""Bytes of sound that a page holds, as they stand in it."""

_PEAKS_PER_S = 8
_PEAKS = range(8, 400)
_FIRST: tuple[Standing, ...] = ("bad", "look", "unchecked", "good")
"""Whose takes are put into the page while there is room."""
_TYPES = {".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".flac": "audio/flac"}


@dataclass
class ReportSounds:
    """By content key: waveforms (pairs of signed bytes), and addresses to play takes from."""

    waveforms: dict[str, bytes] = field(default_factory=dict)
    embedded: dict[str, str] = field(default_factory=dict)  # data URIs
    linked: dict[str, str] = field(default_factory=dict)  # relative addresses
    most: int = MOST_EMBEDDED

    @property
    def size(self) -> int:
        """Bytes of sound in the page."""
        return sum(map(len, self.embedded.values()))


def collect_sounds(
    rows: Sequence[ReportRow],
    page: Path,
    worker: Callable[[], WorkerClient],
    folder: Path,
    watch: Watch,
    *,
    most: int = MOST_EMBEDDED,
) -> ReportSounds:
    """What the takes of `rows` look and sound like, for the page at `page`.

    What needs another listen is put into the page first; what finds no room in it, or cannot be
    read, is linked. Temporary files go into `folder`. Raises CancelledError, and what no worker
    raises.
    """
    found = ReportSounds(most=most)
    takes = {row.take.key: row.take for row in rows if row.take}
    if not takes:
        return found
    _draw(list(takes.values()), found, worker, folder, watch)
    _embed(_by_need(rows), found, worker, folder, watch)
    for key, take in takes.items():
        if key not in found.embedded:
            found.linked[key] = _address(take, page.parent)
    return found


def _by_need(rows: Sequence[ReportRow]) -> list[ReportedTake]:
    ordered = sorted(
        (row for row in rows if row.take is not None), key=lambda row: _FIRST.index(row.standing)
    )
    return list({row.take.key: row.take for row in ordered if row.take}.values())


def _draw(
    takes: Sequence[ReportedTake],
    found: ReportSounds,
    worker: Callable[[], WorkerClient],
    folder: Path,
    watch: Watch,
) -> None:
    requests = [
        Peaks(
            f"peaks-{number}",
            take.path,
            _buckets(take),
            str(folder / f"{number}.peaks"),
            take.start / SAMPLE_RATE,
            take.length / SAMPLE_RATE,
        )
        for number, take in enumerate(takes)
        if take.length > 0
    ]
    gauge = Gauge(len(requests), len(requests), watch.listener)
    for done, (number, path) in enumerate(_answers(requests, worker, watch), start=1):
        gauge.show("waveforms", done, done)
        if path:
            found.waveforms[takes[number].key] = _taken(path)


def _buckets(take: ReportedTake) -> int:
    wanted = round(take.length / SAMPLE_RATE * _PEAKS_PER_S)
    return min(max(wanted, _PEAKS[0]), _PEAKS[-1])


def _embed(
    takes: Sequence[ReportedTake],
    found: ReportSounds,
    worker: Callable[[], WorkerClient],
    folder: Path,
    watch: Watch,
) -> None:
    """Put takes into the page, in their order, until one finds no room."""
    full = False

    def requests() -> Iterator[Compress]:
        for number, take in enumerate(takes):
            if full:
                return
            out = str(folder / str(number))
            yield Compress(f"take-{number}", take.path, out, take.start, take.length)

    gauge = Gauge(1.0, len(takes), watch.listener)
    waiting: dict[int, str] = {}
    room, following = found.most, 0
    for done, (answered, path) in enumerate(_answers(requests(), worker, watch), start=1):
        filled = 1 - room / found.most if found.most else 1.0  # it ends when the page is full, too
        gauge.show("compressing takes", done, max(done / len(takes), filled))
        waiting[answered] = _uri(path) if path else ""
        while following in waiting and not full:  # in order, whichever is compressed first
            uri = waiting.pop(following)
            full = len(uri) > room
            if uri and not full:
                found.embedded[takes[following].key] = uri
                room -= len(uri)
            following += 1


def _answers(
    requests: Sequence[Peaks] | Iterator[Compress],
    worker: Callable[[], WorkerClient],
    watch: Watch,
) -> Iterator[tuple[int, str]]:
    """Numbers of requests and the files that came of them, "" for what cannot be read."""
    for event in worker().run(requests, cancelled=watch.cancelled):
        if not isinstance(event, Cancelled):
            yield int(event.id.rpartition("-")[2]), _path(event)
    watch.check("stopped before the report was written")


def _path(event: Done | Failed) -> str:
    return event.path if isinstance(event, Done) else ""


def _uri(path: str) -> str:
    kind = _TYPES[Path(path).suffix]
    return f"data:{kind};base64,{base64.b64encode(_taken(path)).decode()}"


def _taken(path: str) -> bytes:
    """The content of a temporary file, which goes."""
    content = Path(path).read_bytes()
    Path(path).unlink()
    return content


def _address(take: ReportedTake, home: Path) -> str:
    """Where a take plays from, seen from the page, without its handles."""
    try:
        relative = Path(os.path.relpath(take.path, home)).as_posix()
        where = quote(os.fsencode(relative))  # names need not be UTF-8
    except ValueError:  # another drive
        where = Path(take.path).as_uri()
    first, last = take.start / SAMPLE_RATE, (take.start + take.length) / SAMPLE_RATE
    return f"{where}#t={first:.3f},{last:.3f}"
