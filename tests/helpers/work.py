"""A cut with many short lines, and the orders for its takes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.command import Ran, deepaudio
from tests.helpers.project import make_project


@dataclass(frozen=True)
class Ordered:
    """A work file, and the timeline that it was planned from."""

    timeline: Path
    film: Path
    work: Path

    @property
    def keys(self) -> list[str]:
        """The content keys of its takes, as they are ordered."""
        return keys_of(self.work)

    def do(self, *arguments: object) -> Ran:
        """`deepaudio work` on it, in this process."""
        return deepaudio("work", self.work, *arguments)


def keys_of(work: Path) -> list[str]:
    """The content keys that a work file orders."""
    return [json.loads(line)["key"] for line in work.read_bytes().splitlines()[1:]]


def keys_in(share: Path) -> list[str]:
    """The content keys of the takes that are in a shared folder."""
    return sorted(path.stem for path in share.glob("??/*.json"))


def srt(lines: list[str]) -> str:
    """Subtitles of a second each."""
    return "\n".join(
        f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n{text}\n" for n, text in enumerate(lines, 1)
    )


def ordered(folder: Path, lines: list[str], *arguments: object) -> Ordered:
    """Orders for these lines, over shots of one film; without sounds of shots."""
    shots = len(lines) * 24 // 36 + 2
    project = make_project(folder / "cut", shots=shots, srt=srt(lines))
    work = folder / "shots.jsonl"
    ran = deepaudio("plan", project.timeline, "--tracks", "speech", "--work", work, *arguments)
    assert ran.code == 0, ran.err
    assert f"{len(lines)} takes to make" in ran.out
    return Ordered(project.timeline, project.film, work)


LINES = ["Who is there?", "Nobody here.", "The rain is loud.", "I am late.", "Come in."]
