"""Making one item's sound with an engine: what its stages are asked, and how it is put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from deepaudio.dsp import levels
from deepaudio.dsp.audio import Audio, heard_in
from deepaudio.dsp.ducking import duck
from deepaudio.dsp.joining import Joiner
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import AudioRequest, Engine, PicturePart, SilentControl, SpeechRequest
from deepaudio.evaluation import sounds
from deepaudio.evaluation.items import Item
from deepaudio.features.energy import fit
from deepaudio.media.picture import JobPicture
from deepaudio.media.probe import probe
from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.files import digest_of
from deepaudio_plugin.core.spoken.text import spoken

PUBLISHED_CLIP_S = 8.0
_PEAK_RATE = 24_000

_OVERLAP_S = 1.0
_CHARACTERS_PER_SECOND = 15.0  # of a subtitler: how long a line without a picture may be
_SHORTEST_S = 1.0
_TAIL_S = 10.0


@dataclass(frozen=True)
class Recipe:
    """What is made, and how. Another one needs another folder."""

    benchmark: str
    engine: str
    version: str
    weights: str
    settings: dict[str, Any] = field(default_factory=dict)
    as_published: bool = False
    seed: int = 0


class Maker:
    """Makes one item's sound with an engine."""

    def __init__(self, made: Recipe, engine: Engine) -> None:
        self._made = made
        self._engine = engine

    def sound(self, item: Item) -> Audio:
        """The sound of the item's whole range. Raises DeepAudioError."""
        length_s = self._length(item)
        if self._made.benchmark == "v2a":
            return self._scene(item, length_s)
        speech = self._line(item, length_s)
        if self._made.benchmark != "joint":
            return speech
        scene = self._scene(item, length_s).samples
        speech_samples = heard_in(fit(speech.samples, scene.shape[1]), len(scene))
        ducked = duck(scene, speech_samples, Ducking())
        return Audio(levels.limit_true_peak(ducked + speech_samples))

    def _length(self, item: Item) -> float:
        """Seconds of the item's range. Raises DeepAudioError."""
        made = self._made
        if made.as_published and made.benchmark == "v2s" and item.audio is not None:
            true = sounds.read(item.audio, item.start_s, item.end_s)
            if true.audio is not None:
                return true.seconds
        length = self._range(item)
        return min(length, PUBLISHED_CLIP_S) if self._as_published_clip() else length

    def _as_published_clip(self) -> bool:
        return self._made.as_published and self._made.benchmark == "v2a"

    def _range(self, item: Item) -> float:
        start = item.start_s or 0.0
        if item.end_s is not None:
            return item.end_s - start
        if item.video is not None and self._made.benchmark != "tts":
            duration = probe(str(item.video)).duration_s
            if duration is None or duration <= start:
                raise JobError("the picture has no length", where=str(item.video))
            return duration - start
        return max(_SHORTEST_S, len(item.text) / _CHARACTERS_PER_SECOND)

    def _picture(self, item: Item, start_s: float, length_s: float) -> JobPicture | None:
        if item.video is None or self._made.benchmark == "tts":
            return None
        return JobPicture(
            path=str(item.video),
            media_start_s=(item.start_s or 0.0) + start_s,
            clock_start_s=0.0,
            duration_s=length_s,
        )

    def _scene(self, item: Item, length_s: float) -> Audio:
        """The sound of the picture, in overlapping windows where it is longer than one."""
        total = round(length_s * SAMPLE_RATE)
        window = min(total, round(self._engine.info.window_s * SAMPLE_RATE))
        overlap = round(_OVERLAP_S * SAMPLE_RATE) if window < total else 0
        starts = [*range(0, total - overlap, window - overlap)]
        wanted = AudioRequest(
            num_samples=total,
            seed=self._made.seed,
            picture=self._picture(item, 0.0, length_s),
            prompt=item.caption,
            windows=tuple((start, min(window, total - start)) for start in starts),
            settings=self._made.settings,
            where=item.where,
        )
        joiner, parts = Joiner(), []
        for i, (start, length) in enumerate(wanted.windows):
            audio = self._engine.video_to_audio.generate(wanted, start, length, SilentControl())
            following = starts[i + 1] - start if i + 1 < len(starts) else length
            parts.append(joiner.add(fit(audio.at_rate(SAMPLE_RATE).samples, length), following))
        return Audio(np.concatenate(parts, axis=-1))

    def _line(self, item: Item, length_s: float) -> Audio:
        """The line in its place, as long as the range or as long as it runs on."""
        if not item.text.strip():
            raise JobError("the text is empty", where=item.where)
        made, engine = self._made, self._engine
        start, end = item.cue if item.cue and not made.as_published else (0.0, length_s)
        free = made.benchmark == "tts"
        request = SpeechRequest(
            num_samples=round((end - start) * SAMPLE_RATE),
            text=item.text if made.as_published else spoken(item.text),
            max_tail=round((_TAIL_S if free else max(0.0, length_s - end)) * SAMPLE_RATE),
            seed=made.seed,
            parts=_parts(self._picture(item, start, end - start)),
            speaker=item.speaker,
            voice_parts=_parts(self._prompts_picture(item)),
            settings=made.settings | self._voice(item),
            where=item.where,
        )
        guidance = engine.fusion.guidance(request, SilentControl())
        speech = engine.text_to_speech.speak(request, guidance, SilentControl()).audio.at_rate(
            SAMPLE_RATE
        )
        if made.as_published:
            return _at_peak_of_prompt(speech, item)
        before = round(start * SAMPLE_RATE)
        placed = np.pad(levels.level_to(speech.samples), ((0, 0), (before, 0)))
        return Audio(placed if free else fit(placed, round(length_s * SAMPLE_RATE)))

    def _prompts_picture(self, item: Item) -> JobPicture | None:
        """What shows while the prompt sounds: V2C's setting 1, its energy before the line's."""
        if item.prompt_video is None or self._made.benchmark == "tts":
            return None
        seconds = 0.0 if item.prompt_audio is None else sounds.read(item.prompt_audio).seconds
        return JobPicture(path=str(item.prompt_video), clock_start_s=0.0, duration_s=seconds)

    def _voice(self, item: Item) -> dict[str, Any]:
        """The prompt as an engine that speaks like recordings is told it."""
        path = item.prompt_audio
        if path is None or not self._engine.info.recordings:
            return {}
        if not path.is_file():
            raise JobError("the prompt's recording is missing", where=str(path))
        digest = digest_of(path)
        return {"reference": {"path": str(path), "text": item.prompt_text, "digest": digest}}


def _parts(picture: JobPicture | None) -> tuple[PicturePart, ...]:
    """One picture all along."""
    if picture is None:
        return ()
    return (PicturePart(0, round(picture.duration_s * SAMPLE_RATE), picture),)


def _at_peak_of_prompt(speech: Audio, item: Item) -> Audio:
    """gen * max|prompt| / max|gen|, first channels at 24 kHz, as published; untouched without."""
    if item.prompt_audio is None:
        return speech
    prompt = sounds.read(item.prompt_audio)
    if prompt.audio is None:
        return speech
    peak = float(np.abs(speech.at_rate(_PEAK_RATE).samples[0]).max(initial=0.0))
    at_24 = prompt.audio.at_rate(_PEAK_RATE).samples[0]
    wanted = float(np.abs(at_24).max(initial=0.0))
    return Audio(speech.samples * np.float32(wanted / peak)) if peak else speech
