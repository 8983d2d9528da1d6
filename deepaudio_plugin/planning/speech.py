"""Speech jobs: one per spoken cue."""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import MediaError
from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.core.spoken.pronunciations import Pronunciations, used_in
from deepaudio_plugin.core.take_spec import (
    NO_SETTINGS,
    EngineSettings,
    LinePart,
    ReferenceVoice,
    SurroundingShot,
    TakeSpec,
)
from deepaudio_plugin.decisions.apply import Applied
from deepaudio_plugin.decisions.edited import overlapping
from deepaudio_plugin.decisions.refs import cue_ref
from deepaudio_plugin.planning.adjusted import voice_of, with_pace
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.keys import Keyer
from deepaudio_plugin.planning.lanes import FrameSpan, assign_lanes, next_starts
from deepaudio_plugin.planning.languages import unspeakable
from deepaudio_plugin.planning.memo import Memo
from deepaudio_plugin.planning.room import (
    COMFORTABLE_SPEED,
    EDGES_S,
    FASTEST_SPEED,
    MAX_TAIL_S,
    estimated_seconds,
    longest_seconds,
    usable_tail,
)
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.timeline.shots import Shot
from deepaudio_plugin.timeline.timing import floor_frame, place, samples, seconds


@dataclass(frozen=True)
class LineContext:
    """What the engine at hand is told of a line beside its words and its picture."""

    settings: EngineSettings = NO_SETTINGS
    shots: tuple[SurroundingShot, ...] = ()  # those under it, for engines that watch all of them
    reference: ReferenceVoice | None = None
    unseen: bool = False  # the picture of its recording is not there now


Shots = tuple[Shot, ...]


def no_more(_cue: Cue, _under: Shots) -> LineContext:
    """Nothing beyond what every engine is told."""
    return LineContext()


@dataclass(frozen=True)
class SpeechSettings:
    """What all speech jobs of a plan share."""

    rate: float
    start: RationalTime  # the timeline's own first timecode
    engine: str
    language: str
    handles: int
    keyer: Keyer
    voices: dict[str, str]
    decided: Applied
    more: Callable[[Cue, Shots], LineContext] = no_more
    pronunciations: Pronunciations = ()

    def shared(self) -> tuple[Any, ...]:
        """What every line's job is made from."""
        shared = (self.rate, self.start, self.engine, self.language, self.handles, self.keyer)
        return (*shared, self.pronunciations)


def plan_speech(
    cues: Sequence[Cue],
    shots: Sequence[Shot],
    settings: SpeechSettings,
    memo: Memo | None = None,
) -> list[Job]:
    """Jobs for `cues` (kind "line", sorted by start), with lanes and room to run on.

    A muted line gives no job and keeps its place, so that muting it changes no other line.
    `memo` holds the jobs of the last plan.
    """
    rate = settings.rate
    memo = memo or Memo()
    memo.share("speech", settings.shared())
    spans = [_span(cue.range, rate) for cue in cues]
    lanes = assign_lanes(spans)
    away = [shot for shot in shots if shot.missing]
    shots = [shot for shot in shots if shot.picture is not None]
    shot_starts = [seconds(shot.range.start_time) for shot in shots]
    away_starts = [seconds(shot.range.start_time) for shot in away]
    spoken = [cue for cue in cues if not settings.decided.is_muted(cue_ref(cue))]
    over = overlapping(spoken, settings.decided.decisions)
    jobs = []
    for number, (cue, lane, next_start) in enumerate(
        zip(cues, lanes, next_starts(spans, lanes), strict=True), start=1
    ):
        if settings.decided.is_muted(cue_ref(cue)):
            continue
        under = _shots_under(cue.range, shots, shot_starts)
        unseen = _touches(cue.range, away, away_starts)
        spot = _Place(number, lane, next_start, over.get(cue_ref(cue), ""), unseen)
        jobs.append(_remembered(cue, spot, under, settings, memo))
    return jobs


def _remembered(cue: Cue, spot: _Place, under: Shots, settings: SpeechSettings, memo: Memo) -> Job:
    """The job of a line, from the memo where everything it is made from is as it was."""
    ref, more = cue_ref(cue), settings.more(cue, under)
    made_from = (
        cue,
        spot,
        under,
        more,
        settings.voices.get(cue.speaker),
        settings.decided.take(ref),
        settings.decided.line(ref),
    )
    return memo.job(ref, made_from, lambda: _job(cue, spot, under, more, settings))


def _span(cue: TimeRange, rate: float) -> FrameSpan:
    """The frames a line takes on its track; the last one it only begins is free for the next.

    Subtitles often follow each other within a frame: that is no overlap.
    """
    first = int(floor_frame(cue.start_time, rate).value)
    return first, max(first + 1, int(floor_frame(cue.end_time_exclusive(), rate).value))


@dataclass(frozen=True)
class _Place:
    """Where a line stands among the others."""

    number: int
    lane: int
    next_start: int | None  # frame on which the next line of its lane begins
    over: str = ""  # words of a line that is still said when this one begins, as somebody timed it
    unseen: bool = False  # media of a shot under it are not there now


@dataclass(frozen=True)
class _Extent:
    """Where a line's file lies on the timeline, in frames and samples."""

    start: RationalTime  # the frame on which its clip begins
    first: int  # sample
    num_samples: int
    handles: int  # frames before `start`
    handle_in: int
    handle_out: int
    tail: int  # samples of silence after the line


def _extent(cue: Cue, spot: _Place, settings: SpeechSettings) -> _Extent:
    rate = settings.rate
    start = floor_frame(cue.range.start_time, rate)
    first, last = samples(cue.range.start_time), samples(cue.range.end_time_exclusive())
    handles = min(settings.handles, int(start.value + settings.start.value))
    handle_in = first - samples(start - RationalTime(handles, rate))
    handle_out = samples(RationalTime(settings.handles, rate))
    tail = round(MAX_TAIL_S * SAMPLE_RATE)
    if spot.next_start is not None:
        tail = min(tail, max(0, samples(RationalTime(spot.next_start, rate)) - last))
    return _Extent(start, first, last - first, handles, handle_in, handle_out, tail)


def _job(cue: Cue, spot: _Place, under: Shots, more: LineContext, settings: SpeechSettings) -> Job:
    extent, ref = _extent(cue, spot, settings), cue_ref(cue)
    where = f"{place(settings.start, extent.start)} {_short(cue.text)!r}"
    wish = settings.decided.line(ref)
    parts = _parts(cue.range, under, more, settings.keyer)
    spec = _spec(cue, extent, parts or (), more, settings, where=where)
    takes = settings.keyer.takes(spec, settings.decided.take(ref), wish.seed)
    is_unseen = spot.unseen or more.unseen or parts is None
    of_speaking = (
        *unspeakable(cue.text, spec.language, settings.keyer.engine),
        *_fit_warnings(cue, extent.tail),
    )
    return Job(
        id=f"speech-{spot.number:04d}",
        stem="speech",
        name=f"{cue.speaker}: {_short(cue.text)}" if cue.speaker else _short(cue.text),
        start=extent.start,
        range=cue.range,
        offset=extent.first - samples(extent.start),
        handles=extent.handles,
        lane=spot.lane,
        requests=takes,
        where=where,
        ref=ref,
        cue_id=cue.id,
        shot_index=under[0].index if len(under) == 1 else 0,
        runs_on_s=round(runs_on_s(cue, extent.tail), 3),
        warnings=(*_over_warning(spot), *of_speaking),
        of_speaking=of_speaking,
        gain_db=wish.gain_db,
        unseen=takes if is_unseen else (),
    )


def _spec(
    cue: Cue,
    extent: _Extent,
    parts: tuple[LinePart, ...],
    more: LineContext,
    settings: SpeechSettings,
    *,
    where: str,
) -> TakeSpec:
    alone = parts[0] if len(parts) == 1 else None
    language, engine = cue.language or settings.language, settings.keyer.engine
    wish = settings.decided.line(cue_ref(cue))
    voice, reference = voice_of(wish, engine), more.reference
    if voice:
        reference = None
    built_in = reference is None
    listed = used_in(cue.text, settings.pronunciations)
    natural_s = longest_seconds(cue.text, language, engine, listed) if built_in else None
    return TakeSpec(
        stem="speech",
        engine=settings.engine,
        engine_version=engine.version,
        weights=engine.weights_digest,
        num_samples=extent.num_samples,
        handle_in=extent.handle_in,
        handle_out=extent.handle_out,
        max_tail=usable_tail(extent.num_samples, extent.tail, natural_s),
        picture=alone.picture if alone else None,
        media=alone.media if alone else "",
        text=cue.text,
        language=language,
        voice=voice or settings.voices.get(cue.speaker, ""),
        reference=reference,
        shot=more.shots[0] if len(more.shots) == 1 else None,
        parts=() if alone else parts,
        settings=with_pace(more.settings, wish, engine),
        pronunciations=listed,
        delivery=cue.delivery if cue.delivery in engine.deliveries else "",
        speaker=cue.speaker,
        where=where,
    )


def _parts(
    cue: TimeRange, under: Shots, more: LineContext, keyer: Keyer
) -> tuple[LinePart, ...] | None:
    """What shows during a line, shot by shot; None where one of them cannot be read."""
    surrounding = more.shots or (None,) * len(under)
    try:
        return tuple(
            _part(cue, shot, around, keyer)
            for shot, around in zip(under, surrounding, strict=True)
            if shot.picture is not None
        )
    except MediaError:  # reported with the shot
        return None


def _part(
    cue: TimeRange, shot: Shot, surrounding: SurroundingShot | None, keyer: Keyer
) -> LinePart:
    """The part of a line during which a shot shows."""
    assert shot.picture is not None
    seen = within(cue, shot)
    lead = seconds(seen.start_time - shot.range.start_time)
    picture = dataclasses.replace(
        shot.picture,
        media_start_s=shot.picture.media_start_s + lead * shot.picture.speed,
        duration_s=seconds(seen.duration),
    )
    first, last = samples(seen.start_time), samples(seen.end_time_exclusive())
    start = first - samples(cue.start_time)
    return LinePart(start, last - first, picture, keyer.media(picture), surrounding)


def within(cue: TimeRange, shot: Shot) -> TimeRange:
    """The part of a line's range during which a shot shows."""
    start = max(cue.start_time, shot.range.start_time)
    end = min(cue.end_time_exclusive(), shot.range.end_time_exclusive())
    covers = start == cue.start_time and end == cue.end_time_exclusive()
    return cue if covers else TimeRange(start, end - start)


def _touches(cue: TimeRange, shots: Sequence[Shot], starts: Sequence[float]) -> bool:
    """Whether one of the shots, which never overlap, shows at any time of a cue."""
    last = bisect.bisect_left(starts, seconds(cue.end_time_exclusive())) - 1
    return last >= 0 and shots[last].range.end_time_exclusive() > cue.start_time


def _shots_under(cue: TimeRange, shots: Sequence[Shot], starts: Sequence[float]) -> Shots:
    """The shots that show during a whole cue, in order; none where there is a gap between."""
    index = bisect.bisect_right(starts, seconds(cue.start_time)) - 1
    if index < 0:
        return ()
    under: list[Shot] = []
    covered, end = cue.start_time, cue.end_time_exclusive()
    for position in range(index, len(shots)):
        shot = shots[position]
        if shot.range.start_time > covered or shot.range.end_time_exclusive() <= covered:
            return ()
        under.append(shot)
        covered = shot.range.end_time_exclusive()
        if covered >= end:
            return tuple(under)
    return ()


def pace(text: str, window_s: float) -> float:
    """How many times the natural speed `text` needs to fit its window; 1 or less is relaxed."""
    return estimated_seconds(text) / max(1e-3, window_s - EDGES_S)


def _over_warning(spot: _Place) -> tuple[str, ...]:
    if not spot.over:
        return ()
    return (f"begins while {_short(spot.over)!r} is still said: both are heard at once",)


def runs_on_s(cue: Cue, tail: int) -> float:
    """Seconds that a line is probably heard beyond its end, at most the `tail` samples it may."""
    room = max(1e-3, seconds(cue.range.duration) - EDGES_S)
    over = estimated_seconds(cue.text) / FASTEST_SPEED - room
    return max(0.0, min(over, tail / SAMPLE_RATE))


def _fit_warnings(cue: Cue, tail: int) -> tuple[str, ...]:
    """What rendering will probably say of a line that is long for its window.

    `tail` is how many samples it may run on.
    """
    window = seconds(cue.range.duration)
    length = estimated_seconds(cue.text)
    room = max(1e-3, window - EDGES_S)
    needed = length / room
    if needed <= COMFORTABLE_SPEED:
        return ()
    told = f"needs about {needed:.1f} times the natural speed to fit {window:.2f} s"
    if needed <= FASTEST_SPEED:
        return (f"hurried: the line {told}",)
    over = length / FASTEST_SPEED - room
    runs_on = runs_on_s(cue, tail)
    then = [f"runs on about {runs_on:.1f} s"] if runs_on >= 0.05 else []
    if over - runs_on >= 0.05:
        then.append(f"loses about {over - runs_on:.1f} s for want of room")
    return (f"the line {told}; said at {FASTEST_SPEED}, it {' and '.join(then) or 'just fits'}",)


def _short(text: str, limit: int = 48) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
