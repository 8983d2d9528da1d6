"""Which frames of which media are the picture of a job."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class JobPicture:
    """Which frames of which media are seen during a job.

    Job time t shows the media at `media_start_s + t * speed`, for t in
    [0, duration_s); the media's own clock reads `clock_start_s` at its first frame
    (None: taken from the file, see `deepaudio.media.clock`). Frames in
    [available_start_s, available_end_s) of that clock may be read for handles.
    """

    path: str
    kind: str = "video"  # or "sequence"
    media_start_s: float = 0.0
    clock_start_s: float | None = None
    duration_s: float = 0.0
    speed: float = 1.0
    available_start_s: float | None = None
    available_end_s: float | None = None
    sequence_first: int = 0
    sequence_count: int = 0
    sequence_rate: float = 0.0
    sequence_step: int = 1
