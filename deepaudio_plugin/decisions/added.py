"""Lines that a person has added: the subtitles do not have them.

An added line has an id of its own, `added:1`, which is never given to another line of the
timeline while it is there. Everything decided about a line can be decided about it.
"""

from __future__ import annotations

import bisect
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.decisions.refs import CUE
from deepaudio_plugin.decisions.times import RETIMED_S
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.timeline.timing import seconds

ADDED = "added:"
"""Before the number of an added line."""

SOURCE = "added here"
"""Where an added line comes from, for people."""


@dataclass(frozen=True)
class AddedLine:
    """Words, and when they are said by whom; `start` and `frames` are counted at `rate`."""

    text: str
    start: int
    frames: int
    rate: float
    speaker: str = ""
    language: str = ""
    extra: dict[str, Any] = field(default_factory=dict)  # what another version wrote


def is_added(ref: str) -> bool:
    """Whether a reference names an added line."""
    return ref.startswith(f"{CUE}:{ADDED}")


def free_id(taken: Iterable[str]) -> str:
    """An id for one more added line."""
    numbers = [name.removeprefix(ADDED) for name in taken if name.startswith(ADDED)]
    return f"{ADDED}{1 + max((int(n) for n in numbers if n.isdecimal()), default=0)}"


def cue_of(name: str, line: AddedLine) -> Cue:
    """An added line as a cue."""
    whole = TimeRange(RationalTime(line.start, line.rate), RationalTime(line.frames, line.rate))
    return Cue(name, "line", whole, line.text, line.speaker, line.language, SOURCE)


def with_added(read: Material, added: Mapping[str, AddedLine]) -> Material:
    """What was read, with the added lines at their places."""
    if not added:
        return read
    cues = [*read.cues, *(cue_of(name, line) for name, line in added.items())]
    return replace(read, cues=tuple(in_time(cues, added)))


def in_time(cues: Iterable[Cue], moved: Container[str]) -> list[Cue]:
    """`cues` in order of time, of which all but those of the ids `moved` are in order."""
    others: list[Cue] = []
    late: list[Cue] = []
    for cue in cues:
        (late if cue.id in moved else others).append(cue)
    for cue in late:
        bisect.insort(others, cue, key=lambda one: seconds(one.range.start_time))
    return others


def not_yet_read(added: Mapping[str, AddedLine], cues: Sequence[Cue]) -> dict[str, AddedLine]:
    """Those of the added lines that the subtitles still lack."""
    there: dict[tuple[str, str], list[float]] = {}
    for cue in cues if added else ():
        starts = there.setdefault((cue.text, cue.speaker), [])
        starts.append(seconds(cue.range.start_time))
    return {name: line for name, line in added.items() if not _is_among(cue_of(name, line), there)}


def _is_among(cue: Cue, there: Mapping[tuple[str, str], list[float]]) -> bool:
    start = seconds(cue.range.start_time)
    return any(abs(at - start) <= RETIMED_S for at in there.get((cue.text, cue.speaker), ()))
