"""The model's settings of a request: variant, preset, steps, guidance, memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deepaudio.engines.deepaudio_v1.declared import (
    ACCELERATION,
    AS_PUBLISHED,
    BATCHED,
    COMPILED,
    FUSION,
    MAX_GUIDANCE,
    MAX_STEPS,
    PICTURE,
    PUBLISHED,
    TRAINED,
)
from deepaudio.sampling import audio, speech_flow
from deepaudio.sampling.audio import AudioFlowSettings
from deepaudio.sampling.speech_flow import SpeechFlowSettings
from deepaudio_plugin.core.errors import JobError

PRESETS = {"final": (audio.FINAL, speech_flow.FINAL), "draft": (audio.DRAFT, speech_flow.DRAFT)}


@dataclass(frozen=True)
class RenderSettings:
    """How one request is to be rendered. `variant` "" is the engine's default."""

    variant: str
    audio: AudioFlowSettings
    speech: SpeechFlowSettings
    low_vram: bool
    records: bool = True  # steps are recorded and replayed, on a GPU
    compiled: bool = False  # blocks are compiled, on a GPU
    as_published: bool = False  # computed as the published program does, to compare with it
    fusion: str = ""  # "published" or "mof"; "" is what the variant has
    batched: bool = False  # shares passes with requests that wait beside it


def parse_settings(settings: Mapping[str, Any]) -> RenderSettings:
    """Parse a request's settings; defaults are the published values. Raises JobError.

    `preset` is "final" (the published defaults) or "draft"; `steps` and `cfg` overrule it.
    `cfg` c is stated as MMAudio does, null + c (conditional - null); F5 would call it c - 1.
    `as_published` computes in half precision what the published program does, in the batches
    that it does. `picture` is the strength of guidance by the picture, for a trained fusion.
    """
    preset = settings.get("preset") or "final"
    if preset not in PRESETS:
        raise JobError(f"there is no preset {preset!r}", hint=f"Choose {' or '.join(PRESETS)}.")
    of_audio, of_speech = PRESETS[preset]
    steps = settings.get("steps") or 0
    if steps:
        steps = int(_within("steps", steps, 1, MAX_STEPS))
        of_audio = dataclasses.replace(of_audio, steps=steps)
        of_speech = dataclasses.replace(of_speech, steps=steps)
    cfg = settings.get("cfg")
    if cfg is not None:
        cfg = _within("cfg", cfg, 0, MAX_GUIDANCE)
        of_audio = dataclasses.replace(of_audio, strength=cfg)
        of_speech = dataclasses.replace(of_speech, strength=max(0.0, cfg - 1))
    picture = settings.get(PICTURE)
    if picture is not None:
        picture = _within(PICTURE, picture, 0, MAX_GUIDANCE)
        of_speech = dataclasses.replace(of_speech, picture=picture)
    fusion = str(settings.get(FUSION) or "")
    if fusion not in ("", PUBLISHED, TRAINED):
        raise JobError(f"there is no fusion {fusion!r}", hint=f"Choose {PUBLISHED} or {TRAINED}.")
    if settings.get(AS_PUBLISHED):
        of_audio = dataclasses.replace(of_audio, rounded=True, one_batch=False)
        of_speech = dataclasses.replace(of_speech, rounded=True, one_batch=False)
    low_vram, compiled = (bool(settings.get(name)) for name in ("low_vram", COMPILED))
    as_published = bool(settings.get(AS_PUBLISHED))
    return RenderSettings(
        str(settings.get("variant") or ""),
        of_audio,
        of_speech,
        low_vram,
        records=settings.get(ACCELERATION, "auto") != "off",
        compiled=compiled,
        as_published=as_published,
        fusion=fusion,
        # Not what is as published, is compiled for one shape, or is to take little memory.
        batched=bool(settings.get(BATCHED)) and not (compiled or as_published or low_vram),
    )


def _within(name: str, value: Any, least: float, most: float) -> float:
    if isinstance(value, (int, float)) and least <= value <= most:
        return float(value)
    raise JobError(f"{name} {value!r} is out of range", hint=f"Choose {least:g} to {most:g}.")
