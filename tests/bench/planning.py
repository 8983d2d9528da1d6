"""How planning grows, what importing costs, and whether equal inputs give equal bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import deepaudio_plugin
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.planning.plan import make_plan
from deepaudio_plugin.rendering.engine_choice import choose_engine
from deepaudio_plugin.subtitles.material import read_material
from deepaudio_plugin.timeline.identity import MediaIdentity
from deepaudio_plugin.worker_client.client import WorkerClient
from tests.bench import long_timelines
from tests.bench.figures import Figure
from tests.bench.film import DEMO, make_film, make_timeline

_HEAVY = ("numpy", "torch", "PySide6", "scipy", "av", "opentimelineio")


def measure(folder: Path) -> list[Figure]:
    """Reading and planning 1,000 and 10,000 clips, with cues too; import time; equal renders."""
    film = folder / "film.mp4"
    make_film(film, 60)
    (small, _), (large, subtitles) = (make_timeline(folder, film, n) for n in (1_000, 10_000))
    few, many = plan_seconds(small), plan_seconds(large)
    return [
        Figure("planning: 10,000 clips", many, "s", 2.0),
        Figure("planning: ten times the clips take", many / few, "×", 13.0),
        Figure("planning: 10,000 clips and 10,000 cues", plan_seconds(large, subtitles), "s"),
        Figure(
            "command `deepaudio plan --json`: 10,000 clips and 10,000 cues",
            command_seconds(large, subtitles),
            "s",
            4.0,
        ),
        Figure("import deepaudio_plugin", 1000 * import_seconds(), "ms", 150.0),
        Figure("import deepaudio_plugin: heavy packages loaded", heavy_imports(), "", 0),
        Figure("same inputs and seed: files that differ", differing_files(folder), "files", 0),
        *long_timelines.measure(folder),
    ]


def plan_seconds(timeline: Path, *subtitles: Path) -> float:
    """Seconds to read a timeline with its subtitles and to plan it."""
    options = RenderOptions(subtitles=subtitles)
    with WorkerClient() as client:
        engine = choose_engine(client.start().engines, "sketch")
    began = time.perf_counter()
    make_plan(read_material(timeline, options), options, engine, MediaIdentity())
    return time.perf_counter() - began


def command_seconds(timeline: Path, subtitles: Path) -> float:
    """The command as a person waits for it: start, reading, planning and printing.

    The best of three after a first run, which may have to compile what is imported.
    """
    command = [sys.executable, "-m", "deepaudio_plugin.cli.main", "plan", str(timeline), "--json"]
    hidden = ("PYTHONDONTWRITEBYTECODE",)  # modules that are installed are compiled
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    taken = []
    for _ in range(4):
        began = time.perf_counter()
        subprocess.run(
            [*command, "--subtitles", str(subtitles)],
            check=True,
            stdout=subprocess.DEVNULL,
            env=environment,
        )
        taken.append(time.perf_counter() - began)
    return min(taken[1:])


def import_seconds() -> float:
    """The best of five fresh interpreters."""
    code = (
        "import time; t = time.perf_counter(); import deepaudio_plugin; "
        "print(time.perf_counter() - t)"
    )
    return min(float(_python(code)) for _ in range(5))


def heavy_imports() -> int:
    """How many heavy packages a fresh `import deepaudio_plugin` loads."""
    code = f"import sys, deepaudio_plugin; print(sum(n in sys.modules for n in {_HEAVY!r}))"
    return int(_python(code))


def differing_files(folder: Path) -> int:
    """Render the demo twice, into separate libraries, and compare every file."""
    digests = []
    for name in ("one", "two"):
        result = deepaudio_plugin.render(
            DEMO / "demo.otio",
            ignore_decisions=True,
            subtitles=[DEMO / "demo.srt"],
            output=folder / name / "demo.otio",
            library=folder / name / "takes",
        )
        assert result.media_folder is not None
        digests.append({p.name: _digest(p) for p in sorted(result.media_folder.iterdir())})
    first, second = digests
    return sum(first.get(name) != second.get(name) for name in first | second)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
