"""Which jobs do not move any more: a heartbeat shows that a process lives, not that it works.

A pure reckoning: whoever uses it says what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass

QUIET_S = 30.0
"""A job that says nothing for so long hangs, unless it said that it may take longer."""

QUIET_MOST_S = 600.0
"""Longer than this no job may take between two signs of progress, whatever it says."""

STILL_S = 900.0
"""A job that says the same for so long hangs as well."""


@dataclass
class _Pace:
    patience_s: float
    heard_at: float
    changed_at: float
    begun: bool = False
    last: tuple[str, float] | None = None  # stage and fraction


class Standstill:
    """How long each job in the worker's hands has not moved."""

    def __init__(self) -> None:
        self._paces: dict[str, _Pace] = {}

    def sent(self, key: str, at: float) -> None:
        """A job went to the worker; until it begins it only waits."""
        self._paces[key] = _Pace(QUIET_S, at, at)

    def moved(self, key: str, stage: str, fraction: float, quiet_s: float, at: float) -> None:
        """A sign of progress came, with how long it may be until the next (0: the usual)."""
        pace = self._paces.get(key)
        if pace is None:
            return
        pace.begun = True
        pace.patience_s = min(max(quiet_s, QUIET_S), QUIET_MOST_S)
        pace.heard_at = at
        if pace.last != (stage, fraction):
            pace.last, pace.changed_at = (stage, fraction), at

    def forget(self, key: str) -> None:
        """A job has ended."""
        self._paces.pop(key, None)

    def clear(self) -> None:
        """The worker has gone, and all its jobs with it."""
        self._paces.clear()

    def forgive(self, at: float) -> None:
        """Begin to count anew: it was this side that could not listen."""
        for pace in self._paces.values():
            pace.heard_at = pace.changed_at = at

    def hanging(self, now: float, worker_still_s: float) -> list[str]:
        """Jobs that have begun and do not move any more.

        One that may take long may also wait for others: it hangs only if the worker as a whole
        has not moved for `worker_still_s` seconds that are too many for it as well.
        """
        return [
            key
            for key, pace in self._paces.items()
            if pace.begun
            and (now - pace.heard_at > pace.patience_s or now - pace.changed_at > STILL_S)
            and (pace.patience_s <= QUIET_S or worker_still_s > QUIET_S)
        ]

    def nothing_begins(self, now: float, worker_still_s: float, patience_s: float) -> bool:
        """Whether there are jobs, none has begun, and the worker has not moved for so long.

        What it ended a moment ago, the others had to wait for.
        """
        paces = self._paces.values()
        waited = all(not pace.begun and now - pace.heard_at > patience_s for pace in paces)
        return bool(paces) and waited and worker_still_s > patience_s
