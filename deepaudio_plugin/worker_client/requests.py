"""From what a take is made from to the message that orders it of a worker."""

from __future__ import annotations

import dataclasses
from typing import Any

from deepaudio_plugin.core.protocol import RenderRequest
from deepaudio_plugin.core.take_spec import DescribedSound, TakeSpec


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
        negative_prompt=spec.negative_prompt,
        settings=_settings(spec),
        where=spec.where,
        pronunciations=spec.pronunciations,
    )


def _settings(spec: TakeSpec) -> dict[str, Any]:
    """What an engine is told beyond the fields of every request: its settings, and company."""
    told: dict[str, Any] = {**spec.settings.sound, **spec.settings.making}
    if spec.stem == "audio":
        told["sounds"] = _plain(spec.sounds)
    if spec.reference is not None:
        told["reference"] = dataclasses.asdict(spec.reference)
    if spec.dialogue:
        told["dialogue"] = True
    if spec.lines:
        told["lines"] = [list(line) for line in spec.lines]
    if spec.shot is not None:
        windows = [[window.start, window.length] for window in spec.shot.windows]
        told["shot"] = {**vars(spec.shot), "windows": windows}
    if spec.beside is not None:
        told["beside"] = {**vars(spec.beside), "sounds": _plain(spec.beside.sounds)}
    return told


def _plain(sounds: tuple[DescribedSound, ...]) -> list[dict[str, Any]]:
    return [vars(sound) for sound in sounds]
