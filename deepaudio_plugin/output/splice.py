"""New tracks into a timeline's own text, every other byte of which stays as it was.

OTIO reads a file into objects and writes those; unknown fields of a schema it knows, key
order, number formats and indentation do not survive. So the text itself is edited: our old
tracks are cut out of the top stack's "children", the new ones written behind the rest, in
the file's own indentation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import opentimelineio as otio

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.problems import first_few
from deepaudio_plugin.ownership.ours import TITLES, is_ours, others_on, replaceable
from deepaudio_plugin.timeline.otio_text import parsed, same_length_json

__all__ = [
    "NotSpliceable",
    "hand_edited",
    "is_ours",
    "our_tracks",
    "with_tracks",
    "without_ours",
]

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)


class NotSpliceable(ValueError):  # noqa: N818 - says what the text is, not what went wrong
    """The text is no timeline with a stack of tracks in it."""


@dataclass(frozen=True)
class _Children:
    """Where a JSON list is: offsets of its brackets, and of each item with its value."""

    opening: int
    closing: int
    items: list[tuple[int, int, Any]]


def without_ours(text: str) -> str:
    """`text` without the tracks that an earlier render added, as `ours.replaceable` knows them.

    Raises NotSpliceable.
    """
    children = _top_children(text)
    gone = replaceable(value for _, _, value in children.items)
    if not any(gone):
        return text
    if all(gone):
        return text[: children.opening + 1] + text[children.closing :]
    pieces = [text[: children.items[0][0]]]
    for number, (start, end, _) in enumerate(children.items):
        if gone[number]:
            continue
        if len(pieces) > 1:  # the comma and line break before it
            pieces.append(text[children.items[number - 1][1] : start])
        pieces.append(text[start:end])
    return "".join(pieces) + text[children.items[-1][1] :]


def our_tracks(text: str) -> list[otio.schema.Track]:
    """The tracks that an earlier render added to a timeline, and that `without_ours` removes.

    Raises NotSpliceable.
    """
    items = _top_children(text).items
    ours = replaceable(value for _, _, value in items)
    return [
        parsed(text[start:end])
        for (start, end, _), is_one in zip(items, ours, strict=True)
        if is_one
    ]


def with_tracks(text: str, tracks: Sequence[otio.schema.Track]) -> str:
    """`text` with `tracks` at the end of the top stack.

    Raises NotSpliceable when the text is not the JSON of a timeline, and OutputError when
    the result would not be the old tracks and the new ones, which is a fault of ours.
    """
    result = _appended(text, tracks)
    _verify(text, result, tracks)
    return result


def hand_edited(text: str) -> list[str]:
    """Notes on tracks of ours that stay, because others have laid clips of their own on them.

    Raises NotSpliceable.
    """
    notes: list[str] = []
    if not any(title in text for title in TITLES.values()):
        return notes  # as nearly always: no need to read it all again
    for _, _, track in _top_children(text).items:
        others = others_on(track)
        if others:
            notes.append(
                f"the track {track.get('name')!r} is kept: "
                f"{first_few(others, repr, 1)} on it is not ours; new tracks are written beside it"
            )
    return notes


def _appended(text: str, tracks: Sequence[otio.schema.Track]) -> str:
    if not tracks:
        return text
    children = _top_children(text)
    style = _Style.of(text, children)
    parts = [style.item(track) for track in tracks]
    if children.items:
        end = children.items[-1][1]
        return text[:end] + "".join(f",{part}" for part in parts) + text[end:]
    inside = ",".join(parts) + style.before_closing
    return text[: children.opening + 1] + inside + text[children.closing :]


@dataclass(frozen=True)
class _Style:
    """How a file is laid out around the items of its track list."""

    newline: str  # "" in a file without line breaks
    indent: str  # before an item
    unit: str  # one step further in
    before_closing: str

    @classmethod
    def of(cls, text: str, children: _Children) -> _Style:
        line_start = text.rfind("\n", 0, children.opening) + 1
        outer = re.match(r"[ \t]*", text[line_start : children.opening]).group()  # type: ignore[union-attr]
        newline = "\r\n" if text[line_start - 2 : line_start] == "\r\n" else "\n"
        if children.items:
            gap = text[children.opening + 1 : children.items[0][0]]
            if "\n" not in gap:
                return cls("", "", "", "")
            indent = gap.rpartition("\n")[2]
        elif line_start == 0:
            return cls("", "", "", "")
        else:
            indent = outer + _unit(outer)
        unit = indent[len(outer) :] if indent.startswith(outer) else ""
        return cls(newline, indent, unit or "    ", newline + outer)

    def item(self, track: otio.schema.Track) -> str:
        """A track as text, with the line break before it."""
        if not self.newline:
            return str(track.to_json_string(indent=-1))
        text = str(track.to_json_string(indent=4))
        if self.unit != "    ":
            text = json.dumps(json.loads(text), indent=self.unit, ensure_ascii=False)
        start = self.newline + self.indent
        return start + text.replace("\n", start)


def _unit(outer: str) -> str:
    """One step of indentation, from that of the line with "children", two steps deep."""
    half = outer[: len(outer) // 2]
    return half if half and half * 2 == outer else "    "


def _verify(old: str, new: str, tracks: Sequence[otio.schema.Track]) -> None:
    """Check that `new` holds the items of `old`, letter by letter, and then `tracks`."""
    before, after = _top_children(old), _top_children(new)
    same = [old[s:e] for s, e, _ in before.items] == [
        new[s:e] for s, e, _ in after.items[: len(before.items)]
    ]
    names = [value.get("name") for _, _, value in after.items[len(before.items) :]]
    try:
        timeline = parsed(new)
        read = [track.name for track in timeline.tracks]
    except Exception as error:
        raise OutputError(f"the new timeline would not be readable: {error}") from error
    expected = [track.name for track in tracks]
    if not same or names != expected or read[len(before.items) :] != expected:
        raise OutputError("the new timeline would not hold the old tracks and the new ones")


def _top_children(text: str) -> _Children:
    """The list of tracks in the text of a timeline."""
    text = same_length_json(text)
    root = _SPACE.match(text, 0).end()  # type: ignore[union-attr]
    try:
        if not _schema(text, root).startswith("Timeline."):
            raise NotSpliceable("the root is no timeline")
        stack = _value_of(text, root, "tracks")
        if not _schema(text, stack).startswith("Stack."):
            raise NotSpliceable("the timeline's tracks are no stack")
        return _list(text, _value_of(text, stack, "children"))
    except (ValueError, IndexError, RecursionError) as error:
        raise NotSpliceable(str(error)) from error


def _schema(text: str, start: int) -> str:
    value, _ = _DECODER.raw_decode(text, _value_of(text, start, "OTIO_SCHEMA"))
    return str(value)


def _value_of(text: str, start: int, key: str) -> int:
    """Offset of the value of `key` in the object that begins at `start`."""
    position = _after(text, start, "{")
    while text[position] != "}":
        name, position = _DECODER.raw_decode(text, position)
        position = _after(text, _skip(text, position), ":")
        if name == key:
            return position
        _, position = _DECODER.raw_decode(text, position)
        position = _skip(text, position)
        if text[position] == ",":
            position = _skip(text, position + 1)
    raise ValueError(f"no {key!r}")


def _list(text: str, opening: int) -> _Children:
    position = _after(text, opening, "[")
    items = []
    while text[position] != "]":
        value, end = _DECODER.raw_decode(text, position)
        items.append((position, end, value))
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)
    return _Children(opening, position, items)


def _after(text: str, position: int, expected: str) -> int:
    if text[position] != expected:
        raise ValueError(f"{expected!r} expected at offset {position}")
    return _skip(text, position + 1)


def _skip(text: str, position: int) -> int:
    return _SPACE.match(text, position).end()  # type: ignore[union-attr]
