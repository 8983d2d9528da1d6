"""The plan of a timeline: which jobs there are, and what is left out and why."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.collector import collector_paused
from deepaudio_plugin.core.delivery import CHANNELS
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem, first_few, report
from deepaudio_plugin.core.spoken.pronunciations import parse
from deepaudio_plugin.core.suggesting import did_you_mean
from deepaudio_plugin.decisions.apply import Applied, apply
from deepaudio_plugin.decisions.model import UNDECIDED, Decisions
from deepaudio_plugin.decisions.refs import cue_ref
from deepaudio_plugin.planning.adjusted import adjustment_notes, after_pause
from deepaudio_plugin.planning.audio import (
    AudioSettings,
    Frames,
    ShotContext,
    plan_audio,
    sounds_by_shot,
)
from deepaudio_plugin.planning.cast_report import unknown_speakers
from deepaudio_plugin.planning.deliveries import as_decided, undelivered
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.keys import Identity, Keyer
from deepaudio_plugin.planning.memo import Memo
from deepaudio_plugin.planning.model import (
    EngineAtWork,
    ScenePlan,
    engine_at_work,
)
from deepaudio_plugin.planning.placed import with_places
from deepaudio_plugin.planning.recordings import (
    Cast,
    cast_voices,
    merged_cast,
    missing_voices,
    with_pictures,
)
from deepaudio_plugin.planning.speech import LineContext, Shots, SpeechSettings, plan_speech
from deepaudio_plugin.planning.voices import kept_voices, shared_voices, unlike_their_names
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.timeline.shots import Shot
from deepaudio_plugin.timeline.timing import place, seconds

_log = logging.getLogger(__name__)

STEMS = ("speech", "audio")


@dataclass(frozen=True)
class Plan:
    """Everything a render will do, in timeline order; nothing is rendered yet."""

    name: str
    rate: float
    start: RationalTime  # the timeline's own first timecode
    duration: RationalTime
    engine: EngineInfo
    shots: tuple[Shot, ...]
    cues: tuple[Cue, ...]
    jobs: tuple[Job, ...]
    problems: tuple[Problem, ...]  # what is left out or doubtful, beyond the jobs' own
    decisions: Decisions = UNDECIDED  # settled on what is there
    voices: Mapping[str, str] = field(default_factory=dict)  # of speakers whom nobody has cast
    retries: int = 0  # how often a take that comes out bad is made again
    due: frozenset[str] | None = None
    """Keys of takes that are rendered at once, where others follow only as they are needed."""


@collector_paused()
def make_plan(
    material: Material,
    options: RenderOptions,
    engine: EngineInfo,
    identity: Identity,
    decisions: Decisions = UNDECIDED,
    *,
    memo: Memo | None = None,
) -> Plan:
    """The plan for `options` and what was decided. The same input gives the same plan.

    Pure but for `identity` and recordings of voices; a `memo` of the plan before only saves
    time. A voice in `options` comes before one decided on; a shot's own prompt stands instead
    of the general one. Raises UsageError when `options` name a shot, a voice or a recording
    that does not exist or ask of the engine what it does not have, WeightsMissingError for a
    variant that is not here.
    """
    applied = apply(material, decisions)
    at_work = engine_at_work(engine, options)
    draft = _Draft(applied, options, at_work, identity, memo or Memo())
    speech, spoken_notes = draft.speech()
    audio = draft.audio()
    jobs = sorted([*speech, *audio], key=lambda job: (job.start, job.stem))
    jobs, placed_notes = with_places(jobs, applied.decisions, material.document.path.name)
    _log.info("planned %d jobs for %s", len(jobs), engine.name)
    heard = tuple(cue for cue in applied.material.cues if not applied.is_muted(cue_ref(cue)))
    return Plan(
        name=material.document.path.name,
        rate=material.document.rate,
        start=material.document.start,
        duration=material.document.duration,
        engine=at_work.info,
        shots=material.shots,
        cues=heard,
        jobs=tuple(jobs),
        problems=(*applied.material.problems, *draft.notes, *spoken_notes, *placed_notes),
        decisions=applied.decisions,
        voices=draft.voices,
    )


class _Draft:
    """One plan in the making."""

    def __init__(
        self,
        applied: Applied,
        options: RenderOptions,
        at_work: EngineAtWork,
        identity: Identity,
        memo: Memo,
    ) -> None:
        material = applied.material
        self._memo = memo
        engine = at_work.info
        self._applied, self._options, self._engine = applied, options, engine
        self._document, self._shots, cues = material.document, material.shots, material.cues
        self._chosen = choose_shots(self._shots, options.clips)
        said = [cue for cue in cues if cue.kind == "line"]
        spoken = [as_decided(cue, applied.line(cue_ref(cue))) for cue in said]
        paused = (after_pause(cue, applied.line(cue_ref(cue))) for cue in spoken)
        self._lines = sorted(paused, key=lambda cue: seconds(cue.range.start_time))
        self._sounds = [
            cue for cue in cues if cue.kind == "sound" and not applied.is_muted(cue_ref(cue))
        ]
        self._frames = Frames(self._document.rate, self._document.start, options.handles)
        seeds = tuple(range(options.seed, options.seed + options.takes))
        self._keyer = Keyer(engine, identity, seeds)
        self._speaks, self._sounding = (
            stem in options.tracks or "mix" in options.tracks or options.stems for stem in STEMS
        )
        self._prompts = (options.prompt, options.negative_prompt)
        self.notes = [*at_work.notes, *_engine_notes(engine)]
        self.notes += adjustment_notes(spoken, applied, engine)
        report(self.notes, _music_note([c for c in cues if not applied.is_muted(cue_ref(c))]))
        report(self.notes, _lost_sounds(self._sounds, self._shots, self._document.start))
        self._engine_settings = at_work.settings
        self._scene = self._scene_plan()
        self.voices: dict[str, str] = {}

    def speech(self) -> tuple[list[Job], list[Problem]]:
        """Jobs for lines of the chosen shots, and notes on them."""
        if not self._speaks:
            return [], []
        lines = [cue for cue in self._lines if _wanted(cue, self._shots, self._chosen)]
        options, engine, told = self._options, self._engine, self._engine_settings
        wished, notes = merged_cast(
            options.cast, self._applied.decisions.cast, engine, self._document.path.parent
        )
        speakers, kept = (
            [cue.speaker for cue in lines],
            kept_voices(self._applied.decisions, engine),
        )
        cast = cast_voices(speakers, wished, engine, kept)
        self.voices = cast.automatic
        cast, gone = with_pictures(cast, self._keyer)
        notes += gone
        notes += unknown_speakers(options.cast, [cue.speaker for cue in self._lines])
        notes += missing_voices(speakers, wished, engine, kept.voices)
        notes += unlike_their_names(self.voices, engine)
        notes += shared_voices(speakers, self.voices)
        settings = SpeechSettings(
            self._document.rate,
            self._document.start,
            engine.name,
            options.language,
            options.handles,
            self._keyer,
            cast.voices,
            self._applied,
            self._context_of_lines(cast, LineContext(told)),
            parse(options.pronounce),
        )
        jobs = plan_speech(lines, self._shots, settings, self._memo)
        return jobs, [*notes, *undelivered(self._heard(lines), engine), *_overlaps(jobs)]

    def _heard(self, lines: Sequence[Cue]) -> list[Cue]:
        return [cue for cue in lines if not self._applied.is_muted(cue_ref(cue))]

    def _context_of_lines(
        self, cast: Cast, alone: LineContext
    ) -> Callable[[Cue, Shots], LineContext]:
        """What the engine is told of each line; `alone` where it wants to know of no scene."""

        def context(cue: Cue, under: Shots) -> LineContext:
            told = self._scene.of_line(cue, under) if self._scene else alone
            reference = cast.reference(cue.speaker)
            if reference is None:
                return told
            return replace(told, reference=reference, unseen=cue.speaker.casefold() in cast.unseen)

        return context

    def audio(self) -> list[Job]:
        """Jobs for the chosen shots."""
        if not self._sounding:
            return []
        told = self._engine_settings
        settings = AudioSettings(
            self._frames,
            self._engine.name,
            self._engine.window_s,
            self._keyer,
            self._prompts,
            self._applied,
            self._scene.of_shot if self._scene else lambda _shot: ShotContext(told),
            self._shots if self._engine.joins_ambience else (),
            self._channels(),
        )
        return plan_audio(self._chosen, self._sounds, settings, self._memo)

    def _channels(self) -> int:
        """Of the sound of shots, where fewer are asked for than the engine makes; else 0."""
        asked = CHANNELS[self._options.channels]
        return asked if asked < self._engine.channels else 0

    def _scene_plan(self) -> ScenePlan | None:
        """What jobs tell each other, for an engine that wants to know."""
        if not self._engine.scene_context:
            return None
        shots = self._shots
        spoken = [cue for cue in self._lines if not self._applied.is_muted(cue_ref(cue))]
        heard = zip(shots, sounds_by_shot(shots, spoken), strict=True)
        return ScenePlan(
            settings=self._engine_settings,
            frames=self._frames,
            window_s=self._engine.window_s,
            lines={shot.index: found for shot, found in heard},
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
            raise _no_shot(name, shots)
        chosen |= matches
    return [s for s in shots if s.index in chosen]


def _no_shot(name: str, shots: Sequence[Shot]) -> UsageError:
    """Why nothing is chosen by a name or number, and what could be."""
    known = first_few(shots, lambda s: f"{s.index}: {s.name}", 12)
    hint = f"Choose by name or number. Shots: {known}." if shots else ""
    if name.isdecimal() and shots:
        count = f"shots 1 to {len(shots)}" if len(shots) > 1 else "one shot, 1"
        return UsageError(f"there is no shot {name}: the timeline has {count}", hint=hint)
    names = (shot.name for shot in shots)
    return UsageError(
        f"the timeline has no shot called {name!r}", hint=did_you_mean(name, names, hint)
    )


def _wanted(cue: Cue, shots: Sequence[Shot], chosen: Sequence[Shot]) -> bool:
    """Whether a cue belongs to the chosen shots: it starts in one of them."""
    if len(chosen) == len(shots):
        return True
    begin = cue.range.start_time
    return any(s.range.start_time <= begin < s.range.end_time_exclusive() for s in chosen)


def _engine_notes(engine: EngineInfo) -> list[Problem]:
    """What is amiss with an engine that works all the same."""
    return [Problem(engine.shown, text, note=True) for text in engine.notes]


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
