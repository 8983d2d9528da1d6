"""The window on a real X server, started as a person starts it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "resources" / "demo"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed"),
]


@pytest.fixture
def display() -> Iterator[str]:
    """An X server of our own; its number is its choice."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(120)


@pytest.fixture
def environment(display: str, tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "DEEPAUDIO_LIBRARY": str(tmp_path / "takes"),
        "DEEPAUDIO_VIEWING_CACHE": str(tmp_path / "viewing"),
    }


def test_the_demo_is_seen_in_a_real_window(environment: dict[str, str], tmp_path: Path):
    out = tmp_path / "pictures"
    command = [sys.executable, "-m", "tests.bench.screenshots", "--until", "planned"]
    subprocess.run(
        [*command, "--out", str(out)], cwd=ROOT, env=environment, check=True, timeout=300
    )
    picture = QImage(str(out / "planned.png"))
    colours = {
        picture.pixel(x, y)
        for x in range(0, picture.width(), 7)
        for y in range(0, picture.height(), 7)
    }
    assert picture.width() >= 1000
    assert len(colours) > 500  # thumbnails of the film are in it


def test_it_starts_from_the_command_line_and_ends_with_all_its_processes(
    environment: dict[str, str], tmp_path: Path
):
    shutil.copytree(
        DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns("source", "demo.deepaudio*")
    )
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "deepaudio_plugin.cli.main",
            "panel",
            str(tmp_path / "demo/demo.otio"),
        ],
        env=environment,
    )
    family = _family(process.pid, at_least=3)  # the window, its backend, its worker
    os.kill(next(p.pid for p in family if "deepaudio_ui.main" in p.cmdline()), signal.SIGINT)
    assert process.wait() == 0
    _, alive = psutil.wait_procs(family, timeout=120)
    assert not alive


def _family(pid: int, at_least: int, patience_s: float = 120.0) -> list[psutil.Process]:
    """The descendants of a process, once there are enough of them."""
    end = time.monotonic() + patience_s
    while True:
        children = psutil.Process(pid).children(recursive=True)
        if len(children) >= at_least:
            return children
        assert time.monotonic() < end, [child.cmdline() for child in children]
        time.sleep(0.2)
