"""Audio jobs: one per shot, with the sounds that captions describe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.errors import MediaError
from deepaudio_plugin.core.protocol import Window
from deepaudio_plugin.core.take_spec import NO_SETTINGS, DescribedSound, EngineSettings, TakeSpec
from deepaudio_plugin.decisions.apply import Applied
from deepaudio_plugin.planning.ambience import Ambience, ambience_by_shot
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.keys import Keyer
from deepaudio_plugin.planning.memo import Memo
from deepaudio_plugin.planning.windows import split_windows
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.timeline.shots import Shot
from deepaudio_plugin.timeline.timing import place, samples, seconds


@dataclass(frozen=True)
class Frames:
    """How a plan counts frames, and how many of them its handles have."""

    rate: float
    start: RationalTime  # the timeline's own first timecode
    handles: int


@dataclass(frozen=True)
class ShotContext:
    """What the engine at hand is told of a shot beside its picture and its prompts."""

    settings: EngineSettings = NO_SETTINGS
    dialogue: bool = False  # somebody speaks in it


def no_more(_shot: Shot) -> ShotContext:
    """Nothing beyond what every engine is told."""
    return ShotContext()


@dataclass(frozen=True)
class AudioSettings:
    """What all audio jobs of a plan share."""

    frames: Frames
    engine: str
    window_s: float
    keyer: Keyer
    prompts: tuple[str, str]  # what every shot should sound of, and what none
    decided: Applied
    more: Callable[[Shot], ShotContext] = no_more
    around: Sequence[Shot] = ()  # all shots, for an engine that joins ambience over cuts
    channels: int = 0  # 0: as many as the engine makes


def plan_audio(
    shots: Sequence[Shot], sounds: Sequence[Cue], settings: AudioSettings, memo: Memo | None = None
) -> list[Job]:
    """A job for each shot that is not muted; `sounds` are those described, sorted by start.

    `memo` holds the jobs of the last plan.
    """
    decided = settings.decided
    memo = memo or Memo()
    ambience = _ambience(settings)
    how = settings.engine, settings.window_s, settings.channels
    memo.share("audio", (settings.frames, *how, settings.keyer))
    return [
        _remembered(shot, described, settings, memo, ambience.get(shot.index, ()))
        for shot, described in zip(shots, sounds_by_shot(shots, sounds), strict=True)
        if not decided.is_muted(decided.shot_refs[shot.index])
    ]


def _ambience(settings: AudioSettings) -> dict[int, Ambience]:
    """What sounds at the cuts of each shot, for an engine that wants to know."""
    decided, shots = settings.decided, settings.around
    prompts = [decided.prompts(decided.shot_refs[s.index], settings.prompts) for s in shots]
    return ambience_by_shot(shots, prompts, lambda shot: _media(shot, settings.keyer)[0])


def _remembered(
    shot: Shot,
    described: Sequence[Cue],
    settings: AudioSettings,
    memo: Memo,
    ambience: Ambience,
) -> Job:
    """The job of a shot, from the memo where everything it is made from is as it was."""
    ref, more = settings.decided.shot_refs[shot.index], settings.more(shot)
    prompts, wish = settings.decided.prompts(ref, settings.prompts), settings.decided.take(ref)
    gain_db = settings.decided.gain_db(ref)
    made_from = (shot, tuple(described), more, prompts, wish, ambience, gain_db)
    return memo.job(ref, made_from, lambda: _job(shot, described, more, settings, ambience))


def sounds_by_shot(shots: Sequence[Shot], sounds: Sequence[Cue]) -> list[list[Cue]]:
    """For each shot the described sounds that overlap it. Both sorted by start."""
    found: list[list[Cue]] = [[] for _ in shots]
    if not sounds:
        return found
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


@dataclass(frozen=True)
class _Extent:
    """A shot's file: whole frames before the shot, and samples."""

    frames_before: int
    handle_in: int
    num_samples: int
    handle_out: int


def _extent(shot: Shot, frames: Frames) -> _Extent:
    rate = frames.rate
    start, end = shot.range.start_time, shot.range.end_time_exclusive()
    handles = _handles(shot, frames.handles)
    before = min(handles, int(start.value + frames.start.value))
    file_start = samples(start - RationalTime(before, rate))
    first, last = samples(start), samples(end)
    handle_out = samples(end + RationalTime(handles, rate)) - last
    return _Extent(before, first - file_start, last - first, handle_out)


def windows_of(shot: Shot, frames: Frames, window_s: float) -> tuple[Window, ...]:
    """The windows over a shot and its handles in which an engine renders it; at least one."""
    return _windows(_extent(shot, frames), window_s)


def _windows(extent: _Extent, window_s: float) -> tuple[Window, ...]:
    length = extent.handle_in + extent.num_samples + extent.handle_out
    split = split_windows(-extent.handle_in, length, window_s)
    return split or (Window(-extent.handle_in, length),)


def described_sounds(described: Sequence[Cue], shot: Shot) -> tuple[DescribedSound, ...]:
    """Sounds that captions describe, in the shot's own time."""
    return tuple(_sound(cue, shot) for cue in described)


def _job(
    shot: Shot,
    described: Sequence[Cue],
    more: ShotContext,
    settings: AudioSettings,
    ambience: Ambience,
) -> Job:
    start, extent = shot.range.start_time, _extent(shot, settings.frames)
    windows = _windows(extent, settings.window_s)
    ref = settings.decided.shot_refs[shot.index]
    prompt, negative_prompt = settings.decided.prompts(ref, settings.prompts)
    where = f"{place(settings.frames.start, start)} {shot.name!r}"
    media, problem, hint = _media(shot, settings.keyer)
    spec = TakeSpec(
        stem="audio",
        engine=settings.engine,
        engine_version=settings.keyer.engine.version,
        weights=settings.keyer.engine.weights_digest,
        num_samples=extent.num_samples,
        handle_in=extent.handle_in,
        handle_out=extent.handle_out,
        picture=shot.picture or shot.expected,
        media=media,
        windows=windows if len(windows) > 1 else (),
        prompt=prompt,
        negative_prompt=negative_prompt,
        sounds=described_sounds(described, shot),
        dialogue=more.dialogue,
        ambience=ambience,
        settings=more.settings,
        channels=settings.channels,
        where=where,
    )
    is_seen = shot.picture is not None and not problem
    is_away = shot.missing or (shot.picture is not None and not is_seen)
    planned = settings.keyer.takes(spec, settings.decided.take(ref)) if is_seen or is_away else ()
    takes = planned if is_seen else ()
    return Job(
        id=f"audio-{shot.index:04d}",
        stem="audio",
        name=shot.name,
        start=start,
        range=shot.range,
        offset=0,
        handles=extent.frames_before,
        lane=0,
        requests=takes,
        where=where,
        ref=ref,
        shot_index=shot.index,
        warnings=(shot.problem,) if shot.problem and takes else (),
        problem=problem,
        hint=hint,
        gain_db=settings.decided.gain_db(ref),
        unseen=planned if is_away else (),
    )


def _media(shot: Shot, keyer: Keyer) -> tuple[str, str, str]:
    """The identity of a shot's media; or none, why not, and what to do."""
    if shot.picture is None:
        return "", shot.problem, shot.hint
    try:
        return keyer.media(shot.picture), "", shot.hint
    except MediaError as error:  # the file was found, and cannot be read
        return "", error.message, error.hint


def _handles(shot: Shot, wanted: int) -> int:
    """Handles in frames: those asked for, and at least what a transition overlaps."""
    overlaps = [t.value for t in (shot.transition_in, shot.transition_out) if t is not None]
    return max(wanted, *(round(v) for v in overlaps)) if overlaps else wanted


def _sound(cue: Cue, shot: Shot) -> DescribedSound:
    """A described sound in the shot's own time."""
    lead = seconds(shot.range.start_time)
    return DescribedSound(
        cue.text,
        round(seconds(cue.range.start_time) - lead, 6),
        round(seconds(cue.range.end_time_exclusive()) - lead, 6),
    )
