"""The layout of the rows: their order and their heights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deepaudio_plugin.backend.views import TrackView

from .rows import Row, Rows


@dataclass(frozen=True)
class Metrics:
    """Heights in pixels that follow from the font."""

    line: int  # of a line of text, with spacing

    @property
    def picture(self) -> int:
        """Of a thumbnail."""
        return 3 * self.line

    @property
    def shots(self) -> int:
        """Of the shots: a thumbnail and the name under it."""
        return self.picture + self.line + 2

    @property
    def track(self) -> int:
        """Of an existing track, and of a heading."""
        return self.line + 4

    @property
    def cues(self) -> int:
        """Of a lane of cues."""
        return self.line + 10

    @property
    def film(self) -> int:
        """Of the film's own sound."""
        return 2 * self.line + 8

    @property
    def lane(self) -> int:
        """Of a lane of takes, at least."""
        return 3 * self.line - 4

    @property
    def ruler(self) -> int:
        """Of the ruler."""
        return self.line + 10

    @property
    def gap(self) -> int:
        """Between groups of rows."""
        return max(4, self.line // 3)


@dataclass(frozen=True)
class PlacedRow:
    """A row and its place below the ruler. The heading of tracks has no items."""

    row: Row
    top: int
    height: int

    @property
    def bottom(self) -> int:
        """The first pixel under it."""
        return self.top + self.height


HEADING = Row("tracks", "tracks")


def place(
    rows: Rows, tracks: Sequence[TrackView], metrics: Metrics, space: int, collapsed: bool
) -> list[PlacedRow]:
    """Rows from top to bottom; lanes of takes share what is left of `space` pixels."""
    groups: list[list[tuple[Row, int]]] = [[(rows.shots, metrics.shots)]]
    if rows.film is not None:
        groups[0].append((rows.film, metrics.film))
    own = _in_order(rows, tracks)
    if own:
        shown = [] if collapsed else own
        high = {rows.tracks[index].key for index in rows.sounding if index in rows.tracks}
        groups.append(
            [(row, metrics.film if row.key in high else metrics.track) for row in [HEADING, *shown]]
        )
    groups.append([(row, metrics.cues) for row in rows.cues])
    lanes = [rows.of("speech"), rows.of("audio")]
    used = sum(height for group in groups for _, height in group)
    count = sum(map(len, lanes))
    used += count + sum(map(len, groups)) + metrics.gap * (len(groups) + 2)
    share = (space - used) // count if count else 0
    height = max(metrics.lane, min(3 * metrics.lane, share))
    groups += [[(row, height) for row in group] for group in lanes if group]
    return _stacked(groups, metrics.gap)


def _stacked(groups: list[list[tuple[Row, int]]], gap: int) -> list[PlacedRow]:
    placed, top = [], 0
    for group in groups:
        for row, height in group:
            placed.append(PlacedRow(row, top, height))
            top += height + 1
        top += gap
    return placed


def _in_order(rows: Rows, tracks: Sequence[TrackView]) -> list[Row]:
    """Rows in the order of editing programs: video from the highest track down, then audio."""
    video = [track for track in tracks if track.kind == "Video"][::-1]
    others = [track for track in tracks if track.kind != "Video"]
    found = (rows.tracks.get(track.index) for track in (*video, *others))
    return [row for row in found if row is not None]
