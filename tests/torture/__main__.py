"""`python -m tests.torture [PART …]`: attack the product, print a table, keep it.

A whole run also puts its table into docs/reliability.md. Exit code 1 when a promise is broken.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.parts import asked_for
from tests.torture import (
    commands,
    disks,
    endurance,
    fuzz,
    hostile,
    kills,
    network,
    races,
    workers,
)
from tests.torture.promises import Promise, publish, save, table

PARTS: dict[str, Callable[[Path], list[Promise]]] = {
    "kills": lambda folder: kills.measure(folder, 240),
    "sessions": lambda folder: kills.measure_sessions(folder, 60),
    "disks": lambda folder: disks.measure(folder, 120),
    "races": races.measure,
    "fuzz": fuzz.measure,
    "commands": commands.measure,
    "workers": workers.measure,
    "endurance": endurance.measure,
    "network": network.measure,
    "hostile": hostile.measure,
}


ONE_AT_A_TIME = ("workers", "endurance", "network")
"""These wait, or have one process at work: they run beside the others, which take all cores."""


def _run(names: Sequence[str]) -> list[tuple[str, list[Promise]]]:
    """These parts, one after the other."""
    found = []
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="deepaudio-torture-") as folder:
            found.append((name, PARTS[name](Path(folder))))
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return found


def main() -> int:
    """Run the parts asked for."""
    chosen, out, _ = asked_for("python -m tests.torture", __doc__, PARTS)
    begun = time.monotonic()
    names = chosen or list(PARTS)
    alone = [name for name in names if name in ONE_AT_A_TIME]
    many = [name for name in names if name not in ONE_AT_A_TIME]
    with ThreadPoolExecutor(2) as pool:
        found = dict(pair for pairs in pool.map(_run, (many, alone)) for pair in pairs)
    promises = [promise for name in names for promise in found[name]]
    print(f"all: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    save(promises, out)
    print(table(promises))
    for promise in promises:
        for failure in promise.failures[:20]:
            print(f"- {failure}")
    if not chosen:
        publish(promises)
    return 1 if any(promise.failures for promise in promises) else 0


if __name__ == "__main__":
    sys.exit(main())
