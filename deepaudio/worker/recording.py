"""A take of what somebody has recorded of a line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from deepaudio.credentials.reading import read_claim
from deepaudio.dsp import levels
from deepaudio.dsp.edges import audible, fade_ends
from deepaudio.dsp.loudness import loudness
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples, Waveform
from deepaudio.media.probe import probe
from deepaudio.worker.render import write_take
from deepaudio.worker.sound import sound_at_48k, with_progress
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError, MediaError
from deepaudio_plugin.core.protocol import MAX_RECORDING_S, Done, RecordedLine

_SILENT_DB = -70.0  # a recording that is nowhere louder has no voice in it
_BEFORE = SAMPLE_RATE // 100  # kept before the voice, for its first consonant: 10 ms
_AFTER = SAMPLE_RATE // 8  # and after it, for its last one and the room: 125 ms
_ALIKE_DB = -40.0  # so far below the sound is a difference of channels that is no stereo
_MINUTE_S = 60
_SOUND_FILES = frozenset(
    (".wav", ".bwf", ".aif", ".aiff", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".wma")
)
"""Endings of files that may hold a picture, of their cover, and are no films."""


def recording(request: RecordedLine, task: Task) -> Done:
    """Make a take of a recording.

    Raises `MediaError` for what is no sound, and `JobError` for what is silent or too long.
    """
    sound = _read(request.path, task)
    _tell_its_claim(Path(request.path), task)
    mono = _mixed(sound, task)
    first, last = audible(mono, SAMPLE_RATE)
    if not last or levels.to_db(float(np.abs(mono).max())) < _SILENT_DB or loudness(mono) is None:
        raise JobError(
            "the recording is silent",
            where=request.path,
            hint="Choose another file, or check which track the microphone was recorded on.",
        )
    begin, end = max(0, first - _BEFORE), min(len(mono), last + _AFTER)
    lead = min(first - begin, request.handle_in)
    placed, handle_out = _placed(mono[first - lead : end], lead, request, task)
    placed = levels.level_to(placed)  # all of the file, as an engine's lines are
    path = Path(request.out_dir) / f"{request.key}.wav"
    wanted = replace(request, handle_out=handle_out)
    take, energy = write_take(wanted, iter([placed[None]]), placed.shape[-1], path, task)
    spoken_s = (last - first) / SAMPLE_RATE
    take = replace(take, speech_start_s=0.0, speech_end_s=round(spoken_s, 4))
    return Done(
        task.id,
        take=take,
        path=take.path,
        energy=energy,
        timings=task.timings(),
        warnings=task.warnings,
    )


def _read(path: str, task: Task) -> Samples:
    """All of its sound (C, T) at 48 kHz."""
    facts = probe(path)
    if not facts.has_audio:
        raise MediaError(
            "there is no sound in it", where=path, hint="Choose a recording with sound."
        )
    if facts.duration_s is not None and facts.duration_s > MAX_RECORDING_S:
        raise _too_long(path, facts.duration_s)
    if facts.has_video and not facts.is_still and Path(path).suffix.lower() not in _SOUND_FILES:
        task.warn(f"{Path(path).name} is a film: its sound was taken")
    most = round(MAX_RECORDING_S * SAMPLE_RATE)
    expected = round((facts.duration_s or MAX_RECORDING_S) * SAMPLE_RATE)
    blocks = with_progress(sound_at_48k(path, 0, most + 1), expected, "recording", task)
    pieces = list(blocks)
    sound: Samples = np.concatenate(pieces, axis=1) if pieces else np.zeros((1, 0), np.float32)
    if not sound.shape[1]:
        raise MediaError(
            "no sound can be read from it", where=path, hint="Check that the file plays."
        )
    if sound.shape[1] > most:
        raise _too_long(path, sound.shape[1] / SAMPLE_RATE)
    if not np.isfinite(sound).all():
        raise MediaError(
            "it holds samples that are no numbers",
            where=path,
            hint="Export the recording again from where it was made.",
        )
    return sound


def _tell_its_claim(path: Path, task: Task) -> None:
    """A take is other sound than its recording and cannot keep the claim of that file."""
    try:
        found = read_claim(path)
    except JobError:  # the library is not installed: then nothing here reads claims
        return
    if not found.signer:
        return
    what = " that it was artificially generated" if found.is_generated else ""
    task.warn(f"{path.name} has a claim by {found.signer}{what}: the take does not keep it")


def _too_long(path: str, seconds: float) -> JobError:
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // _MINUTE_S % _MINUTE_S
    length = f"{hours}:{minutes:02}:{whole % _MINUTE_S:02}"
    return JobError(
        f"it is {length} long; a recording of one line lasts {MAX_RECORDING_S / 60:.0f} minutes "
        "at most",
        where=path,
        hint="Cut the line out of it, and import that.",
    )


def _mixed(sound: Samples, task: Task) -> Waveform:
    """(T,) of all channels; a channel that nothing is on counts for nothing."""
    loudest = np.abs(sound).max(axis=1)
    heard = sound[loudest > loudest.max() * levels.from_db(_ALIKE_DB)] if loudest.max() else sound
    if len(heard) > 1:
        apart = float(np.abs(heard - heard[:1]).max())
        if apart > float(loudest.max()) * levels.from_db(_ALIKE_DB):
            task.warn("its channels are mixed to one: lines are mono")
    mono: Waveform = heard.mean(axis=0, dtype=np.float32)
    return mono


def _placed(voice: Waveform, lead: int, request: RecordedLine, task: Task) -> tuple[Waveform, int]:
    """The file's samples (T,), the voice beginning with the line, and those of its last handle."""
    length = len(voice) - lead  # of the line's own time
    room = request.num_samples + request.max_tail
    over = max(0, length - room)
    window = request.num_samples if length <= request.num_samples else min(length, room)
    if over:
        task.warn(
            f"it is {over / SAMPLE_RATE:.1f} s longer than its line has room for: its end is in "
            "the clip's handle"
        )
    handle_out = max(request.handle_out, over)
    total = request.handle_in + window + handle_out
    placed: Waveform = np.zeros(total, np.float32)
    start = request.handle_in - lead
    faded = fade_ends(voice, start, start, start + len(voice))
    placed[start : start + len(voice)] = faded[: total - start]
    return placed, handle_out
