"""Which takes of a work file are meant: `1-50`, `7`, `1-50,80-`; counted from 1."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deepaudio_plugin.core.errors import UsageError

_PART = re.compile(r"\s*(\d{1,12})\s*(-\s*(\d{1,12})?)?\s*\Z")


@dataclass(frozen=True)
class TakeRange:
    """Numbers from `first` to `last`, both meant; without a last to the end."""

    first: int
    last: int | None


class TakeRanges:
    """Several ranges; none at all means everything."""

    def __init__(self, text: str = "") -> None:
        """Raises UsageError for what names no numbers."""
        self._ranges = tuple(_range(part) for part in text.split(",")) if text.strip() else ()

    def __contains__(self, number: int) -> bool:
        return not self._ranges or any(
            one.first <= number and (one.last is None or number <= one.last) for one in self._ranges
        )

    @property
    def end(self) -> int:
        """The highest number that is named; 0 where none is."""
        return max((one.last or one.first for one in self._ranges), default=0)

    @property
    def is_open(self) -> bool:
        """Whether numbers without an end are meant."""
        return any(one.last is None for one in self._ranges)


def _range(text: str) -> TakeRange:
    found = _PART.match(text)
    first = int(found[1]) if found else 0
    last = (int(found[3]) if found[3] else None) if found and found[2] else first
    if not first or (last is not None and last < first):
        raise UsageError(
            f"--range {text.strip()!r} names no takes",
            hint="Takes are counted from 1: --range 1-50, --range 7, --range 1-50,80-.",
        )
    return TakeRange(first, last)
