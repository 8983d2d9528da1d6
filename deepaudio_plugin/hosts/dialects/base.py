"""What a dialect is: how one host wants a timeline, and what it drops or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.hosts.dialects.rules import LintRule
from deepaudio_plugin.hosts.dialects.tree import Node
from deepaudio_plugin.timeline.timing import Clock


@dataclass(frozen=True)
class DialectContext:
    """What a dialect must know beside the timeline it rewrites."""

    rate: float
    start: RationalTime  # timecode of the first frame
    folder: Path  # where the timeline will be; relative links count from there
    size: tuple[int, int] | None = None  # of the picture in pixels, where it is known


class Dialect(Protocol):
    """One host's way with a timeline. Modules of this package each hold one."""

    host: ClassVar[str]  # as people call it
    ending: ClassVar[str]  # of the file that the host opens; "" is the input's own
    clock: ClassVar[Clock]  # what source ranges of our clips count from
    subtitles: ClassVar[bool]  # speech text goes beside the timeline as an SRT
    sized: ClassVar[bool]  # it says how large the picture is
    crossfades: ClassVar[bool]  # transitions on tracks of sound are known to be taken as such
    rules: ClassVar[tuple[LintRule, ...]]  # what the host drops, changes or refuses

    def rewrite(self, timeline: Node, context: DialectContext) -> list[str]:
        """Change `timeline` into the dialect; returns a note for each kind of change.

        Touches only what the host would refuse or lose.
        """
