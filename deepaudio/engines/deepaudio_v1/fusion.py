"""Fusion (MoF): which experts make a result, and how picture, text and sound share it.

Routing follows the modalities that are there, in this engine as in the published scripts: a
picture alone is heard (video to audio), text alone is said (text to speech), both together
are said to the picture: video to audio runs free over it, and the energy of what it
hears where somebody speaks guides the speech network.

Published: the free pass with empty prompts; its energy per mel frame over its maximum; the
energy's projection into the speech network. This project's design: the pass is made over the
windows of the whole shot, together with the ambience; a silent window gives a flat contour
instead of none; the gate (see `gate`); audio lowered under speech.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from deepaudio.dsp.contour import contour_length, energy_contour
from deepaudio.dsp.joining import Joiner
from deepaudio.dsp.waveform import SAMPLE_RATE, Contour, Waveform
from deepaudio.engines.base import Control, SpeechRequest, StageControl, StandardFusion
from deepaudio.engines.deepaudio_v1.about import WINDOW_S
from deepaudio.engines.deepaudio_v1.gate import Gate
from deepaudio.engines.deepaudio_v1.render_settings import parse_settings
from deepaudio.engines.deepaudio_v1.sound import (
    FREE,
    AudioGenerator,
    AudioWindow,
    Pass,
    ambience_pass,
)
from deepaudio.features.energy import fit, quantised

_OVERLAP = SAMPLE_RATE


@dataclass(frozen=True)
class Guide:
    """Where the sound that guides a line comes from.

    `windows` are (start, length) in the shot's job time, in order; the line begins `lead`
    samples into it.
    """

    windows: tuple[tuple[int, int], ...]
    lead: int


class ModelFusion(StandardFusion):
    """`Fusion` of the model."""

    def __init__(self, generator: AudioGenerator, gate: Gate) -> None:
        self._generator = generator
        self._gate = gate

    def contour(self, request: SpeechRequest, control: Control) -> Contour | None:
        """Energy contour of the picture over the cue's window; None without a picture.

        `settings["shot"]` names the shot's own windows (see `guide`); without it the cue's
        window is heard alone. Raises MediaError, JobError and OutOfMemoryError.
        """
        if request.picture is None or not contour_length(request.num_samples / SAMPLE_RATE):
            return None
        control.check()
        contour = energy_contour(quantised(self._free_pass(request, control)))
        return self.gated(contour, request.text)

    @torch.inference_mode()
    def gated(self, contour: Contour, text: str) -> Contour:
        """How much of the contour reaches the speech network, (F,) to (F,)."""
        guided: Contour = self._gate(torch.from_numpy(contour), len(text)).numpy()
        return guided

    def _free_pass(self, request: SpeechRequest, control: Control) -> Waveform:
        """The free pass over the cue's window, (num_samples,)."""
        assert request.picture is not None
        render_settings = parse_settings(request.settings)
        shot = request.settings.get("shot")
        picture, where = request.picture, guide(shot, request.num_samples)
        if shot:
            start_s, seconds = float(shot["media_start_s"]), float(shot["duration_s"])
            picture = replace(picture, media_start_s=start_s, duration_s=seconds)
        joiner, parts = Joiner(), []
        for i, (start, length) in enumerate(where.windows):
            part = StageControl(control, i / len(where.windows), (i + 1) / len(where.windows))
            window = AudioWindow(picture, start, length, request.seed)
            passes = _passes(request.settings, start, length)
            sound = self._generator.generate(window, passes, render_settings, part)[-1]
            following = where.windows[i + 1][0] if i + 1 < len(where.windows) else start + length
            parts.append(joiner.add(sound, following - start))
        first = where.lead - where.windows[0][0]
        return fit(np.concatenate(parts)[first:], request.num_samples)


def guide(shot: dict[str, Any] | None, num_samples: int) -> Guide:
    """The shot's windows that a request names, or windows over the cue's own range."""
    if shot:
        windows = tuple((int(start), int(length)) for start, length in shot["windows"])
        return Guide(windows, int(shot["lead"]))
    return Guide(_split(num_samples), 0)


def _split(length: int) -> tuple[tuple[int, int], ...]:
    """Equal overlapping windows of at most the trained length over [0, length)."""
    most = round(WINDOW_S * SAMPLE_RATE)
    if length <= most:
        return ((0, length),)
    count = math.ceil((length - _OVERLAP) / (most - _OVERLAP))
    step = math.ceil((length - _OVERLAP) / count)
    return tuple((i * step, min(step + _OVERLAP, length - i * step)) for i in range(count))


def _passes(settings: dict[str, Any], start: int, length: int) -> list[Pass]:
    """The free pass, last; before it the ambience, if the audio stem will ask for it."""
    beside = settings.get("beside")
    if not beside:
        return [FREE]
    ambience = ambience_pass(
        {"sounds": beside.get("sounds"), "dialogue": True},
        str(beside.get("prompt", "")),
        str(beside.get("negative_prompt", "")),
        start / SAMPLE_RATE,
        (start + length) / SAMPLE_RATE,
    )
    return [ambience, FREE]
