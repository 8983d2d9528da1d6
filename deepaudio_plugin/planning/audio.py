"""Audio jobs: one per shot, with the sounds that captions describe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.errors import MediaError
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.keys import Keyer
from deepaudio_plugin.planning.windows import split_windows
from deepaudio_plugin.protocol import RenderRequest
from deepaudio_plugin.reading.cues import Cue
from deepaudio_plugin.reading.shots import Shot
from deepaudio_plugin.timing import place, samples, seconds


@dataclass(frozen=True)
class AudioSettings:
    """What all audio jobs of a plan share."""

    rate: float
    start: RationalTime
    engine: str
    window_s: float
    handles: int
    keyer: Keyer
    prompt: str
    negative_prompt: str


def plan_audio(shots: Sequence[Shot], sounds: Sequence[Cue], settings: AudioSettings) -> list[Job]:
    """A job for each shot; `sounds` are the described ones, sorted by start."""
    return [
        _job(shot, described, settings)
        for shot, described in zip(shots, sounds_by_shot(shots, sounds), strict=True)
    ]


def sounds_by_shot(shots: Sequence[Shot], sounds: Sequence[Cue]) -> list[list[Cue]]:
    """For each shot the described sounds that overlap it. Both sorted by start."""
    found: list[list[Cue]] = [[] for _ in shots]
    spans = [(seconds(s.range.start_time), seconds(s.range.end_time_exclusive())) for s in shots]
    first = 0
    for cue in sounds:
        begin, end = seconds(cue.range.start_time), seconds(cue.range.end_time_exclusive())
        while first < len(spans) and spans[first][1] <= begin:
            first += 1
        for i in range(first, len(spans)):
            if spans[i][0] >= end:
                break
            found[i].append(cue)
    return found


def _job(shot: Shot, described: Sequence[Cue], settings: AudioSettings) -> Job:
    rate = settings.rate
    start, end = shot.range.start_time, shot.range.end_time_exclusive()
    handles = _handles(shot, settings)
    before = min(handles, int(start.value + settings.start.value))
    file_start = samples(start - RationalTime(before, rate))
    first, last = samples(start), samples(end)
    handle_in, handle_out = first - file_start, samples(end + RationalTime(handles, rate)) - last
    where = f"{place(settings.start, start)} {shot.name!r}"
    request = RenderRequest(
        id="",
        key="",
        stem="audio",
        engine=settings.engine,
        out_dir="",
        num_samples=last - first,
        handle_in=handle_in,
        handle_out=handle_out,
        picture=shot.picture,
        windows=split_windows(-handle_in, handle_in + last - first + handle_out, settings.window_s),
        prompt=settings.prompt,
        negative_prompt=settings.negative_prompt,
        settings={"sounds": [_sound(cue, shot) for cue in described]},
        where=where,
    )
    job_id = f"audio-{shot.index:04d}"
    requests, problem, hint = _takes(request, job_id, shot, settings.keyer)
    return Job(
        id=job_id,
        stem="audio",
        name=shot.name,
        start=start,
        range=shot.range,
        offset=0,
        handles=before,
        lane=0,
        requests=requests,
        where=where,
        shot_index=shot.index,
        warnings=(shot.problem,) if shot.problem and requests else (),
        problem=problem,
        hint=hint,
    )


def _takes(
    request: RenderRequest, job_id: str, shot: Shot, keyer: Keyer
) -> tuple[tuple[RenderRequest, ...], str, str]:
    """The takes of a shot; or none, why not, and what to do."""
    if shot.picture is None:
        return (), shot.problem, shot.hint
    try:
        return keyer.takes(request, job_id), "", shot.hint
    except MediaError as error:  # the file was found, and cannot be read
        return (), error.message, error.hint


def _handles(shot: Shot, settings: AudioSettings) -> int:
    """Handles in frames: those asked for, and at least what a transition overlaps."""
    overlaps = [t.value for t in (shot.transition_in, shot.transition_out) if t is not None]
    return max(settings.handles, *(round(v) for v in overlaps)) if overlaps else settings.handles


def _sound(cue: Cue, shot: Shot) -> dict[str, Any]:
    """A described sound in the shot's own time."""
    lead = seconds(shot.range.start_time)
    return {
        "text": cue.text,
        "start_s": round(seconds(cue.range.start_time) - lead, 6),
        "end_s": round(seconds(cue.range.end_time_exclusive()) - lead, 6),
    }
