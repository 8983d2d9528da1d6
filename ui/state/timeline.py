"""The state of the open timeline, from the facts of the backend."""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import (
    ClipView,
    CueView,
    EngineView,
    JobView,
    MarkerView,
    ShotView,
    TrackView,
    VoiceView,
)
from deepaudio_plugin.core.track_levels import FILM, own_track_name

from . import timecode
from .speaker_numbers import numbered


class _Item(Protocol):
    @property
    def ref(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def frames(self) -> int: ...


T = TypeVar("T", bound=_Item)


class ItemIndex(Generic[T]):
    """Items by reference and in timeline order, sorted when needed."""

    def __init__(self) -> None:
        self._by_ref: dict[str, T] = {}
        self._ordered: list[T] = []
        self._starts: list[int] = []
        self._places: dict[str, int] = {}  # in `_ordered`
        self._is_sorted = True
        self._longest = 0

    def __len__(self) -> int:
        return len(self._by_ref)

    def __contains__(self, ref: object) -> bool:
        return ref in self._by_ref

    def get(self, ref: str) -> T | None:
        """The item of a reference."""
        return self._by_ref.get(ref)

    def put(self, items: Iterable[T]) -> None:
        """Add items, or replace those of the same references."""
        for item in items:
            old = self._by_ref.get(item.ref)
            self._by_ref[item.ref] = item
            self._longest = max(self._longest, item.frames)
            if self._is_sorted and old is not None and old.start == item.start:
                self._ordered[self._places[item.ref]] = item  # only its state changed
            else:
                self._is_sorted = False

    def drop(self, refs: Iterable[str]) -> None:
        """Remove items."""
        for ref in refs:
            if self._by_ref.pop(ref, None) is not None:
                self._is_sorted = False

    def each(self) -> Collection[T]:
        """Every item in no order: for counting, which needs none and is done often."""
        return self._by_ref.values()

    def all(self) -> list[T]:
        """Every item in timeline order. Do not change the list."""
        if not self._is_sorted:
            self._ordered = sorted(self._by_ref.values(), key=lambda item: item.start)
            self._starts = [item.start for item in self._ordered]
            self._places = {item.ref: place for place, item in enumerate(self._ordered)}
            self._is_sorted = True
        return self._ordered

    def between(self, first: int, last: int) -> list[T]:
        """Items that overlap frames [first, last)."""
        ordered = self.all()
        low = bisect.bisect_left(self._starts, first - self._longest)
        high = bisect.bisect_left(self._starts, last)
        return [item for item in ordered[low:high] if item.start + item.frames > first]


class TimelineState(QObject):
    """Everything known of the open timeline, its jobs, the queue and the engine.

    Times are frames from the timeline's first frame. Feed it with `handle`.

    Signals:
        greeted: a backend has started; nothing is open in it yet.
        opened: another timeline is open; its parts follow.
        closed: none is open.
        loaded: all its parts have arrived.
        markers_changed: the timeline's markers are there.
        tracks_changed, clips_changed, shots_changed, cues_changed, jobs_changed:
            lists changed; the last three carry the references concerned.
        removed(object): a `messages.Removed`.
        cast_changed, problems_changed, settings_changed, queue_changed, engine_changed.
        planned: the plan is up to date after a decision.
        undone(object): a `messages.Undone`.
        gains_changed: a track has another gain.
        own_sounds_changed: it is known which of the timeline's own tracks have sound.
        picture_ready(str, str): reference of a shot, path of its thumbnail or "".
        peaks_ready(str, str): key of a take, path of its waveform.
        written(object): a `messages.TimelineWritten`.
        lines_made(object): references of lines that an order has added or divided.
        subtitles_reread(object): a `messages.SubtitlesReread`.
        problem_reported(object): a `messages.ProblemFound` that belongs to no order.
    """

    greeted = Signal()
    opened = Signal()
    closed = Signal()
    loaded = Signal()
    tracks_changed = Signal()
    markers_changed = Signal()
    clips_changed = Signal()
    shots_changed = Signal(object)
    cues_changed = Signal(object)
    jobs_changed = Signal(object)
    removed = Signal(object)
    cast_changed = Signal()
    problems_changed = Signal()
    settings_changed = Signal()
    queue_changed = Signal()
    engine_changed = Signal()
    planned = Signal()
    undone = Signal(object)
    gains_changed = Signal()
    own_sounds_changed = Signal()
    picture_ready = Signal(str, str)
    peaks_ready = Signal(str, str)
    written = Signal(object)
    lines_made = Signal(object)
    subtitles_reread = Signal(object)
    problem_reported = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.engine: EngineView | None = None
        self.formats: tuple[str, ...] = ()
        self._clear()

    def _clear(self) -> None:
        self.head: messages.Opened | None = None
        self.tracks: tuple[TrackView, ...] = ()
        self.sounding: frozenset[int] = frozenset()  # numbers of tracks that have sound
        self.sounds_known = False  # whether that is known
        self.markers: tuple[MarkerView, ...] = ()  # in order of time
        self.speaker_numbers: dict[str, int] = {}  # by which each has a colour
        self.clips: dict[int, list[ClipView]] = {}  # by track
        self.shots: ItemIndex[ShotView] = ItemIndex()
        self.cues: ItemIndex[CueView] = ItemIndex()
        self.jobs: ItemIndex[JobView] = ItemIndex()
        self.voices: tuple[VoiceView, ...] = ()
        self.problems: tuple[messages.ProblemFound, ...] = ()
        self.settings: dict[str, Any] = {}
        self.gains: dict[str, float] = {}  # of tracks, in dB
        self.words: tuple[str, ...] = ()  # of the project: spelt rightly
        self.queue = messages.Queue(0, 0, 0, 0, 0.0)
        self.can_undo = self.can_redo = ""
        self.is_loaded = False
        self.last_written: messages.TimelineWritten | None = None
        self.pictures: dict[str, str] = {}  # paths of thumbnails, by a shot's reference

    # -- facts about time -----------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether there is a timeline."""
        return self.head is not None

    @property
    def read_only(self) -> bool:
        """Whether decisions are refused, for example while another panel has the timeline."""
        return self.head is not None and self.head.read_only

    @property
    def rate(self) -> Fraction:
        """Frames per second, exact; 24 while nothing is open."""
        head = self.head
        return Fraction(head.rate_num, head.rate_den) if head else Fraction(24)

    @property
    def frames(self) -> int:
        """Length of the timeline."""
        return self.head.frames if self.head else 0

    def seconds(self, frame: int) -> float:
        """When a frame begins, from the timeline's first frame."""
        return float(frame / self.rate)

    def frame_at(self, seconds: float) -> int:
        """The frame at a time."""
        return int(seconds * self.rate + Fraction(1, 1_000_000))

    def timecode(self, frame: int) -> str:
        """The label of a frame, with the timeline's own start."""
        head = self.head
        start, drop = (head.start_frame, head.drop_frame) if head else (0, False)
        return timecode.label(start + frame, self.rate, drop)

    def frame_of(self, text: str) -> int | None:
        """The frame that a label means, from the timeline's first frame."""
        head = self.head
        start, drop = (head.start_frame, head.drop_frame) if head else (0, False)
        number = timecode.frame_of(text, self.rate, drop)
        return None if number is None else number - start

    @property
    def own_sounds(self) -> tuple[str, ...]:
        """The film's own tracks that can be heard, by the names of their levels."""
        found = tuple(own_track_name(index) for index in sorted(self.sounding))
        return found or (FILM,)

    def shot_at(self, frame: int) -> ShotView | None:
        """The shot at a frame."""
        return next(iter(self.shots.between(frame, frame + 1)), None)

    # -- facts from the backend ------------------------------------------------------

    def handle(self, fact: messages.Fact) -> None:
        """Update the state from a fact. Answers to orders are ignored."""
        handler = _HANDLERS.get(type(fact))
        if handler is not None:
            handler(self, fact)

    def close(self) -> None:
        """Close the timeline."""
        self._clear()
        self.closed.emit()

    def _on_opened(self, fact: messages.Opened) -> None:
        self._clear()
        self.head = fact
        self.settings = dict(fact.settings)
        self.opened.emit()
        self.settings_changed.emit()

    def _on_tracks(self, fact: messages.Tracks) -> None:
        self.tracks = fact.tracks
        self.clips.clear()  # they follow
        self.tracks_changed.emit()

    def _on_own_sounds(self, fact: messages.OwnSounds) -> None:
        self.sounding, self.sounds_known = frozenset(fact.tracks), True
        self.own_sounds_changed.emit()

    def _on_markers(self, fact: messages.Markers) -> None:
        self.markers = fact.markers
        self.markers_changed.emit()

    def _on_clips(self, fact: messages.Clips) -> None:
        for clip in fact.clips:
            self.clips.setdefault(clip.track, []).append(clip)
        self.clips_changed.emit()

    def _on_shots(self, fact: messages.Shots) -> None:
        self.shots.put(fact.shots)
        self.shots_changed.emit([shot.ref for shot in fact.shots])

    def _on_cues(self, fact: messages.Cues) -> None:
        self.cues.put(fact.cues)
        self.cues_changed.emit([cue.ref for cue in fact.cues])

    def _on_jobs(self, fact: messages.Jobs) -> None:
        self.jobs.put(fact.jobs)
        self.jobs_changed.emit([job.ref for job in fact.jobs])

    def _on_removed(self, fact: messages.Removed) -> None:
        self.cues.drop(fact.cues)
        self.shots.drop(fact.shots)
        self.jobs.drop(fact.jobs)
        self.removed.emit(fact)

    def _on_cast(self, fact: messages.CastViews) -> None:
        self.voices = fact.voices
        self.speaker_numbers = numbered(voice.speaker for voice in fact.voices)
        self.cast_changed.emit()

    def _on_problem(self, fact: messages.ProblemFound) -> None:
        self.problem_reported.emit(fact)

    def _on_problems(self, fact: messages.Problems) -> None:
        self.problems = fact.problems
        self.problems_changed.emit()

    def _on_loaded(self, _fact: messages.Loaded) -> None:
        self.is_loaded = True
        self.loaded.emit()

    def _on_planned(self, fact: messages.PlanUpdated) -> None:
        self.can_undo, self.can_redo = fact.can_undo, fact.can_redo
        self.words = fact.words
        if fact.gains != self.gains:
            self.gains = dict(fact.gains)
            self.gains_changed.emit()
        if fact.settings and fact.settings != self.settings:
            self.settings = dict(fact.settings)
            self.settings_changed.emit()
        self.planned.emit()

    def _on_undone(self, fact: messages.Undone) -> None:
        self.undone.emit(fact)

    def _on_queue(self, fact: messages.Queue) -> None:
        self.queue = fact
        self.queue_changed.emit()

    def _on_engine(self, fact: messages.EngineStatus) -> None:
        self.engine = fact.engine
        self.engine_changed.emit()

    def _on_picture(self, fact: messages.ThumbnailMade) -> None:
        self.pictures[fact.ref] = fact.path
        self.picture_ready.emit(fact.ref, fact.path)

    def _on_peaks(self, fact: messages.PeaksMade) -> None:
        self.peaks_ready.emit(fact.key, fact.path)

    def _on_lines_made(self, fact: messages.LinesMade) -> None:
        self.lines_made.emit(fact.refs)

    def _on_subtitles_reread(self, fact: messages.SubtitlesReread) -> None:
        self.subtitles_reread.emit(fact)

    def _on_written(self, fact: messages.TimelineWritten) -> None:
        self.last_written = fact
        self.written.emit(fact)

    def _on_greeted(self, fact: messages.Greeted) -> None:
        self.formats = fact.formats
        self.greeted.emit()


_HANDLERS: dict[type, Any] = {
    messages.Opened: TimelineState._on_opened,
    messages.Tracks: TimelineState._on_tracks,
    messages.OwnSounds: TimelineState._on_own_sounds,
    messages.Markers: TimelineState._on_markers,
    messages.Clips: TimelineState._on_clips,
    messages.Shots: TimelineState._on_shots,
    messages.Cues: TimelineState._on_cues,
    messages.Jobs: TimelineState._on_jobs,
    messages.Removed: TimelineState._on_removed,
    messages.CastViews: TimelineState._on_cast,
    messages.ProblemFound: TimelineState._on_problem,
    messages.Problems: TimelineState._on_problems,
    messages.Loaded: TimelineState._on_loaded,
    messages.LinesMade: TimelineState._on_lines_made,
    messages.SubtitlesReread: TimelineState._on_subtitles_reread,
    messages.PlanUpdated: TimelineState._on_planned,
    messages.Undone: TimelineState._on_undone,
    messages.Queue: TimelineState._on_queue,
    messages.EngineStatus: TimelineState._on_engine,
    messages.ThumbnailMade: TimelineState._on_picture,
    messages.PeaksMade: TimelineState._on_peaks,
    messages.TimelineWritten: TimelineState._on_written,
    messages.Greeted: TimelineState._on_greeted,
}
