"""Lanes: overlapping cues go to further tracks, and how far each line may run on."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

FrameSpan = tuple[int, int]
"""First frame and exclusive end frame on the timeline."""


def assign_lanes(spans: Sequence[FrameSpan]) -> list[int]:
    """The lane of each span, the lowest in which it overlaps nothing.

    `spans` are sorted by their first frame.
    """
    free: list[int] = []
    busy: list[tuple[int, int]] = []  # (end frame, lane)
    lanes = []
    for start, end in spans:
        while busy and busy[0][0] <= start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        lane = heapq.heappop(free) if free else len(busy)
        heapq.heappush(busy, (end, lane))
        lanes.append(lane)
    return lanes


def next_starts(spans: Sequence[FrameSpan], lanes: Sequence[int]) -> list[int | None]:
    """For each span the frame on which the next one of its lane begins, None for the last."""
    upcoming: dict[int, int] = {}
    found: list[int | None] = [None] * len(spans)
    for i in range(len(spans) - 1, -1, -1):
        found[i] = upcoming.get(lanes[i])
        upcoming[lanes[i]] = spans[i][0]
    return found
