"""Whole scenes and several lines at once, also for engines that do one thing at a time.

An engine that renders speech and sound of a scene in one pass has a `render_scene` of its own,
one that says lines in a batch a `speak_many`; the functions here use them where they are and
otherwise make the single calls. The other way round, `SceneStages` gives an engine that knows
scenes only the single calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, runtime_checkable

import numpy as np

from deepaudio.dsp.audio import Audio, with_channels
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import (
    AudioRequest,
    Control,
    Engine,
    Guidance,
    Speech,
    SpeechRequest,
    StageControl,
    TextToSpeech,
)
from deepaudio.media.picture import JobPicture


@dataclass(frozen=True)
class Turn:
    """What one person says in a scene, from `start` (in samples of scene time) on."""

    start: int
    line: SpeechRequest


@dataclass(frozen=True)
class Prompt:
    """What is heard in a scene. Without times: all along."""

    text: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True)
class SceneRequest:
    """A scene of `num_samples` at 48 kHz: who says what when, what is heard, what is seen."""

    num_samples: int
    turns: tuple[Turn, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    picture: JobPicture | None = None
    seed: int = 0
    negative_prompt: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True)
class SceneStems:
    """A scene's sound by category, each over the whole scene, and where its lines lie."""

    speech: Audio
    audio: Audio
    turns: tuple[Speech, ...] = ()  # as they were said, in the order of the turns


@runtime_checkable
class RendersScenes(Protocol):
    """An engine's stage that makes speech and sound of a scene in one pass."""

    def render_scene(self, scene: SceneRequest, control: Control) -> SceneStems:
        """The stems of a scene."""


@runtime_checkable
class SpeaksMany(Protocol):
    """A `TextToSpeech` that says several lines in one batch."""

    def speak_many(
        self, lines: Sequence[tuple[SpeechRequest, Guidance | None]], control: Control
    ) -> list[Speech]:
        """Each line with its guidance, as `TextToSpeech.speak` says it; in the same order."""


def speak_many(
    stage: TextToSpeech, lines: Sequence[tuple[SpeechRequest, Guidance | None]], control: Control
) -> list[Speech]:
    """Every line, in one batch where the stage can, one after the other where not."""
    if isinstance(stage, SpeaksMany):
        return stage.speak_many(lines, control)
    return [
        stage.speak(request, guidance, StageControl(control, i / len(lines), (i + 1) / len(lines)))
        for i, (request, guidance) in enumerate(lines)
    ]


def render_scene(engine: Engine, scene: SceneRequest, control: Control) -> SceneStems:
    """A scene's stems: in one pass where the engine can, else line by line and sound apart.

    Raises what the engine's stages raise.
    """
    stage = engine.video_to_audio
    if isinstance(stage, RendersScenes):
        return stage.render_scene(scene, control)
    lines = [
        (turn.line, engine.fusion.guidance(turn.line, StageControl(control, 0.0, 0.3)))
        for turn in scene.turns
    ]
    spoken = (
        speak_many(engine.text_to_speech, lines, StageControl(control, 0.3, 0.6)) if lines else []
    )
    sound = stage.generate(_sound_of(scene), 0, scene.num_samples, StageControl(control, 0.6, 1.0))
    return SceneStems(_laid_out(scene, spoken), sound, tuple(spoken))


def _sound_of(scene: SceneRequest) -> AudioRequest:
    """The scene's sound alone: prompts without times as one, those with times as described."""
    timed, always = [], []
    for one in scene.prompts:
        if one.start_s is None or one.end_s is None:
            always.append(one.text)
        else:
            timed.append({"text": one.text, "start_s": one.start_s, "end_s": one.end_s})
    return AudioRequest(
        num_samples=scene.num_samples,
        seed=scene.seed,
        picture=scene.picture,
        prompt=", ".join(text for text in always if text),
        negative_prompt=scene.negative_prompt,
        settings={**scene.settings, **({"sounds": timed} if timed else {})},
        where=scene.where,
    )


def _laid_out(scene: SceneRequest, spoken: Sequence[Speech]) -> Audio:
    """The lines at their places; what lies outside the scene is cut off."""
    takes = [speech.audio.at_rate(SAMPLE_RATE) for speech in spoken]
    channels = max((take.channels for take in takes), default=1)
    stem = np.zeros((channels, scene.num_samples), np.float32)
    for turn, take in zip(scene.turns, takes, strict=True):
        begin = turn.start - turn.line.handle_in
        first, last = max(0, begin), min(scene.num_samples, begin + take.length)
        if first < last:
            heard = with_channels(take.samples, channels)
            stem[:, first:last] += heard[:, first - begin : last - begin]
    return Audio(stem)


class SceneStages:
    """`VideoToAudio` and `TextToSpeech` of an engine that has `render_scene` and nothing else.

    Derive from it and define `render_scene`. A line is a scene with one turn, a shot's sound
    a scene without any.
    """

    def render_scene(self, scene: SceneRequest, control: Control) -> SceneStems:
        """See `RendersScenes.render_scene`."""
        raise NotImplementedError

    def generate(self, request: AudioRequest, start: int, length: int, control: Control) -> Audio:
        """See `VideoToAudio.generate`: the window is a scene of its own."""
        start_s = start / SAMPLE_RATE
        prompts = [Prompt(request.prompt)] if request.prompt else []
        for sound in request.settings.get("sounds") or ():
            begin, end = (sound[edge] - start_s for edge in ("start_s", "end_s"))
            prompts.append(Prompt(sound["text"], begin, end))
        scene = SceneRequest(
            length,
            prompts=tuple(prompts),
            picture=_later(request.picture, start_s, length / SAMPLE_RATE),
            seed=request.seed,
            negative_prompt=request.negative_prompt,
            settings=request.settings,
            where=request.where,
        )
        return self.render_scene(scene, control).audio

    def speak(self, request: SpeechRequest, guidance: Guidance | None, control: Control) -> Speech:
        """See `TextToSpeech.speak`. Raises ValueError when the scene says no turn."""
        scene = SceneRequest(
            request.num_samples + request.max_tail,
            turns=(Turn(0, request),),
            picture=request.picture,
            seed=request.seed,
            settings=request.settings,
            where=request.where,
        )
        stems = self.render_scene(scene, control)
        if not stems.turns:
            raise ValueError("the scene says nothing of its turn")
        return stems.turns[0]


def _later(picture: JobPicture | None, start_s: float, duration_s: float) -> JobPicture | None:
    """`picture` from `start_s` of its job time on."""
    if picture is None:
        return None
    return replace(
        picture,
        media_start_s=picture.media_start_s + start_s * picture.speed,
        duration_s=duration_s,
    )
