"""Takes that share passes (`--set batched=true`), against one by one: takes a second, and sound.

The real worker in its own process makes them, from the request to the written file, with a model
so small that it runs on a CPU: there each step of a flow costs launches more than arithmetic, as
it does on a large GPU with a model of full size. How much is gained there is not measured here.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import soundfile

from deepaudio_plugin.core.protocol import Done, RenderRequest, Window
from deepaudio_plugin.worker_client.client import WorkerClient
from deepaudio_plugin.worker_client.queue import WorkQueue
from tests.bench.figures import Figure
from tests.bench.model import Cost
from tests.helpers.tiny_model import TinyModel, make_tiny_model

TAKES = 24
ROUNDS = 2
_RATE = 48_000
_WORDS = ("Yes.", "Is anybody at home?", "I have seen nothing of it, and neither has she.")
_LINE_S = (0.8, 1.7, 2.6)
_SHOT_S = (1.2, 2.9, 4.3, 8.0)
_KINDS = ("lines", "sounds of shots")
_INAUDIBLE = 1e-4  # -80 dB: what the docs promise of a take in company


def measure(folder: Path) -> list[Figure]:
    """Lines, and sounds of shots, of unlike lengths."""
    figures = []
    with _in_use(make_tiny_model(folder)), WorkerClient() as client:
        for kind in _KINDS:
            figures += _compared(kind, client, folder)
    return figures


def _compared(kind: str, client: WorkerClient, folder: Path) -> list[Figure]:
    """Both ways in turn, so that a busy machine is busy for both."""
    _made(client, _requests(kind, folder, "warm", batched=True)[:2])  # loads the networks
    costs: dict[bool, list[Cost]] = {False: [], True: []}
    for number in range(ROUNDS):
        for batched, taken in costs.items():
            requests = _requests(kind, folder, f"{number}-{batched}", batched=batched)
            taken.append(_made(client, requests))
    singly, together = (
        Cost(min(cost.cpu for cost in taken), min(cost.clock for cost in taken))
        for taken in costs.values()
    )
    name = f"batches: {kind}, tiny model"
    return [
        Figure(f"{name}: one by one, of CPU time", TAKES / singly.cpu, "takes/s"),
        Figure(f"{name}: sharing passes, of CPU time", TAKES / together.cpu, "takes/s"),
        Figure(f"{name}: sharing passes against one by one, CPU time", singly.cpu / together.cpu,
               "×"),
        Figure(f"{name}: sharing passes against one by one, clock", singly.clock / together.clock,
               "×"),
        Figure(f"{name}: most that a sample differs", _furthest(kind, folder), "of full scale",
               _INAUDIBLE),
    ]  # fmt: skip


def _requests(kind: str, folder: Path, name: str, *, batched: bool) -> list[RenderRequest]:
    """Takes of one kind into a folder of their own; another seed for each."""
    out = folder / kind / name
    out.mkdir(parents=True)
    make = _line if kind == _KINDS[0] else _shot
    settings = {"batched": True} if batched else {}
    return [make(f"t{number}", str(out), number, settings) for number in range(TAKES)]


def _line(key: str, out: str, number: int, settings: dict[str, object]) -> RenderRequest:
    samples = round(_LINE_S[number % len(_LINE_S)] * _RATE)
    return RenderRequest(
        "", key, "speech", "deepaudio-v1", out, samples, max_tail=samples, seed=number,
        text=_WORDS[number % len(_WORDS)], settings=settings,
    )  # fmt: skip


def _shot(key: str, out: str, number: int, settings: dict[str, object]) -> RenderRequest:
    samples = round(_SHOT_S[number % len(_SHOT_S)] * _RATE)
    return RenderRequest(
        "", key, "audio", "deepaudio-v1", out, samples, seed=number, prompt="rain",
        windows=(Window(0, samples),), settings=settings,
    )  # fmt: skip


def _made(client: WorkerClient, requests: Sequence[RenderRequest]) -> Cost:
    """What making them costs the worker. Raises RuntimeError if one fails."""
    client.start()
    worker = psutil.Process(client.pid)
    jobs: WorkQueue[RenderRequest] = WorkQueue()
    jobs.add((request.key, request) for request in requests)
    began, before = time.perf_counter(), worker.cpu_times()
    for event in client.drive(jobs, lambda _key, request: request):
        if not isinstance(event, Done) or event.warnings:
            raise RuntimeError(f"a take was not made as it should be: {event}")
        jobs.finish(event.id, "done")
    after = worker.cpu_times()
    cpu = after.user + after.system - before.user - before.system
    return Cost(cpu, time.perf_counter() - began)


def _furthest(kind: str, folder: Path) -> float:
    """How far apart both ways' samples lie at most, in the takes of the first round."""
    most = 0.0
    for number in range(TAKES):
        one, other = (
            soundfile.read(folder / kind / f"0-{batched}" / f"t{number}.wav")[0]
            for batched in (False, True)
        )
        most = max(most, float(np.abs(one - other).max()))
    return most


@contextmanager
def _in_use(model: TinyModel) -> Iterator[None]:
    """Let the worker find the model, and nothing else."""
    wanted = {
        "DEEPAUDIO_WEIGHTS_REGISTRY": str(model.registry),
        "DEEPAUDIO_WEIGHTS": str(model.weights),
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
