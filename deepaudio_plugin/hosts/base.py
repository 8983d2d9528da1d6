"""What a host bridge is: facts for installing it, and what it can do while its host runs.

A bridge is one module that holds a `HostInstall`. It is found by `registry`, either because
it is built in or through an entry point:

    [project.entry-points."deepaudio.hosts"]
    myhost = "my_package.my_host:INSTALL"

`HostInstall` is data: where the program and its start-up files are on each platform, what to
click, how to undo. A bridge whose code runs inside the host also gives `connect`, which
returns a `Host` there and None everywhere else.

A `Host` has only the methods of what it can do. A caller asks:

    host = registry.running_host()
    if isinstance(host, ReceivesTracks):
        host.receive_tracks(written)

Bridges translate and decide nothing: times are whole frames from the timeline's first frame,
timelines are files, errors are `HostError`s that say what to do. Standard library only,
because this module is imported inside hosts. The protocols are structural: the bridge inside
Blender, which cannot import this package, fulfils them too, with an error of its own that has
the same `message` and `hint`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

Platform = Literal["linux", "macos", "windows"]

Way = Literal["panel", "window", "files"]
"""How one works with a host: our panel inside it, our window beside it with the tracks
sent back into it, or our window and files that the host exports and imports."""


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
class Received:
    """What came of putting tracks into the open timeline."""

    timeline: str  # which one has them now: the open one, or a new version beside it
    clips: int
    notes: tuple[str, ...] = ()  # what the user should know, such as clips kept by hand


class Host(Protocol):
    """The running host around us. What it can do are the protocols below."""

    @property
    def name(self) -> str:
        """As in `HostInstall.name`."""

    @property
    def version(self) -> str:
        """As the host says it."""


@runtime_checkable
class SendsTimeline(Protocol):
    """Can save what is open as a timeline."""

    def send_timeline(self, folder: Path) -> HostTimeline:
        """Save the open timeline in `folder` or, where the host has a place, beside its project.

        Raises HostError when nothing is open, or the host is busy.
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

    def receive_tracks(self, written: Path) -> Received:
        """Replace our earlier tracks, and only those, by the ones in `written`.

        One step for the host's undo where it has one. Raises HostError, with the host's
        timeline as it was, when that cannot be done.
        """


@runtime_checkable
class Undoes(Protocol):
    """Can take its last step back."""

    def undo(self) -> None:
        """Undo the last step, as the host's own command does."""


@runtime_checkable
class OpensPanel(Protocol):
    """Can show our panel inside itself, or start our window."""

    def open_panel(self) -> None:
        """Show the panel; when it is there already, bring it to the front."""


@dataclass(frozen=True)
class HostInstall:
    """Everything needed to find a host and to install our start-up files into it.

    Folders and programs are patterns for `finding.System.expand`: `{home}`, `{config}`,
    `{data}`, `{programs}` … stand for the platform's folders, `{version}` for major.minor of
    the host, and `*` matches as in a shell. `folder` names the one to install into; the rest
    are looked for.

    The tree `resources/hosts/<name>/` is copied as it stands into `folder`. `launcher`, a
    path below `folder`, is a small JSON file that tells the start-up files which
    interpreter has DeepAudio. `packages` are pure-Python packages that the host imports
    itself, copied to `packages_into`; anything compiled among them is refused. What several
    hosts' start-up files need, `resources/hosts/shared/`, is copied to `shared_into`.
    """

    name: str
    title: str
    way: Way
    click: tuple[str, ...]  # what to do in the host after the installation, step by step
    undo: tuple[str, ...] = ()  # what to do in the host before or after `remove`
    programs: tuple[str, ...] = ()  # names on PATH
    program_variable: str = ""  # an environment variable that names the program
    well_known: Mapping[Platform, tuple[str, ...]] = field(default_factory=dict)
    traces: Mapping[Platform, tuple[str, ...]] = field(default_factory=dict)
    """Folders that the host makes when it is first used: proof of a program that is elsewhere."""
    version_arguments: tuple[str, ...] = ()  # how the program tells its version; empty: never run
    version_pattern: str = r"(\d+(?:\.\d+)+)"  # in what it prints, or in its path
    oldest: str = ""  # the oldest version that works
    folder: Mapping[Platform, str] = field(default_factory=dict)
    folder_variables: tuple[tuple[str, str], ...] = ()
    """Environment variables that move `folder`, each with what to append; the first set wins."""
    launcher: str = ""
    packages: tuple[str, ...] = ()
    packages_into: str = ""
    shared_into: str = ""  # empty: they need nothing of it
    connect: Callable[[], Host | None] | None = None

    @property
    def installs(self) -> bool:
        """Whether start-up files go into the host at all."""
        return bool(self.folder)

    def objection(self, version: str) -> str:
        """Why a version of the host cannot be used; empty when it can, or is not known."""
        if not (self.oldest and version) or version_key(version) >= version_key(self.oldest):
            return ""
        return f"{self.title} {version} is too old: {self.oldest} or later is needed"


def version_key(version: str) -> tuple[int, ...]:
    """A version for comparing: its numbers in order, "16.0v3" as (16, 0, 3)."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def short_version(version: str) -> str:
    """Major and minor, as hosts name their folders: "4.5.3" as "4.5"."""
    return ".".join(str(number) for number in version_key(version)[:2])
