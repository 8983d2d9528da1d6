"""Disks that fill up, cannot be written, or vanish in the middle of real renders; clocks that jump.

The disk is played by `shim/sitecustomize.py`: from its Nth call on every one of the kind fails.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tests.torture.cases import Attack, attacked, undisturbed
from tests.torture.promises import Promise
from tests.torture.scene import MODES, Mode, Scene

CALLS = ("open", "write", "fsync", "rename")
EXPECTED = {"disk-full", "bad-output", "bad-decisions", "job-failed", "worker-died", "worker"}
"""Codes of errors that say what happened."""
SEED = 11
_VANISHING = ("takes", "cut/cut.deepaudio")


def measure(folder: Path, cases: int, modes: Sequence[Mode] = MODES) -> list[Promise]:
    """As many full, read-only and vanishing disks, in these modes, and clocks that jump."""
    holds = (
        "inputs and decisions as they were, output absent or whole, a clear error or success, "
        "the next run succeeds and leaves no litter"
    )
    full = Promise("the disk is full from the Nth open, write, fsync or rename on", holds)
    read_only = Promise("the disk cannot be written from the Nth open or rename on", holds)
    gone = Promise("the library or the media folder vanishes in mid render", holds)
    clock = Promise("the clock is ten years late or early", holds)
    rng = random.Random(SEED)
    for number, mode in enumerate(modes):
        seen = undisturbed(folder / f"mode-{number}", mode)
        calls = [
            (kind, call, at)
            for kind, counted in seen.calls.items()
            for call, most in counted.items()
            for at in range(1, most + 1)
        ]
        rng.shuffle(calls)
        some = calls[: max(2, cases // len(modes))]
        attacks = [
            Attack(f"{kind}, full at {call} {at}", mode, seen, _failing(kind, call, at, "ENOSPC"))
            for kind, call, at in some
        ]
        attacked(full, folder, attacks)
        attacked(
            read_only,
            folder,
            [
                Attack(f"{kind}, {call} {at}", mode, seen, _failing(kind, call, at, "EROFS"))
                for kind, call, at in some[: len(some) // 2]
                if call in ("open", "rename")
            ],
        )
        at_times = [(name, rng.uniform(0.1, 0.9) * seen.seconds) for name in _VANISHING]
        vanish = [
            Attack(f"{name} gone", mode, seen, partial(_vanishing, name=name, after_s=after_s))
            for name, after_s in at_times
        ]
        attacked(gone, folder, vanish)
        jumps = [
            Attack(f"{years:+} years", mode, seen, partial(_ended, clock=years * 365.25 * 86_400))
            for years in (-10, 10)
        ]
        attacked(clock, folder, jumps)
    return [full, read_only, gone, clock]


def _failing(kind: str, call: str, at: int, error: str) -> Callable[[Scene], tuple[str, bool]]:
    return partial(_ended, plan={"process": kind, "call": call, "at": at, "then": error})


def _ended(
    scene: Scene, plan: dict[str, Any] | None = None, clock: float = 0.0
) -> tuple[str, bool]:
    """Render to the end; what was wrong with how it ended."""
    with scene.start(plan, DEEPAUDIO_TORTURE_CLOCK=str(clock)) as process:
        return _told(process), True


def _vanishing(scene: Scene, name: str, after_s: float) -> tuple[str, bool]:
    """Render, and remove a folder meanwhile."""
    with scene.start() as process:
        time.sleep(after_s)
        met = process.poll() is None
        shutil.rmtree(scene.folder / name, ignore_errors=True)
        return _told(process), met


def _told(process: subprocess.Popen[str]) -> str:
    """What is wrong with what a command said when it ended."""
    out, err = process.communicate()
    if "Traceback" in out + err:
        return f"a stack trace: {(out + err)[-400:]}"
    codes = {code for line in out.splitlines() for code in _codes(json.loads(line))}
    if strange := codes - EXPECTED:
        return f"ended with {', '.join(sorted(strange))}: {out[-300:]}"
    if process.returncode != 0 and not codes:
        return f"exit code {process.returncode} without a reason: {out[-300:]}"
    return ""


def _codes(event: dict[str, Any]) -> list[str]:
    """Codes of the errors that an event tells."""
    if event["event"] in ("error", "failed"):
        return [event["code"]]
    told = [*event.get("failures", ()), event.get("preview_failure")]
    return [failure["code"] for failure in told if failure]
