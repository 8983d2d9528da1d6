"""Who is killed when, and the kill itself."""

from __future__ import annotations

from dataclasses import dataclass

import psutil


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


def killed(pid: int | None, who: str) -> bool:
    """Kill a process, its children ("worker") or "all" of them now; whether anybody was there."""
    try:
        parent = psutil.Process(pid or 0)
        children = parent.children(recursive=True)
    except psutil.Error:
        return False
    targets = children if who == "worker" else [parent, *(children if who == "all" else ())]
    met = False
    for target in targets:
        try:
            target.kill()
            met = True
        except psutil.Error:
            continue
    return met
