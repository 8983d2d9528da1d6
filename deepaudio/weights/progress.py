"""What a long command on weights tells while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from deepaudio.weights.registry import Artefact


@dataclass(frozen=True)
class Moment:
    """Where a command is. Bytes; `total` of this stage of this artefact."""

    stage: str  # "fetching", "checking", "converting"
    artefact: str
    file: str
    done: int
    total: int
    number: int  # of this artefact among `count`
    count: int


@dataclass(frozen=True)
class Finished:
    """An artefact is installed, or was found to be as it should."""

    artefact: str
    file: str
    note: str  # what is worth saying of it


Listener = Callable[[Moment | Finished], None]


@dataclass(frozen=True)
class ProgressSink:
    """Tells a listener about one artefact."""

    listener: Listener
    artefact: Artefact
    number: int
    count: int

    def told(self, stage: str) -> Callable[[int, int], None]:
        """A function that takes bytes done and total of `stage`."""

        def tell(done: int, total: int) -> None:
            a = self.artefact
            self.listener(Moment(stage, a.name, a.file, done, total, self.number, self.count))

        return tell

    def finished(self, note: str) -> None:
        """Tell that the artefact is done."""
        self.listener(Finished(self.artefact.name, self.artefact.file, note))
