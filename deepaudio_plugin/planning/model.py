"""What the engine `deepaudio-v1` is told beyond other engines: how to render, who speaks where.

For it a shot with dialogue is one thing: the pass over its picture that guides speech and the
one that makes its ambience run together. So the shot's job says where lines are, and a line's
job which of the shot's windows it lies in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import UsageError, WeightsMissingError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.decisions.apply import Applied
from deepaudio_plugin.planning.audio import Frames, described_sounds, windows_of
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.timeline.shots import Shot
from deepaudio_plugin.timeline.timing import samples

MODEL = "deepaudio-v1"
_DEFAULTS = RenderOptions()


def with_variant(engine: EngineInfo, variant: str) -> EngineInfo:
    """The engine with the variant that is asked for; "" keeps its own choice.

    Raises WeightsMissingError for a variant that is not installed.
    """
    if engine.name != MODEL or not engine.ready or variant in ("", engine.variant):
        return engine
    if variant not in engine.variants:
        raise WeightsMissingError(
            f"the variant {variant!r} is not installed (installed: {', '.join(engine.variants)})",
            hint=f"Fetch it: deepaudio models pull {variant}. All there are: deepaudio models list",
        )
    return replace(
        engine,
        title=engine.title.replace(engine.variant, variant),
        variant=variant,
        weights_digest=engine.variants[variant],
    )


def has_model_settings(options: RenderOptions, engine: EngineInfo, kept: Mapping[str, Any]) -> bool:
    """Whether the engine is the model.

    Raises UsageError when it is not, and options were given that only the model has; those
    `kept` with the timeline wait until it is.
    """
    if engine.name == MODEL:
        return True
    for name in ("variant", "preset", "steps", "cfg", "low_vram"):
        value = getattr(options, name)
        if value != getattr(_DEFAULTS, name) and value != kept.get(name):
            raise UsageError(
                f"--{name.replace('_', '-')} is for the engine {MODEL}, and this is {engine.name}",
                hint=f"Choose --engine {MODEL}; `deepaudio models list` says what it needs.",
            )
    return False


def model_settings(options: RenderOptions, engine: EngineInfo) -> dict[str, Any]:
    """Settings of every request to the model."""
    settings: dict[str, Any] = {"preset": options.preset or "final"}
    if engine.variant:
        settings["variant"] = engine.variant
    if options.steps:
        settings["steps"] = options.steps
    if options.cfg is not None:
        settings["cfg"] = options.cfg
    if options.low_vram:
        settings["low_vram"] = True
    return settings


@dataclass(frozen=True)
class ModelPlan:
    """What the jobs of one plan tell each other, for the model."""

    settings: Mapping[str, Any]
    frames: Frames
    window_s: float
    decided: Applied
    lines: Mapping[int, Sequence[Cue]]  # those that are spoken, by the index of each shot beside
    sounds: Mapping[int, Sequence[Cue]]  # those described, by a shot's index
    prompts: tuple[str, str]  # what every shot should sound of, and what none
    guides_speech: bool  # speech is rendered
    makes_audio: bool  # the audio stem is

    def of_shot(self, shot: Shot) -> dict[str, Any]:
        """Settings of a shot's job, beside what it has for every engine."""
        settings = dict(self.settings)
        spoken = self.lines.get(shot.index, ())
        if spoken:
            settings["dialogue"] = True
        within = [cue for cue in spoken if _within(cue, shot)]
        if within and self.guides_speech:
            settings["lines"] = [list(_in_shot(cue, shot)) for cue in within]
        return settings

    def of_line(self, cue: Cue, shot: Shot | None) -> dict[str, Any]:
        """Settings of a line's job; `shot` shows during the whole of it, if any does."""
        settings = dict(self.settings)
        if shot is None or shot.picture is None:
            return settings
        first, last = _in_shot(cue, shot)
        windows = windows_of(shot, self.frames, self.window_s)
        settings["shot"] = {
            "media_start_s": shot.picture.media_start_s,
            "duration_s": shot.picture.duration_s,
            "lead": first,
            "windows": [
                [window.start, window.length]
                for window in windows
                if window.start < last and window.start + window.length > first
            ],
        }
        ref = self.decided.shot_refs[shot.index]
        if self.makes_audio and not self.decided.is_muted(ref):
            prompt, negative_prompt = self.decided.prompts(ref, self.prompts)
            settings["beside"] = {
                "prompt": prompt,
                "negative_prompt": negative_prompt,
                "sounds": described_sounds(self.sounds.get(shot.index, ()), shot),
            }
        return settings


def _within(cue: Cue, shot: Shot) -> bool:
    return bool(
        cue.range.start_time >= shot.range.start_time
        and cue.range.end_time_exclusive() <= shot.range.end_time_exclusive()
    )


def _in_shot(cue: Cue, shot: Shot) -> tuple[int, int]:
    """First and last (exclusive) sample of a line in its shot's job time."""
    zero = samples(shot.range.start_time)
    return samples(cue.range.start_time) - zero, samples(cue.range.end_time_exclusive()) - zero
