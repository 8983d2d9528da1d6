"""The picture for whoever looks: the frame under the playhead at once, the whole film by and by."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from deepaudio_plugin.backend.messages import (
    PART,
    Fact,
    LookAt,
    ProblemFound,
    ReelsReady,
    StillMade,
)
from deepaudio_plugin.backend.views import ReelView
from deepaudio_plugin.backend.watching import Latest, Stale
from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.timeline.shots import Shot
from deepaudio_plugin.viewing.reels import MadeReel, Projector, ReelPiece, piece_at, reel_pieces

_IDLE_S = 0.5  # between two looks at whether renders are over
_AHEAD_S = 20.0  # made for somebody who watches although renders run


@dataclass
class _Film:
    """The film of an open timeline."""

    shots: Sequence[Shot]
    rate: Fraction
    pieces: Sequence[ReelPiece]
    told: dict[int, MadeReel] = field(default_factory=dict)  # by the start of a piece
    prepared: int = 0  # frames in those

    def is_made(self, piece: ReelPiece) -> bool:
        """Whether it has been told how a piece looks; one that failed may be made after all."""
        told = self.told.get(piece.start)
        return told is not None and told.path is not None

    def tell(self, piece: ReelPiece, reel: MadeReel) -> None:
        """It is told how a piece looks."""
        self.prepared += 0 if piece.start in self.told else piece.count
        self.told[piece.start] = reel

    @property
    def total(self) -> int:
        """Frames that have a picture."""
        return sum(piece.count for piece in self.pieces)


class Screening:
    """Stills as they are asked for, the latest first; reels from the playhead on.

    `busy` says whether renders run: reels wait for them, except those about to be watched.
    """

    def __init__(
        self, projector: Projector, tell: Callable[[Fact], None], busy: Callable[[], bool]
    ) -> None:
        self._projector = projector
        self._tell = tell
        self._busy = busy
        self._film: _Film | None = None
        self._told: set[str] = set()
        self._stills = Latest("stills", self._complain)
        self._reels = Latest("reels", self._complain)
        self._wanted_from = -1
        self._no_still = threading.Event()  # none is being made
        self._no_still.set()

    def look(self, order: LookAt, shots: Sequence[Shot], rate: Fraction) -> None:
        """Show the frame, and make reels from it on."""
        film, anew = self._film, False
        if film is None or film.shots is not shots:
            film, anew = _Film(shots, rate, reel_pieces(shots)), True
            self._film = film
        if order.height:
            self._no_still.clear()
            self._stills.wish(lambda stale: self._still(film, order, stale))
        piece = piece_at(film.pieces, order.frame)
        begin = piece.start if piece is not None else order.frame
        if anew or begin != self._wanted_from:
            self._wanted_from = begin
            self._reels.wish(lambda stale: self._make(film, order, anew, stale))

    def forget(self) -> None:
        """Make nothing more of what was wished for."""
        self._film, self._wanted_from = None, -1
        self._stills.wish(lambda _stale: self._no_still.set())
        self._reels.wish(lambda _stale: None)

    def close(self) -> None:
        """End the threads."""
        self._stills.close()
        self._reels.close()

    def _still(self, film: _Film, order: LookAt, stale: Stale) -> None:
        try:
            self._make_still(film, order)
        finally:
            if not stale():
                self._no_still.set()

    def _make_still(self, film: _Film, order: LookAt) -> None:
        piece = piece_at(film.pieces, order.frame)
        if piece is None:
            self._tell(StillMade(order.id, order.frame))
            return
        single = piece.part(order.frame - piece.start, 1)
        made = self._projector.make(single, film.rate, order.height)
        if made is not None:
            path = str(made.path or "")
            self._tell(StillMade(order.id, order.frame, path, made.problem, piece.note))

    def _make(self, film: _Film, order: LookAt, anew: bool, stale: Stale) -> None:
        """Make what is missing: after the frame, then before it."""
        ahead = [piece for piece in film.pieces if piece.start + piece.count > order.frame]
        in_order = (*ahead, *film.pieces[: len(film.pieces) - len(ahead)])
        untold = [piece for piece in in_order if not film.is_made(piece)]
        missing, found = [], []
        for piece in untold:
            kept = self._projector.find(piece, film.rate)
            if stale():
                break
            if kept is None:
                missing.append(piece)
            elif film.told.get(piece.start) != kept:
                found.append((piece, kept))
        if found or anew:
            self._tell_of(film, found, anew)
        soon = order.frame + _AHEAD_S * film.rate
        for piece in missing:
            watched = order.playing and piece.start <= soon and piece in ahead
            if not self._wait_for_turn(watched, stale):
                return
            made = self._projector.make(piece, film.rate, cancelled=self._gives_way(stale))
            if made is None:
                return
            if film.told.get(piece.start) != made:
                self._tell_of(film, [(piece, made)])

    def _tell_of(
        self, film: _Film, made: Sequence[tuple[ReelPiece, MadeReel]], anew: bool = False
    ) -> None:
        for piece, reel in made:
            film.tell(piece, reel)
        reels = [
            ReelView(piece.start, piece.count, str(reel.path or ""), reel.problem, piece.note)
            for piece, reel in made
        ]
        for low in range(0, max(1, len(reels)), PART):
            part = tuple(reels[low : low + PART])
            self._tell(ReelsReady(part, film.prepared, film.total, anew and low == 0))

    def _gives_way(self, stale: Stale) -> Stale:
        """Whether a reel is left unfinished: for a still elsewhere, but not for the next reel."""
        return lambda: stale() and not self._no_still.is_set()

    def _wait_for_turn(self, watched: bool, stale: Stale) -> bool:
        """Let stills come first, and renders unless somebody watches. False when it is stale."""
        while not stale():
            if self._no_still.wait(_IDLE_S) and (watched or not self._busy()):
                return not stale()
            if self._no_still.is_set():
                time.sleep(_IDLE_S)
        return False

    def _complain(self, error: DeepAudioError) -> None:
        """Say once why nothing is shown."""
        if error.message not in self._told:
            self._told.add(error.message)
            message = f"the picture is not shown: {error.message}"
            self._tell(ProblemFound(error.where, message, error.hint))
