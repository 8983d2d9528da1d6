"""Rules of a lint: what in a timeline a host would refuse, drop or change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.hosts.dialects.tree import Node, PlacedNode

Severity = Literal["refused", "dropped", "changed", "note"]
SEVERITIES: tuple[Severity, ...] = ("refused", "dropped", "changed", "note")
"""Worst first: the host opens nothing; it loses a part; it shows something else; good to know."""


@dataclass(frozen=True)
class LintTarget:
    """The timeline that is checked."""

    timeline: Node
    rate: float
    start: RationalTime
    folder: Path  # relative links count from here


Check = Callable[[PlacedNode, LintTarget], "str | bool"]
"""Whether an item breaks a rule; a text says what was found."""


@dataclass(frozen=True)
class LintRule:
    """Something a host does not import as it is. The source of each is given beside it."""

    code: str
    severity: Severity
    message: str  # what the host does
    advice: str
    check: Check


@dataclass(frozen=True)
class LintFinding:
    """An item that breaks a rule, or the timeline as a whole."""

    severity: Severity
    code: str
    message: str
    advice: str
    track: str = ""
    item: str = ""
    timecode: str = ""
    detail: str = ""  # what was found there
    ours: bool = False  # on a track that a render wrote

    @property
    def where(self) -> str:
        """Where it is, for people; empty for the timeline as a whole."""
        item = f"{self.item!r}" if self.item else ""
        position = " ".join(filter(None, (self.timecode, item)))
        return ", ".join(filter(None, (f"track {self.track!r}" if self.track else "", position)))
