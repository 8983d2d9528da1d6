"""What a host is: one description with everything DeepAudio knows of an editing program.

A host is a folder of this package that holds a `HOST`, or an object of another package that
is named by an entry point:

    [project.entry-points."deepaudio.hosts"]
    myhost = "my_package.my_host:HOST"

`Host` is data: where the program and its start-up files are on each platform, what to click,
how to undo, and where its dialect is found. `registry` collects the descriptions. Standard
library only, because this module is imported inside hosts, whose Python has no
OpenTimelineIO; a dialect is therefore named and loaded when a timeline is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Platform = Literal["linux", "macos", "windows"]

Way = Literal["panel", "window", "files"]
"""How one works with a host: our panel inside it, our window beside it with the tracks
sent back into it, or our window and files that the host exports and imports."""


@dataclass(frozen=True)
class Host:
    """A host: its names, how one works with it, its dialect, and how it is installed into.

    Folders and programs are patterns for `finding.System.expand`: `{home}`, `{config}`,
    `{data}`, `{programs}` … stand for the platform's folders, `{version}` for major.minor of
    the host, and `*` matches as in a shell. `folder` names the one to install into; the rest
    are looked for.

    The tree `files` is copied as it stands into `folder`. `launcher`, a path below `folder`,
    is a small JSON file that tells the start-up files which interpreter has DeepAudio.
    `packages` are pure-Python packages that the host imports itself, copied to
    `packages_into`; anything compiled among them is refused. What several hosts' start-up
    files need, `resources/hosts/shared/`, is copied to `shared_into`.
    """

    name: str  # as `--for` and `deepaudio hosts` take it
    title: str
    way: Way | None = None  # None: no program that could be looked for, only a dialect
    click: tuple[str, ...] = ()  # what to do in the host after the installation, step by step
    undo: tuple[str, ...] = ()  # what to do in the host before or after `remove`
    bring_in: str = ""  # what to do in the host with a timeline that was written for it
    dialect: str = ""  # "module:Class" of a `dialects.base.Dialect`; empty: not written for
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
    files: str = ""  # "package:folder" of the start-up files; empty: our resources/hosts/<name>
    launcher: str = ""
    packages: tuple[str, ...] = ()
    packages_into: str = ""
    shared_into: str = ""  # empty: they need nothing of it

    @property
    def installs(self) -> bool:
        """Whether start-up files go into the host at all."""
        return bool(self.folder)

    def objection(self, version: str) -> str:
        """Why a version of the host cannot be used; empty when it can, or is not known."""
        if not (self.oldest and version) or version_key(version) >= version_key(self.oldest):
            return ""
        return f"{self.title} {version} is too old: {self.oldest} or later is needed"


def watch_and_write(name: str) -> str:
    """The step in the middle for hosts that work by files: our window on the export folder."""
    return (
        f"Run: deepaudio-panel --watch FOLDER --for {name}, with the folder that you export to; "
        "render and write. The window tells when you export again."
    )


def version_key(version: str) -> tuple[int, ...]:
    """A version for comparing: its numbers in order, "16.0v3" as (16, 0, 3)."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def short_version(version: str) -> str:
    """Major and minor, as hosts name their folders: "4.5.3" as "4.5"."""
    return ".".join(str(number) for number in version_key(version)[:2])
