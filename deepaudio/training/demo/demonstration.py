"""`deepaudio train demo`: several seeds beside each other, then the report."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from deepaudio.training.demo import plots, report
from deepaudio.training.demo.scale import DemoScale
from deepaudio.training.demo.seed import SeedResult, from_values
from deepaudio_plugin.core.errors import TrainingError
from deepaudio_plugin.core.files import output_errors, write_bytes

OnProgress = Callable[[int, str, float], None]
"""Told the seed, what is done, and how much of the seed is, in [0, 1]."""

_SAID = 400  # last characters of what a failed seed said

_Told = queue.Queue[tuple[int, "dict[str, Any] | None"]]


def run(scale: DemoScale, seeds: Sequence[int], on_progress: OnProgress) -> list[SeedResult]:
    """Every seed in a process of its own, all at once.

    What they write while they train is deleted at the end. Raises TrainingError when one fails.
    """
    told: _Told = queue.Queue()
    with tempfile.TemporaryDirectory(prefix="deepaudio-demo-") as folder:
        children: dict[int, subprocess.Popen[str]] = {}
        try:
            for seed in seeds:
                children[seed] = _started(seed, scale, Path(folder))
                threading.Thread(target=_read, args=(seed, children[seed], told)).start()
            return _results(seeds, told, on_progress, Path(folder))
        finally:
            for child in children.values():
                child.kill()
                child.wait()


def _started(seed: int, scale: DemoScale, folder: Path) -> subprocess.Popen[str]:
    """A process that tells in lines of JSON how far it is, and what came out."""
    command = [sys.executable, "-m", "deepaudio.training.demo.seed",
               json.dumps(asdict(scale)), str(seed), str(folder / str(seed))]  # fmt: skip
    with (folder / f"{seed}.log").open("w", encoding="utf-8") as log:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
            encoding="utf-8", start_new_session=True,
        )  # fmt: skip


def _read(seed: int, child: subprocess.Popen[str], told: _Told) -> None:
    """Pass on what a process tells; None at its end."""
    assert child.stdout is not None
    with child.stdout:
        for line in child.stdout:
            told.put((seed, json.loads(line)))
    told.put((seed, None))


def _results(
    seeds: Sequence[int], told: _Told, on_progress: OnProgress, folder: Path
) -> list[SeedResult]:
    found: dict[int, SeedResult] = {}
    while len(found) < len(seeds):
        seed, values = told.get()
        if values is None:
            if seed not in found:
                raise _failed(seed, folder)
        elif "result" in values:
            found[seed] = from_values(values["result"])
            on_progress(seed, "done", 1.0)
        else:
            on_progress(seed, values["what"], values["share"])
    return [found[seed] for seed in seeds]


def _failed(seed: int, folder: Path) -> TrainingError:
    said = (folder / f"{seed}.log").read_text("utf-8", "replace").strip()
    return TrainingError(
        f"seed {seed} of the demonstration failed: {said[-_SAID:] or 'its process was ended'}",
        hint="Was memory short? Each seed needs about 1 GB; try --seeds 1.",
    )


def write(results: Sequence[SeedResult], scale: DemoScale, out: Path) -> list[Path]:
    """`demo.md`, `demo.json` and the plots, in `out`. Raises OutputError and DiskFullError."""
    files = {
        "demo.md": report.markdown(results, scale),
        "demo.json": json.dumps(report.as_json(results, scale), indent=1),
        **plots.plots(results, report.rows(results)),
    }
    with output_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write_bytes(out / name, text.encode())
    return [out / name for name in files]
