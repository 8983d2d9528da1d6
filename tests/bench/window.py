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
    """Figures of opening a long timeline, without cues and with, and of working on meanwhile."""
    clips = opening(folder / "clips", cues=False)
    spoken, rendered = opening(folder / "spoken"), rendering(folder / "rendering")
    renders = f"{JOBS} jobs render while one scrolls"
    return [
        *_opening_figures(f"opening {CLIPS:,} clips", clips, FIRST_S, ALL_S),
        *_opening_figures(f"opening {CLIPS:,} clips and {CLIPS:,} cues", spoken),
        Figure(f"{renders}: longest block, CPU of the interface", rendered["cpu_ms"], "ms",
               BLOCK_MS),
        Figure(f"{renders}: longest block, by the clock", rendered["wall_ms"], "ms"),
        Figure(f"{renders}: from Generate to the last take", rendered["all_s"], "s"),
        *_trying_figures(folder),
    ]  # fmt: skip


def _trying_figures(folder: Path) -> list[Figure]:
    """Figures of what tries a window: changes of its looks, many edits, a backend that breaks."""
    told = {}
    for scenario in ("changing", "editing", "breaking"):
        project = make_project(folder / scenario, shots=6)
        told[scenario] = watched(scenario, project.timeline, project.subtitles)
    block = "longest block, CPU of the interface"
    return [
        Figure(f"colours and language change while jobs render: {block}",
               told["changing"]["cpu_ms"], "ms", 500.0),  # every text, icon and layout anew
        Figure(f"a thousand quick edits, ten in a turn: {block}",
               told["editing"]["cpu_ms"], "ms", 100.0),
        Figure(f"a backend that dies and one that hangs: {block}",
               told["breaking"]["cpu_ms"], "ms", BLOCK_MS),
        Figure("closing the window of a backend that hangs", told["breaking"]["closed_s"], "s",
               4.0),
    ]  # fmt: skip


def _opening_figures(
    opens: str,
    told: dict[str, float],
    first_s: float | None = None,
    all_s: float | None = None,
) -> list[Figure]:
    """Figures of one timeline opened; without a bound, the times are told and not judged."""
    return [
        Figure(f"{opens}: first shots in the window", told["first_s"], "s", first_s),
        Figure(f"{opens}: everything in the window", told["all_s"], "s", all_s),
        Figure(f"{opens}: longest block, CPU of the interface", told["cpu_ms"], "ms", BLOCK_MS),
        Figure(f"{opens}: longest block, by the clock", told["wall_ms"], "ms"),
    ]


def opening(folder: Path, clips: int = CLIPS, *, cues: bool = True) -> dict[str, float]:
    """What the window tells of opening a timeline, with a cue in each of its clips or none."""
    folder.mkdir(parents=True)
    film = folder / "film.mp4"
    make_film(film, 60)
    timeline, subtitles = make_timeline(folder, film, clips)
    if not cues:
        subtitles.unlink()  # a panel also finds those that bear the timeline's name
    return watched("opening", timeline, subtitles if cues else None)


def rendering(folder: Path, jobs: int = JOBS) -> dict[str, float]:
    """What the window tells of that many short lines that are spoken."""
    project = make_project(folder, shots=jobs, srt=_short_lines(jobs))
    return watched("rendering", project.timeline, project.subtitles)


def watched(scenario: str, timeline: Path, subtitles: Path | None = None) -> dict[str, float]:
    """What a scenario measured, in an interpreter of its own."""
    folder = timeline.parent
    env = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "DEEPAUDIO_LIBRARY": str(folder / "takes"),
        "DEEPAUDIO_VIEWING_CACHE": str(folder / "viewing"),
    }
    module = "tests.helpers.watched_window"
    done = subprocess.run(
        [sys.executable, "-m", module, scenario, *map(str, filter(None, (timeline, subtitles)))],
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
