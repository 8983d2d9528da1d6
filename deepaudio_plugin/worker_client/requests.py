"""From what a take is made from to the message that orders it of a worker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deepaudio_plugin.core.protocol import RenderRequest, ShownPart
from deepaudio_plugin.core.take_spec import (
    AmbiencePoint,
    DescribedSound,
    LinePart,
    SurroundingShot,
    TakeSpec,
)

VOICES = "speech, voices, talking, singing"
"""What a sound that had voices in it is not to sound like when it is made once more."""


def render_request(spec: TakeSpec, id_: str, out_dir: str) -> RenderRequest:
    """The order to render `spec` to `<out_dir>/<key>.wav`."""
    return RenderRequest(
        id=id_,
        key=spec.key,
        stem=spec.stem,
        engine=spec.engine,
        out_dir=out_dir,
        num_samples=spec.num_samples,
        handle_in=spec.handle_in,
        handle_out=spec.handle_out,
        max_tail=spec.max_tail,
        seed=spec.seed,
        picture=spec.picture,
        windows=spec.windows,
        text=spec.text,
        language=spec.language,
        speaker=spec.speaker,
        voice=spec.voice,
        prompt=spec.prompt,
        negative_prompt=_negative_prompt(spec),
        settings=_settings(spec),
        where=spec.where,
        pronunciations=spec.pronunciations,
        parts=_shown(spec.parts),
        voice_parts=_shown(spec.reference.parts) if spec.reference else (),
        delivery=spec.delivery,
        channels=spec.channels,
        part=spec.part,
    )


def _negative_prompt(spec: TakeSpec) -> str:
    """What it is not to sound like; an engine is told in words too to keep voices out."""
    told = (spec.negative_prompt, VOICES if spec.voiceless else "")
    return ", ".join(filter(None, told))


def _settings(spec: TakeSpec) -> dict[str, Any]:
    """What an engine is told beyond the fields of every request: its settings, and company."""
    told: dict[str, Any] = {**spec.settings.sound, **spec.settings.making}
    if spec.stem == "audio":
        told["sounds"] = _plain(spec.sounds)
    if spec.ambience:
        told["ambience"] = _plain(spec.ambience)
    if spec.reference is not None:
        named = spec.reference
        told["reference"] = {"path": named.path, "text": named.text, "digest": named.digest}
    if spec.dialogue:
        told["dialogue"] = True
    if spec.voiceless:
        told["voiceless"] = True
    if spec.shot is not None:
        told["shot"] = _surrounding(spec.shot)
    return told


def _shown(parts: Iterable[LinePart]) -> tuple[ShownPart, ...]:
    return tuple(
        ShownPart(
            part.start,
            part.num_samples,
            part.picture,
            _surrounding(part.shot) if part.shot is not None else {},
        )
        for part in parts
    )


def _surrounding(shot: SurroundingShot) -> dict[str, Any]:
    windows = [[window.start, window.length] for window in shot.windows]
    return {**vars(shot), "windows": windows}


def _plain(values: tuple[DescribedSound | AmbiencePoint, ...]) -> list[dict[str, Any]]:
    return [vars(value) for value in values]
