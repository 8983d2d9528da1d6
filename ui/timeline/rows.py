"""The rows of the timeline view and their items, indexed by frame.

Rows follow the state: a fact replaces single items in place, and an item after the last one
is appended, so that loading needs no sorting.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from deepaudio_plugin.backend.views import ClipView, CueView, JobView, ShotView, TrackView

from ..state.timeline import TimelineState

Kind = Literal["shots", "film", "tracks", "track", "cues", "speech", "audio"]
Item = ShotView | ClipView | CueView | JobView
MAX_CUE_LANES = 4

# Marks of an item, worst last: a block of many items shows the worst.
JOB_MARKS = {
    "ready": 0, "planned": 1, "waiting": 2, "changed": 3, "rendering": 4, "impossible": 5,
    "failed": 6,
}  # fmt: skip
JOB_STATES = tuple(JOB_MARKS)
SHOT_PLAIN, SHOT_MUTED, SHOT_PROBLEM = range(3)
CLIP_PLAIN, CLIP_MISSING = range(2)
CUE_LINE, CUE_SOUND, CUE_MUSIC, CUE_MUTED, CUE_WARNED = range(5)


def mark_of(item: Item) -> int:
    """The mark of an item, as a small number."""
    if isinstance(item, JobView):
        return JOB_MARKS[item.state]
    if isinstance(item, ShotView):
        return SHOT_PROBLEM if item.problem else SHOT_MUTED if item.muted else SHOT_PLAIN
    if isinstance(item, ClipView):
        return CLIP_MISSING if item.missing else CLIP_PLAIN
    if item.muted:
        return CUE_MUTED
    if item.warnings:
        return CUE_WARNED
    return {"line": CUE_LINE, "sound": CUE_SOUND, "music": CUE_MUSIC}[item.kind]


class Row:
    """The items of one row in order of time, as parallel lists."""

    def __init__(self, kind: Kind, key: str) -> None:
        self.kind = kind
        self.key = key
        self.items: list[Item] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.marks = bytearray()
        self.refs: list[str] = []
        self.chosen: bytearray | None = bytearray()  # 1: selected; None: to be looked up
        self._at: dict[str, int] = {}
        self._longest = 0

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, ref: object) -> bool:
        return ref in self._at

    def get(self, ref: str) -> Item | None:
        """The item of a reference."""
        at = self._at.get(ref)
        return None if at is None else self.items[at]

    def put(self, ref: str, item: Item) -> bool:
        """Add or replace an item. False if items are out of order now: call `order`."""
        at = self._at.get(ref)
        end = item.start + item.frames
        self._longest = max(self._longest, item.frames)
        if at is not None:
            in_order = self.starts[at] == item.start
            self.items[at], self.starts[at], self.ends[at] = item, item.start, end
            self.marks[at] = mark_of(item)
            return in_order
        in_order = not self.starts or self.starts[-1] <= item.start
        self._at[ref] = len(self.items)
        self.items.append(item)
        self.refs.append(ref)
        self.starts.append(item.start)
        self.ends.append(end)
        self.marks.append(mark_of(item))
        self.chosen = None
        return in_order

    def order(self) -> None:
        """Sort the items by time."""
        self._fill(sorted(zip(self.refs, self.items, strict=True), key=lambda p: p[1].start))

    def drop(self, refs: Iterable[str]) -> None:
        """Remove items."""
        gone = set(refs) & self._at.keys()
        if gone:
            pairs = zip(self.refs, self.items, strict=True)
            self._fill([pair for pair in pairs if pair[0] not in gone])

    def _fill(self, pairs: list[tuple[str, Item]]) -> None:
        self.refs = [ref for ref, _ in pairs]
        self.items = [item for _, item in pairs]
        self.starts = [item.start for item in self.items]
        self.ends = [item.start + item.frames for item in self.items]
        self.marks = bytearray(map(mark_of, self.items))
        self._at = {ref: n for n, ref in enumerate(self.refs)}
        self._longest = max((item.frames for item in self.items), default=0)
        self.chosen = None

    def between(self, first: int, last: int) -> tuple[int, int]:
        """Positions of the items that overlap frames [first, last)."""
        low = bisect.bisect_right(self.starts, first - self._longest)
        high = bisect.bisect_left(self.starts, last)
        while low < high and self.ends[low] <= first:
            low += 1
        return low, high

    def has_room(self, item: Item) -> bool:
        """Whether an item overlaps no other, in a row without overlaps."""
        at = bisect.bisect_right(self.starts, item.start)
        free_before = at == 0 or self.ends[at - 1] <= item.start
        return free_before and (
            at == len(self.starts) or self.starts[at] >= item.start + item.frames
        )


Changed = Callable[[Row, int, int], None]
"""Called with a row and the frames between which it changed."""


class Rows:
    """All rows of a timeline. `on_changed` is called for each change."""

    def __init__(self, on_changed: Changed) -> None:
        self._on_changed = on_changed
        self.clear()

    def clear(self) -> None:
        """Remove everything."""
        self.shots = Row("shots", "shots")
        self.film: Row | None = None  # the sound of the shots, once any is known to have some
        self.tracks: dict[int, Row] = {}
        self.sounding: frozenset[int] = frozenset()  # tracks whose sound is drawn
        self.cues: list[Row] = [Row("cues", "cues 0")]
        self.lanes: dict[tuple[str, int], Row] = {}
        self.structure = 0  # incremented when rows are added or removed

    def all(self) -> list[Row]:
        """Every row that holds items."""
        lanes = [self.lanes[key] for key in sorted(self.lanes)]
        film = [self.film] if self.film is not None else []
        return [self.shots, *film, *self.tracks.values(), *self.cues, *lanes]

    def of(self, stem: str) -> list[Row]:
        """The lanes of a stem, from the first."""
        return [self.lanes[key] for key in sorted(self.lanes) if key[0] == stem]

    # -- keeping in step ----------------------------------------------------------------

    def take_tracks(self, tracks: Iterable[TrackView]) -> None:
        """Set the timeline's own tracks; their clips follow."""
        for track in tracks:
            before = self.tracks.get(track.index)
            if before is not None:
                self._drop_from((before,), tuple(before.refs))
            self.tracks[track.index] = Row("track", f"track {track.index}")
        self.structure += 1

    def set_sounding(self, tracks: frozenset[int]) -> None:
        """These tracks of the timeline have sound, which is drawn."""
        self.sounding = tracks
        self.structure += 1

    def take_clips(self, state: TimelineState, most: int) -> bool:
        """Add at most `most` clips to each existing track. Returns whether there are more."""
        more = False
        for index, clips in state.clips.items():
            row = self.tracks.get(index)
            if row is not None and len(clips) > len(row):
                known = len(row)
                part = clips[known : known + most]
                self._take([(row, str(n), clip) for n, clip in enumerate(part, known)])
                more = more or known + most < len(clips)
        return more

    def take_shots(self, state: TimelineState, refs: Iterable[str]) -> None:
        """Update the shots of these references."""
        found = [(ref, state.shots.get(ref)) for ref in refs]
        for row in (self.shots, self.film):
            if row is not None:
                self._take([(row, ref, shot) for ref, shot in found])

    def show_film(self) -> None:
        """Have a row for the film's own sound."""
        if self.film is None:
            self.film = Row("film", "film")
            shots = zip(self.shots.refs, self.shots.items, strict=True)
            self._take([(self.film, ref, item) for ref, item in shots])
            self.structure += 1

    def take_jobs(self, state: TimelineState, refs: Iterable[str]) -> None:
        """Update the jobs of these references."""
        found: list[tuple[Row, str, Item | None]] = []
        for ref in refs:
            job = state.jobs.get(ref)
            if job is not None:
                lane = self._lane(job.stem, job.lane)
                if ref not in lane:
                    self._leave(job.stem, ref)
                found.append((lane, ref, job))
        self._take(found)

    def take_cues(self, state: TimelineState, refs: Iterable[str]) -> None:
        """Update the cues of these references."""
        new: list[CueView] = []
        left: list[str] = []  # deleted ones, and those whose times are others
        for ref in refs:
            cue = state.cues.get(ref)
            row = next((row for row in self.cues if ref in row), None)
            known = row.get(ref) if row is not None else None
            if cue is None:
                continue
            same = known is not None and (known.start, known.frames) == (cue.start, cue.frames)
            if row is not None and same and not cue.removed:
                self._put(row, ref, cue)
                continue
            if known is not None:
                left.append(ref)
            if not cue.removed:
                new.append(cue)
        self._drop_from(self.cues, left)
        for cue in sorted(new, key=lambda cue: cue.start):
            self._add_cue(cue)
        if left:
            self._close_ranks()
            self._drop_empty()

    def _close_ranks(self) -> None:
        """Bring cues of further rows up into room that has become free."""
        for number, row in enumerate(self.cues[1:], start=1):
            for ref, item in list(zip(row.refs, row.items, strict=True)):
                if isinstance(item, CueView) and any(r.has_room(item) for r in self.cues[:number]):
                    self._drop_from((row,), (ref,))
                    self._add_cue(item)

    def _add_cue(self, cue: CueView) -> None:
        row = next((row for row in self.cues if row.has_room(cue)), None)
        if row is None and len(self.cues) < MAX_CUE_LANES:
            row = Row("cues", f"cues {len(self.cues)}")
            self.cues.append(row)
            self.structure += 1
        if row is None:  # not `or`: an empty row is false
            row = self.cues[-1]
        if not self._put(row, cue.ref, cue):
            row.order()

    def drop(self, shots: Iterable[str], cues: Iterable[str], jobs: Iterable[str]) -> None:
        """Remove the items of these references."""
        shots = tuple(shots)
        self._drop_from((self.shots,), shots)
        if self.film is not None:
            self._drop_from((self.film,), shots)
        cues = tuple(cues)
        self._drop_from(self.cues, cues)
        if cues:
            self._close_ranks()
        self._drop_from(self.lanes.values(), jobs)
        self._drop_empty()

    def _drop_from(self, rows: Iterable[Row], refs: Iterable[str]) -> None:
        gone = tuple(refs)
        for row in rows:
            items = [item for item in map(row.get, gone) if item is not None]
            row.drop(gone)
            for item in items:
                self._on_changed(row, item.start, item.start + item.frames)

    def _drop_empty(self) -> None:
        for key in [key for key, row in self.lanes.items() if not len(row)]:
            del self.lanes[key]
            self.structure += 1
        while len(self.cues) > 1 and not len(self.cues[-1]):
            self.cues.pop()
            self.structure += 1

    def _lane(self, stem: str, lane: int) -> Row:
        row = self.lanes.get((stem, lane))
        if row is None:
            kind: Kind = "speech" if stem == "speech" else "audio"
            row = self.lanes[stem, lane] = Row(kind, f"{stem} {lane}")
            self.structure += 1
        return row

    def _leave(self, stem: str, ref: str) -> None:
        """Remove a job from its lane, before it is added to another."""
        for row in self.of(stem):
            known = row.get(ref)
            if known is not None:
                row.drop((ref,))
                self._on_changed(row, known.start, known.start + known.frames)

    def _take(self, found: Sequence[tuple[Row, str, Item | None]]) -> None:
        unordered: dict[str, Row] = {}
        for row, ref, item in found:
            if item is not None and not self._put(row, ref, item):
                unordered[row.key] = row
        for row in unordered.values():
            row.order()

    def _put(self, row: Row, ref: str, item: Item) -> bool:
        known = row.get(ref)
        if known is not None and (known.start, known.frames) != (item.start, item.frames):
            self._on_changed(row, known.start, known.start + known.frames)
        self._on_changed(row, item.start, item.start + item.frames)
        return row.put(ref, item)
