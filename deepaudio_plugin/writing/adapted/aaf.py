"""Avid AAF, around an adapter that refuses what it cannot write instead of leaving it out."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio

ADAPTER = "AAF"


def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
    """Write the timeline; media without an Avid identity get an empty one."""
    otio.adapters.write_to_file(timeline, str(path), ADAPTER, use_empty_mob_ids=True)
    return ["an AAF from here holds no effects, retimes or other takes"]
