"""Answers those who look and listen: thumbnails, waveforms, reels, sound, recordings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import (
    Hear,
    Original,
    Peaks,
    RecordedLine,
    Reel,
    Terminal,
    Thumbnails,
)

ViewRequest = Thumbnails | Peaks | Original | Reel | Hear | RecordedLine


def view(request: ViewRequest, task: Task) -> Terminal:
    """Answer a request. Modules load at first use: pictures need none of those for sound."""
    with task.loading():
        work = _work_for(request)
    return work(request, task)


def _work_for(request: ViewRequest) -> Callable[[Any, Task], Terminal]:
    if isinstance(request, Thumbnails):
        from deepaudio.worker.thumbnails import thumbnails

        return thumbnails
    if isinstance(request, Peaks):
        from deepaudio.worker.peaks import peaks

        return peaks
    if isinstance(request, RecordedLine):
        from deepaudio.worker.recording import recording

        return recording
    if isinstance(request, Reel):
        from deepaudio.worker.reel import reel

        return reel
    if isinstance(request, Hear):
        from deepaudio.worker.hearing import hear

        return hear
    from deepaudio.worker.original import original

    return original
