"""Facts of a media file, as the protocol tells them."""

from __future__ import annotations

from deepaudio.media.probe import probe
from deepaudio_plugin.protocol import Probe, Probed


def probed(request: Probe) -> Probed:
    """Answer a probe. Raises `MediaError` or `MediaMissingError`."""
    facts = probe(request.path)
    return Probed(id=request.id, path=request.path, **vars(facts))
