"""How an engine is asked to work, and what it is told of a scene beyond the job at hand.

An engine with `scene_context` watches the whole of a shot, also where it only says a line of it.
So a shot's job says whether somebody speaks in it, and a line's job which of the windows of the
shots under it the line lies in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.engine_settings import ANY, settings_for
from deepaudio_plugin.core.errors import WeightsMissingError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.take_spec import EngineSettings, SurroundingShot
from deepaudio_plugin.planning.audio import Frames, ShotContext, windows_of
from deepaudio_plugin.planning.speech import LineContext, Shots, within
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
    lines: Mapping[int, Sequence[Cue]]  # those that are spoken, by the index of each shot beside

    def of_shot(self, shot: Shot) -> ShotContext:
        """What the engine is told of a shot."""
        return ShotContext(self.settings, dialogue=bool(self.lines.get(shot.index, ())))

    def of_line(self, cue: Cue, under: Shots) -> LineContext:
        """What the engine is told of a line; `under` are the shots that show during it."""
        return LineContext(self.settings, tuple(self._surrounding(cue, shot) for shot in under))

    def _surrounding(self, cue: Cue, shot: Shot) -> SurroundingShot:
        """A shot with a picture, and where in it the line lies."""
        assert shot.picture is not None
        zero, seen = samples(shot.range.start_time), within(cue.range, shot)
        first = samples(seen.start_time) - zero
        last = samples(seen.end_time_exclusive()) - zero
        return SurroundingShot(
            media_start_s=shot.picture.media_start_s,
            duration_s=shot.picture.duration_s,
            lead=first,
            windows=tuple(
                window
                for window in windows_of(shot, self.frames, self.window_s)
                if window.start < last and window.start + window.length > first
            ),
        )
