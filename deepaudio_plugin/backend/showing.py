"""From what was read, decided, planned and rendered to what a panel shows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import opentimelineio as otio

from deepaudio_plugin.backend.views import (
    ClipView,
    CueView,
    EngineChoice,
    EngineView,
    JobState,
    JobView,
    MarkerView,
    ShotView,
    TakeView,
    TrackView,
)
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import SAMPLE_RATE, Ready, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.added import is_added
from deepaudio_plugin.decisions.edited import edited_cue, edited_cues
from deepaudio_plugin.decisions.model import Decisions, LineDecision, ShotDecision, TakeDecision
from deepaudio_plugin.decisions.refs import CUE, cue_ref, shot_refs
from deepaudio_plugin.ownership.ours import OWNER
from deepaudio_plugin.planning.audio import sounds_by_shot
from deepaudio_plugin.planning.deliveries import as_typed
from deepaudio_plugin.planning.finished import mark
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.report import full_prompt, said_instead
from deepaudio_plugin.planning.speech import pace
from deepaudio_plugin.rendering.checking import verdict_in
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.subtitles.embedded import read_markers
from deepaudio_plugin.takes.library import Entry
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.flatten import place
from deepaudio_plugin.timeline.shots import Shot
from deepaudio_plugin.timeline.ticks import BadTimeError, nearest_frame, ticks
from deepaudio_plugin.timeline.timing import exact_rate, seconds, touched_frames

_NO_LINE, _NO_SHOT, _NO_TAKE = LineDecision(), ShotDecision(), TakeDecision()

# -- the timeline's own tracks ------------------------------------------------------


def track_views(document: Document) -> list[TrackView]:
    """The tracks of a timeline; what lies in its stack without a track counts as one."""
    return [
        TrackView(
            index=index,
            name=track.name or f"track {index + 1}",
            kind=str(getattr(track, "kind", "")),
            ours=_is_ours(track),
            clips=sum(1 for _ in _items(track)),
        )
        for index, track in enumerate(document.timeline.tracks)
    ]


def marker_views(document: Document) -> list[MarkerView]:
    """The markers of a timeline, in order of time."""
    views = []
    for marker in read_markers(document):
        start, frames = touched_frames(marker.range, document.rate)
        ref = f"{CUE}:{marker.id}" if marker.id else ""
        views.append(MarkerView(start, frames, marker.name, marker.comment, marker.colour, ref))
    return views


def clip_views(document: Document, shots: Sequence[Shot]) -> Iterator[ClipView]:
    """What lies on the tracks, gaps left out. Clips whose picture is not there say so."""
    broken = {
        (shot.track, int(shot.range.start_time.value)) for shot in shots if shot.picture is None
    }
    for index, track in enumerate(document.timeline.tracks):
        name = track.name or f"track {index + 1}"
        for item, start, frames in _placed(track, document.rate):
            missing = (name, start) in broken
            yield ClipView(index, item.name or "", start, frames, missing)


def _placed(track: Any, rate: float) -> Iterator[tuple[otio.core.Item, int, int]]:
    now = 0
    for child in track if isinstance(track, otio.schema.Track) else [track]:
        if isinstance(child, otio.schema.Transition):
            continue
        length = _length(child)
        if not isinstance(child, otio.schema.Gap):
            start = nearest_frame(now, rate)
            yield child, start, nearest_frame(now + length, rate) - start
        now += length


def _length(item: otio.core.Item) -> int:
    """In ticks. OTIO's own answer where it has one."""
    with suppress(BadTimeError, ValueError, RuntimeError, otio.exceptions.OTIOError):
        return ticks(item.duration())
    return place(item).length


def _items(track: Any) -> Iterator[Any]:
    if not isinstance(track, otio.schema.Track):
        return iter([track])
    apart = (otio.schema.Gap, otio.schema.Transition)
    return (child for child in track if not isinstance(child, apart))


def _is_ours(track: Any) -> bool:
    with suppress(AttributeError, TypeError):
        return bool(track.metadata.get("deepaudio", {}).get("owner") == OWNER)
    return False


# -- shots and cues -----------------------------------------------------------------


def shot_views(
    shots: Sequence[Shot], cues: Sequence[Cue], decisions: Decisions
) -> dict[str, ShotView]:
    """The shots by reference, in timeline order. `cues` as they were read."""
    sounds = edited_cues([cue for cue in cues if cue.kind == "sound"], decisions)
    described = sounds_by_shot(shots, sounds)
    return {
        ref: _shot_view(ref, shot, found, decisions.shots.get(ref, _NO_SHOT))
        for ref, shot, found in zip(shot_refs(shots), shots, described, strict=True)
    }


def _shot_view(ref: str, shot: Shot, described: Sequence[Cue], wish: ShotDecision) -> ShotView:
    return ShotView(
        ref=ref,
        index=shot.index,
        name=shot.name,
        track=shot.track,
        start=int(shot.range.start_time.value),
        frames=int(shot.range.duration.value),
        has_picture=shot.picture is not None,
        prompt=wish.prompt,
        negative_prompt=wish.negative_prompt,
        described=tuple(cue.text for cue in described),
        muted=wish.muted,
        gain_db=wish.gain_db,
        problem=shot.problem,
        hint=shot.hint,
        missing=shot.missing,
    )


def cue_views(cues: Sequence[Cue], rate: float, decisions: Decisions) -> dict[str, CueView]:
    """The cues by reference, in timeline order. `cues` as they were read."""
    return {
        cue_ref(cue): cue_view(cue, number, rate, decisions.lines.get(cue_ref(cue), _NO_LINE))
        for number, cue in enumerate(cues, start=1)
    }


def cue_view(cue: Cue, number: int, rate: float, wish: LineDecision) -> CueView:
    """A cue as decided; `cue` itself as it was read."""
    now = edited_cue(cue, wish)
    start, frames = touched_frames(now.range, rate)
    first, length = touched_frames(cue.range, rate)
    start_s, length_s = seconds(now.range.start_time), seconds(now.range.duration)
    return CueView(
        ref=cue_ref(cue),
        number=number,
        kind=cue.kind,
        start=start,
        frames=frames,
        start_s=start_s,
        end_s=start_s + length_s,
        text=now.text,
        speaker=now.speaker,
        original_text=cue.text,
        original_speaker=cue.speaker,
        cps=round(len(now.text) / max(1e-3, length_s), 2),
        pace=round(pace(now.text, length_s), 3) if cue.kind == "line" else 0.0,
        muted=wish.muted,
        gain_db=wish.gain_db,
        pause_s=wish.pause_s,
        pace_wanted=wish.pace,
        voice=wish.voice,
        seed=wish.seed,
        source=cue.source,
        original_start=first,
        original_frames=length,
        removed=wish.removed,
        added=is_added(cue_ref(cue)),
        delivery=as_typed(now).delivery if cue.kind == "line" else "",
        delivery_wanted=wish.delivery,
        language=cue.language,
    )


def with_plan(view: CueView, job: Job | None, rate: float) -> CueView:
    """A line with what planning says of it: what is doubtful, and how far it runs on."""
    warnings = job.warnings if job is not None else ()
    runs_on = math.ceil(job.runs_on_s * float(exact_rate(rate))) if job is not None else 0
    if (view.warnings, view.runs_on) == (warnings, runs_on):
        return view
    return replace(view, warnings=warnings, runs_on=runs_on)


# -- jobs ---------------------------------------------------------------------------


@dataclass(frozen=True)
class QueueStanding:
    """How the renders of a job stand in the queue."""

    state: JobState | None = None  # None: it is not in the queue
    stage: str = ""
    fraction: float = 0.0
    problem: str = ""
    hint: str = ""


IDLE = QueueStanding()


def job_view(
    job: Job,
    entries: Mapping[str, Entry],
    wish: TakeDecision = _NO_TAKE,
    standing: QueueStanding = IDLE,
    history: Sequence[Entry] = (),
) -> JobView:
    """A job with those of its takes that are in `entries`, by content key.

    `history` are earlier takes of its line or shot, which come after its own.
    """
    numbers = take_numbers(job, entries, history)
    takes = _take_views(job, entries, numbers)
    earlier = _earlier_views(job, history, numbers)
    request = job.spec if job.requests else None
    state = standing.state or _state(job, takes, wish)
    told = tuple(w for take in takes if take.chosen for w in take.warnings)
    start, frames = touched_frames(job.range, job.start.rate)
    return JobView(
        ref=job.ref,
        stem=job.stem,
        name=job.name,
        lane=job.lane,
        start=start,
        frames=frames,
        state=state,
        takes=(*takes, *earlier),
        mark=_mark(takes, earlier[:1] if state == "changed" else ()),
        voice=_voice(request),
        prompt=full_prompt(request) if request is not None and job.stem == "audio" else "",
        warnings=told or job.warnings,
        problem=job.problem or standing.problem,
        hint=job.hint if job.problem else standing.hint,
        stage=standing.stage,
        fraction=round(standing.fraction, 3),
        spoken=said_instead(request) if request is not None and job.stem == "speech" else "",
        gain_db=job.gain_db,
    )


def _state(job: Job, takes: Sequence[TakeView], wish: TakeDecision) -> JobState:
    if job.problem:
        return "impossible"
    if any(take.path for take in takes):
        return "ready"
    return "changed" if wish.rendered else "planned"


def _mark(takes: Sequence[TakeView], outdated: Sequence[TakeView]) -> str:
    """How the take that plays was made otherwise, or the one that did until something changed."""
    chosen = next((take.mark for take in takes if take.chosen), "")
    return chosen or next((take.mark for take in outdated), "")


def take_numbers(
    job: Job, entries: Mapping[str, Entry], history: Sequence[Entry]
) -> dict[str, int]:
    """What the takes of a job are called, by content key, earlier ones included.

    They are counted as they were rendered, so that a take keeps its number when words, times or
    voices change and others become those of the job. What is not rendered yet comes last.
    """
    own = [take.key for take in sorted(job.requests, key=lambda take: take.seed)]
    made = {entry.take.key: entry.created for entry in history}
    made |= {key: entries[key].created for key in own if key in entries}
    keys = dict.fromkeys((*own, *(entry.take.key for entry in history)))
    in_order = sorted(keys, key=lambda key: made.get(key, math.inf))
    return {key: number for number, key in enumerate(in_order, start=1)}


def _take_views(
    job: Job, entries: Mapping[str, Entry], numbers: Mapping[str, int]
) -> tuple[TakeView, ...]:
    """Takes in the order of their numbers, so that choosing one moves none."""
    chosen = next((take.key for take in job.requests if take.key in entries), "")
    return tuple(
        _take_view(take, job, numbers[take.key], entries.get(take.key), take.key == chosen)
        for take in sorted(job.requests, key=lambda take: numbers[take.key])
    )


def _earlier_views(
    job: Job, history: Sequence[Entry], numbers: Mapping[str, int]
) -> tuple[TakeView, ...]:
    """Earlier takes, newest first."""
    views = (
        _take_view(entry.spec, job, numbers[entry.take.key], entry, chosen=False)
        for entry in history
    )
    return tuple(replace(view, earlier=True) for view in views)


def _take_view(
    take_spec: TakeSpec, job: Job, number: int, entry: Entry | None, chosen: bool
) -> TakeView:
    made = mark(take_spec, job.spec) if job.requests else ""  # else it asks for nothing now
    view = TakeView(key=take_spec.key, number=number, seed=take_spec.seed, mark=made)
    if entry is None:
        return view
    take = entry.take
    return replace(
        view,
        path=take.path,
        chosen=chosen,
        rating=entry.rating,
        lufs=take.lufs,
        duration_s=take.num_samples / SAMPLE_RATE,
        handle_s=take.handle_in / SAMPLE_RATE,
        speech_start_s=take.speech_start_s,
        speech_end_s=take.speech_end_s,
        warnings=entry.warnings,
        made=entry.created,
        sound_s=_sound_s(take),
        voice=_voice(take_spec),
        said=take_spec.text or full_prompt(take_spec),
        engine=take_spec.engine,
        verdict=_verdict(entry),
    )


def _verdict(entry: Entry) -> str:
    """What checking found amiss in a take."""
    found = verdict_in(entry)
    return found.line if found is not None and found.grade != "good" else ""


def _sound_s(take: Take) -> float:
    """How long the voice lasts as it was measured, else what belongs on the timeline."""
    if take.speech_start_s is not None and take.speech_end_s is not None:
        return round(take.speech_end_s - take.speech_start_s, 3)
    return round(take.window / SAMPLE_RATE, 3)


def _voice(request: TakeSpec | None) -> str:
    if request is None or request.stem != "speech":
        return ""
    return request.voice or (request.reference.path if request.reference else "")


# -- the engine ---------------------------------------------------------------------


def engine_view(
    engine: EngineInfo, ready: Ready | None, *, alive: bool, worker_memory_mb: float = 0.0
) -> EngineView:
    """The engine at work, on the machine that the worker described."""
    return EngineView(
        name=engine.name,
        title=engine.title,
        ready=engine.ready,
        state=engine.state or ("ready" if engine.ready else "not available"),
        hint=engine.hint,
        variant=engine.variant,
        variants=tuple(engine.variants),
        voices=engine.voices,
        deliveries=engine.deliveries,
        traits=(*engine.casting, *engine.uncast),
        device=ready.device if ready else "",
        memory_mb=ready.memory_mb if ready else 0.0,
        worker_alive=alive,
        worker_memory_mb=round(worker_memory_mb, 1),
        label=engine.shown,
        is_temp=engine.is_temp,
        recordings=engine.recordings,
        settings=engine.settings,
        choices=tuple(EngineChoice(e.name, e.shown, e.ready) for e in ready.engines)
        if ready
        else (),
    )
