"""Kills in the middle of real renders: nothing is lost, nothing is half there, nothing stays.

The command or the window's backend, its worker, or both are killed, by the clock or at the Nth
call of the file system.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tests.torture.cases import Attack, Undisturbed, attacked, undisturbed
from tests.torture.killing import Kill, killed
from tests.torture.promises import Promise
from tests.torture.scene import MODES, Mode, Scene
from tests.torture.sessions import SESSION, session_and_kill, whole_session

CALLS = ("open", "write", "fsync", "rename")
SEED = 10


_HOLDS = (
    "inputs and decisions as they were, output absent or whole, nothing finished is made "
    "again, the next run succeeds and leaves no litter, no process after 5 s"
)


def measure(folder: Path, kills: int, modes: Sequence[Mode] = MODES) -> list[Promise]:
    """As many kills, in these modes."""
    promise = Promise(
        "the command, its worker or both are killed, by the clock or at the Nth open, write, fsync "
        f"or rename, in {len(modes)} modes",
        _HOLDS,
    )
    rng = random.Random(SEED)
    per_mode = -(-kills // len(modes))
    attacks = []
    for number, mode in enumerate(modes):
        seen = undisturbed(folder / f"mode-{number}", mode)
        for kill in _drawn(seen, ("command", "worker", "all"), per_mode, rng):
            carry_out = partial(_rendered_and_killed, kill=kill, seconds=seen.seconds)
            attacks.append(Attack(str(kill), mode, seen, carry_out))
    rng.shuffle(attacks)
    return [_met(promise, folder, attacks)]


def measure_sessions(folder: Path, kills: int) -> list[Promise]:
    """As many kills in sessions of the window's backend: open, render, rate, write."""
    promise = Promise(
        "the window's backend, its worker or both are killed in the same ways, in sessions that "
        "render, rate and write",
        _HOLDS,
    )
    rng = random.Random(SEED)
    seen = undisturbed(folder / "session", SESSION, whole_session)
    attacks = []
    for kill in _drawn(seen, ("backend", "worker", "all"), kills, rng):
        carry_out = partial(session_and_kill, kill=kill, seconds=seen.seconds)
        attacks.append(Attack(str(kill), SESSION, seen, carry_out))
    return [_met(promise, folder, attacks)]


def _met(promise: Promise, folder: Path, attacks: Sequence[Attack]) -> Promise:
    met = attacked(promise, folder, attacks)
    promise.measured = f"{met} of the kills met a living process"
    return promise


def _drawn(
    seen: Undisturbed, whom: Sequence[str], count: int, rng: random.Random
) -> Iterator[Kill]:
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
            yield Kill(rng.choice(whom), fraction=rng.uniform(0.05, 1.0))


def _rendered_and_killed(scene: Scene, kill: Kill, seconds: float) -> tuple[str, bool]:
    plan: Mapping[str, Any] = {}
    if kill.call:
        plan = {"process": kill.who, "call": kill.call, "at": kill.at, "then": "kill"}
    with scene.start(plan) as process:
        if not kill.call:
            time.sleep(kill.fraction * seconds)
            met = killed(process.pid, kill.who)
            process.communicate()
            return "", met
        process.communicate()
        return "", kill.who == "worker" or process.returncode == -signal.SIGKILL
