"""What a bridge to a running host can do, as protocols.

A bridge is code of ours that runs inside a host (`resources/hosts`) and has only the methods
of what its host can do. The docked panel asks:

    if isinstance(host, ReceivesTracks):
        host.receive_tracks(written)

Bridges translate and decide nothing: times are whole frames from the timeline's first frame,
timelines are files. An error that they raise for the user has a `message` and a `hint`. All of
this is structural: a bridge imports nothing of this package, and returns values with these
attributes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class HostTimeline:
    """The open timeline of a host, saved as a file."""

    path: Path
    name: str  # as the host calls it
    notes: tuple[str, ...] = ()  # what could not be said in the file


@dataclass(frozen=True)
class FrameSpan:
    """Whole frames of the open timeline, counted from its first frame; `end` is exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class ReceivedTracks:
    """What came of putting tracks into the open timeline."""

    timeline: str  # which one has them now: the open one, or a new version beside it
    clips: int
    notes: tuple[str, ...] = ()  # what the user should know, such as clips kept by hand


class HostBridge(Protocol):
    """The running host around us. What it can do are the protocols below."""

    @property
    def name(self) -> str:
        """As in `base.Host.name`."""


@runtime_checkable
class SendsTimeline(Protocol):
    """Can save what is open as a timeline."""

    def send_timeline(self) -> HostTimeline:
        """Save the open timeline where the host keeps such files, beside its project if it can.

        Raises an error with `message` and `hint` when nothing is open, or the host is busy.
        """


@runtime_checkable
class KnowsSelection(Protocol):
    """Can say what is selected."""

    def selection(self) -> tuple[FrameSpan, ...]:
        """Where the selected clips are, in order; empty when nothing is selected."""


@runtime_checkable
class KnowsPlayhead(Protocol):
    """Can say where the playhead stands."""

    def playhead(self) -> int:
        """Whole frames from the timeline's first frame; may be negative before it."""


@runtime_checkable
class MovesPlayhead(Protocol):
    """Can move the playhead."""

    def move_playhead(self, frame: int) -> None:
        """Go to a frame, counted from the timeline's first frame."""


@runtime_checkable
class ReceivesTracks(Protocol):
    """Can put the tracks of a written timeline into what is open."""

    def receive_tracks(self, written: Path | None = None) -> ReceivedTracks:
        """Replace our earlier tracks, and only those, by the ones in `written`.

        Without `written`, by those written last for what is open. One step for the host's
        undo where it has one. Raises an error with `message` and `hint`, with the host's
        timeline as it was, when that cannot be done.
        """
