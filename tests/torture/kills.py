"""Kills in the middle of real renders: nothing is lost, nothing is half there, nothing stays.

The command, its worker or both are killed, by the clock or at the Nth call of the file system.
"""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from tests.torture.cases import Attack, Undisturbed, attacked, undisturbed
from tests.torture.promises import Promise
from tests.torture.scene import MODES, Mode, Scene

CALLS = ("open", "write", "fsync", "rename")
SEED = 10


@dataclass(frozen=True)
class Kill:
    """Who is killed, and when: at a call, or after a part of the time that a render takes."""

    who: str
    call: str = ""
    at: int = 0
    fraction: float = 0.0

    def __str__(self) -> str:
        when = f"at {self.call} {self.at}" if self.call else f"after {self.fraction:.0%}"
        return f"{self.who} killed {when}"


def measure(folder: Path, kills: int, modes: Sequence[Mode] = MODES) -> list[Promise]:
    """As many kills, in these modes."""
    promise = Promise(
        "the command, its worker or both are killed, by the clock or at the Nth open, write, fsync "
        f"or rename, in {len(modes)} modes",
        "inputs and decisions as they were, output absent or whole, nothing finished is made "
        "again, the next run succeeds and leaves no litter, no process after 5 s",
    )
    rng = random.Random(SEED)
    per_mode = -(-kills // len(modes))
    attacks = []
    for number, mode in enumerate(modes):
        seen = undisturbed(folder / f"mode-{number}", mode)
        for kill in _drawn(seen, per_mode, rng):
            carry_out = partial(_rendered_and_killed, kill=kill, seconds=seen.seconds)
            attacks.append(Attack(str(kill), mode, seen, carry_out))
    rng.shuffle(attacks)
    met = attacked(promise, folder, attacks)
    promise.measured = f"{met} of the kills met a living process"
    return [promise]


def _drawn(seen: Undisturbed, count: int, rng: random.Random) -> Iterator[Kill]:
    """Kills of all kinds in turn."""
    at_calls = [
        (kind, call, number)
        for kind, calls in seen.calls.items()
        for call, most in calls.items()
        for number in range(1, most + 1)
        if call in CALLS
    ]
    rng.shuffle(at_calls)
    for index in range(count):
        if index % 2 and at_calls:
            kind, call, number = at_calls.pop()
            yield Kill(kind, call, number)
        else:
            yield Kill(rng.choice(("command", "worker", "all")), fraction=rng.uniform(0.05, 1.0))


def _rendered_and_killed(scene: Scene, kill: Kill, seconds: float) -> tuple[str, bool]:
    plan: Mapping[str, Any] = {}
    if kill.call:
        plan = {"process": kill.who, "call": kill.call, "at": kill.at, "then": "kill"}
    with scene.start(plan) as process:
        if not kill.call:
            time.sleep(kill.fraction * seconds)
            return "", _killed(process, kill.who)
        process.communicate()
        return "", kill.who == "worker" or process.returncode == -signal.SIGKILL


def _killed(process: subprocess.Popen[str], who: str) -> bool:
    """Kill them now; whether there was somebody."""
    met = process.poll() is None
    try:
        children = psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        children = []
    targets = children if who == "worker" else [*children] if who == "all" else []
    met = met and (who != "worker" or bool(targets))
    if who != "worker":
        process.kill()
    for child in targets:
        try:
            child.kill()
        except psutil.Error:
            continue
    process.communicate()
    return met
