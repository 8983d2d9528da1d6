"""Text to speech of the sketch engine: a line, in a voice, fitted to its window."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
from scipy import ndimage, signal

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.edges import audible
from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import CONTOUR_HOP_S, SAMPLE_RATE, Contour, Waveform
from deepaudio.engines import pacing
from deepaudio.engines.base import Control, Guidance, Speech, SpeechRequest
from deepaudio.engines.small_voice import language, manners, melody, voices
from deepaudio.engines.small_voice import model as voice_model
from deepaudio.engines.small_voice import sentences as read
from deepaudio.engines.small_voice.model import VoiceModel
from deepaudio.engines.small_voice.reading import VoiceReading
from deepaudio.engines.small_voice.sentences import ReadSentence
from deepaudio.engines.small_voice.spoken_text import spoken_text
from deepaudio.engines.small_voice.voices import Voice
from deepaudio.engines.voice_pack import model as pack_model
from deepaudio.engines.voice_pack.voices import PackVoice
from deepaudio_plugin.core.errors import JobError

_GAP_S = 0.3  # between sentences
_ATTACK_S = 0.008  # sound kept before the first audible moment, faded in
_RELEASE_S = 0.040  # sound kept after the last one, faded out
_CUT_FADE_S = 0.050
_CHARS_PER_S = 15.0  # at natural pace, roughly
_MAX_CHARS_PER_S = 40.0  # faster than anybody speaks, even at 1.6 times the pace
_MAX_CHARS = 200
_GUIDED_DB = 1.5  # how far the picture's motion raises or lowers the voice


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
        reading = VoiceReading(request.seed, request.delivery)
        sentences = _read(replace(request, text=text), reading, control)
        room_s = request.num_samples / SAMPLE_RATE
        tempo = reading.tempo_within(room_s, sum(one.whole_s for one in sentences) + unread_s)
        sentences = [sentence.longer(tempo) for sentence in sentences]
        pace = _pace(sentences, reading, unread_s, request, pacing.visible_end(contour))
        spoken = _say(sentences, pace, control)
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


def _read(request: SpeechRequest, reading: VoiceReading, control: Control) -> list[ReadSentence]:
    """The line's sentences in the request's voice, at natural pace."""
    voice = voices.choose(request.voice, request.speaker, where=request.where)
    model = voice_model.load(voice.base, british=voice.british)
    language.require_english(request.text, model.known, where=request.where)
    text = spoken_text(request.text, model.known)
    phonemes = model.sentences(text, reading.seed, request.settled)
    if not phonemes:
        raise JobError(
            "there is nothing to say in this line",
            where=request.where,
            hint="Give it words, or put sounds in brackets: [door slams].",
        )
    sentences = []
    for index, sentence in enumerate(phonemes):
        control.check()
        sentences.append(_sentence(sentence, index, voice, model, reading))
        control.progress("speech", 0.6 * (index + 1) / len(phonemes))
    return sentences


def _sentence(
    phonemes: str, index: int, voice: Voice | PackVoice, model: VoiceModel, reading: VoiceReading
) -> ReadSentence:
    """One sentence in one voice."""
    delivery, breath = reading.delivery, np.random.default_rng([reading.seed, index, 2])
    if isinstance(voice, PackVoice):
        height = voice.height * reading.pitch * manners.pitch_of(delivery)
        waveform = pack_model.say(
            model.ids(phonemes), replace(voice, height=round(height, 2)), reading.seed
        )
        waveform = manners.of_waveform(melody.of_waveform(waveform, phonemes), delivery, breath)
        return reading.timed(read.of_waveform(reading.louder(waveform, index)), index)
    rng = np.random.default_rng([reading.seed, index, 0])
    frames = voice_model.revoiced(model.frames(phonemes, reading.care), reading.voice(voice), rng)
    frames = manners.of_frames(melody.of_frames(frames, phonemes), delivery)
    frames = reading.emphasised(frames, index)
    draw = functools.partial(np.random.default_rng, [reading.seed, index, 1])
    return reading.timed(read.of_frames(frames, draw), index)


# -- saying -------------------------------------------------------------------------


def _pace(
    sentences: list[ReadSentence],
    reading: VoiceReading,
    unread_s: float,
    request: SpeechRequest,
    wish_s: float | None,
) -> pacing.Pace:
    """The pace at which the line fits; the one that is asked for where it fits so."""
    room_s, wanted = request.num_samples / SAMPLE_RATE, float(request.settings.get("pace", 1.0))
    pauses = [pause for sentence in sentences for pause in sentence.pause_lengths]
    gaps = reading.gaps(_GAP_S, len(sentences) - 1)
    speech_s = unread_s + sum(sentence.speech_s for sentence in sentences)
    edges_s = _ATTACK_S + _RELEASE_S
    return pacing.fit_at(wanted, speech_s, (*pauses, *gaps), room_s - edges_s, wish_s)


def _say(sentences: list[ReadSentence], pace: pacing.Pace, control: Control) -> Waveform:
    """The whole line at `pace` as (T,) at 48 kHz, from its first audible moment to its last."""
    pauses = list(pace.pauses)
    inner = [[pauses.pop(0) for _ in sentence.pauses] for sentence in sentences]
    parts: list[Waveform] = []
    for index, (sentence, lengths) in enumerate(zip(sentences, inner, strict=True)):
        control.check()
        parts.append(_trimmed(sentence.paced(pace.speed, lengths)))
        if index < len(pauses):
            gap = max(0.0, pauses[index] - _ATTACK_S - _RELEASE_S)  # those two are silent enough
            parts.append(np.zeros(round(gap * voice_model.SAMPLE_RATE), np.float32))
    control.progress("speech", 0.9)
    return resample(np.concatenate(parts), voice_model.SAMPLE_RATE, SAMPLE_RATE)


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
