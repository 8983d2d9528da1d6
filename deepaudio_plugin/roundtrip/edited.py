"""What an editor has done to clips of ours in a host, as places of the jobs of now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.decisions.places import Place
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.placed import length_of
from deepaudio_plugin.roundtrip.linking import HALF
from deepaudio_plugin.roundtrip.returned_take import ReturnedTake
from deepaudio_plugin.timeline.timing import frames_of


def places_of(
    job: Job, clips: Sequence[ReturnedTake], all_rippled: bool = False
) -> tuple[Place, ...]:
    """The places of a job's clips, in order of time; those on top of each other count once."""
    places = {_place(job, clip, all_rippled) for clip in clips}
    return tuple(sorted(places, key=lambda p: (p.at, p.skip, p.frames, p.muted)))


def rippled(takes: Sequence[ReturnedTake], jobs: Mapping[str, Job]) -> bool:
    """Whether the editor has moved nearly all clips together and their lines not.

    Where nearly all have moved by one amount it is mostly another start timecode; but if
    they lie by just that amount behind their lines, the cut was moved under a subtitle file.
    """
    lines = {ref: job for ref, job in jobs.items() if job.stem == "speech"}
    steady = [t for t in takes if t.carried and not t.moved and t.ref in lines]
    apart = Counter(_apart(lines[take.ref], take) == take.carried for take in steady)
    return apart[True] > apart[False]


def changed_since(job: Job, clips: Sequence[ReturnedTake]) -> bool:
    """Whether a job's clips play another line, or another length of a shot, than it is now.

    Another engine, voice or seed makes another take of the same: that is no change.
    """
    keys = {request.key[:HALF] for request in job.requests}
    return not any(clip.key[:HALF] in keys for clip in clips) and any(
        _is_other(job, clip) for clip in clips
    )


def fills(job: Job, clip: ReturnedTake) -> bool:
    """Whether a clip begins and ends with its line or shot, as where both were cut together."""
    late = abs(_whole(clip.record.duration) - length_of(job))
    return _whole(clip.record.start_time) == _whole(job.start) and late <= 1


def _is_other(job: Job, clip: ReturnedTake) -> bool:
    if job.stem == "speech" and clip.text and clip.text != job.spec.text:
        return True
    if clip.window is not None:
        return abs(_frames(job, clip.window - job.spec.num_samples)) > _slack(clip)
    sound = _sound(job, clip)
    if sound is None:
        return False
    length, runs_on = length_of(job), _frames(job, job.spec.max_tail)
    slack = 1 + _slack(clip)
    return not length - slack <= sound <= length + runs_on + slack


def _place(job: Job, clip: ReturnedTake, all_rippled: bool) -> Place:
    skip = _skip(job, clip)
    start, frames = _whole(clip.source.start_time), _whole(clip.source.duration)
    if clip.held and not 0 <= start < clip.held:  # counted in some way that is not known here
        return Place(muted=clip.muted)
    apart = _apart(job, clip)
    moved = clip.moved - (skip if clip.by == "file" else 0)  # its start is known, no more
    if moved == 0 and not (all_rippled and job.stem == "speech"):
        apart = 0
    if _is_to_the_end(job, clip, skip + frames):
        frames = 0
    return Place(at=skip + apart, skip=skip, frames=frames, muted=clip.muted)


def _apart(job: Job, clip: ReturnedTake) -> int:
    """Frames by which a clip's sound is later than its job has it."""
    return _whole(clip.record.start_time) - _whole(job.start) - _skip(job, clip)


def _skip(job: Job, clip: ReturnedTake) -> int:
    """Frames of the sound before the clip begins."""
    return _whole(clip.source.start_time) - _head(job, clip)


def _head(job: Job, clip: ReturnedTake) -> int:
    return job.handles if clip.head is None else clip.head


def _sound(job: Job, clip: ReturnedTake) -> int | None:
    """Frames of the file between its handles; None where nothing says."""
    head = _head(job, clip)
    if not clip.held or clip.head is None:
        return None
    tail = _frames(job, job.spec.handle_out) if head == job.handles else head
    return clip.held - head - tail


def _is_to_the_end(job: Job, clip: ReturnedTake, end: int) -> bool:
    """Whether a clip that ends on frame `end` of its sound plays it to its end, give or take
    the frame that a line ends within."""
    sound, slack = _sound(job, clip), 1 + _slack(clip)
    if sound is not None:
        return abs(end - sound) <= slack
    beyond = end - length_of(job)
    return beyond >= -slack if job.stem == "speech" else abs(beyond) <= slack


def _slack(clip: ReturnedTake) -> int:
    """Frames by which a clip may be other than it was only for a host's rounding."""
    return 1 if clip.written_at else 0


def _frames(job: Job, samples: int) -> int:
    return frames_of(samples, job.start.rate)


def _whole(time: RationalTime) -> int:
    frames: float = time.value
    return round(frames)
