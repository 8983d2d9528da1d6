"""Answers those who look and listen: thumbnails, waveforms, reels, sound, recordings."""

from __future__ import annotations

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
    if isinstance(request, Thumbnails):
        from deepaudio.worker.thumbnails import thumbnails

        return thumbnails(request, task)
    if isinstance(request, Peaks):
        from deepaudio.worker.peaks import peaks

        return peaks(request, task)
    if isinstance(request, RecordedLine):
        from deepaudio.worker.recording import recording

        return recording(request, task)
    if isinstance(request, Reel):
        from deepaudio.worker.reel import reel

        return reel(request, task)
    if isinstance(request, Hear):
        from deepaudio.worker.hearing import hear

        return hear(request, task)
    from deepaudio.worker.original import original

    return original(request, task)
