"""Pictures of the protocol as the engines know them."""

from __future__ import annotations

from dataclasses import fields

from deepaudio.media.picture import Picture
from deepaudio_plugin.core.protocol import PictureSource


def picture(source: PictureSource) -> Picture:
    """The same frames of the same media."""
    return Picture(**{spec.name: getattr(source, spec.name) for spec in fields(Picture)})
