"""Answers those who look and listen: thumbnails, waveforms, reels, sound, recordings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import (
    Compress,
    Hear,
    Original,
    Peaks,
    RecordedLine,
    Reel,
    Terminal,
    Thumbnails,
)

ViewRequest = Thumbnails | Peaks | Compress | Original | Reel | Hear | RecordedLine


def view(request: ViewRequest, task: Task) -> Terminal:
    """Answer a request. Modules load at first use: pictures need none of those for sound."""
    with task.loading():
        work = _work_for(request)
    return work(request, task)


def _work_for(request: ViewRequest) -> Callable[[Any, Task], Terminal]:
    if isinstance(request, (Thumbnails, Reel)):
        return _seen(request)
    if isinstance(request, Peaks):
        from deepaudio.worker.peaks import peaks

        return peaks
    if isinstance(request, Compress):
        from deepaudio.worker.compressing import compress

        return compress
    if isinstance(request, RecordedLine):
        from deepaudio.worker.recording import recording

        return recording
    if isinstance(request, Hear):
        from deepaudio.worker.hearing import hear

        return hear
    from deepaudio.worker.original import original

    return original


def _seen(request: Thumbnails | Reel) -> Callable[[Any, Task], Terminal]:
    if isinstance(request, Thumbnails):
        from deepaudio.worker.thumbnails import thumbnails

        return thumbnails
    from deepaudio.worker.reel import reel

    return reel
