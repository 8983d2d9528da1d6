"""Fusion (MoF): which experts make a result, and how picture, text and sound share it.

Routing follows the modalities that are there, in this engine as in the published scripts: a
picture alone is heard (video to audio), text alone is said (text to speech), both together
are said to the picture: video to audio runs free over it, and the energy of what it
hears where somebody speaks guides the speech network.

Published: the free pass with empty prompts; its energy per mel frame over its maximum, at the
codec's own rate; the energy's projection into the speech network; before it, where the voice's
recording is the sound of a clip, the energy that the free pass hears in that clip's picture.
This project's design: the pass is made over the windows of the shot that the line lies in; a
line that crosses cuts is guided by what is heard in each shot under it, one maximum for all;
a silent window gives a flat contour instead of none; where the recording is trimmed, what is
heard in its picture is cut alike; what a trained fusion is shown besides (see `evidence`);
audio lowered under speech.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from deepaudio.dsp.contour import contour_length
from deepaudio.dsp.joining import Joiner
from deepaudio.dsp.waveform import SAMPLE_RATE, Contour, Waveform
from deepaudio.engines.base import (
    Control,
    Guidance,
    PicturePart,
    SpeechRequest,
    StageControl,
    StandardFusion,
)
from deepaudio.engines.deepaudio_v1.about import WINDOW_S
from deepaudio.engines.deepaudio_v1.evidence import (
    PlacedPass,
    features_at,
    kept_middles,
    middles,
)
from deepaudio.engines.deepaudio_v1.render_settings import RenderSettings, parse_settings
from deepaudio.engines.deepaudio_v1.sound import FREE, AudioGenerator, Heard
from deepaudio.engines.deepaudio_v1.stretch import Stretch, Window, stretches
from deepaudio.engines.deepaudio_v1.voices import PreparedVoice, Voices
from deepaudio.features.energy import energy_contour, fit, quantised
from deepaudio.media.picture import JobPicture
from deepaudio_plugin.core.errors import MediaError

_OVERLAP = SAMPLE_RATE
_OF_VOICES = 0  # the seed of what is heard in a recording's picture: one for all its lines


KeptRanges = tuple[tuple[float, float], ...]
"""Seconds [start, stop) of a recording, in order."""


@dataclass(frozen=True)
class Guide:
    """Where the sound that guides a line comes from.

    `windows` are (start, length) in the shot's job time, in order; the line begins `lead`
    samples into it.
    """

    windows: tuple[Window, ...]
    lead: int


class ModelFusion(StandardFusion):
    """`Fusion` of the model."""

    def __init__(self, generator: AudioGenerator, voices: Voices) -> None:
        self._generator = generator
        self._voices = voices

    def guidance(self, request: SpeechRequest, control: Control) -> Guidance | None:
        """What the picture says of a line; None without a picture all along.

        A part's `shot` names its shot's own windows (see `guide`); without it the part is heard
        alone. Features come with the contours where a trained fusion is to weigh them. Raises
        MediaError, JobError, OutOfMemoryError, and WeightsMissingError for a fusion that is not
        there.
        """
        seconds = request.num_samples / SAMPLE_RATE
        if not request.parts or not contour_length(seconds):
            return None
        control.check()
        voice = self._voices.voice(request, control)
        shown = request.voice_parts or _own_picture(voice)
        share = 0.5 if shown else 1.0
        render_settings = parse_settings(request.settings)
        fused = self._generator.fused(render_settings, control)
        sound = self._free_pass(
            request.parts, request.seed, render_settings, StageControl(control, 0.0, share)
        )
        energy = energy_contour(quantised(sound.waveform), sound.rate, seconds)
        features = features_at(sound.passes, middles(len(energy))) if fused else None
        guidance = Guidance(energy, features=features)
        if not shown:
            return guidance
        before = self._prompt(shown, voice, render_settings, StageControl(control, share, 1.0))
        if before is None:
            return guidance
        prompt, at, kept_s = before
        if not fused:
            return replace(guidance, prompt=prompt)
        of_prompt = features_at(at.passes, kept_middles(len(prompt), kept_s))
        return replace(guidance, prompt=prompt, prompt_features=of_prompt)

    def _prompt(
        self,
        shown: tuple[PicturePart, ...],
        voice: PreparedVoice,
        render_settings: RenderSettings,
        control: Control,
    ) -> tuple[Contour, FreeSound, KeptRanges] | None:
        """The contour of a recording's picture, what it is of, and what of that was kept.

        None if the picture cannot be read. It is cut as the recording was. The published program
        trims the recording and leaves its contour as it is.
        """
        try:
            sound = self._free_pass(shown, _OF_VOICES, render_settings, control)
        except MediaError as error:
            control.warn(
                f"the picture of the voice's recording says nothing of it: {error.message}"
            )
            return None
        kept_s: KeptRanges = voice.kept_s
        if render_settings.as_published:
            kept_s = ((0.0, len(sound.waveform) / sound.rate),)
        kept = [
            sound.waveform[round(start * sound.rate) : round(stop * sound.rate)]
            for start, stop in kept_s
        ]
        return energy_contour(quantised(np.concatenate(kept)), sound.rate), sound, kept_s

    def _free_pass(
        self,
        parts: tuple[PicturePart, ...],
        seed: int,
        render_settings: RenderSettings,
        control: Control,
    ) -> FreeSound:
        """What is heard in the pictures of some parts, each at its time."""
        heard, rate = np.zeros(0, np.float32), SAMPLE_RATE
        passes: list[PlacedPass] = []
        for number, part in enumerate(parts):
            share = StageControl(control, number / len(parts), (number + 1) / len(parts))
            sound = self._heard(part, seed, render_settings, share)
            rate = sound.rate
            start = round(part.start / SAMPLE_RATE * rate)
            heard = np.concatenate([fit(heard, start), sound.waveform])
            passes += sound.passes
        return FreeSound(heard, rate, tuple(passes))

    def _heard(
        self, part: PicturePart, seed: int, render_settings: RenderSettings, control: Control
    ) -> FreeSound:
        """The sound of one part; its passes are placed among all parts."""
        where = guide(part.shot, part.num_samples)
        picture = _whole(part)
        groups, joiner, joined, rate = list(stretches(where.windows)), Joiner(), [], SAMPLE_RATE
        passes: list[PlacedPass] = []
        for number, windows in enumerate(groups):
            share = StageControl(control, number / len(groups), (number + 1) / len(groups))
            stretch = Stretch(picture, windows, seed)
            sound = self._generator.hear(stretch, [FREE] * len(windows), render_settings, share)
            rate, length = sound.rate, stretch.stop - stretch.start
            step = groups[number + 1][0][0] - stretch.start if number + 1 < len(groups) else length
            native = sound.native(stretch.start, length)
            joined.append(joiner.add(native, min(len(native), int(step / SAMPLE_RATE * rate))))
            passes += _placed(sound, step, part, where)
        first = round((where.lead - where.windows[0][0]) / SAMPLE_RATE * rate)
        count = int(part.num_samples / SAMPLE_RATE * rate)
        whole: Waveform = np.concatenate(joined)
        return FreeSound(whole[first : first + count], rate, tuple(passes))


@dataclass(frozen=True, eq=False)
class FreeSound:
    """What the free pass heard, (T,) at the codec's rate, and the passes it is made of."""

    waveform: Waveform
    rate: int
    passes: tuple[PlacedPass, ...]


def _placed(sound: Heard, step: int, part: PicturePart, where: Guide) -> list[PlacedPass]:
    """Where the first `step` samples of a pass over a part's shot count among all parts."""
    if sound.features is None:
        return []
    origin = part.start + sound.start - where.lead
    start, stop = max(part.start, origin), min(part.start + part.num_samples, origin + step)
    return [PlacedPass(sound.features, start, stop, origin)] if start < stop else []


def _own_picture(voice: PreparedVoice) -> tuple[PicturePart, ...]:
    """The picture in a recording's own file, where it has one."""
    if voice.picture is None:
        return ()
    return (PicturePart(0, round(voice.seconds * SAMPLE_RATE), voice.picture),)


def _whole(part: PicturePart) -> JobPicture:
    """The picture of the shot that a part lies in; of the part where that is not known."""
    if part.shot is None:
        return part.picture
    start_s, seconds = float(part.shot["media_start_s"]), float(part.shot["duration_s"])
    return replace(part.picture, media_start_s=start_s, duration_s=seconds)


def guide(shot: Mapping[str, Any] | None, num_samples: int) -> Guide:
    """The shot's windows that a part names, or windows over the part's own range."""
    if shot:
        windows = tuple((int(start), int(length)) for start, length in shot["windows"])
        return Guide(windows, int(shot["lead"]))
    return Guide(_split(num_samples), 0)


def _split(length: int) -> tuple[Window, ...]:
    """Equal overlapping windows of at most the trained length over [0, length)."""
    most = round(WINDOW_S * SAMPLE_RATE)
    if length <= most:
        return ((0, length),)
    count = math.ceil((length - _OVERLAP) / (most - _OVERLAP))
    step = math.ceil((length - _OVERLAP) / count)
    return tuple((i * step, min(step + _OVERLAP, length - i * step)) for i in range(count))
