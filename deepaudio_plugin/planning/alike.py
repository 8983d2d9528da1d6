"""Takes that fit a job although it asks for them in other words than when they were made.

Going through a format or a host, media gain or lose an available range, a timeline its start
timecode, and edges go to frames of another rate. Nothing of that is heard: the same is said in
the same voice, or the same frames of the same media are seen, give or take less than a frame.
What a file holds beside its line or shot is no part of the question.
"""

from __future__ import annotations

from collections.abc import Iterator

from deepaudio_plugin.core.errors import ProtocolError
from deepaudio_plugin.core.protocol import SAMPLE_RATE, PictureSource
from deepaudio_plugin.core.take_spec import DescribedSound, LinePart, SurroundingShot, TakeSpec
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.takes.entry import Entry
from deepaudio_plugin.timeline.timing import exact_rate

_SAME = (
    *("stem", "engine", "text", "language", "voice", "prompt", "negative_prompt"),
    *("dialogue", "settings", "pronunciations", "channels", "part", "delivery"),
)
_SAME_PICTURE = ("kind", "speed", "sequence_first", "sequence_step")


def is_alike(entry: Entry, job: Job) -> bool:
    """Whether a take is one of what `job` asks for now, though perhaps not by its key."""
    now = job.spec
    if entry.job_key == now.job_key:
        return True
    try:
        made = entry.spec
    except ProtocolError:
        return False
    frame_s = _frame_s(job)
    return asks_alike(made, now, frame_s) and _has_room(entry, made, now, frame_s)


def is_alike_unseen(entry: Entry, job: Job) -> bool:
    """Whether a take is one of what `job` asks for, as far as can be told without its media."""
    now = job.unseen[0]
    try:
        made = entry.spec
    except ProtocolError:
        return False
    frame_s = _frame_s(job)
    slipped = now.picture is not None and not _sees_the_same(made.picture, now.picture, frame_s)
    alike = not slipped and asks_alike_unseen(made, now, frame_s)
    return alike and _has_room(entry, made, now, frame_s)


def asks_alike(made: TakeSpec, now: TakeSpec, frame_s: float) -> bool:
    """Whether two specifications ask for one sound, give or take less than a frame."""
    return (
        asks_alike_unseen(made, now, frame_s)
        and made.media == now.media
        and _sees_the_same(made.picture, now.picture, frame_s)
        and _is_surrounded_alike(made.shot, now.shot, frame_s)
        and _cross_alike(made.parts, now.parts, frame_s)
        and _cross_alike(_of_recording(made), _of_recording(now), frame_s)
    )


def asks_alike_unseen(made: TakeSpec, now: TakeSpec, frame_s: float) -> bool:
    """The same of all but their pictures, for media that are not there to be compared."""
    return (
        all(getattr(made, name) == getattr(now, name) for name in _SAME)
        and _digest(made) == _digest(now)
        and abs(made.num_samples - now.num_samples) < frame_s * SAMPLE_RATE
        and _hears_the_same(made.sounds, now.sounds, frame_s)
    )


def _frame_s(job: Job) -> float:
    return float(1 / exact_rate(job.start.rate))


def _has_room(entry: Entry, made: TakeSpec, now: TakeSpec, frame_s: float) -> bool:
    """Whether a take may run on beyond its window as far as it does, or as it was allowed to."""
    runs_on = entry.take.window - made.num_samples
    return made.max_tail <= now.max_tail or runs_on <= now.max_tail + frame_s * SAMPLE_RATE


def _digest(spec: TakeSpec) -> tuple[str, str]:
    """The recording that a line is spoken like; where it lies does not matter."""
    reference = spec.reference
    return ("", "") if reference is None else (reference.text, reference.digest)


def _of_recording(spec: TakeSpec) -> tuple[LinePart, ...]:
    return spec.reference.parts if spec.reference else ()


def _cross_alike(made: tuple[LinePart, ...], now: tuple[LinePart, ...], frame_s: float) -> bool:
    """Whether two lines, or recordings, cross the same pictures at about the same times."""
    return len(made) == len(now) and all(
        one.media == other.media
        and abs(one.start - other.start) < frame_s * SAMPLE_RATE
        and _sees_the_same(one.picture, other.picture, frame_s)
        and _is_surrounded_alike(one.shot, other.shot, frame_s)
        for one, other in zip(made, now, strict=True)
    )


def _sees_the_same(made: PictureSource | None, now: PictureSource | None, frame_s: float) -> bool:
    if made is None or now is None:
        return made is now
    return (
        all(getattr(made, name) == getattr(now, name) for name in _SAME_PICTURE)
        and abs(made.duration_s - now.duration_s) < frame_s
        and any(abs(one - other) < frame_s for one in _starts(made) for other in _starts(now))
    )


def _starts(picture: PictureSource) -> Iterator[float]:
    """Where a picture begins in its media: as it is counted, and from the first frame."""
    yield picture.media_start_s
    if picture.clock_start_s:
        yield picture.media_start_s - picture.clock_start_s


def _is_surrounded_alike(
    made: SurroundingShot | None, now: SurroundingShot | None, frame_s: float
) -> bool:
    if made is None or now is None:
        return made is now
    return (
        abs(made.duration_s - now.duration_s) < frame_s
        and abs(made.lead - now.lead) < frame_s * SAMPLE_RATE
    )


def _hears_the_same(
    made: tuple[DescribedSound, ...], now: tuple[DescribedSound, ...], frame_s: float
) -> bool:
    return len(made) == len(now) and all(
        one.text == other.text
        and abs(one.start_s - other.start_s) < frame_s
        and abs(one.end_s - other.end_s) < frame_s
        for one, other in zip(made, now, strict=True)
    )
