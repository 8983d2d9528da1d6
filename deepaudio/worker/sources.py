"""Converts pictures of the protocol to those of the engines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from deepaudio.engines.base import PicturePart
from deepaudio.media.picture import JobPicture
from deepaudio_plugin.core.protocol import PictureSource, ShownPart


def picture(source: PictureSource) -> JobPicture:
    """The same frames of the same media."""
    return JobPicture(**{spec.name: getattr(source, spec.name) for spec in fields(JobPicture)})


def parts(shown: Iterable[ShownPart]) -> tuple[PicturePart, ...]:
    """The same parts of a line or a recording."""
    return tuple(
        PicturePart(part.start, part.num_samples, picture(part.picture), part.shot or None)
        for part in shown
    )
