"""Answers requests for thumbnails, waveforms, the film's own sound and recordings."""

from __future__ import annotations

from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import Original, Peaks, RecordedLine, Terminal, Thumbnails

ViewRequest = Thumbnails | Peaks | Original | RecordedLine


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
    from deepaudio.worker.original import original

    return original(request, task)
