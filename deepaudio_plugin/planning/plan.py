"""The plan of a timeline: which jobs there are, and what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.collector import collector_paused
from deepaudio_plugin.errors import UsageError
from deepaudio_plugin.options import RenderOptions
from deepaudio_plugin.planning.audio import (
    AudioSettings,
    Frames,
    no_more,
    plan_audio,
    sounds_by_shot,
)
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.keys import Identity, Keyer
from deepaudio_plugin.planning.model import (
    ModelPlan,
    has_model_settings,
    model_settings,
    with_variant,
)
from deepaudio_plugin.planning.recordings import cast_voices
from deepaudio_plugin.planning.speech import SpeechSettings, plan_speech
from deepaudio_plugin.protocol import EngineState
from deepaudio_plugin.reading.cues import Cue
from deepaudio_plugin.reading.material import Material
from deepaudio_plugin.reading.problems import Problem, report
from deepaudio_plugin.reading.shots import Shot
from deepaudio_plugin.timing import place

STEMS = ("speech", "audio")


@dataclass(frozen=True)
class Plan:
    """Everything a render will do, in timeline order; nothing is rendered yet."""

    name: str
    rate: float
    start: RationalTime  # the timeline's own first timecode
    duration: RationalTime
    engine: EngineState
    shots: tuple[Shot, ...]
    cues: tuple[Cue, ...]
    jobs: tuple[Job, ...]
    problems: tuple[Problem, ...]  # what is left out or doubtful, beyond the jobs' own


@collector_paused()
def make_plan(
    material: Material,
    options: RenderOptions,
    engine: EngineState,
    identity: Identity,
) -> Plan:
    """The plan for `options`. Pure but for `identity`: the same input gives the same plan.

    Raises UsageError when `options` name a shot, a voice or a recording that does not exist or
    ask of the engine what it does not have, WeightsMissingError for a variant that is not here.
    """
    shots, cues = material.shots, material.cues
    rate, start = material.document.rate, material.document.start
    notes = list(material.problems)
    chosen = choose_shots(shots, options.clips)
    engine = with_variant(engine, options.variant)
    seeds = tuple(range(options.seed, options.seed + options.takes))
    keyer = Keyer(engine, identity, seeds)
    lines = [cue for cue in cues if cue.kind == "line" and _wanted(cue, shots, chosen)]
    sounds = [cue for cue in cues if cue.kind == "sound"]
    notes += _music_note(cues)
    report(notes, _lost_sounds(sounds, shots, start))
    frames = Frames(rate, start, options.handles)
    speaks, sounding = (stem in options.tracks or "mix" in options.tracks for stem in STEMS)
    model = None
    if has_model_settings(options, engine):
        model = ModelPlan(
            settings=model_settings(options, engine),
            frames=frames,
            window_s=engine.window_s,
            lines=[cue for cue in cues if cue.kind == "line"],
            sounds={s.index: f for s, f in zip(shots, sounds_by_shot(shots, sounds), strict=True)},
            prompts=(options.prompt, options.negative_prompt),
            guides_speech=speaks,
            makes_audio=sounding,
        )
    jobs: list[Job] = []
    if speaks:
        cast = cast_voices([cue.speaker for cue in lines], options.cast, engine)
        jobs += plan_speech(
            lines,
            shots,
            SpeechSettings(
                rate,
                start,
                engine.name,
                options.language,
                options.handles,
                keyer,
                cast.voices,
                lambda cue, shot: {
                    **(model.of_line(cue, shot) if model else {}),
                    **cast.settings(cue.speaker),
                },
            ),
        )
        notes += _overlaps(jobs)
    if sounding:
        jobs += plan_audio(
            chosen,
            sounds,
            AudioSettings(
                frames,
                engine.name,
                engine.window_s,
                keyer,
                options.prompt,
                options.negative_prompt,
                model.of_shot if model else no_more,
            ),
        )
    jobs.sort(key=lambda job: (job.start, job.stem))
    return Plan(
        name=material.document.path.name,
        rate=rate,
        start=start,
        duration=material.document.duration,
        engine=engine,
        shots=shots,
        cues=cues,
        jobs=tuple(jobs),
        problems=tuple(notes),
    )


def choose_shots(shots: Sequence[Shot], wanted: Sequence[str]) -> list[Shot]:
    """The shots named by `wanted` (clip name or 1-based number); all when it is empty."""
    if not wanted:
        return list(shots)
    chosen: set[int] = set()
    for name in wanted:
        matches = {s.index for s in shots if s.name == name}
        if not matches and name.isdecimal():
            matches = {s.index for s in shots if s.index == int(name)}
        if not matches:
            known = ", ".join(f"{s.index}: {s.name}" for s in shots[:12])
            more = f" and {len(shots) - 12} more" if len(shots) > 12 else ""
            raise UsageError(
                f"the timeline has no shot called {name!r}",
                hint=f"Choose by name or number. Shots: {known}{more}." if shots else "",
            )
        chosen |= matches
    return [s for s in shots if s.index in chosen]


def _wanted(cue: Cue, shots: Sequence[Shot], chosen: Sequence[Shot]) -> bool:
    """Whether a cue belongs to the chosen shots: it starts in one of them."""
    if len(chosen) == len(shots):
        return True
    begin = cue.range.start_time
    return any(s.range.start_time <= begin < s.range.end_time_exclusive() for s in chosen)


def _music_note(cues: Sequence[Cue]) -> list[Problem]:
    music = [cue for cue in cues if cue.kind == "music"]
    if not music:
        return []
    what = "music cue is" if len(music) == 1 else "music cues are"
    return [
        Problem(
            where=music[0].source,
            message=f"{len(music)} {what} left out: {music[0].text!r}"
            + (" and others" if len(music) > 1 else ""),
            hint="Music is not generated; keep your score on its own track.",
        )
    ]


def _lost_sounds(
    sounds: Sequence[Cue], shots: Sequence[Shot], start: RationalTime
) -> list[Problem]:
    placed = {id(cue) for group in sounds_by_shot(shots, sounds) for cue in group}
    return [
        Problem(
            where=f"{place(start, cue.range.start_time)} {cue.source}".strip(),
            message=f"the sound {cue.text!r} has no picture at its time and is left out",
            hint="Sounds are made for shots; put a clip under it.",
        )
        for cue in sounds
        if id(cue) not in placed
    ]


def _overlaps(jobs: Sequence[Job]) -> list[Problem]:
    extra = [job for job in jobs if job.lane > 0]
    if not extra:
        return []
    lanes = 1 + max(job.lane for job in extra)
    return [
        Problem(
            where=extra[0].where,
            message=f"lines that overlap others go to further tracks: {len(extra)}, "
            f"{lanes} speech tracks in all",
        )
    ]
