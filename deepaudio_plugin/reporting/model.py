"""What a report tells, as plain values: every line and shot with the take that plays."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from deepaudio_plugin.core.protocol import Stem
from deepaudio_plugin.core.verdicts import Verdict

Standing = Literal["good", "look", "bad", "unchecked", "missing"]
STANDINGS: tuple[Standing, ...] = typing.get_args(Standing)
IN_WORDS: Mapping[Standing, str] = {
    "good": "good",
    "look": "worth a look",
    "bad": "bad",
    "unchecked": "not checked",
    "missing": "no take",
}
PROBLEMS = frozenset({"look", "bad", "missing"})
"""What the filter leaves when somebody asks for problems only."""


@dataclass(frozen=True)
class ReportedTake:
    """A take as it plays. Unknown values are None, and stay unknown."""

    key: str
    path: str
    start: int  # samples of the file before what belongs on the timeline
    length: int  # samples that belong there
    seed: int = 0
    made: str = ""  # how it was made otherwise than is asked for now
    is_recorded: bool = False  # by a person
    begins_after_s: float | None = None  # the voice, after its cue; negative: before
    ends_after_s: float | None = None  # the voice, after the cue's end; negative: before
    pace: float | None = None  # of the voice's own
    lufs: float | None = None
    true_peak_db: float | None = None
    verdict: Verdict | None = None  # None: never checked
    warnings: tuple[str, ...] = ()

    def measure(self, name: str) -> float | None:
        """What checking measured under a name of `Verdict.measures`; None where it did not."""
        return self.verdict.measures.get(name) if self.verdict else None

    @property
    def wrong_share(self) -> float | None:
        """Wrong words of all words, 0 to 1 and beyond; None where they were not heard."""
        wrong, words = self.measure("wrong_words"), self.measure("words")
        return None if wrong is None or not words else wrong / words


@dataclass(frozen=True)
class ReportRow:
    """A line or a shot, what is asked for, and what there is."""

    id: str
    stem: Stem
    number: int  # of the line, or of the shot
    name: str
    begin: str  # timecode
    end: str
    start_s: float  # from the timeline's first frame
    end_s: float
    lane: int = 0
    speaker: str = ""
    voice: str = ""
    voice_reason: str = ""
    delivery: str = ""
    text: str = ""
    said: str = ""  # what is said of `text`, where that is not what is written
    prompt: str = ""
    take: ReportedTake | None = None  # the one that plays
    others: tuple[Standing, ...] = ()  # how its other takes stand
    problem: str = ""  # why it cannot be rendered
    hint: str = ""
    remarks: tuple[str, ...] = ()
    is_moved: bool = False  # an editor has laid its clip elsewhere, or copied it

    @property
    def standing(self) -> Standing:
        """How it stands, by the take that plays."""
        if self.take is None:
            return "missing"
        return self.take.verdict.grade if self.take.verdict else "unchecked"

    @property
    def title(self) -> str:
        """ "Line 3" or "Shot 1"."""
        return f"{'Line' if self.stem == 'speech' else 'Shot'} {self.number}"


@dataclass(frozen=True)
class ReportShot:
    """A shot of the picture, whether it has sound or not."""

    number: int
    name: str
    begin: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class TakeReport:
    """A timeline's report."""

    name: str
    made: str  # date and time, for people
    engine: str  # its title, which says what it is
    terms: str  # its licences, and whether they allow commercial use
    is_temp: bool  # the engine makes stand-in sound
    start: str  # the timeline's first timecode
    duration_s: float
    shots: tuple[ReportShot, ...] = ()
    rows: tuple[ReportRow, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)  # what reading left out or guessed

    def of(self, stem: Stem) -> list[ReportRow]:
        """The lines, or the shots with sound, in timeline order."""
        return [row for row in self.rows if row.stem == stem]

    def unchecked(self) -> dict[str, int]:
        """What could not be looked at in takes that were checked, and in how many."""
        counts: dict[str, int] = {}
        for row in self.rows:
            for what in row.take.verdict.unchecked if row.take and row.take.verdict else ():
                counts[what] = counts.get(what, 0) + 1
        return counts


def count(rows: Iterable[ReportRow]) -> dict[Standing, int]:
    """How many rows stand how."""
    counts = dict.fromkeys(STANDINGS, 0)
    for row in rows:
        counts[row.standing] += 1
    return counts
