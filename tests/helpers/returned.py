"""A written timeline after a host has had it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import opentimelineio as otio

Host = Callable[[otio.schema.Timeline], None]


def back_from_host(written: Path, *hosts: Host, strip: bool = True) -> Path:
    """`written` beside itself after what `hosts` do to it; most hosts drop metadata."""
    timeline = otio.adapters.read_from_file(str(written), "otio_json")
    for host in hosts:
        host(timeline)
    body = json.loads(timeline.to_json_string())
    path = written.with_name("from host.otio")
    path.write_text(json.dumps(stripped(body) if strip else body))
    return path


def stripped(value: Any) -> Any:
    """JSON of a timeline as hosts write it: no metadata, of the media only what plays."""
    if isinstance(value, list):
        return [stripped(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "media_references" in value:
        active = value.get("active_media_reference_key") or "DEFAULT_MEDIA"
        value = {**value, "active_media_reference_key": "DEFAULT_MEDIA"}
        value["media_references"] = {"DEFAULT_MEDIA": value["media_references"][active]}
    return {k: {} if k == "metadata" else stripped(v) for k, v in value.items()}


def our_track(timeline: otio.schema.Timeline, title: str = "DeepAudio Speech") -> Any:
    """The track of this name."""
    return next(track for track in timeline.tracks if track.name == title)
