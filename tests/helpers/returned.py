"""A written timeline after a host has had it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import opentimelineio as otio

from deepaudio_plugin.formats import writing
from deepaudio_plugin.formats.documents import read

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


def through_format(path: Path, kind: str) -> Path:
    """The timeline at `path` as a host exports it, beside it."""
    if kind == "otio":
        return path
    document, export = read(path), path.with_name(f"export.{kind}")
    assert document.text is not None
    writing.write(document.text, None, export, kind, rate=document.rate)
    return export


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
