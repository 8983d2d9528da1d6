"""Text to speech of the sketch engine: a line, in a voice, fitted to its window."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage, signal

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.edges import AUDIBLE_DB, audible
from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import CONTOUR_HOP_S, SAMPLE_RATE, Contour, Waveform
from deepaudio.engines import pacing
from deepaudio.engines.base import Control, Guidance, Speech, SpeechRequest
from deepaudio.engines.small_voice import language, voices
from deepaudio.engines.small_voice import model as voice_model
from deepaudio.engines.small_voice.model import HOP, VoiceFrames
from deepaudio.engines.small_voice.spoken_text import spoken_text
from deepaudio.engines.small_voice.voices import Voice
from deepaudio_plugin.core.errors import JobError

_FRAME_S = HOP / voice_model.SAMPLE_RATE
_PAUSE_DB = -32.0
_PAUSE_FRAMES = 9  # a shorter gap is the closure of a consonant
_PAUSE_EDGE = 2  # frames on either side of a pause that stay as they are
_GAP_S = 0.3  # between sentences
_ATTACK_S = 0.008  # sound kept before the first audible moment, faded in
_RELEASE_S = 0.040  # sound kept after the last one, faded out
_CUT_FADE_S = 0.050
_CHARS_PER_S = 15.0  # at natural pace, roughly
_MAX_CHARS_PER_S = 40.0  # faster than anybody speaks, even at 1.6 times the pace
_MAX_CHARS = 200
_GUIDED_DB = 1.5  # how far the picture's motion raises or lowers the voice


@dataclass(frozen=True)
class _Sentence:
    """A sentence at natural pace: where in its frames there is voice, and where a pause."""

    frames: VoiceFrames
    waveform: Waveform  # at 24 kHz
    first: int
    last: int  # exclusive
    pauses: tuple[tuple[int, int], ...]  # frame ranges inside [first, last)

    @property
    def pause_lengths(self) -> tuple[float, ...]:
        return tuple((stop - start) * _FRAME_S for start, stop in self.pauses)

    @property
    def speech_s(self) -> float:
        return (self.last - self.first) * _FRAME_S - sum(self.pause_lengths)


class SketchTextToSpeech:
    """`TextToSpeech` with the small neural voice inside the `hibari-tts` package."""

    def speak(self, request: SpeechRequest, guidance: Guidance | None, control: Control) -> Speech:
        """Say `request.text` from job time 0. See `TextToSpeech.speak`.

        Raises `LanguageError` for a line that is not English and `JobError` for one in
        which there is nothing to say.
        """
        control.check()
        contour = None if guidance is None else guidance.energy
        language.require_declared_english(request.text, request.language, where=request.where)
        text, unread_s = _sayable(request)
        sentences = _read(replace(request, text=text), control)
        room_s = request.num_samples / SAMPLE_RATE
        pace = _pace(sentences, unread_s, room_s, pacing.visible_end(contour))
        spoken = _say(sentences, pace, request.seed, control)
        spoken, lost_s = _ended(spoken, request.num_samples, request.max_tail)
        lost_s += unread_s / pace.speed
        if contour is not None:
            spoken = _guided(spoken, contour)
        window = max(request.num_samples, len(spoken))
        after = window - len(spoken) + request.handle_out
        waveform = np.pad(spoken, (request.handle_in, after))
        start, stop = audible(spoken, SAMPLE_RATE)
        return Speech(
            Audio.mono(waveform),
            window,
            start_s=start / SAMPLE_RATE,
            end_s=stop / SAMPLE_RATE,
            speed=pace.speed,
            warnings=pacing.warnings(pace, room_s, lost_s),
        )


# -- reading ------------------------------------------------------------------------


def _sayable(request: SpeechRequest) -> tuple[str, float]:
    """As much text as could be said by the time the next cue begins, and how long the rest is.

    A page of text in a one-second cue is a slip somewhere; it must not cost minutes.
    """
    room_s = (request.num_samples + request.max_tail) / SAMPLE_RATE
    most = round(_MAX_CHARS_PER_S * room_s) + _MAX_CHARS
    if len(request.text) <= most:
        return request.text, 0.0
    text = request.text[:most].rsplit(None, 1)[0]
    return text, (len(request.text) - len(text)) / _CHARS_PER_S


def _read(request: SpeechRequest, control: Control) -> list[_Sentence]:
    """The line's sentences in the request's voice, at natural pace."""
    voice = _reading_of(voices.choose(request.voice, request.speaker, where=request.where), request)
    model = voice_model.load(voice.base)
    language.require_english(request.text, model.known, where=request.where)
    phonemes = model.sentences(spoken_text(request.text, model.known))
    if not phonemes:
        raise JobError(
            "there is nothing to say in this line",
            where=request.where,
            hint="Give it words, or put sounds in brackets: [door slams].",
        )
    sentences = []
    for index, sentence in enumerate(phonemes):
        control.check()
        rng = np.random.default_rng([request.seed, index, 0])
        frames = voice_model.revoiced(model.frames(sentence), voice, rng)
        sentences.append(_listened(frames, request.seed, index))
        control.progress("speech", 0.6 * (index + 1) / len(phonemes))
    return sentences


def _reading_of(voice: Voice, request: SpeechRequest) -> Voice:
    """`voice` slightly varied by the seed: another seed is another reading of the line."""
    if request.seed == 0:
        return voice
    rng = np.random.default_rng([request.seed])
    livelier, higher = np.exp(rng.normal(0, (0.15, 0.015)))
    return replace(
        voice,
        liveliness=float(np.clip(voice.liveliness * livelier, 0.5, 1.4)),
        pitch=float(voice.pitch * higher),
    )


def _listened(frames: VoiceFrames, seed: int, index: int) -> _Sentence:
    """Find voice and pauses in a sentence by rendering it once."""
    waveform = voice_model.sound(frames, np.random.default_rng([seed, index, 1]))
    level = np.sqrt(np.mean(np.square(waveform.reshape(-1, HOP)), axis=1))
    loudest = level.max()
    heard = np.flatnonzero(level > loudest * 10 ** (AUDIBLE_DB / 20))
    first, last = int(heard[0]), int(heard[-1]) + 1
    quiet = np.zeros(len(level) + 2, np.int8)
    quiet[1:-1] = level < loudest * 10 ** (_PAUSE_DB / 20)
    edges = np.flatnonzero(np.diff(quiet))
    pauses = tuple(
        (int(start) + _PAUSE_EDGE, int(stop) - _PAUSE_EDGE)
        for start, stop in edges.reshape(-1, 2)
        if start > first and stop < last and stop - start >= _PAUSE_FRAMES
    )
    return _Sentence(frames, waveform, first, last, pauses)


# -- saying -------------------------------------------------------------------------


def _pace(
    sentences: list[_Sentence], unread_s: float, room_s: float, wish_s: float | None
) -> pacing.Pace:
    pauses = [pause for sentence in sentences for pause in sentence.pause_lengths]
    gaps = [_GAP_S] * (len(sentences) - 1)
    speech_s = unread_s + sum(sentence.speech_s for sentence in sentences)
    edges_s = _ATTACK_S + _RELEASE_S
    return pacing.fit(speech_s, (*pauses, *gaps), room_s - edges_s, wish_s)


def _say(sentences: list[_Sentence], pace: pacing.Pace, seed: int, control: Control) -> Waveform:
    """The whole line at `pace` as (T,) at 48 kHz, from its first audible moment to its last."""
    pauses = list(pace.pauses)
    inner = [[pauses.pop(0) for _ in sentence.pauses] for sentence in sentences]
    parts: list[Waveform] = []
    for index, (sentence, lengths) in enumerate(zip(sentences, inner, strict=True)):
        control.check()
        rng = np.random.default_rng([seed, index, 1])
        parts.append(_trimmed(_paced(sentence, pace.speed, lengths, rng)))
        if index < len(pauses):
            gap = max(0.0, pauses[index] - _ATTACK_S - _RELEASE_S)  # those two are silent enough
            parts.append(np.zeros(round(gap * voice_model.SAMPLE_RATE), np.float32))
    control.progress("speech", 0.9)
    return resample(np.concatenate(parts), voice_model.SAMPLE_RATE, SAMPLE_RATE)


def _paced(
    sentence: _Sentence, speed: float, pauses: list[float], rng: np.random.Generator
) -> Waveform:
    """A sentence at `speed` with pauses of these seconds, as (T,) at 24 kHz."""
    if speed == 1.0 and pauses == list(sentence.pause_lengths):
        return sentence.waveform
    lengths = np.full(len(sentence.frames), 1 / speed)
    for (start, stop), seconds in zip(sentence.pauses, pauses, strict=True):
        lengths[start:stop] = seconds / _FRAME_S / (stop - start)
    return voice_model.sound(voice_model.resampled(sentence.frames, lengths), rng)


def _trimmed(waveform: Waveform) -> Waveform:
    """A sentence from just before its first audible moment to just after its last, faded."""
    rate = voice_model.SAMPLE_RATE
    start, stop = audible(waveform, rate)
    attack, release = round(_ATTACK_S * rate), round(_RELEASE_S * rate)
    start, stop = max(0, start - attack), min(len(waveform), stop + release)
    trimmed: Waveform = waveform[start:stop].copy()
    _fade(trimmed[:attack])
    _fade(trimmed[::-1][:release])
    return trimmed


def _ended(spoken: Waveform, room: int, tail: int) -> tuple[Waveform, float]:
    """`spoken` within room and tail, and the seconds of audible voice lost beyond them.

    What dies away just past its window is not worth a longer clip: it fades there.
    """
    limit = room if len(spoken) - room <= _RELEASE_S * SAMPLE_RATE else room + tail
    if len(spoken) <= limit:
        return spoken, 0.0
    _, stop = audible(spoken, SAMPLE_RATE)
    kept: Waveform = spoken[:limit].copy()
    _fade(kept[::-1][: round(_CUT_FADE_S * SAMPLE_RATE)])
    return kept, max(0.0, (stop - limit) / SAMPLE_RATE)


def _guided(spoken: Waveform, contour: Contour) -> Waveform:
    """`spoken` a little louder where the picture moves and softer where it rests."""
    if not len(contour) or contour.max() <= 0:
        return spoken
    width = max(1, round(0.3 / CONTOUR_HOP_S))
    smooth = contour.astype(np.float64)
    for _ in range(2):
        smooth = ndimage.uniform_filter1d(smooth, width, mode="nearest")
    decibels = _GUIDED_DB * (2 * smooth / smooth.max() - 1)
    at = np.arange(len(spoken)) / (CONTOUR_HOP_S * SAMPLE_RATE)
    gain = 10 ** (np.interp(at, np.arange(len(decibels)), decibels) / 20)
    guided: Waveform = spoken * gain.astype(np.float32)
    return guided


def _fade(samples: Waveform) -> None:
    """Fade in along half a Hann window, in place; (T,) may be a reversed view."""
    rise: Waveform = signal.windows.hann(2 * len(samples) + 1)[: len(samples)].astype(np.float32)
    samples *= rise
