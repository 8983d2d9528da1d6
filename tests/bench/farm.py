"""What a farm of N workers does of N times one worker's work: `deepaudio_plugin.farm` on Ray.

The workers only sleep, so that what is measured is the farm: giving takes out, hearing of them,
bringing their bytes home and into the library. A cluster on this computer has all the slots.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.rendering.renderer import NotRendered, QueuedTake, Rendered, TakeRenderer
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient
from deepaudio_plugin.worker_client.interpreter import COMMAND_VARIABLE, farm_command
from tests.bench.figures import Figure
from tests.helpers.farm import SmallCluster

SLOTS = (1, 2, 4, 8)
SHOTS = 1000  # on the most slots; on fewer as many for each slot, for it says the same
SHOT_S = 0.5

_PATIENCE_S = 180.0
_FAKE = Path(__file__).parents[1] / "helpers" / "fake_worker.py"


def measure(folder: Path) -> list[Figure]:
    """Throughput and overhead with each number of slots; nothing where Ray is not installed."""
    if find_spec("ray") is None:
        return []
    figures = []
    cluster = SmallCluster(nodes=0)
    try:
        cluster.add(cores=max(SLOTS))
        for slots in SLOTS:
            figures += _of(cluster, slots, folder / str(slots))
    finally:
        cluster.close()
    return figures


def _of(cluster: SmallCluster, slots: int, folder: Path) -> list[Figure]:
    shots = SHOTS * slots // max(SLOTS)
    seconds = _render(cluster.address, slots, shots, folder)
    name = f"farm: {shots:,} shots of {SHOT_S:g} s on {slots} slot{'' if slots == 1 else 's'}"
    overhead_ms = 1000 * (seconds * slots / shots - SHOT_S)
    speed = shots * SHOT_S / seconds
    return [
        Figure(f"{name}: throughput of one", speed, "×", 0.9 * slots, "at least"),
        Figure(f"{name}: overhead for each take", overhead_ms, "ms", 20.0),
    ]


def _render(address: str, slots: int, shots: int, folder: Path) -> float:
    """Seconds from the first order to the last take in the library."""
    rendered = 0

    def hear(event: object) -> None:
        nonlocal rendered
        assert not isinstance(event, NotRendered), event
        rendered += isinstance(event, Rendered)

    notes = folder / "notes"
    notes.mkdir(parents=True)
    with (
        _sleeping_workers(notes),
        closing(TakeLibrary(folder / "takes")) as library,
        WorkerClient(
            command=farm_command(address, workers=slots),
            log_path=folder / "log",
            start_timeout_s=_PATIENCE_S,
        ) as client,
    ):
        client.start()
        _wait_until_started(notes, slots)
        renderer = TakeRenderer(library, hear)
        renderer.add(QueuedTake(_shot(n), ()) for n in range(shots))
        began = time.perf_counter()
        renderer.drive(client)
        seconds = time.perf_counter() - began
    assert rendered == shots
    return seconds


def _shot(number: int) -> TakeSpec:
    samples = round(SHOT_S * SAMPLE_RATE)
    return TakeSpec("audio", "fake", samples, prompt=f"shot {number}", where=f"shot {number}")


@contextmanager
def _sleeping_workers(notes: Path) -> Iterator[None]:
    """Workers of the farm, and the one at home, do nothing but take their time."""
    fake = [sys.executable, str(_FAKE)]
    samples = str(round(SHOT_S * SAMPLE_RATE))
    there = ["--nap", str(SHOT_S), "--samples", samples, "--parallel", "1", "--notes", str(notes)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEEPAUDIO_FARM_COMMAND", json.dumps([*fake, *there]))
        patch.setenv(COMMAND_VARIABLE, json.dumps(fake))
        yield


def _wait_until_started(notes: Path, slots: int) -> None:
    started = notes / "started"
    deadline = time.monotonic() + _PATIENCE_S
    while not started.exists() or len(started.read_text().splitlines()) < slots:
        assert time.monotonic() < deadline, "not all workers have started"
        time.sleep(0.1)
