"""Black: clips that show nothing on purpose, such as BL in an EDL, or a black generator."""

from __future__ import annotations

import re

import opentimelineio as otio

_BLACK = re.compile(r"(?:^|[^a-z])(?:black|bl)(?:[^a-z]|$)", re.IGNORECASE)


def is_black(clip: otio.schema.Clip) -> bool:
    """Whether a clip is made by a generator that calls itself, or is called, black."""
    made = clip.media_reference
    if not isinstance(made, otio.schema.GeneratorReference):
        return False
    return any(_BLACK.search(name or "") for name in (made.generator_kind, made.name, clip.name))
