"""Whether the real window keeps up: a long timeline opened, and many jobs rendered."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.film import make_film, make_timeline
from tests.helpers.project import make_project

CLIPS, JOBS = 10_000, 200
BLOCK_MS, FIRST_S, ALL_S = 50.0, 1.0, 3.0
_WORDS = (
    "Yes.", "No.", "Look.", "Where?", "Now.", "Stay.", "Who?", "Go.",
    "Wait.", "Here.", "Why?", "Up.", "Stop.", "Run.", "Well.",
)  # fmt: skip


def measure(folder: Path) -> list[Figure]:
    """Figures of opening a long timeline, and of working on while jobs render."""
    opened, rendered = opening(folder / "opening"), rendering(folder / "rendering")
    opens = f"opening {CLIPS:,} clips and cues"
    renders = f"{JOBS} jobs render while one scrolls"
    return [
        Figure(f"{opens}: first shots in the window", opened["first_s"], "s", FIRST_S),
        Figure(f"{opens}: everything in the window", opened["all_s"], "s", ALL_S),
        Figure(f"{opens}: longest block, CPU of the interface", opened["cpu_ms"], "ms", BLOCK_MS),
        Figure(f"{opens}: longest block, by the clock", opened["wall_ms"], "ms"),
        Figure(f"{renders}: longest block, CPU of the interface", rendered["cpu_ms"], "ms",
               BLOCK_MS),
        Figure(f"{renders}: longest block, by the clock", rendered["wall_ms"], "ms"),
        Figure(f"{renders}: from Generate to the last take", rendered["all_s"], "s"),
    ]  # fmt: skip


def opening(folder: Path, clips: int = CLIPS) -> dict[str, float]:
    """What the window tells of opening a timeline with a cue in each of its clips."""
    folder.mkdir(parents=True)
    film = folder / "film.mp4"
    make_film(film, 60)
    return _watched("opening", *make_timeline(folder, film, clips))


def rendering(folder: Path, jobs: int = JOBS) -> dict[str, float]:
    """What the window tells of that many short lines that are spoken."""
    project = make_project(folder, shots=jobs, srt=_short_lines(jobs))
    return _watched("rendering", project.timeline, project.subtitles)


def _watched(scenario: str, timeline: Path, subtitles: Path) -> dict[str, float]:
    """What a scenario measured, in an interpreter of its own."""
    folder = timeline.parent
    env = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "DEEPAUDIO_LIBRARY": str(folder / "takes"),
        "DEEPAUDIO_VIEWING_CACHE": str(folder / "viewing"),
    }
    module = "tests.helpers.watched_window"
    done = subprocess.run(
        [sys.executable, "-m", module, scenario, str(timeline), str(subtitles)],
        check=True, stdout=subprocess.PIPE, text=True, env=env, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _short_lines(count: int) -> str:
    """Two words in each shot of a second and a half, nowhere the same."""
    blocks = []
    for n, words in enumerate(itertools.islice(itertools.permutations(_WORDS, 2), count)):
        start = 1500 * n + 200
        times = f"{_clock(start)} --> {_clock(start + 1000)}"
        blocks.append(f"{n + 1}\n{times}\n{' '.join(words)}\n")
    return "\n".join(blocks)


def _clock(milliseconds: int) -> str:
    seconds, ms = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d},{ms:03d}"
