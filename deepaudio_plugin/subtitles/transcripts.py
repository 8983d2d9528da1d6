"""What recognisers of the Whisper family write beside subtitles: JSON, and lines with times."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from deepaudio_plugin.subtitles.blocks import Block, Parsed, parse_timing, split_lines

_LINE = re.compile(r"\[([\d:.,]+\s*-->\s*[\d:.,]+)\]\s*(.*)")


def read_json(text: str) -> Parsed | None:
    """Segments of Whisper's, WhisperX's or whisper.cpp's JSON, or None when the text is none."""
    try:
        held = json.loads(text) if text.lstrip("\ufeff \r\n\t").startswith("{") else None
        if not isinstance(held, dict):
            return None
        blocks = [_segment(row) for row in held.get("segments") or ()]
        blocks += [_offsets(row) for row in held.get("transcription") or ()]
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    language = held.get("language")
    return Parsed(blocks, [], language if isinstance(language, str) else "") if blocks else None


def _segment(row: Mapping[str, Any]) -> Block:
    start, end = (round(float(row[key]) * 1000) for key in ("start", "end"))
    speaker = str(row.get("speaker") or "")
    return Block(start, end, 0, lines=[str(row["text"]).strip()], speaker=speaker)


def _offsets(row: Mapping[str, Any]) -> Block:
    start, end = (int(row["offsets"][key]) for key in ("from", "to"))
    return Block(start, end, 0, lines=[str(row["text"]).strip()])


def read_lines(text: str) -> Parsed | None:
    """`[00:00:01.000 --> 00:00:03.000]  Text` on every line, or None."""
    blocks = []
    for number, line in enumerate(split_lines(text.lstrip("\ufeff")), 1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        times = parse_timing(found[1]) if found else None
        if found is None or times is None:
            return None
        blocks.append(Block(*times, number, lines=[found[2]]))
    return Parsed(blocks, []) if blocks else None
