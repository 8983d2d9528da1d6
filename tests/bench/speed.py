"""How long a render takes beside what merely decoding the picture takes, and how it grows."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import av
import psutil

from tests.bench.figures import Figure
from tests.bench.film import SHOT_FRAMES, make_film, make_timeline

SHOTS = 100  # ten minutes


def measure(folder: Path) -> list[Figure]:
    """Render ten minutes and one; decode the same frames before and after."""
    film = folder / "film.mp4"
    make_film(film, SHOTS * SHOT_FRAMES * 1001 / 24_000 + 1)
    short, long = (make_timeline(folder, film, shots) for shots in (SHOTS // 10, SHOTS))
    before = decode_seconds(film)
    short_run = run_render(folder, *short)
    long_run = run_render(folder, *long)
    decode = (before + decode_seconds(film)) / 2
    again = run_render(folder, *long)
    one = run_render(folder, *_with_one_line_changed(*long))
    return [
        Figure("speed: 10 minutes against decoding alone", long_run.seconds / decode, "×", 1.5),
        Figure("speed: decoding and scaling 10 minutes alone", decode, "s"),
        Figure("speed: rendering 10 minutes, 100 shots, 100 cues", long_run.seconds, "s"),
        Figure("speed: peak memory of all processes", long_run.peak_mb / 1000, "GB", 1.2),
        Figure(
            "speed: ten times the timeline takes", long_run.seconds / short_run.seconds, "×", 11.0
        ),
        Figure("speed: unchanged second render", 100 * again.seconds / long_run.seconds, "%", 5.0),
        Figure("speed: jobs rendered for one changed cue", one.rendered, "jobs", 1),
    ]


class Run:
    """One finished `deepaudio render`."""

    def __init__(self, seconds: float, peak_mb: float, report: str) -> None:
        self.seconds = seconds
        self.peak_mb = peak_mb
        self.rendered = report.count('"event": "take"')


def run_render(folder: Path, timeline: Path, subtitles: Path) -> Run:
    """`deepaudio render` as a person starts it, with its time and the memory of its tree."""
    command = [sys.executable, "-m", "deepaudio_plugin.cli.main", "render", str(timeline)]
    command += ["--subtitles", str(subtitles), "--library", str(folder / timeline.stem)]
    command += ["--json", "-o", str(folder / f"{timeline.stem}.out.otio")]
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peak = _PeakMemory(process.pid)
        report, _ = process.communicate()
    seconds = time.monotonic() - began
    if process.returncode:
        raise RuntimeError(report[-2000:])
    return Run(seconds, peak.stop(), report)


def decode_seconds(film: Path) -> float:
    """Decode every frame with all cores and scale it to 160×90 grey: the physical limit."""
    began = time.monotonic()
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in container.decode(stream):
            frame.reformat(160, 90, "gray", interpolation="FAST_BILINEAR")
    return time.monotonic() - began


def _with_one_line_changed(timeline: Path, subtitles: Path) -> tuple[Path, Path]:
    text = subtitles.read_text(encoding="utf-8")
    subtitles.write_text(text.replace("ANNA: ", "ANNA: Well, ", 1), encoding="utf-8")
    return timeline, subtitles


class _PeakMemory:
    """Resident memory of a process and its children, sampled ten times a second."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._peak = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            try:
                family = [self._process, *self._process.children(recursive=True)]
                self._peak = max(self._peak, sum(p.memory_info().rss for p in family) / 1e6)
            except psutil.Error:
                continue

    def stop(self) -> float:
        """The peak so far, in MB."""
        self._ended.set()
        self._thread.join()
        return self._peak
