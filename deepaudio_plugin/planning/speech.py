"""Speech jobs: one per spoken cue."""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import MediaError
from deepaudio_plugin.core.protocol import SAMPLE_RATE, PictureSource
from deepaudio_plugin.core.spoken.pronunciations import Pronunciations, used_in
from deepaudio_plugin.core.take_spec import (
    NO_SETTINGS,
    EngineSettings,
    ReferenceVoice,
    ShotSound,
    SurroundingShot,
    TakeSpec,
)
from deepaudio_plugin.decisions.apply import Applied
from deepaudio_plugin.decisions.refs import cue_ref
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.keys import Keyer
from deepaudio_plugin.planning.lanes import FrameSpan, assign_lanes, next_starts
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
    shot: SurroundingShot | None = None
    beside: ShotSound | None = None
    reference: ReferenceVoice | None = None


def no_more(_cue: Cue, _shot: Shot | None) -> LineContext:
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
    more: Callable[[Cue, Shot | None], LineContext] = no_more
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
    shots = [shot for shot in shots if shot.picture is not None]
    shot_starts = [seconds(shot.range.start_time) for shot in shots]
    jobs = []
    for number, (cue, lane, next_start) in enumerate(
        zip(cues, lanes, next_starts(spans, lanes), strict=True), start=1
    ):
        if settings.decided.is_muted(cue_ref(cue)):
            continue
        shot = _shot_under(cue.range, shots, shot_starts)
        spot = _Place(number, lane, next_start)
        jobs.append(_remembered(cue, spot, shot, settings, memo))
    return jobs


def _remembered(
    cue: Cue, spot: _Place, shot: Shot | None, settings: SpeechSettings, memo: Memo
) -> Job:
    """The job of a line, from the memo where everything it is made from is as it was."""
    ref, more = cue_ref(cue), settings.more(cue, shot)
    made_from = (
        cue,
        spot,
        shot,
        more,
        settings.voices.get(cue.speaker),
        settings.decided.take(ref),
    )
    return memo.job(ref, made_from, lambda: _job(cue, spot, shot, more, settings))


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


def _job(
    cue: Cue, spot: _Place, shot: Shot | None, more: LineContext, settings: SpeechSettings
) -> Job:
    extent, ref = _extent(cue, spot, settings), cue_ref(cue)
    where = f"{place(settings.start, extent.start)} {_short(cue.text)!r}"
    spec = _spec(cue, extent, shot, more, settings, where=where)
    return Job(
        id=f"speech-{spot.number:04d}",
        stem="speech",
        name=f"{cue.speaker}: {_short(cue.text)}" if cue.speaker else _short(cue.text),
        start=extent.start,
        range=cue.range,
        offset=extent.first - samples(extent.start),
        handles=extent.handles,
        lane=spot.lane,
        requests=settings.keyer.takes(spec, settings.decided.take(ref)),
        where=where,
        ref=ref,
        cue_id=cue.id,
        shot_index=shot.index if shot else 0,
        warnings=_fit_warnings(cue, extent.tail),
    )


def _spec(
    cue: Cue,
    extent: _Extent,
    shot: Shot | None,
    more: LineContext,
    settings: SpeechSettings,
    *,
    where: str,
) -> TakeSpec:
    picture, media = _seen(cue.range, shot, settings.keyer)
    language, engine = cue.language or settings.language, settings.keyer.engine
    built_in = more.reference is None
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
        picture=picture,
        media=media,
        text=cue.text,
        language=language,
        voice=settings.voices.get(cue.speaker, ""),
        reference=more.reference,
        shot=more.shot,
        beside=more.beside,
        settings=more.settings,
        pronunciations=listed,
        speaker=cue.speaker,
        where=where,
    )


def _seen(cue: TimeRange, shot: Shot | None, keyer: Keyer) -> tuple[PictureSource | None, str]:
    """The picture of a line and which media it is; none where those cannot be read."""
    picture = _picture(cue, shot)
    try:
        return picture, keyer.media(picture)
    except MediaError:  # reported with the shot
        return None, ""


def _shot_under(cue: TimeRange, shots: Sequence[Shot], starts: Sequence[float]) -> Shot | None:
    """The shot that shows during the whole cue; None when the cue crosses a cut or a gap."""
    index = bisect.bisect_right(starts, seconds(cue.start_time)) - 1
    if index < 0:
        return None
    shot = shots[index]
    covers = cue.end_time_exclusive() <= shot.range.end_time_exclusive()
    return shot if covers else None


def _picture(cue: TimeRange, shot: Shot | None) -> PictureSource | None:
    if shot is None or shot.picture is None:
        return None
    lead = seconds(cue.start_time - shot.range.start_time)
    return dataclasses.replace(
        shot.picture,
        media_start_s=shot.picture.media_start_s + lead * shot.picture.speed,
        duration_s=seconds(cue.duration),
    )


def pace(text: str, window_s: float) -> float:
    """How many times the natural speed `text` needs to fit its window; 1 or less is relaxed."""
    return estimated_seconds(text) / max(1e-3, window_s - EDGES_S)


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
    runs_on = min(over, tail / SAMPLE_RATE)
    then = [f"runs on about {runs_on:.1f} s"] if runs_on >= 0.05 else []
    if over - runs_on >= 0.05:
        then.append(f"loses about {over - runs_on:.1f} s for want of room")
    return (f"the line {told}; said at {FASTEST_SPEED}, it {' and '.join(then) or 'just fits'}",)


def _short(text: str, limit: int = 48) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
