"""The picture of a recording that is a clip's own sound, kept beside it.

`mara.picture.json` lists what shows while `mara.wav` sounds: the model hears in it how the
recording's energy goes with the picture. Films count from the folder of the list, so that a
project may move as a whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from deepaudio_plugin.core import wire
from deepaudio_plugin.core.errors import ProtocolError
from deepaudio_plugin.core.files import write_bytes
from deepaudio_plugin.core.protocol import SAMPLE_RATE, PictureSource
from deepaudio_plugin.core.regular import open_regular
from deepaudio_plugin.core.take_spec import LinePart

_MOST_BYTES = 1 << 20


def path_of(recording: Path) -> Path:
    """Where the list of a recording lies."""
    return recording.with_suffix(".picture.json")


def parts_between(
    pictures: Sequence[PictureSource], starts_s: Sequence[float], num_samples: int
) -> tuple[LinePart, ...]:
    """Pictures that begin at some seconds of a range, as the parts of it that they show in."""
    parts = []
    for picture, start_s in zip(pictures, starts_s, strict=True):
        first = round(start_s * SAMPLE_RATE)
        last = min(num_samples, round((start_s + picture.duration_s) * SAMPLE_RATE))
        skipped = max(0, -first)
        if last > max(0, first):
            start_media_s = picture.media_start_s + skipped / SAMPLE_RATE * picture.speed
            seconds = (last - max(0, first)) / SAMPLE_RATE
            shown = replace(picture, media_start_s=start_media_s, duration_s=seconds)
            parts.append(LinePart(max(0, first), last - max(0, first), shown))
    return tuple(sorted(parts, key=lambda part: part.start))


def keep(recording: Path, parts: Sequence[LinePart]) -> None:
    """Write the list of a recording. Raises OSError."""
    path = path_of(recording)
    listed = [_relative(part, path.parent) for part in parts]
    write_bytes(path, (json.dumps({"parts": listed}, indent=1) + "\n").encode())


def kept(recording: Path) -> tuple[LinePart, ...]:
    """What shows while a recording sounds; nothing where no list, or none that makes sense, is."""
    path = path_of(recording)
    try:
        with open_regular(path) as file:
            body = wire.parse(file.read(_MOST_BYTES))
        listed = body.get("parts")
        found = [wire.build(LinePart, one) for one in listed] if isinstance(listed, list) else []
    except (OSError, ProtocolError, AttributeError, TypeError):
        return ()
    return tuple(_absolute(part, path.parent) for part in found)


def _relative(part: LinePart, folder: Path) -> dict[str, Any]:
    body = asdict(replace(part, media="", shot=None))
    try:
        body["picture"]["path"] = Path(os.path.relpath(part.picture.path, folder)).as_posix()
    except ValueError:  # on another drive
        body["picture"]["path"] = part.picture.path
    return body


def _absolute(part: LinePart, folder: Path) -> LinePart:
    path = os.path.normpath(folder.absolute() / part.picture.path)
    return replace(part, picture=replace(part.picture, path=path))
