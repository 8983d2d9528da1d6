"""`deepaudio train demo`: several seeds beside each other, then the report."""

from __future__ import annotations

import json
import multiprocessing
import queue
import signal
import tempfile
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from deepaudio.training.demo import plots, report
from deepaudio.training.demo.scale import Scale
from deepaudio.training.demo.seed import SeedResult, one_thread, run_seed
from deepaudio_plugin.core.errors import TrainingError
from deepaudio_plugin.core.files import output_errors, write_bytes

OnProgress = Callable[[int, str, float], None]
"""Told the seed, what is done, and how much of the seed is, in [0, 1]."""

_LOOK_S = 0.2


def run(scale: Scale, seeds: Sequence[int], on_progress: OnProgress) -> list[SeedResult]:
    """Every seed in a process of its own, all at once.

    What they write while they train is deleted at the end. Raises TrainingError when one fails.
    """
    context = multiprocessing.get_context("spawn")
    told: Any = context.Queue()
    with tempfile.TemporaryDirectory(prefix="deepaudio-demo-") as folder:
        children = {
            seed: context.Process(
                target=_one, args=(seed, scale, str(Path(folder, str(seed))), told), daemon=True
            )
            for seed in seeds
        }
        try:
            for child in children.values():
                child.start()
            return _results(children, told, on_progress)
        finally:
            for child in children.values():
                if child.pid is not None:
                    child.terminate()
                    child.join()


def _one(seed: int, scale: Scale, folder: str, told: Any) -> None:
    """A seed, in its own process; an interrupt is its parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    one_thread()

    def tell(what: str, share: float) -> None:
        told.put((seed, what, share, None))

    try:
        told.put((seed, "done", 1.0, run_seed(seed, scale, Path(folder), tell)))
    except Exception as error:  # its words are all that can cross over
        told.put((seed, f"{type(error).__name__}: {error}", 1.0, error.__class__.__name__))
        raise


def _results(
    children: Mapping[int, BaseProcess], told: Any, on_progress: OnProgress
) -> list[SeedResult]:
    found: dict[int, SeedResult] = {}
    while len(found) < len(children):
        try:
            seed, what, share, result = told.get(timeout=_LOOK_S)
        except queue.Empty:
            for seed in children.keys() - found.keys():
                if children[seed].exitcode is not None and told.empty():
                    raise _failed(
                        seed, f"its process ended with code {children[seed].exitcode}"
                    ) from None
            continue
        if isinstance(result, str):
            raise _failed(seed, what)
        if result is not None:
            found[seed] = result
        on_progress(seed, what, share)
    return [found[seed] for seed in children]


def _failed(seed: int, reason: str) -> TrainingError:
    return TrainingError(
        f"seed {seed} of the demonstration failed: {reason}",
        hint="Was memory short? Each seed needs about 1 GB; try --seeds 1.",
    )


def write(results: Sequence[SeedResult], scale: Scale, out: Path) -> list[Path]:
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
