"""Converts pictures of the protocol to those of the engines."""

from __future__ import annotations

from dataclasses import fields

from deepaudio.media.picture import JobPicture
from deepaudio_plugin.core.protocol import PictureSource


def picture(source: PictureSource) -> JobPicture:
    """The same frames of the same media."""
    return JobPicture(**{spec.name: getattr(source, spec.name) for spec in fields(JobPicture)})
