"""The text of a timeline, in and out of a dialect."""

from __future__ import annotations

import json
import re

from deepaudio_plugin.hosts.dialects.base import Dialect, DialectContext
from deepaudio_plugin.hosts.dialects.speech import SpokenLine, spoken_lines
from deepaudio_plugin.hosts.dialects.tree import Node
from deepaudio_plugin.timeline.otio_text import loaded

_INDENT = re.compile(r"\{\r?\n([ \t]+)\"")


def load(text: str) -> Node:
    """The JSON of a timeline. What OTIO lets pass is let pass: control characters, `Inf`."""
    node: Node = loaded(text)
    return node


def rewritten(
    text: str, dialect: Dialect, context: DialectContext
) -> tuple[str, list[str], list[SpokenLine]]:
    """`text` in the dialect, notes for a person, and the lines spoken on our tracks."""
    timeline = load(text)
    notes = dialect.rewrite(timeline, context)
    return _dumped(timeline, text), notes, spoken_lines(timeline)


def _dumped(timeline: Node, like: str) -> str:
    """JSON laid out as the text it comes from."""
    indent = _INDENT.match(like.lstrip("\ufeff \t\r\n"))
    text = json.dumps(
        timeline,
        indent=indent[1] if indent else None,
        separators=None if indent else (",", ":"),
        ensure_ascii=False,
    )
    newline = "\r\n" if indent and "\r\n" in indent[0] else "\n"
    return text.replace("\n", newline) + (newline if like.endswith("\n") else "")
