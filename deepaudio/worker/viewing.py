"""Answers requests for thumbnails, waveforms, auditions and previews."""

from __future__ import annotations

from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import Original, Peaks, Terminal, Thumbnails

ViewRequest = Thumbnails | Peaks | Original


def view(request: ViewRequest, task: Task) -> Terminal:
    """Answer a request. Modules load at first use: pictures need none of those for sound."""
    if isinstance(request, Thumbnails):
        from deepaudio.worker.thumbnails import thumbnails

        return thumbnails(request, task)
    if isinstance(request, Peaks):
        from deepaudio.worker.peaks import peaks

        return peaks(request, task)
    from deepaudio.worker.original import original

    return original(request, task)
