"""How soon something happens that a person waits for: a stop, an end, a host's start.

By the clock, on a quiet machine. That it happens at all, and in which order, is for the tests.
"""

from __future__ import annotations

import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from deepaudio.worker.task import Task
from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.client import BackendClient
from deepaudio_plugin.core.protocol import (
    Cancel,
    Cancelled,
    Done,
    Heartbeat,
    Original,
    Peaks,
    PictureSource,
    Progress,
    RenderRequest,
    Thumbnails,
)
from deepaudio_plugin.worker_client import WorkerClient
from tests.bench.figures import Figure
from tests.helpers import in_host
from tests.helpers.fake_engine import ENDLESS
from tests.helpers.panel import FAKE, Panel, fake_worker
from tests.helpers.project import make_project
from tests.helpers.sounding_film import write_sounding_film
from tests.helpers.worker_peer import TERMINALS, Peer
from tests.hosts import blender
from tests.hosts.blender import Blender

RATE = 48_000
HIERO_START_UP = "Python/StartupUI/deepaudio_startup.py"


def measure(folder: Path) -> list[Figure]:
    """Stops and ends of the worker and the backend, and what hosts load."""
    return [
        *worker_figures(folder / "worker"),
        *client_figures(folder / "client"),
        *backend_figures(folder / "backend"),
        *host_figures(folder / "hosts"),
    ]


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


# -- the worker ---------------------------------------------------------------------------


def worker_figures(folder: Path) -> list[Figure]:
    """How soon the worker stops what it is told to stop."""
    folder.mkdir()
    return [
        Figure("stop: a running job", _stop(_render("j", folder)), "s", 0.5),
        *(
            Figure(f"stop: {request.kind}", _stop(request), "s", 0.5)
            for request in _looks(folder)
        ),
        Figure("stop: the worker's end in the middle of a job", _leave(folder), "s", 1.0),
        Figure("two jobs of 0.4 s side by side", _side_by_side(folder), "s", 0.75),
    ]  # fmt: skip


def _render(name: str, folder: Path, steps: int = ENDLESS) -> RenderRequest:
    settings = {"steps": steps}
    return RenderRequest(
        name, name, "audio", "fake", str(folder), num_samples=4800, settings=settings
    )


def _looks(folder: Path) -> Iterator[Thumbnails | Peaks | Original]:
    """Requests for pictures and sound."""
    film = str(write_sounding_film(folder / "film.mov", np.full(2 * RATE, 0.25)))
    many = tuple(PictureSource(film, media_start_s=n / 24, duration_s=1 / 24) for n in range(40))
    starts = tuple(n / 24 for n in range(40))
    yield Thumbnails("j", many, tuple(str(folder / f"{n}.jpg") for n in range(40)))
    yield Peaks("j", film, 10, str(folder / "film.peaks"))
    yield Original("j", many, starts, 2 * RATE, str(folder / "own.wav"))


@contextmanager
def _slow_disk() -> Iterator[None]:
    """Every look at whether to stop takes 50 ms."""
    check = Task.check

    def slow(task: Task) -> None:
        time.sleep(0.05)
        check(task)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Task, "check", slow)
        yield


def _stop(request: RenderRequest | Thumbnails | Original | Peaks) -> float:
    """From a cancel to its answer."""
    with _slow_disk(), Peer() as peer:
        peer.send(request)
        peer.next(Heartbeat, *TERMINALS)
        began = time.perf_counter()
        peer.send(Cancel(request.id))
        answer = peer.next(*TERMINALS)
        took = time.perf_counter() - began
    assert isinstance(answer, Cancelled), f"{request.kind} was over too soon"
    return took


def _leave(folder: Path) -> float:
    with Peer() as peer:
        peer.send(_render("j", folder))
        peer.next(Progress)
        return seconds(peer.close_requests)


def _side_by_side(folder: Path) -> float:
    with Peer() as peer:
        began = time.perf_counter()
        peer.send(_render("a", folder, 20), _render("b", folder, 20))
        assert {peer.next(Done).id, peer.next(Done).id} == {"a", "b"}
        return time.perf_counter() - began


# -- its client ---------------------------------------------------------------------------


def client_figures(folder: Path) -> list[Figure]:
    """How soon a client is done with a worker that has not finished."""
    folder.mkdir()
    return [
        Figure("stop: six jobs in another process", _stop_all(folder), "s", 2.0),
        Figure("stop: leaving eight jobs and asking for another", _leave_all(folder), "s", 1.5),
    ]


@contextmanager
def _client(folder: Path) -> Iterator[WorkerClient]:
    with WorkerClient(command=[sys.executable, str(FAKE)], log_path=folder / "log") as client:
        client.start()
        yield client


def _line(name: str, text: str) -> RenderRequest:
    return RenderRequest(name, name, "speech", "fake", "/nowhere", num_samples=1, text=text)


def _stop_all(folder: Path) -> float:
    begun: list[object] = []
    lines = [_line(f"j{n}", "endless") for n in range(6)]
    with _client(folder) as client:
        run = client.run(lines, begun.append, lambda: any(isinstance(e, Progress) for e in begun))
        return seconds(lambda: [*run])


def _leave_all(folder: Path) -> float:
    lines = [_line("first", "fine"), *(_line(f"j{n}", "endless") for n in range(7))]
    with _client(folder) as client:
        began = time.perf_counter()
        for _ in client.run(lines):
            break
        client.request(_line("next", "fine"))
        return time.perf_counter() - began


# -- the backend --------------------------------------------------------------------------


def backend_figures(folder: Path) -> list[Figure]:
    """A backend whose worker does not answer, one that is closed, one that hangs."""
    folder.mkdir()
    opened, closed = _mute_worker(folder / "mute")
    return [
        Figure("a worker that does not answer: opened and a line edited", opened, "s", 12.0),
        Figure("a worker that does not answer: closed", closed, "s", 9.0),
        Figure("closing the panel in the middle of renders", _closed_in_the_middle(folder / "mid"),
               "s", 5.0),
        Figure("closing a backend that hangs, in 0.3 s", _closed_while_it_hangs(folder), "s", 1.0),
    ]  # fmt: skip


@contextmanager
def _panel(folder: Path, srt: str, *switches: str) -> Iterator[Panel]:
    """A panel with a project open in a process of its own with a worker that does no work."""
    with pytest.MonkeyPatch.context() as patch:
        fake_worker(patch, "--parallel", "1", *switches)
        patch.setenv("DEEPAUDIO_LIBRARY", str(folder / "takes"))
        project = make_project(folder, srt=srt)
        panel = Panel(folder / "log", process=True)
        panel.open(project.timeline, project.subtitles)
        yield panel
        panel.client.close(10.0)


def _mute_worker(folder: Path) -> tuple[float, float]:
    began = time.perf_counter()
    with _panel(folder, "1\n00:00:00,100 --> 00:00:01,000\none\n", "--mute") as panel:
        panel.carried(messages.EditLine, panel.line("one"), text="two")
        opened = time.perf_counter() - began
        return opened, seconds(lambda: panel.client.close(10.0))


def _closed_in_the_middle(folder: Path) -> float:
    with _panel(folder, "1\n00:00:00,100 --> 00:00:01,000\nendless\n") as panel:
        panel.carried(messages.Generate, scope="all")
        panel.until_job(panel.line("endless"), "rendering")
        return seconds(lambda: panel.client.close(10.0))


def _closed_while_it_hangs(folder: Path) -> float:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    client = BackendClient(print, print, command=command, log_path=folder / "log")
    return seconds(lambda: client.close(0.3))


# -- hosts --------------------------------------------------------------------------------


def host_figures(folder: Path) -> list[Figure]:
    """What our start-up files add to the start of a host; Blender's only where there is one."""
    nuke = in_host.installed("nuke", folder / "nuke" / ".nuke")
    rv = in_host.installed("openrv", folder / "rv" / ".rv")
    [packed] = rv.rglob("*.rvpkg")
    with zipfile.ZipFile(packed) as package:
        package.extract("deepaudio_mode.py", rv / "Python")
    starts = {
        "Hiero": ("fake_hiero", "FakeHiero(fake_hiero.Project())", nuke / HIERO_START_UP, ""),
        "OpenRV": ("fake_rv", "FakeRV()", rv / "Python" / "deepaudio_mode.py", "\ncreateMode()\n"),
    }
    figures = [
        Figure(
            f"what starting {host} takes longer",
            min(in_host.start(*start).seconds for _ in range(3)),
            "s",
            0.1,
        )
        for host, start in starts.items()
    ]
    try:
        installed: Blender = blender.install(folder / "blender")
    except pytest.skip.Exception:
        return figures
    costs = [installed.run(blender.step("register"))[0]["seconds"] for _ in range(3)]
    return [*figures, Figure("what starting Blender takes longer", min(costs), "s", 0.1)]
