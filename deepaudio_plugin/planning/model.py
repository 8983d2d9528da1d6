"""How an engine is asked to work, and what it is told of a scene beyond the job at hand.

For an engine with `scene_context` a shot with dialogue is one thing: the pass over its picture
that guides speech and the one that makes its ambience run together. So the shot's job says
where lines are, and a line's job which of the shot's windows it lies in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.engine_settings import ANY, settings_for
from deepaudio_plugin.core.errors import WeightsMissingError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.take_spec import EngineSettings, ShotSound, SurroundingShot
from deepaudio_plugin.decisions.apply import Applied
from deepaudio_plugin.planning.audio import Frames, ShotContext, described_sounds, windows_of
from deepaudio_plugin.planning.speech import LineContext
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.timeline.shots import Shot
from deepaudio_plugin.timeline.timing import samples

VARIANT = "variant"
"""The setting that chooses between weights, for engines that have several."""


@dataclass(frozen=True)
class EngineAtWork:
    """An engine as it is asked to work."""

    info: EngineInfo  # in the variant that is asked for
    settings: EngineSettings  # of every take
    notes: tuple[Problem, ...] = ()  # settings that are passed over


def engine_at_work(engine: EngineInfo, options: RenderOptions) -> EngineAtWork:
    """The engine in the variant and with the settings that are asked for.

    Raises WeightsMissingError for a variant that is not installed, UsageError for settings that
    the engine does not have.
    """
    asked = options.engine_settings
    wanted = {**asked.get(engine.name, {}), **asked.get(ANY, {})}.get(VARIANT)
    if wanted and engine.ready and engine.variants:
        engine = with_variant(engine, str(wanted))
    settings, passed_over = settings_for(engine, asked)
    if engine.variant:
        settings[VARIANT] = engine.variant
    quiet = {one.name for one in engine.settings if not one.changes_sound}
    notes = tuple(Problem("settings", text, note=True) for text in passed_over)
    told = EngineSettings(
        sound={name: value for name, value in settings.items() if name not in quiet},
        making={name: value for name, value in settings.items() if name in quiet},
    )
    return EngineAtWork(engine, told, notes)


def with_variant(engine: EngineInfo, variant: str) -> EngineInfo:
    """The engine with other weights. Raises WeightsMissingError for those that are not here."""
    if variant not in engine.variants:
        setting = engine.setting(VARIANT)
        raise WeightsMissingError(
            f"the variant {variant!r} is not installed (installed: {', '.join(engine.variants)})",
            hint=setting.help if setting else "",
        )
    return replace(
        engine,
        title=engine.title.replace(engine.variant, variant),
        variant=variant,
        weights_digest=engine.variants[variant],
    )


@dataclass(frozen=True)
class ScenePlan:
    """What the jobs of one plan tell each other, for engines that want to know."""

    settings: EngineSettings
    frames: Frames
    window_s: float
    decided: Applied
    lines: Mapping[int, Sequence[Cue]]  # those that are spoken, by the index of each shot beside
    sounds: Mapping[int, Sequence[Cue]]  # those described, by a shot's index
    prompts: tuple[str, str]  # of every shot, and negative
    guides_speech: bool  # speech is rendered
    makes_audio: bool  # the audio stem is

    def of_shot(self, shot: Shot) -> ShotContext:
        """What the engine is told of a shot: where lines are."""
        spoken = self.lines.get(shot.index, ())
        within = [cue for cue in spoken if _within(cue, shot)] if self.guides_speech else []
        lines = tuple(_in_shot(cue, shot) for cue in within)
        return ShotContext(self.settings, dialogue=bool(spoken), lines=lines)

    def of_line(self, cue: Cue, shot: Shot | None) -> LineContext:
        """What the engine is told of a line; `shot` shows during the whole of it, if any does."""
        if shot is None or shot.picture is None:
            return LineContext(self.settings)
        first, last = _in_shot(cue, shot)
        surrounding = SurroundingShot(
            media_start_s=shot.picture.media_start_s,
            duration_s=shot.picture.duration_s,
            lead=first,
            windows=tuple(
                window
                for window in windows_of(shot, self.frames, self.window_s)
                if window.start < last and window.start + window.length > first
            ),
        )
        return LineContext(self.settings, surrounding, self._beside(shot))

    def _beside(self, shot: Shot) -> ShotSound | None:
        """What the shot's own job asks for; None when it has none."""
        ref = self.decided.shot_refs[shot.index]
        if not self.makes_audio or self.decided.is_muted(ref):
            return None
        sounds = described_sounds(self.sounds.get(shot.index, ()), shot)
        return ShotSound(*self.decided.prompts(ref, self.prompts), sounds)


def _within(cue: Cue, shot: Shot) -> bool:
    return bool(
        cue.range.start_time >= shot.range.start_time
        and cue.range.end_time_exclusive() <= shot.range.end_time_exclusive()
    )


def _in_shot(cue: Cue, shot: Shot) -> tuple[int, int]:
    """First and last (exclusive) sample of a line in its shot's job time."""
    zero = samples(shot.range.start_time)
    return samples(cue.range.start_time) - zero, samples(cue.range.end_time_exclusive()) - zero
