"""Text to speech: a line in a cast voice, guided by the picture's energy or at its own pace.

Published: reference and line in one sequence, each with its energy, chunks, the length of a
line by its bytes, sampling, the reference's level. This project's own: energy for lines of
several chunks, windows too short for their text (the line may run on) or too long for the
network, breaths in endless sentences, letters the model cannot read named, a line without
picture that begins at once.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

import numpy as np
import torch
from scipy import ndimage
from torch import Tensor

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.edges import audible
from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import CONTOUR_HOP_S, SAMPLE_RATE, Contour, Waveform
from deepaudio.engines import company, pacing
from deepaudio.engines.base import Control, Guidance, PictureFeatures, Speech, SpeechRequest
from deepaudio.engines.deepaudio_v1.about import LANGUAGES
from deepaudio.engines.deepaudio_v1.evidence import evidence_of
from deepaudio.engines.deepaudio_v1.render_settings import RenderSettings, parse_settings
from deepaudio.engines.deepaudio_v1.runtime import ModelRuntime, RuntimeSession
from deepaudio.engines.deepaudio_v1.stretch import derive_seed
from deepaudio.engines.deepaudio_v1.voices import Voices, builtin_sound
from deepaudio.engines.pacing import FASTEST, Pace
from deepaudio.features import speech_text
from deepaudio.features.speech_text import Vocabulary
from deepaudio.networks.f5 import MAX_FRAMES
from deepaudio.networks.mof import Evidence
from deepaudio.sampling import speech as sampling
from deepaudio.sampling.interruptible import interruptible
from deepaudio.sampling.speech import (
    Chunk,
    PlannedLine,
    Reference,
    SpeechModel,
    line_frames,
    plan_line,
)
from deepaudio_plugin.core.errors import JobError, LanguageError

_LEAD_S = 0.02  # of silence kept before a line without picture
_TAIL_S = 0.06  # kept after the last audible moment
_FADE = 960  # samples: 20 ms
_SHARED = 32  # contour frames, at most, by which a chunk's share exceeds its bytes' (see sampling)
_CHARS_PER_S = 15.0
_MAX_CHARS_PER_S = 40.0  # faster than anybody speaks
_MAX_CHARS = 200


class ModelTextToSpeech:
    """`TextToSpeech` of the model."""

    def __init__(self, runtime: ModelRuntime, voices: Voices) -> None:
        self._runtime = runtime
        self._voices = voices

    def speak(self, request: SpeechRequest, guidance: Guidance | None, control: Control) -> Speech:
        """Say `request.text` from job time 0. See `TextToSpeech.speak`.

        Raises LanguageError for a line the model cannot read, JobError for one with nothing to
        say or a voice that cannot serve, MediaError for a recording that cannot be read.
        """
        control.check()
        render_settings = parse_settings(request.settings)
        _check_language(request)

        def begun(at: RuntimeSession) -> Line:
            return _planned(request, guidance, self._voices.voice(request, control).reference, at)

        def job(at: RuntimeSession) -> tuple[Line, Waveform]:
            line = begun(at)
            return line, _rendered([line], at)[0]

        if render_settings.batched and company.in_company():
            line = self._runtime.run(render_settings, control, begun)
            waveform = company.solved(self._flow(line, render_settings), control)
            if waveform is not None:
                return _laid_out(line, waveform, request, guidance is not None)
        line, waveform = self._runtime.run(render_settings, control, job)
        return _laid_out(line, waveform, request, guidance is not None)

    def voice_sound(self, voice: str, control: Control) -> Audio:
        """See `CopiesVoices.voice_sound`."""
        return builtin_sound(voice, control)

    def _flow(self, line: Line, render_settings: RenderSettings) -> company.Flow[Line, Waveform]:
        """A line to be said in company."""

        def solve(wanted: list[Line], control: Control) -> list[Waveform]:
            def job(at: RuntimeSession) -> list[Waveform]:
                return _rendered(wanted, at)

            lengths = [one.frames for one in wanted]
            return self._runtime.run_pass(render_settings, lengths, control, job)

        kind = ("speech", render_settings, line.weighs)
        return company.Flow(1, kind, line, line.frames, self._runtime.most_frames, line, solve)


def _planned(
    request: SpeechRequest, guidance: Guidance | None, reference: Reference, at: RuntimeSession
) -> Line:
    if not at.fused and guidance is not None:
        guidance = Guidance(guidance.energy, guidance.prompt)
    room_s = request.num_samples / SAMPLE_RATE
    text, unread_s = sayable(request, at.pool.vocabulary(), at.control)
    line = plan(reference, text, guidance, room_s, request.max_tail / SAMPLE_RATE)
    return replace(line, seed=request.seed, unread_s=unread_s)


def _laid_out(line: Line, waveform: Waveform, request: SpeechRequest, guided: bool) -> Speech:
    """A line as it was said, in its window."""
    room_s = request.num_samples / SAMPLE_RATE
    if guided:
        waveform = np.concatenate([np.zeros(line.silence, np.float32), waveform])
    else:
        waveform = _begun(waveform)
    overrun_s = max(0.0, audible(waveform, SAMPLE_RATE)[1] / SAMPLE_RATE - room_s)
    spoken, lost_s = _ended(waveform, request, guided and not line.overrun)
    pace = replace(line.pace, overrun_s=overrun_s)
    start, stop = audible(spoken, SAMPLE_RATE)
    return Speech(
        Audio.mono(np.pad(spoken, (request.handle_in, request.handle_out))),
        len(spoken),
        start_s=start / SAMPLE_RATE,
        end_s=stop / SAMPLE_RATE,
        speed=pace.speed,
        warnings=pacing.warnings(pace, room_s, lost_s + line.unread_s / FASTEST),
    )


# -- text ---------------------------------------------------------------------------


def _check_language(request: SpeechRequest) -> None:
    declared = request.language.split("-")[0].split("_")[0].lower()
    if declared not in ("", *LANGUAGES):
        raise LanguageError(
            f"the model speaks English and Chinese, not {request.language!r}",
            where=request.where,
            hint="Give the lines in English or Chinese, and --language en or zh.",
        )


def sayable(request: SpeechRequest, vocabulary: Vocabulary, control: Control) -> tuple[str, float]:
    """The text as the model reads it, and the seconds of what no window could hold.

    Raises JobError when there is nothing to say, LanguageError when the model knows most of
    its letters not at all; single strange letters are left out with a warning.
    """
    text = " ".join(unicodedata.normalize("NFC", request.text).split())
    if not any(char.isalnum() for char in text):
        raise JobError(
            "there is nothing to say in this line",
            where=request.where,
            hint="Give it words, or put sounds in brackets: [door slams].",
        )
    room_s = (request.num_samples + request.max_tail) / SAMPLE_RATE
    most = round(_MAX_CHARS_PER_S * room_s) + _MAX_CHARS
    kept = text if len(text) <= most else text[:most].rsplit(None, 1)[0]
    return readable(kept, vocabulary, request.where, control), (
        len(text) - len(kept)
    ) / _CHARS_PER_S


def readable(text: str, vocabulary: Vocabulary, where: str, control: Control) -> str:
    """`text` without letters the model has never seen, or without their accents."""
    spelled = {char: _known(char, vocabulary) for char in dict.fromkeys(text) if char.isalnum()}
    strange = {char for char, known in spelled.items() if not known}
    letters = [char for char in text if char.isalnum()]
    if 2 * sum(char in strange for char in letters) > len(letters):
        raise LanguageError(
            f"the model cannot read this script: {_listed(strange, text)}",
            where=where,
            hint="It reads Latin letters and Chinese. Give the line in one of those.",
        )
    if strange:
        control.warn(f"letters the model cannot read are left out: {_listed(strange, text)}")
    return "".join(spelled.get(char, char) for char in text)


def _known(char: str, vocabulary: Vocabulary) -> str:
    """A letter as in the vocabulary: itself, without its accents, or "" if it is missing."""
    if not vocabulary.unknown(speech_text.tokens_of(char)):
        return char
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if c.isalnum())
    return plain if plain and not vocabulary.unknown(speech_text.tokens_of(plain)) else ""


def _listed(chars: set[str], text: str) -> str:
    ordered = [char for char in dict.fromkeys(text) if char in chars]
    return " ".join(ordered[:12]) + (" …" if len(ordered) > 12 else "")


def with_breaths(text: str, max_bytes: int) -> str:
    """`text` with a comma wherever a sentence goes on for more than `max_bytes`.

    Chunks end at punctuation; without any, a sentence longer than the network could hold
    would be cut off.
    """
    pieces = speech_text.chunk_text(text, 1)  # one sentence each
    breathing = [_broken(piece, max(16, max_bytes)) for piece in pieces]
    if breathing == pieces:
        return text
    return " ".join(breathing)


def _broken(sentence: str, max_bytes: int) -> str:
    if len(sentence.encode()) <= max_bytes:
        return sentence
    spaced = " " in sentence
    words = sentence.split() if spaced else list(sentence)
    glue, comma = (" ", ", ") if spaced else ("", "，")
    parts: list[str] = []
    current = ""
    for word in words:
        longer = f"{current}{glue}{word}" if current else word
        if current and len(longer.encode()) > max_bytes - 3:
            parts.append(current)
            current = word
        else:
            current = longer
    return comma.join([*parts, current])


# -- plan ---------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Line:
    """A planned line: its voice, its chunks, its pace, and its place in the window."""

    reference: Reference
    chunks: list[Chunk]
    pace: Pace
    silence: int = 0  # samples at 48 kHz before it
    overrun: bool = False
    seed: int = 0
    unread_s: float = 0.0  # of its text, more than any window could hold

    @property
    def weighs(self) -> bool:
        """Whether the trained fusion weighs it."""
        return any(isinstance(chunk.energy, Evidence) for chunk in self.chunks)

    @property
    def frames(self) -> int:
        """Frames of all its chunks, each with the reference."""
        return sum(chunk.frames for chunk in self.chunks)


def plan(
    reference: Reference, text: str, guidance: Guidance | None, room_s: float, tail_s: float
) -> Line:
    """A line within `room_s` seconds, which it may overrun by up to `tail_s`.

    With guidance it is exactly as long as that, unless the text would have to be said faster
    than `pacing.FASTEST`; without, as long as its bytes say.
    """
    text = with_breaths(text, speech_text.max_chunk_bytes(reference.text, reference.seconds))
    natural_s = natural_seconds(reference, text)
    needed = max(1.0, natural_s / max(room_s, 1e-3))
    speed = min(needed, FASTEST)
    overrun_s = max(0.0, natural_s / speed - room_s) if needed > FASTEST else 0.0
    pace = Pace(speed, (), overrun_s, needed)
    if guidance is None:
        return Line(reference, plan_line(reference, text, speed=speed), pace)
    contour, features = guidance.energy, guidance.features
    if overrun_s:
        frames = round((room_s + min(overrun_s, tail_s)) / CONTOUR_HOP_S)
        contour, features = stretched(contour, features, max(frames, len(contour)))
    first, stop = _busiest(contour, _most_frames(reference, text))
    target = evidence_of(contour[first:stop], features and features.at(slice(first, stop)))
    silence = round(first * CONTOUR_HOP_S * SAMPLE_RATE)
    prompt = None
    if guidance.prompt is not None:
        prompt = evidence_of(guidance.prompt, guidance.prompt_features)
    chunks = plan_line(reference, text, target, prompt)
    return Line(reference, chunks, pace, silence, bool(overrun_s))


def natural_seconds(reference: Reference, text: str) -> float:
    """How long a line takes at the reference's own pace, by the published rule."""
    frames = line_frames(reference.frames, reference.text, text) - reference.frames
    return frames * CONTOUR_HOP_S


def stretched(
    contour: Contour, features: PictureFeatures | None, frames: int
) -> tuple[Contour, PictureFeatures | None]:
    """The contour's shape over `frames` frames, and the features nearest to each of them."""
    at = np.linspace(0, len(contour) - 1, frames)
    drawn: Contour = np.interp(at, np.arange(len(contour)), contour).astype(np.float32)
    return drawn, features and features.at(np.rint(at).astype(np.int64))


def _most_frames(reference: Reference, text: str) -> int:
    """Frames of contour that the network can take for this line in all its chunks."""
    limit = speech_text.max_chunk_bytes(reference.text, reference.seconds)
    sizes = [len(chunk.encode()) for chunk in speech_text.chunk_text(text, limit)]
    of_one = MAX_FRAMES - reference.frames - _SHARED
    return of_one * sum(sizes) // max(sizes)


def _busiest(contour: Contour, most: int) -> tuple[int, int]:
    """The range of `most` frames with the most energy; all of a shorter contour."""
    if len(contour) <= most:
        return 0, len(contour)
    total = np.concatenate([[0.0], np.cumsum(contour, dtype=np.float64)])
    sums = total[most:] - total[:-most]
    first = int(np.argmax(ndimage.uniform_filter1d(sums, 3, mode="nearest")))
    return first, first + most


# -- sound --------------------------------------------------------------------------


def _rendered(lines: list[Line], at: RuntimeSession) -> list[Waveform]:
    """The lines as (T,) at 48 kHz, said in one pass; all of them weighed by a fusion, or none."""
    passes = 1 if len(lines) > 1 else len(lines[0].chunks)
    total, done = at.settings.speech.steps * passes, 0

    def on_step(_step: int, _mel: Tensor) -> None:
        nonlocal done
        at.control.check()
        done += 1
        at.control.progress(f"speech: step {done} of {total}", 0.95 * done / total)

    with at.pool.speech(fused=lines[0].weighs) as network, at.pool.vocos() as vocoder:
        model = SpeechModel(network, vocoder, at.pool.vocabulary())

        def solve(records: bool) -> list[Tensor]:
            nonlocal done
            done = 0
            settings = replace(at.settings.speech, replay=records)
            wanted = [PlannedLine(one.reference, one.chunks, _noise(one.seed)) for one in lines]
            if len(wanted) > 1:
                return sampling.speak_together(model, wanted, settings=settings, on_step=on_step)
            return [sampling.speak(model, wanted[0], settings=settings, on_step=on_step)]

        with at.stoppable(network), interruptible(vocoder, at.control.check):
            waveforms = at.accelerated(network, solve)
    return [
        resample(waveform.float().numpy(), sampling.SAMPLE_RATE, SAMPLE_RATE)
        for waveform in waveforms
    ]


def _noise(seed: int) -> torch.Generator:
    """What draws the noise of a line."""
    return torch.Generator().manual_seed(derive_seed("speech", seed))


def _begun(waveform: Waveform) -> Waveform:
    """Cut the silence that the model put before a line, so that it begins at once."""
    start, _ = audible(waveform, SAMPLE_RATE)
    begun: Waveform = waveform[max(0, start - round(_LEAD_S * SAMPLE_RATE)) :].copy()
    _fade(begun[:_FADE])
    return begun


def _ended(waveform: Waveform, request: SpeechRequest, exact: bool) -> tuple[Waveform, float]:
    """The line over its window, and the seconds of voice lost.

    `exact` lines take just their window. Others may run on by `max_tail`, as far as they are
    heard.
    """
    _, stop = audible(waveform, SAMPLE_RATE)
    most = request.num_samples + (0 if exact else request.max_tail)
    heard = min(stop + round(_TAIL_S * SAMPLE_RATE), len(waveform))
    window = max(request.num_samples, min(heard, most))
    spoken: Waveform = waveform[:window].copy()
    if len(waveform) > window:
        _fade(spoken[::-1][:_FADE])
    lost_s = max(0.0, (stop - window) / SAMPLE_RATE)
    return np.pad(spoken, (0, window - len(spoken))), lost_s


def _fade(samples: Waveform) -> None:
    """Fade in, in place; (T,) may be a reversed view."""
    samples *= np.linspace(0, 1, len(samples), dtype=np.float32)
