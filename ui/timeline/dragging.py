"""Dragging of lines and of their edges, with snapping."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from deepaudio_plugin.backend.views import CueView, JobView

from .hit_testing import HitItem
from .rows import Row, Rows
from .view_position import ViewPosition

Edge = Literal["in", "out", "whole"]
Spans = Mapping[str, tuple[int, int]]
"""First frame and length of lines, by reference."""

EDGE = 6
"""Pixels inside a line's end by which the end alone is held."""
_SNAP = 8  # pixels


@dataclass(frozen=True)
class Grip:
    """What the mouse holds of a line."""

    ref: str
    edge: Edge


@dataclass(frozen=True)
class Ghost:
    """Lines where they would be dropped, and the frame to which one of them snaps."""

    spans: Spans
    held: Grip
    snapped: int | None = None


def grip_at(found: HitItem | None, x: int, position: ViewPosition) -> Grip | None:
    """What a pixel of the viewport holds of an item; None where that cannot be dragged."""
    if found is None or found.row.kind != "cues" or not isinstance(found.item, CueView):
        return None
    scale, at = position.scale, x + position.left
    left = scale.x(found.item.start)
    right = scale.x(found.item.start + found.item.frames)
    if right - left >= 3 * EDGE:
        if at - left < EDGE:
            return Grip(found.ref, "in")
        if right - at <= EDGE:
            return Grip(found.ref, "out")
    return Grip(found.ref, "whole")


@dataclass(frozen=True)
class DragBoard:
    """What lines are dragged on; `marks` are frames to snap to beside the edges in the rows."""

    rows: Rows
    position: ViewPosition
    frames: int
    rate: Fraction
    marks: Sequence[int] = ()


class LineDrag:
    """One drag, from the press to the release. A whole line takes the `taken` ones along."""

    def __init__(self, grip: Grip, x: int, board: DragBoard, taken: Iterable[str] = ()) -> None:
        self._grip, self._x = grip, x
        self._position, self._frames = board.position, board.frames
        held = {grip.ref, *(taken if grip.edge == "whole" else ())}
        self._before = {
            ref: (item.start, item.frames)
            for row in board.rows.cues
            for ref, item in zip(row.refs, row.items, strict=True)
            if ref in held
        }
        moving = held if grip.edge == "whole" else set[str]()  # their sounds go along
        voices = _voices(board.rows, moving, board.rate)
        self._targets = sorted({*_edges(board.rows, held), *voices, *board.marks})

    def at(self, x: int, *, free: bool) -> Ghost:
        """Where the lines are when the mouse is at a pixel of the timeline; `free`: no snapping."""
        by = round((x - self._x) / self._position.scale.per_frame)
        snapped = None
        if not free:
            by, snapped = self._snapped(by)
        spans = self._moved(by)
        there = self._edges_of(*spans[self._grip.ref])
        return Ghost(spans, self._grip, snapped if snapped in there else None)

    def differs(self, spans: Spans) -> dict[str, tuple[int, int]]:
        """Those of the lines that are elsewhere than before."""
        return {ref: span for ref, span in spans.items() if span != self._before[ref]}

    def _moved(self, by: int) -> dict[str, tuple[int, int]]:
        start, frames = self._before[self._grip.ref]
        end = start + frames
        if self._grip.edge == "in":
            start = min(max(0, start + by), end - 1)
            return {self._grip.ref: (start, end - start)}
        if self._grip.edge == "out":
            end = min(max(start + 1, end + by), max(self._frames, end))
            return {self._grip.ref: (start, end - start)}
        first = min(span[0] for span in self._before.values())
        last = max(span[0] for span in self._before.values())
        by = max(-first, min(by, self._frames - 1 - last))
        return {ref: (at + by, length) for ref, (at, length) in self._before.items()}

    def _snapped(self, by: int) -> tuple[int, int | None]:
        """The way to the nearest target of an edge that moves, and that target."""
        start, frames = self._before[self._grip.ref]
        reach = max(1.0, _SNAP / self._position.scale.per_frame)
        best: tuple[float, int, int | None] = (reach + 1, by, None)
        for edge in self._edges_of(start, frames):
            for target in self._near(edge + by):
                best = min(best, (abs(edge + by - target), target - edge, target))
        return (best[1], best[2]) if best[0] <= reach else (by, None)

    def _edges_of(self, start: int, frames: int) -> tuple[int, ...]:
        end = start + frames
        return {"in": (start,), "out": (end,), "whole": (start, end)}[self._grip.edge]

    def _near(self, frame: int) -> list[int]:
        at = bisect.bisect_left(self._targets, frame)
        return self._targets[max(0, at - 1) : at + 1]


def _edges(rows: Rows, held: Iterable[str]) -> Iterator[int]:
    """Where shots, clips of the timeline and other lines begin and end."""
    without = set(held)
    for row in (rows.shots, *rows.tracks.values()):
        yield from row.starts
        yield from row.ends
    for row in rows.cues:
        yield from _others(row, without)


def _voices(rows: Rows, without: set[str], rate: Fraction) -> Iterator[int]:
    """Where voices begin and end in the takes that play."""
    for row in rows.of("speech"):
        for item in row.items:
            if isinstance(item, JobView) and item.ref not in without:
                take = next((take for take in item.takes if take.chosen), None)
                edges = (take.speech_start_s, take.speech_end_s) if take is not None else ()
                for at in edges:
                    if at is not None:
                        yield item.start + round(at * rate)


def _others(row: Row, without: set[str]) -> Iterator[int]:
    for ref, start, end in zip(row.refs, row.starts, row.ends, strict=True):
        if ref not in without:
            yield start
            yield end
