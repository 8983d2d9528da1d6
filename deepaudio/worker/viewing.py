"""Answers those who look and listen: thumbnails, waveforms, reels, sound, recordings."""

from __future__ import annotations

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
    if isinstance(request, (Thumbnails, Reel)):
        return _seen(request, task)
    if isinstance(request, Peaks):
        from deepaudio.worker.peaks import peaks

        return peaks(request, task)
    if isinstance(request, Compress):
        from deepaudio.worker.compressing import compress

        return compress(request, task)
    if isinstance(request, RecordedLine):
        from deepaudio.worker.recording import recording

        return recording(request, task)
    if isinstance(request, Hear):
        from deepaudio.worker.hearing import hear

        return hear(request, task)
    from deepaudio.worker.original import original

    return original(request, task)


def _seen(request: Thumbnails | Reel, task: Task) -> Terminal:
    if isinstance(request, Thumbnails):
        from deepaudio.worker.thumbnails import thumbnails

        return thumbnails(request, task)
    from deepaudio.worker.reel import reel

    return reel(request, task)
