"""Progress of a long command on weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from deepaudio.weights.registry import Artefact


@dataclass(frozen=True)
class StageProgress:
    """Progress of one stage for one artefact, in bytes."""

    stage: str  # "fetching", "checking", "converting"
    artefact: str
    file: str
    done: int
    total: int
    number: int  # of this artefact among `count`
    count: int


@dataclass(frozen=True)
class ArtefactFinished:
    """An artefact is installed, or was found to be intact."""

    artefact: str
    file: str
    note: str  # a remark for the user


Listener = Callable[[StageProgress | ArtefactFinished], None]


@dataclass(frozen=True)
class ProgressSink:
    """Reports the progress of one artefact to a listener."""

    listener: Listener
    artefact: Artefact
    number: int
    count: int

    def callback(self, stage: str) -> Callable[[int, int], None]:
        """A function that takes bytes done and total of `stage`."""

        def report(done: int, total: int) -> None:
            a = self.artefact
            self.listener(
                StageProgress(stage, a.name, a.file, done, total, self.number, self.count)
            )

        return report

    def finished(self, note: str) -> None:
        """Report that the artefact is done."""
        self.listener(ArtefactFinished(self.artefact.name, self.artefact.file, note))
