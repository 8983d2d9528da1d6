"""Clips of ours where an editor has put them.

A place is kept relative to its cue or shot, and with what it was put there for. So a clip
that an editor has moved goes along when the whole cut moves under it, and is let go when its
line says something else, lasts longer or shorter, or stands over another picture: then it is
another sound, and nobody has placed that one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from deepaudio_plugin.planning.jobs import HOME, Job, Place
from deepaudio_plugin.timeline.timing import exact_rate

MOST_FRAMES = 1 << 31
"""No timeline is as long: what lies further off is no place."""

_SAME_S = 0.02  # seconds of picture; less than a frame at any rate in use


@dataclass(frozen=True)
class Placing:
    """Where the clips of one job are, and what the job was when they were put there."""

    clips: tuple[Place, ...]
    rate: float  # of the timeline, that the frames are counted in
    frames: int  # that the line or shot lasts
    text: str = ""  # the words of a line
    picture_s: float | None = None  # of the media under its first frame; None: none to be seen
    extra: dict[str, Any] = field(default_factory=dict)  # what another version wrote


def placing(job: Job, clips: tuple[Place, ...]) -> Placing | None:
    """`clips` placed for `job` as it is now; None where they are where the job has them."""
    if all(clip.is_home for clip in clips) and len(clips) < 2:
        return None
    request = job.requests[0]
    return Placing(
        clips=clips,
        rate=float(exact_rate(job.start.rate)),
        frames=length_of(job),
        text=request.text,
        picture_s=None if request.picture is None else round(request.picture.media_start_s, 6),
    )


def fits(kept: Placing, job: Job) -> bool:
    """Whether what was placed is still what `job` is: wherever it is by now."""
    now = placing(job, kept.clips)
    if now is None:
        return True
    before, after = kept.picture_s, now.picture_s
    if before is not None and after is not None and abs(before - after) > _SAME_S:
        return False
    return (now.rate, now.frames, now.text) == (kept.rate, kept.frames, kept.text)


def length_of(job: Job) -> int:
    """Frames that the line or shot of a job lasts."""
    frames: float = job.range.duration.rescaled_to(job.start.rate).value
    return round(frames)


__all__ = ["HOME", "MOST_FRAMES", "Place", "Placing", "fits", "length_of", "placing"]
