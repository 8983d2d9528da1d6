"""Facts of a media file, as the protocol tells them."""

from __future__ import annotations

from dataclasses import asdict

from deepaudio.media.probe import probe
from deepaudio_plugin.core.protocol import Probe, Probed


def probed(request: Probe) -> Probed:
    """Answer a probe. Raises `MediaError` or `MediaMissingError`."""
    return Probed(id=request.id, **asdict(probe(request.path)))
