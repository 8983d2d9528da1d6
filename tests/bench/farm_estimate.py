"""`python -m tests.bench.farm_estimate`: what very many shots take, and by which assumptions.

Sizes are means of takes of this project's demo and benches, or of a library that is named with
--library. Seconds of a GPU and prices are assumptions: put your own in.
"""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from pathlib import Path

from deepaudio_plugin.takes.index import NAME


@dataclass(frozen=True)
class FarmAssumptions:
    """What an estimate is made from; each is an option of the command."""

    shots: int = 1_000_000
    takes: float = 1.0  # of each shot
    take_kb: float = 636.0
    sidecar_kb: float = 2.4
    index_kb: float = 1.8  # of a computer's index, for each take that it has
    order_kb: float = 1.5  # a line of the work file
    gpu_seconds: float = 4.0  # for each take; no real weights have been measured yet
    takes_per_task: int = 50
    start_seconds: float = 30.0  # of each task, until its model is on the GPU
    gpus: int = 100
    gpu_hour: float = 2.5  # dollars
    gb_month: float = 0.023  # dollars, of an object store
    puts: float = 0.005  # dollars a thousand
    gets: float = 0.0004  # dollars a thousand
    gb_out: float = 0.09  # dollars, from an object store to a desk


_MEANINGS = {
    "shots": "shots",
    "takes": "takes of each",
    "take_kb": "kB of a take",
    "sidecar_kb": "kB of its description",
    "index_kb": "kB in a computer's index",
    "order_kb": "kB of a line in the work file",
    "gpu_seconds": "seconds of a GPU for a take (assumed)",
    "takes_per_task": "takes in a task",
    "start_seconds": "seconds until a task's model is loaded (assumed)",
    "gpus": "GPUs at once",
    "gpu_hour": "$ for an hour of a GPU (assumed)",
    "gb_month": "$ for a GB and month of an object store (assumed)",
    "puts": "$ for a thousand writes (assumed)",
    "gets": "$ for a thousand reads (assumed)",
    "gb_out": "$ for a GB out of the store (assumed)",
}


def estimate(by: FarmAssumptions) -> Iterator[tuple[str, str]]:
    """What it comes to, as rows of a table."""
    takes = by.shots * by.takes
    stored_gb = takes * (by.take_kb + by.sidecar_kb) / 1e6
    tasks = takes / by.takes_per_task
    gpu_hours = (takes * by.gpu_seconds + tasks * by.start_seconds) / 3600
    # a take: its sound and its description, and a look whether the description is there
    requests = takes * (2 * by.puts + 2 * by.gets) / 1000
    fetching = takes * 2 * by.gets / 1000 + stored_gb * by.gb_out
    yield "takes", f"{takes:,.0f}"
    yield "shared library", f"{stored_gb:,.0f} GB in {2 * takes:,.0f} objects"
    yield "of that, descriptions", f"{takes * by.sidecar_kb / 1e6:,.1f} GB"
    yield "index of a computer that has all takes", f"{takes * by.index_kb / 1e6:,.1f} GB"
    yield "work file", f"{takes * by.order_kb / 1e6:,.1f} GB, in {tasks:,.0f} tasks"
    yield "GPU hours", f"{gpu_hours:,.0f}, of them {tasks * by.start_seconds / 3600:,.0f} loading"
    yield f"time on {by.gpus} GPUs", f"{gpu_hours / by.gpus:,.1f} hours"
    yield "GPUs, money", f"$ {gpu_hours * by.gpu_hour:,.0f}"
    yield "store, money a month", f"$ {stored_gb * by.gb_month:,.1f}"
    yield "its requests", f"$ {requests:,.1f}"
    yield "fetching all of it to a desk", f"$ {fetching:,.1f}"


def measured(folder: Path, by: FarmAssumptions) -> FarmAssumptions:
    """The assumptions with the sizes of a library. Raises ValueError for an empty one."""
    sounds = [path.stat().st_size for path in folder.glob("??/*.wav")]
    said = [path.stat().st_size for path in folder.glob("??/*.json")]
    if not sounds or not said:
        raise ValueError(f"{folder} holds no takes")
    changes = {
        "take_kb": sum(sounds) / len(sounds) / 1e3,
        "sidecar_kb": sum(said) / len(said) / 1e3,
    }
    if (index := folder / NAME).exists():
        with closing(sqlite3.connect(index)) as connection:
            count = connection.execute("SELECT count(*) FROM takes").fetchone()[0]
        changes["index_kb"] = index.stat().st_size / max(count, 1) / 1e3
    return replace(by, **changes)


def page(by: FarmAssumptions) -> str:
    """Both tables, as Markdown."""
    rows = "".join(f"| {what} | {comes_to} |\n" for what, comes_to in estimate(by))
    values = ((_MEANINGS[spec.name], getattr(by, spec.name)) for spec in fields(by))
    assumed = "".join(f"| {what} | {float(value):,.10g} |\n" for what, value in values)
    return f"| what | comes to |\n|---|---|\n{rows}\n| assumption | value |\n|---|---|\n{assumed}"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the estimate."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.farm_estimate")
    parser.add_argument("--library", type=Path, help="take the sizes from this folder")
    for spec in fields(FarmAssumptions):
        kind = int if spec.type == "int" else float
        option = f"--{spec.name.replace('_', '-')}"
        parser.add_argument(option, type=kind, default=spec.default, help=_MEANINGS[spec.name])
    values = vars(parser.parse_args(argv))
    library = values.pop("library")
    by = FarmAssumptions(**values)
    print(page(measured(library, by) if library else by), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
