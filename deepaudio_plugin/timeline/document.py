"""A timeline as read: the OTIO timeline and what the rest must know about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import opentimelineio as otio
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.timeline.flatten import FlatClip


@dataclass(frozen=True)
class Document:
    """A timeline and how to read it. Times are zero-based unless they say otherwise."""

    path: Path
    timeline: otio.schema.Timeline
    rate: float  # edit rate: the exact rate's double, 24000/1001 as 23.976023976…
    start: RationalTime  # timecode of the first frame, at `rate`
    duration: RationalTime  # at `rate`
    kind: str  # "otio", "otioz", "otiod" or the adapter's name
    text: str | None = None  # JSON of the whole file where its root is `timeline`
    notes: tuple[str, ...] = ()  # what was chosen or mended while reading
    unpack: Callable[[], Path] | None = field(default=None, repr=False)  # of a zipped bundle
    pieces: tuple[FlatClip, ...] = field(default=(), repr=False)  # the visible picture, in order

    @cached_property
    def base(self) -> Path:
        """The folder that relative media paths start from.

        Of a zipped bundle it is unpacked when first asked for; raises TimelineError or
        OutputError.
        """
        if self.unpack is not None:
            return self.unpack()
        return self.path if self.kind == "otiod" else self.path.parent
