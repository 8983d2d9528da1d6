"""Thousands of jobs in a row: memory, handles, threads and the time for a job stay what they are.

The engine makes bursts of noise (`tests/helpers/burst_engine.py`), so that what is measured is
everything around it.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import opentimelineio as otio
import psutil
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.backend import messages
from tests.helpers.panel import Panel
from tests.helpers.project import clip, make_project, write_timeline
from tests.torture.promises import Promise
from tests.torture.scene import Mode, Scene, variables_of

JOBS = 2000
GROWTH = 1.05
FILM_CLIPS, FILM_CUES = 10_000, 20_000
FILM_GB = 2.0
FLAT = 1.5
_EVERY = 100


@dataclass
class Sample:
    """What a process holds."""

    megabytes: float
    handles: int
    threads: int


@dataclass
class Watched:
    """Samples of each kind of process."""

    samples: dict[str, list[Sample]] = field(default_factory=dict)

    def look(self, kind: str, process: psutil.Process) -> None:
        """Take a sample; a process that has gone gives none."""
        try:
            one = Sample(process.memory_info().rss / 1e6, process.num_fds(), process.num_threads())
        except psutil.Error:
            return
        self.samples.setdefault(kind, []).append(one)

    def peak_gb(self) -> float:
        """The most memory that the processes held, each at its worst."""
        return sum(max(s.megabytes for s in some) for some in self.samples.values()) / 1000

    def growth(self) -> Iterator[tuple[str, str, float]]:
        """How much more there was in the last quarter than in the second, by kind and thing."""
        for kind, some in self.samples.items():
            quarter = max(1, len(some) // 4)
            early, late = some[quarter : 2 * quarter], some[-quarter:]
            for thing in ("megabytes", "handles", "threads"):
                # A file may be open at the moment of a sample; one that stays open is in all.
                typical = statistics.median if thing == "megabytes" else min
                before, after = (typical(getattr(s, thing) for s in part) for part in (early, late))
                yield kind, thing, after / max(before, 1)


def measure(folder: Path, jobs: int = JOBS, *, whole_film: bool = True) -> list[Promise]:
    """Many jobs through the command and through the backend; a whole film end to end."""
    promises = [_command(folder / "command", jobs), _backend(folder / "backend", jobs)]
    return [*promises, _film(folder / "film")] if whole_film else promises


def _scene(folder: Path, clips: int, cues: int) -> Scene:
    """A timeline of short shots from one film, with lines evenly over it."""
    scene = Scene(folder, Mode("many"))
    frames = 17 if clips > JOBS else 6
    length_s = clips * frames / 24
    make_project(scene.cut, srt="".join(_cues(cues, length_s)) or "1\n0:00:00,0 --> 0:00:00,2\nx\n")
    write_timeline(scene.cut / "cut.otio", [_shot(n, frames) for n in range(clips)])
    return scene


def _shot(number: int, frames: int) -> otio.schema.Clip:
    """No two are alike: each is a little faster than the one before."""
    shot = clip("film.mp4", number % 60, frames, f"shot {number}")
    shot.effects.append(otio.schema.LinearTimeWarp(time_scalar=1.0 + number * 1e-5))
    return shot


def _cues(count: int, length_s: float) -> Iterator[str]:
    step = length_s / max(count, 1)
    for n in range(count):
        begin, end = (_time(n * step + part * step) for part in (0.0, 0.8))
        yield f"{n + 1}\n{begin} --> {end}\nLine number {n}.\n\n"


def _time(seconds: float) -> str:
    whole = RationalTime(round(seconds * 1000), 1000)
    ms = int(whole.value)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def _rendered(scene: Scene, arguments: tuple[str, ...]) -> tuple[Watched, list[float], str]:
    """Render by the command: samples at every hundredth take, times of takes, what went wrong."""
    watched, times = Watched(), []
    with scene.start(arguments=arguments) as process:
        assert process.stdout is not None and process.stderr is not None
        own = psutil.Process(process.pid)
        last = ""
        for line in process.stdout:
            last = line
            if '"event": "take"' not in line:
                continue
            times.append(time.monotonic())
            if len(times) % _EVERY == 0:
                watched.look("command", own)
                for child in own.children():
                    watched.look("worker", child)
        err = process.stderr.read()
    ended = json.loads(last) if last else {}
    failures = ended.get("failures", ["it did not end as it should"])
    wrong = f"exit code {process.returncode}: {err[-300:]}" if process.returncode else ""
    return watched, times, wrong or (f"{failures[:2]}" if failures else "")


def _command(folder: Path, jobs: int) -> Promise:
    promise = Promise(f"{jobs:,} jobs in a row through the command", _grows())
    scene = _scene(folder, jobs, 0)
    watched, times, wrong = _rendered(scene, ("--tracks", "audio"))
    if wrong or len(times) != jobs:
        promise.failures.append(wrong or f"{len(times)} takes of {jobs}")
    return _judged(promise, watched, len(times))


def _grows() -> str:
    return "memory, handles and threads of each process grow by no more than 5 %"


def _judged(promise: Promise, watched: Watched, cases: int) -> Promise:
    promise.cases = cases
    grown = list(watched.growth())
    promise.failures += [
        f"{kind}: {thing} grew to {ratio:.2f} ×" for kind, thing, ratio in grown if ratio > GROWTH
    ]
    worst = max((ratio for _, _, ratio in grown), default=0.0)
    promise.measured = f"at most {worst:.2f} ×; {watched.peak_gb():.2f} GB in all"
    return promise


def _backend(folder: Path, jobs: int) -> Promise:
    promise = Promise(f"{jobs:,} jobs in a row through the window's backend", _grows())
    scene = _scene(folder, jobs, 0)
    with variables_of(scene):
        panel = Panel(folder / "backend.log", process=True)
    watched, done = Watched(), 0
    with panel:
        panel.open(scene.cut / "cut.otio")
        panel.carried(messages.Set, {"tracks": ["audio"]})
        panel.carried(messages.Generate, scope="all")
        own = psutil.Process(panel.client.pid)
        while done < jobs:
            panel.until(_counted(panel, done + _EVERY))
            done += _EVERY
            panel.facts.clear()
            watched.look("backend", own)
            for child in own.children():
                watched.look("worker", child)
        failed = sum(job.state == "failed" for job in panel.jobs.values())
    if failed:
        promise.failures.append(f"{failed} jobs failed")
    return _judged(promise, watched, done)


def _counted(panel: Panel, wanted: int) -> Callable[[object], bool]:
    def counted(_fact: object) -> bool:
        return sum(job.state in ("ready", "failed") for job in panel.jobs.values()) >= wanted

    return counted


def _film(folder: Path) -> Promise:
    promise = Promise(
        f"a film of two hours, {FILM_CLIPS:,} clips and {FILM_CUES:,} cues, rendered and written",
        f"no failure, under {FILM_GB:g} GB in all, the last jobs take no longer than the first",
    )
    scene = _scene(folder, FILM_CLIPS, FILM_CUES)
    begun = time.monotonic()
    watched, times, wrong = _rendered(scene, ())
    lasted = time.monotonic() - begun
    promise.cases = len(times)
    if wrong or len(times) != FILM_CLIPS + FILM_CUES:
        promise.failures.append(wrong or f"{len(times)} takes")
    fifth = len(times) // 5
    early, late = times[2 * fifth] - times[fifth], times[-1] - times[-1 - fifth]
    if late > FLAT * early:
        promise.failures.append(f"the last jobs took {late / early:.2f} × as long as the first")
    if watched.peak_gb() > FILM_GB:
        promise.failures.append(f"{watched.peak_gb():.2f} GB")
    promise.measured = (
        f"{lasted:.0f} s, {watched.peak_gb():.2f} GB, last jobs {late / early:.2f} × the first"
    )
    return promise
