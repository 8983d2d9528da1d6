"""Rendering a take: an engine's stages, levelled, limited, measured and on disk."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from deepaudio.dsp import levels, wav
from deepaudio.dsp.audio import Audio, heard_in
from deepaudio.dsp.joining import Joiner
from deepaudio.dsp.loudness import LoudnessMeter
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples
from deepaudio.engines import company
from deepaudio.engines.base import (
    AudioRequest,
    Control,
    Engine,
    Guidance,
    PicturePart,
    SpeechRequest,
)
from deepaudio.engines.batches import speak_many
from deepaudio.worker.error_mapping import as_known, known_errors
from deepaudio.worker.sources import parts, picture
from deepaudio.worker.streams import EnergyMeter, PeakMeter, limited
from deepaudio.worker.task import StageControl, Task
from deepaudio_plugin.core.errors import JobError, MediaError
from deepaudio_plugin.core.protocol import (
    SILENCE_DB,
    Done,
    RecordedLine,
    RenderRequest,
    Take,
    Window,
)
from deepaudio_plugin.core.spoken.pronunciations import listed_words
from deepaudio_plugin.core.spoken.text import spoken


def render(request: RenderRequest, engine: Engine, task: Task) -> Done:
    """Render one take to `<out_dir>/<key>.wav`.

    Raises what engines and files raise, `JobError` for sound that is no sound, and
    `RequestCancelled`; whatever fails, nothing of the take stays on disk.
    """
    path = Path(request.out_dir) / f"{request.key}.wav"
    if request.stem == "speech":
        return _render_speech(request, engine, task, path)
    return _render_audio(request, engine, task, path)


# -- speech -------------------------------------------------------------------------


def _render_speech(request: RenderRequest, engine: Engine, task: Task, path: Path) -> Done:
    wanted, guidance = _seen(_speech_request(request), engine, task)
    task.check()
    (speech,) = speak_many(
        engine.text_to_speech, [(wanted, guidance)], StageControl(task, 0.3, 0.9)
    )
    company.leave()
    task.check()
    task.progress("level", 0.9)
    total = request.handle_in + speech.window + request.handle_out
    lufs = levels.SPEECH_LUFS + levels.LOUDER_BY.get(request.delivery, 0.0)
    levelled = levels.level_to(_checked(speech.audio, total), lufs)
    take, energy = write_take(request, iter([levelled]), total, path, task)
    take = replace(
        take,
        speech_start_s=round(speech.start_s, 4),
        speech_end_s=round(speech.end_s, 4),
        speed=round(speech.speed, 4),
    )
    return _done(take, energy, task, speech.warnings)


def _seen(
    wanted: SpeechRequest, engine: Engine, task: Task
) -> tuple[SpeechRequest, Guidance | None]:
    """The line with what its picture says; without either where that cannot be read.

    A damaged film costs its shots their sound: what is said over it needs no picture.
    """
    control = StageControl(task, 0.0, 0.3)
    try:
        return wanted, engine.fusion.guidance(wanted, control)
    except Exception as error:
        known = as_known(error)
        if not wanted.parts or not isinstance(known, MediaError):
            raise
        name = Path(known.where or wanted.parts[0].picture.path).name
        task.warn(f"spoken without guidance from its picture: {name}: {known.message}")
        return replace(wanted, parts=()), None


def _speech_request(request: RenderRequest) -> SpeechRequest:
    """The line as engines get it: its text as it is said, not as it is written."""
    return SpeechRequest(
        num_samples=request.num_samples,
        text=spoken(request.text, request.language, request.pronunciations),
        handle_in=request.handle_in,
        handle_out=request.handle_out,
        max_tail=request.max_tail,
        seed=request.seed,
        parts=_parts_of(request),
        language=request.language,
        speaker=request.speaker,
        voice=request.voice,
        voice_parts=parts(request.voice_parts),
        settings=request.settings,
        where=request.where,
        delivery=request.delivery,
        settled=listed_words(request.text, request.pronunciations),
    )


def _parts_of(request: RenderRequest) -> tuple[PicturePart, ...]:
    """The pictures under a line: those of a line that crosses cuts, else its one."""
    if request.picture is None:
        return parts(request.parts)
    shown, shot = picture(request.picture), request.settings.get("shot")
    return (PicturePart(0, request.num_samples, shown, shot),)


# -- audio --------------------------------------------------------------------------


def _render_audio(request: RenderRequest, engine: Engine, task: Task, path: Path) -> Done:
    """The engine's levels stand as they are; only the true peak is limited."""
    total = request.handle_in + request.num_samples + request.handle_out
    windows = request.windows or (Window(-request.handle_in, total),)
    _check_windows(windows, -request.handle_in, total)
    sound = _generated(request, windows, engine, StageControl(task, 0.0, 0.95))
    take, energy = write_take(request, sound, total, path, task)
    return _done(take, energy, task)


def _generated(
    request: RenderRequest, windows: tuple[Window, ...], engine: Engine, control: Control
) -> Iterator[Samples]:
    """The job's samples in order, windows joined; only one window is in memory at a time."""
    wanted = _audio_request(request, windows)
    joiner, channels = Joiner(), 0
    at_once = getattr(engine.video_to_audio, "windows_at_once", 1)
    for i, window in enumerate(windows):
        control.check()
        part = StageControl(control, *_share(i, len(windows), at_once))
        with known_errors():
            audio = engine.video_to_audio.generate(wanted, window.start, window.length, part)
        if i + 1 == len(windows):
            company.leave()
        sound = _checked(audio, window.length)
        channels = channels or request.channels or len(sound)
        sound = heard_in(sound, channels)
        step = windows[i + 1].start - window.start if i + 1 < len(windows) else window.length
        yield joiner.add(sound, step)


def _share(index: int, count: int, at_once: int) -> tuple[float, float]:
    """The part of the work that a window is: all of its group's, if it is the first of it."""
    first = index // at_once * at_once
    last = min(count, first + at_once)
    return (first / count if index == first else last / count), last / count


def _check_windows(windows: tuple[Window, ...], start: int, total: int) -> None:
    """They must cover the file from end to end, without gaps and each meeting one neighbour."""
    ends = [w.start + w.length for w in windows]
    starts = [w.start for w in windows]
    covered = starts[0] == start and ends[-1] == start + total and total > 0
    gapless = all(e >= s for e, s in zip(ends, starts[1:], strict=False))
    simple = all(e <= s for e, s in zip(ends, starts[2:], strict=False))
    if not (covered and gapless and simple and starts == sorted(starts)):
        raise JobError(f"the job's {len(windows)} windows do not cover its {total} samples")


def _audio_request(request: RenderRequest, windows: tuple[Window, ...]) -> AudioRequest:
    return AudioRequest(
        num_samples=request.num_samples,
        handle_in=request.handle_in,
        handle_out=request.handle_out,
        seed=request.seed,
        picture=picture(request.picture) if request.picture else None,
        prompt=request.prompt,
        negative_prompt=request.negative_prompt,
        windows=tuple((window.start, window.length) for window in windows),
        settings=request.settings,
        where=request.where,
        channels=request.channels,
        part=request.part,
    )


# -- both ---------------------------------------------------------------------------


def write_take(
    request: RenderRequest | RecordedLine,
    sound: Iterator[Samples],
    total: int,
    path: Path,
    task: Task,
) -> tuple[Take, tuple[float, ...]]:
    """Limit, write and measure `total` samples as they come."""
    loudness, energy, peak = LoudnessMeter(), EnergyMeter(total), PeakMeter()
    first = next(sound)
    channels = len(first)

    def measured() -> Iterator[Samples]:
        for block in limited(itertools.chain([first], sound)):
            task.check()
            for meter in (loudness, energy, peak):
                meter.add(block)
            yield block

    samples = wav.write_blocks(path, measured(), channels)
    task.progress("write", 1.0)
    take = Take(
        key=request.key,
        path=str(path),
        num_samples=samples,
        channels=channels,
        handle_in=request.handle_in,
        window=samples - request.handle_in - request.handle_out,
        lufs=_rounded(loudness.integrated()),
        true_peak_db=max(SILENCE_DB, round(levels.to_db(peak.highest()), 2)),
        seed=request.seed,
    )
    return take, energy.values()


def _checked(audio: Audio, length: int) -> Samples:
    """An engine's sound as (C, length) at 48 kHz. Raises `JobError` for what is none.

    Sound at another rate may be as much too long or short as one of its samples lasts.
    """
    slack = 0 if audio.rate == SAMPLE_RATE else -(-SAMPLE_RATE // audio.rate)
    sound = audio.at_rate(SAMPLE_RATE).samples
    if abs(sound.shape[1] - length) > slack:
        raise JobError(f"the engine made {sound.shape[1]} samples where {length} were asked for")
    if not np.isfinite(sound).all():
        raise JobError("the engine made sound that holds no numbers", hint="Try another seed.")
    missing = max(0, length - sound.shape[1])
    return np.pad(sound, ((0, 0), (0, missing)))[:, :length] if slack else sound


def _rounded(lufs: float | None) -> float | None:
    return None if lufs is None else round(lufs, 2)


def _done(
    take: Take, energy: tuple[float, ...], task: Task, warnings: tuple[str, ...] = ()
) -> Done:
    return Done(
        id=task.id,
        take=take,
        path=take.path,
        energy=energy,
        timings=task.timings(),
        warnings=(*warnings, *task.warnings),
    )
