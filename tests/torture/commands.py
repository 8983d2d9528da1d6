"""Wrong timelines and subtitles through the whole command: an answer of ours, whatever it is."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.torture.fuzz import TARGETS
from tests.torture.promises import Promise
from tests.torture.scene import environment

CASES = 500
MAX_S = 30.0  # of a process that starts on a busy machine
_FAKE = Path(__file__).parents[1] / "helpers" / "fake_worker.py"
_CODES = {0, 1, 2, 3}


def measure(folder: Path, cases: int = CASES) -> list[Promise]:
    """`deepaudio plan` and `check` on wrong files, each in a process of its own."""
    promise = Promise(
        "wrong timelines and subtitles through `plan` and `check`",
        "an exit code of ours, no stack trace, no control character on the screen",
    )
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for told in pool.map(partial(_case, folder), range(cases)):
            promise.case(told)
    return [promise]


def _case(folder: Path, number: int) -> str:
    rng = random.Random(f"commands {number}")
    kind = ("timelines", "other timelines", "subtitles")[number % 3]
    target = TARGETS[kind]
    name, content = rng.choice(target.seeds())
    with tempfile.TemporaryDirectory(dir=folder) as place:
        file = Path(place) / name
        file.write_bytes(target.change(content, rng))
        if kind == "subtitles":
            timeline, right = TARGETS["timelines"].seeds()[0]
            (Path(place) / timeline).write_bytes(right)
            arguments = ["plan", timeline, "--subtitles", name]
        else:
            arguments = [("plan", "check")[number % 2], name]
        return _ran(Path(place), number, arguments)


def _ran(place: Path, number: int, arguments: list[str]) -> str:
    own = environment(place, "")
    own["DEEPAUDIO_WORKER_COMMAND"] = f'["{sys.executable}", "{_FAKE}", "--engine", "sketch"]'
    command = [sys.executable, "-m", "deepaudio_plugin.cli.main", *arguments]
    try:
        ran = subprocess.run(
            command, cwd=place, env=own, capture_output=True, timeout=MAX_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"case {number}: {arguments} took over {MAX_S:.0f} s"
    told = (ran.stdout + ran.stderr).decode("utf-8", "replace")
    if "Traceback" in told or "unexpected fault" in told or ran.returncode not in _CODES:
        return f"case {number}: {arguments} ended with {ran.returncode}: {told[-300:]}"
    controls = {char for char in told if char < " " and char not in "\n\t\r"} | ({"\x7f"} & {*told})
    return f"case {number}: {arguments} printed {sorted(controls)}" if controls else ""
