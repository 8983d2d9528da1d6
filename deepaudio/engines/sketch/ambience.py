"""What goes on in a job: its place, its weather and its captions, as layers with gains.

Ambience belongs to a scene, not to a shot. Where the request says what sounds at the cut before
it (`settings["ambience"]`, see `deepaudio_plugin.planning.ambience`), noise goes on there to the
sample; and near its cuts a shot's ambience follows no motion, so that neighbours meet at one level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.bank.catalogue import TEXTURES
from deepaudio.engines.sketch.prompts import Palette

STEP = 480
"""Samples per step of a gain curve: 10 ms."""

AMBIENCE_LUFS = -42.0
"""Loudness of neutral ambience."""

MORPH_S = 2.0
"""How long after a cut a shot takes to come to its own place in the noise of its scene."""

_UNDER_DB = -4.0  # room tone under another texture
_NEXT_DB = -2.0  # each further texture
_QUIET_DB = -6.0  # a quiet place
_FADE_S = 0.6  # of what a caption describes
_EDGE_S = 1.0  # from a cut on, until motion counts in full

Curve = npt.NDArray[np.float32]
Inside = npt.NDArray[np.float64] | float


@dataclass(frozen=True)
class Layer:
    """A texture and its gain, one value per STEP from the job's first file sample on."""

    name: str
    gains: Curve  # linear, beside the loop's own level


@dataclass(frozen=True)
class Noise:
    """A place in the endless noise of a scene: `at` is what sounds at the job's first sample."""

    place: str = ""
    at: int = 0


@dataclass(frozen=True)
class SoundCaption:
    """What a caption describes, in seconds of job time."""

    text: str
    start_s: float
    end_s: float


@dataclass
class _Beds:
    """Layers in the making; `level` is how much moves, 0 to 1 per STEP."""

    start_s: float
    level: Curve
    layers: list[Layer] = field(default_factory=list)

    def add(self, name: str, extra_db: float, inside: Inside = 1.0) -> None:
        """A texture, at its own level and `extra_db`."""
        sound = TEXTURES[name]
        decibels = sound.level_db + extra_db + sound.follow_db * self.level
        gains = np.power(10.0, decibels / 20) * inside
        self.layers.append(Layer(name, gains.astype(np.float32)))

    def add_movement(self) -> None:
        """Air around what moves."""
        if self.level.any():
            loud = np.power(10.0, (-14 + 16 * self.level) / 20) * np.minimum(1, self.level * 8)
            self.layers.append(Layer("air", loud.astype(np.float32)))

    def silence(self, inside: npt.NDArray[np.float64]) -> None:
        """Take away what there is so far where `inside` is 1."""
        outside = np.sqrt(np.clip(1 - inside**2, 0, 1)).astype(np.float32)
        self.layers = [Layer(one.name, one.gains * outside) for one in self.layers]

    def window(self, caption: SoundCaption) -> npt.NDArray[np.float64]:
        """1 within a caption's time, 0 outside, with soft slopes of _FADE_S outside of it."""
        times = self.start_s + np.arange(len(self.level)) * (STEP / SAMPLE_RATE)
        begin, end = caption.start_s - _FADE_S, caption.end_s + _FADE_S
        ramp = np.clip(np.minimum(times - begin, end - times) / _FADE_S, 0, 1)
        return np.asarray(ramp * ramp * (3 - 2 * ramp))


def write_layers(
    request: AudioRequest,
    asked: Palette,
    captions: Sequence[tuple[SoundCaption, Palette]],
    level: Curve,
) -> tuple[Layer, ...]:
    """The layers of a job: what the prompt asks for, and what captions describe in their time.

    A caption that names a place, or silence, stands instead of what there is.
    """
    beds = _Beds(-request.handle_in / SAMPLE_RATE, _calm_at_cuts(request, level))
    if not asked.silent:
        _write_place(beds, asked, 1.0)
        beds.add_movement()
    for caption, found in captions:
        inside = beds.window(caption)
        if is_place(found):
            beds.silence(inside)
            _write_place(beds, found, inside)
        else:
            for name in found.textures:
                beds.add(name, 0.0, inside)
    return tuple(beds.layers)


def is_place(found: Palette) -> bool:
    """Whether what a caption names stands instead of a shot's ambience."""
    return found.silent or any(TEXTURES[name].is_place for name in found.textures)


def _write_place(beds: _Beds, asked: Palette, inside: Inside) -> None:
    if asked.silent:
        return
    quiet = _QUIET_DB if asked.quiet else 0.0
    if not any(TEXTURES[name].is_place for name in asked.textures):
        beds.add("room", (_UNDER_DB if asked.textures else 0.0) + quiet, inside)
    for i, name in enumerate(asked.textures):
        beds.add(name, max(i * _NEXT_DB, -6.0) + quiet, inside)


def _calm_at_cuts(request: AudioRequest, level: Curve) -> Curve:
    """How much moves, none of it at the cuts and in the handles."""
    times = np.arange(len(level)) * (STEP / SAMPLE_RATE) - request.handle_in / SAMPLE_RATE
    duration_s = request.num_samples / SAMPLE_RATE
    edge_s = max(1e-3, min(_EDGE_S, duration_s / 2))
    ramp = np.clip(np.minimum(times, duration_s - times) / edge_s, 0, 1)
    return np.asarray(level * ramp * ramp * (3 - 2 * ramp), np.float32)


def noise_of(settings: dict[str, Any]) -> tuple[Noise, ...]:
    """`settings["ambience"]`: one place in the noise, or where it begins and what it comes to.

    What is malformed is left out; without any it is one place for all.
    """
    told = settings.get("ambience")
    found = [
        Noise(str(one["place"]), int(one["at"]))
        for one in (told if isinstance(told, (list, tuple)) else ())
        if isinstance(one, dict) and isinstance(one.get("at"), int) and "place" in one
    ]
    return tuple(found[:2]) or (Noise(),)


def captions_of(settings: dict[str, Any]) -> list[SoundCaption]:
    """`settings["sounds"]` in job time; what is malformed is left out."""
    found = []
    for sound in settings.get("sounds") or ():
        if isinstance(sound, dict) and str(sound.get("text", "")).strip():
            start_s = float(sound.get("start_s", 0.0))
            end_s = float(sound.get("end_s", start_s))
            found.append(SoundCaption(str(sound["text"]), start_s, end_s))
    return found
