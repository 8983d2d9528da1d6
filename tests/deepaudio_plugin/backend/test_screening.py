"""What is shown first: the frame under the playhead, then the film from there on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.backend.messages import Fact, LookAt, ReelsReady, StillMade
from deepaudio_plugin.backend.screening import Screening
from deepaudio_plugin.viewing.reels import MadeReel, ReelPiece
from tests.helpers.timelines import clip, gap, shots_of, span, track

RATE = Fraction(24)
PATIENCE_S = 60.0


@dataclass
class Projecting:
    """Makes reels at once, or when `may` is set; `made` says which and in which order."""

    made: list[tuple[int, int]] = field(default_factory=list)  # start and height
    kept: set[int] = field(default_factory=set)
    away: str = ""  # why nothing can be made now
    may: threading.Event = field(default_factory=threading.Event)

    def find(self, piece: ReelPiece, _rate: Fraction, height: int = 360) -> MadeReel | None:
        return MadeReel(Path(f"{piece.start}")) if piece.start in self.kept else None

    def make(
        self,
        piece: ReelPiece,
        rate: Fraction,
        height: int = 360,
        cancelled: Callable[[], bool] | None = None,
    ) -> MadeReel:
        if piece.count > 1:
            assert self.may.wait(PATIENCE_S)
        self.made.append((piece.start, piece.count))
        if self.away:
            return MadeReel(None, self.away)
        return MadeReel(Path(f"{piece.start}"))


@dataclass
class Cinema:
    """A screening of 100 frames, a gap of 20, and 100 more."""

    projecting: Projecting
    busy: threading.Event
    screening: Any
    shots: Any
    told: queue.SimpleQueue[Fact]

    def look(self, frame: int, height: int = 0, *, playing: bool = False) -> None:
        self.screening.look(LookAt("o", frame, height, playing), self.shots, RATE)

    def until(self, kind: type, wanted: Callable[[Any], bool] = lambda _fact: True) -> list[Fact]:
        facts: list[Fact] = []
        while not facts or not (isinstance(facts[-1], kind) and wanted(facts[-1])):
            facts.append(self.told.get(timeout=PATIENCE_S))
        return facts


@pytest.fixture
def cinema(tmp_path: Path) -> Iterator[Cinema]:
    row = track(clip("a.mov", span(0, 100)), gap(20), clip("b.mov", span(0, 100)))
    projecting, busy = Projecting(), threading.Event()
    projecting.may.set()
    told: queue.SimpleQueue[Fact] = queue.SimpleQueue()
    screening = Screening(projecting, told.put, busy.is_set)  # type: ignore[arg-type]
    yield Cinema(projecting, busy, screening, shots_of(tmp_path, row), told)
    projecting.may.set()
    screening.close()


def complete(fact: ReelsReady) -> bool:
    return fact.prepared == fact.total == 200


def test_the_film_is_made_from_the_playhead_on_and_then_before_it(cinema: Cinema):
    cinema.look(130)
    facts = cinema.until(ReelsReady, complete)
    assert [start for start, _ in cinema.projecting.made] == [120, 168, 216, 0, 48, 96]
    ready = [fact for fact in facts if isinstance(fact, ReelsReady)]
    assert [fact.anew for fact in ready] == [True] + [False] * (len(ready) - 1)


def test_a_still_does_not_wait_for_reels(cinema: Cinema):
    cinema.projecting.may.clear()
    cinema.look(10, 360)
    still = cinema.until(StillMade)[-1]
    assert (still.frame, still.path) == (10, "10")  # type: ignore[union-attr]
    assert cinema.projecting.made == [(10, 1)]


def test_a_transition_that_cannot_be_shown_as_it_is_says_so(cinema: Cinema, tmp_path: Path):
    six = RationalTime(6, 24)
    iris = otio.schema.Transition("Iris", "Custom_Transition", six, six)
    cinema.shots = shots_of(
        tmp_path, track(clip("a.mov", span(0, 40)), iris, clip("b.mov", span(50, 40)))
    )
    cinema.look(38, 360)
    still = cinema.until(StillMade)[-1]
    assert isinstance(still, StillMade)
    assert still.note == "the transition 'Iris' is shown as a dissolve"


def test_in_a_gap_there_is_no_picture(cinema: Cinema):
    cinema.look(110, 360)
    still = cinema.until(StillMade)[-1]
    assert (still.path, still.problem) == ("", "")  # type: ignore[union-attr]


def test_renders_come_first_unless_somebody_watches(cinema: Cinema):
    cinema.busy.set()
    cinema.look(0)
    cinema.until(ReelsReady, lambda fact: fact.anew)
    cinema.look(60, playing=True)
    cinema.until(ReelsReady, lambda fact: any(reel.start == 216 for reel in fact.reels))
    assert [start for start, _ in cinema.projecting.made] == [48, 96, 120, 168, 216]
    cinema.busy.clear()
    cinema.until(ReelsReady, complete)


def test_what_is_kept_is_told_at_once_and_not_made_again(cinema: Cinema):
    cinema.projecting.kept = {0, 48, 96, 120, 168, 216}
    cinema.look(0)
    facts = cinema.until(ReelsReady, complete)
    assert len(facts) == 1
    assert cinema.projecting.made == []


def test_another_timeline_begins_anew(cinema: Cinema, tmp_path: Path):
    cinema.look(0)
    cinema.until(ReelsReady, complete)
    cinema.screening.forget()
    (tmp_path / "other").mkdir()
    cinema.shots = shots_of(tmp_path / "other", track(clip("c.mov", span(0, 30))))
    cinema.look(0)
    last = cinema.until(ReelsReady, lambda fact: fact.prepared == fact.total)[-1]
    assert last.total == 30  # type: ignore[union-attr]


def test_media_that_come_back_are_shown_without_opening_the_timeline_again(cinema: Cinema):
    cinema.projecting.away = "there is no such media file"
    cinema.look(0)
    facts = cinema.until(ReelsReady, complete)
    reels = [reel for fact in facts if isinstance(fact, ReelsReady) for reel in fact.reels]
    assert {(reel.path, reel.problem) for reel in reels} == {("", "there is no such media file")}
    cinema.projecting.away = ""
    cinema.look(60)
    shown: set[int] = set()
    while len(shown) < 6:
        fact = cinema.until(ReelsReady)[-1]
        assert isinstance(fact, ReelsReady)
        assert fact.prepared == 200
        shown |= {reel.start for reel in fact.reels if reel.path}
