"""A timeline as the JSON it is written as, and where everything in it lies.

Dialects work on this and not on OTIO's objects, which forget the fields and schemas that
they do not know: what a dialect does not touch stays as the host wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.ownership.ours import channels, is_ours
from deepaudio_plugin.timeline.ticks import BadTimeError, ticks

Node = dict[str, Any]
"""An object with an `OTIO_SCHEMA`."""

_DEEPEST = 64


@dataclass(frozen=True)
class PlacedNode:
    """An item of a composition, and where it lies."""

    node: Node
    track: Node | None  # the top track it is in or is; None for the timeline itself
    number: int  # of that track, from 1; 0 for the timeline itself
    start: int  # ticks from the timeline's first frame
    length: int  # ticks
    depth: int  # compositions around it: 0 the timeline, 1 a track, 2 a clip on it

    @property
    def ours(self) -> bool:
        """Whether a render put it there."""
        return self.track is not None and is_ours(self.track)


def schema(node: Any) -> str:
    """The name of a node's schema without its version; empty for what is no node."""
    return version(node)[0]


def version(node: Any) -> tuple[str, int]:
    """Name and version of a node's schema."""
    name, _, number = str(node.get("OTIO_SCHEMA", "") if isinstance(node, dict) else "").partition(
        "."
    )
    return name, int(number) if number.isdigit() else 0


def nodes(value: Any, depth: int = 0) -> Iterator[Node]:
    """Every node in a JSON value, outermost first; metadata is not looked into."""
    if depth > 8 * _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from nodes(item, depth + 1)
    elif isinstance(value, dict):
        if "OTIO_SCHEMA" in value:
            yield value
        for key, item in value.items():
            if key != "metadata":
                yield from nodes(item, depth + 1)


def children(node: Any) -> list[Node]:
    """What a composition holds."""
    held = node.get("children") if isinstance(node, dict) else None
    return [child for child in held if isinstance(child, dict)] if isinstance(held, list) else []


def tracks(timeline: Node) -> list[Node]:
    """The items of a timeline's top stack."""
    return children(timeline.get("tracks"))


def clips(timeline: Node) -> Iterator[Node]:
    """Every clip, however deep."""
    return (node for node in nodes(timeline.get("tracks")) if schema(node) == "Clip")


def our_clips(timeline: Node) -> Iterator[tuple[Node, Node]]:
    """Each clip of ours with its track."""
    for track in tracks(timeline):
        if is_ours(track):
            yield from ((track, item) for item in children(track) if schema(item) == "Clip")


def references(clip: Node) -> dict[str, Node]:
    """The media references of a clip of either version, by key."""
    held = clip.get("media_references")
    if isinstance(held, dict):
        return {key: value for key, value in held.items() if isinstance(value, dict)}
    single = clip.get("media_reference")
    return {"DEFAULT_MEDIA": single} if isinstance(single, dict) else {}


def reference(clip: Node) -> Node:
    """The media reference that plays; an empty node where there is none."""
    held = references(clip)
    return held.get(str(clip.get("active_media_reference_key") or "DEFAULT_MEDIA"), {})


def metadata(node: Node, namespace: str) -> Node:
    """The part of a node's metadata under `namespace`, made where it is missing."""
    held = node.get("metadata")
    if not isinstance(held, dict):
        held = node["metadata"] = {}
    own = held.get(namespace)
    if not isinstance(own, dict):
        own = held[namespace] = {}
    return own


def held(node: Node, namespace: str) -> Node:
    """The part of a node's metadata under `namespace`, empty where it is missing."""
    found = node.get("metadata")
    own = found.get(namespace) if isinstance(found, dict) else None
    return own if isinstance(own, dict) else {}


def kind(track: Node) -> str:
    """What a track carries, in lower case: "video", "audio" or something else."""
    return str(track.get("kind", "")).lower()


def clip_channels(clip: Node) -> int:
    """How many channels a clip of ours plays."""
    return channels(reference(clip).get("metadata"))


def track_channels(track: Node) -> int:
    """As many as the widest clip on a track of ours plays."""
    found = (clip_channels(item) for item in children(track) if schema(item) == "Clip")
    return max(found, default=1)


# -- time ---------------------------------------------------------------------------


def time(value: float, rate: float) -> Node:
    """A time as a node."""
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": float(value)}


def time_range(start: float, duration: float, rate: float) -> Node:
    """A range as a node."""
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "duration": time(duration, rate),
        "start_time": time(start, rate),
    }


def in_ticks(node: Any) -> int:
    """A time node in ticks; what is no time is 0."""
    try:
        return ticks(RationalTime(float(node["value"]), float(node["rate"])))
    except (BadTimeError, KeyError, TypeError, ValueError):
        return 0


def used_range(item: Node) -> Node:
    """The range that an item shows: its own, or all of its media."""
    own = item.get("source_range")
    if not isinstance(own, dict) and schema(item) == "Clip":
        own = reference(item).get("available_range")
    return own if isinstance(own, dict) else {}


def length(item: Node, depth: int = 0) -> int:
    """How long an item is, in ticks."""
    own = used_range(item)
    if own:
        return max(0, in_ticks(own.get("duration")))
    name = schema(item)
    if name == "Transition" or depth > _DEEPEST:
        return 0
    lengths = [length(child, depth + 1) for child in children(item)]
    return max(lengths, default=0) if name == "Stack" else sum(lengths)


def placed_nodes(timeline: Node) -> Iterator[PlacedNode]:
    """The timeline, its tracks and everything on them, in order.

    What lies in a nested composition is placed as if nothing of it were cut off.
    """
    yield PlacedNode(timeline, None, 0, 0, length(timeline.get("tracks") or {}), 0)
    for number, track in enumerate(tracks(timeline), 1):
        yield PlacedNode(track, track, number, 0, length(track), 1)
        yield from _inside(track, track, number, Fraction(0), 2)


def _inside(
    parent: Node, track: Node, number: int, start: Fraction, depth: int
) -> Iterator[PlacedNode]:
    now = start
    for child in children(parent):
        size = 0 if schema(child) == "Transition" else length(child)
        yield PlacedNode(child, track, number, round(now), size, depth)
        if depth < _DEEPEST:
            yield from _inside(child, track, number, now, depth + 1)
        if schema(parent) != "Stack":
            now += size
