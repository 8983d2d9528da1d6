"""The original sound of the timeline's media."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deepaudio.dsp import wav
from deepaudio.dsp.audio import with_channels
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples
from deepaudio.engines.base import Control
from deepaudio.media.clock import clock_start
from deepaudio.media.picture import JobPicture
from deepaudio.media.probe import probe
from deepaudio.worker.sound import MAX_CHANNELS, sound_at_48k, with_progress
from deepaudio.worker.sources import picture
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError, MediaError
from deepaudio_plugin.core.protocol import Done, Original, PictureSource

_AS_SHOT = 1e-6  # how far a speed may differ from 1 without changing the sound
_SLOWEST, _FASTEST = 0.1, 10.0  # that a sound is played at: beyond, nothing of it is left to hear


def original(request: Original, task: Task) -> Done:
    """Write the film's original sound over a range: mono if all of it is mono, else stereo.

    Retimed clips are silent: a voice may be cast from it, and at another speed it is another.
    Raises `JobError` for an empty range.
    """
    if request.num_samples <= 0:
        raise JobError("there is nothing to hear: the range is empty")
    sound = own_sound(
        request.picture, request.picture_starts_s, request.num_samples, task, as_shot=True
    )
    if sound is not None:
        reported = with_progress(sound.blocks, request.num_samples, "original", task)
        wav.write_blocks(request.out_path, reported, sound.channels)
    return Done(
        task.id,
        path=request.out_path if sound else "",
        timings=task.timings(),
        warnings=task.warnings,
    )


@dataclass(frozen=True)
class OwnSound:
    """Blocks (channels, T) that make up a whole range."""

    channels: int
    blocks: Iterator[Samples]


def own_sound(
    pictures: Sequence[PictureSource],
    starts_s: Sequence[float],
    total: int,
    control: Control,
    *,
    as_shot: bool = False,
) -> OwnSound | None:
    """The sound of media over `total` samples, each from its start on; None where none has any.

    Retimed clips are as high or low as they are fast or slow; silent where all is `as_shot`.
    """
    pieces = _pieces(pictures, starts_s, total, control, as_shot)
    if not pieces:
        return None
    channels = max(piece.channels for piece in pieces)
    return OwnSound(channels, _laid_out(pieces, total, channels, control))


@dataclass(frozen=True)
class _Piece:
    """Samples [first, last) of the range are the file's from its sample `origin` on."""

    path: str
    first: int
    last: int
    origin: int
    speed: float
    channels: int


def _pieces(
    pictures: Sequence[PictureSource],
    starts_s: Sequence[float],
    total: int,
    control: Control,
    as_shot: bool,
) -> list[_Piece]:
    """The parts of the range that have sound, in order and apart from each other."""
    found: list[_Piece] = []
    position = 0
    placed = zip(starts_s, pictures, strict=True)
    for start_s, source in sorted(placed, key=lambda pair: pair[0]):
        control.check()
        start = round(start_s * SAMPLE_RATE)
        last = min(round((start_s + source.duration_s) * SAMPLE_RATE), total)
        if last <= max(start, position):
            continue
        origin = _origin(picture(source), control, as_shot)
        if origin is not None:
            first, channels = max(start, position), min(MAX_CHANNELS, probe(source.path).channels)
            origin += round((first - start) * source.speed)
            found.append(_Piece(source.path, first, last, origin, source.speed, channels))
            position = last
    return found


def _origin(source: JobPicture, control: Control, as_shot: bool) -> int | None:
    """Which sample of its file a picture begins with; None where it has no sound to play."""
    if source.kind == "sequence":
        return None
    try:
        facts = probe(source.path)
        if not facts.has_audio:
            return None
        origin = round((source.media_start_s - clock_start(source, facts)) * SAMPLE_RATE)
    except MediaError as error:
        control.warn(f"silent where the media fails: {error}")
        return None
    return origin if _is_played(source, control, as_shot) else None


def _is_played(source: JobPicture, control: Control, as_shot: bool) -> bool:
    """Whether a sound is to be heard at the speed of its picture; what is odd is said."""
    name = Path(source.path).name
    if abs(source.speed - 1) <= _AS_SHOT:
        return True
    if as_shot:
        control.warn(f"silent where the clip is retimed: {name}")
        return False
    if not _SLOWEST <= source.speed <= _FASTEST:
        control.warn(f"silent where a clip stands still, plays backwards or races: {name}")
        return False
    control.warn("retimed clips sound as high or low as they are fast or slow")
    return True


def _laid_out(
    pieces: list[_Piece], total: int, channels: int, control: Control
) -> Iterator[Samples]:
    position = 0
    for piece in pieces:
        yield from _silence(piece.first - position, channels)
        position = piece.first
        try:
            length = piece.last - piece.first
            for block in sound_at_48k(piece.path, piece.origin, length, piece.speed):
                yield with_channels(block, channels)
                position += block.shape[1]
        except MediaError as error:
            control.warn(f"silent where the media fails: {error}")
    yield from _silence(total - position, channels)


def _silence(length: int, channels: int) -> Iterator[Samples]:
    for begin in range(0, length, wav.BLOCK):
        yield np.zeros((channels, min(wav.BLOCK, length - begin)), np.float32)
