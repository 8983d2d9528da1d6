"""Changes that several dialects make. Each takes a timeline and returns notes for a person."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import PurePosixPath

from deepaudio_plugin.core.problems import first_few
from deepaudio_plugin.hosts.dialects.checks import STILLS
from deepaudio_plugin.hosts.dialects.tree import (
    Node,
    children,
    clips,
    held,
    in_ticks,
    kind,
    length,
    metadata,
    nodes,
    reference,
    references,
    schema,
    time_range,
    tracks,
    used_range,
)
from deepaudio_plugin.timeline.ticks import PER_SECOND, nearest_frame
from deepaudio_plugin.timeline.timing import exact_rate

_CLIP_2_ONLY = ("media_references", "active_media_reference_key")


def spell_kinds(timeline: Node) -> list[str]:
    """Track kinds in OTIO's letters: "audio" is neither picture nor sound to many readers."""
    odd = [
        track
        for track in tracks(timeline)
        if kind(track) in ("video", "audio") and track["kind"] not in ("Video", "Audio")
    ]
    for track in odd:
        track["kind"] = kind(track).capitalize()
    return [f"{len(odd)} tracks had their kind spelt in other letters than OTIO's"] if odd else []


def say_ranges(timeline: Node, *, stills_only: bool = False) -> list[str]:
    """Media without a known length get that of the part their clip shows."""
    named = []
    for clip in clips(timeline):
        media, used = reference(clip), clip.get("source_range")
        if schema(media) != "ExternalReference" or not isinstance(used, dict):
            continue
        url = str(media.get("target_url") or "").lower()
        if isinstance(media.get("available_range"), dict) or (
            stills_only and not url.endswith(STILLS)
        ):
            continue
        media["available_range"] = copy.deepcopy(used)
        named.append(str(clip.get("name")))
    if not named:
        return []
    return [f"the length of media was not said and is now what clips show: {_few(named)}"]


def empty_titles(timeline: Node, host: str) -> list[str]:
    """Clips without media become gaps with a marker; what they were stays in the metadata."""
    names = []
    for parent in list(nodes(timeline.get("tracks"))):
        for number, child in enumerate(parent.get("children") or ()):
            if schema(child) == "Clip" and schema(reference(child)) in ("", "MissingReference"):
                parent["children"][number] = _gap_for(child)
                names.append(str(child.get("name") or "unnamed"))
    if not names:
        return []
    return [
        f"{host} opens no timeline that has clips without media: {_few(names)} "
        "became gaps with a marker; relink them or render them to files"
    ]


def _gap_for(clip: Node) -> Node:
    used = copy.deepcopy(used_range(clip)) or time_range(0, 0, 24)
    name = str(clip.get("name") or "")
    first = used.get("start_time", {})
    mark = marker(name, float(first.get("value", 0)), 1, float(first.get("rate", 24)))
    return {
        "OTIO_SCHEMA": "Gap.1",
        "metadata": {"deepaudio": {"replaced": json.dumps(clip)}},
        "name": name,
        "source_range": used,
        "effects": [],
        "markers": [*(clip.get("markers") or []), mark],
        "enabled": True,
    }


def marker(text: str, start: float, duration: float, rate: float, color: str = "PURPLE") -> Node:
    """A marker that says `text` in its name and its comment."""
    return {
        "OTIO_SCHEMA": "Marker.2",
        "metadata": {},
        "name": text,
        "color": color,
        "marked_range": time_range(start, duration, rate),
        "comment": text,
    }


def clip_1(timeline: Node) -> list[str]:
    """Clips as readers before OpenTimelineIO 0.15 know them: with one media each."""
    lost = 0
    for clip in clips(timeline):
        if clip["OTIO_SCHEMA"] != "Clip.2":
            continue
        lost += len(references(clip)) > 1
        media = reference(clip) or None
        clip["OTIO_SCHEMA"] = "Clip.1"
        for key in _CLIP_2_ONLY:
            clip.pop(key, None)
        clip["media_reference"] = media
    return [f"only the chosen take or media of {lost} clips is in the timeline"] if lost else []


def sequences_as_files(timeline: Node, pattern: str, host: str) -> list[str]:
    """Image sequences as one address with `pattern`: "frames" is name.[1001-1099].exr,
    "printf" name.%04d.exr."""
    names = []
    for clip in clips(timeline):
        for media in references(clip).values():
            if schema(media) == "ImageSequenceReference":
                _as_file(media, pattern)
                names.append(str(clip.get("name")))
    if not names:
        return []
    return [
        f"{host} fails at OTIO's image sequences, so {_few(names)} name their files by a pattern"
    ]


def _as_file(media: Node, pattern: str) -> None:
    first, step = int(media.get("start_frame") or 0), int(media.get("frame_step") or 1)
    pad, available = int(media.get("frame_zero_padding") or 0), media.get("available_range")
    rate = exact_rate(float(media.get("rate") or 24))
    count = round(length({"source_range": available}) * rate / PER_SECOND) if available else 1
    last = first + max(0, count - 1) * step
    number = f"[{first:0{pad}d}-{last:0{pad}d}]" if pattern == "frames" else f"%0{pad or 1}d"
    base = str(media.get("target_url_base") or "")
    base += "/" if base and not base.endswith("/") else ""
    name = f"{media.get('name_prefix') or ''}{number}{media.get('name_suffix') or ''}"
    kept: Node = {k: media[k] for k in ("metadata", "name", "available_range") if k in media}
    media.clear()
    media.update({"OTIO_SCHEMA": "ExternalReference.1", **kept, "target_url": f"{base}{name}"})


def drop_idle_retimes(timeline: Node, host: str) -> list[str]:
    """Take out changes of speed to the speed that a clip has already."""
    count = 0
    for item in nodes(timeline.get("tracks")):
        effects = item.get("effects")
        if not isinstance(effects, list):
            continue
        kept = [e for e in effects if schema(e) != "LinearTimeWarp" or e.get("time_scalar") != 1]
        count += len(effects) - len(kept)
        if len(kept) < len(effects):
            item["effects"] = kept
    if not count:
        return []
    return [f"{count} speed effects of 100 % are left out: {host} loses others by them"]


def one_rate(timeline: Node, rate: float, host: str) -> list[str]:
    """Lengths and in-points of everything on the tracks in frames of one rate.

    Edges are rounded where they lie on the timeline, so that rounding never adds up.
    """
    changed = 0
    for track in tracks(timeline):
        now = edge = 0
        for item in children(track):
            if schema(item) == "Transition":
                continue
            now += length(item)
            end = nearest_frame(now, rate)
            changed += _in_frames(item, end - edge, rate)
            edge = end
    if not changed:
        return []
    return [
        f"{changed} items are counted at {rate:.5g} frames per second now: {host} would take "
        "the highest rate it meets for the whole project"
    ]


def _in_frames(item: Node, frames: int, rate: float) -> bool:
    used = used_range(item)
    duration = used.get("duration")
    given = float(duration.get("rate", 0)) if isinstance(duration, dict) else 0.0
    if given <= 0 or exact_rate(given) == exact_rate(rate):
        return False
    first = nearest_frame(in_ticks(used.get("start_time")), rate)
    item["source_range"] = time_range(first, frames, rate)
    return True


def notes_on_markers(timeline: Node) -> list[str]:
    """The text of markers also where Resolve keeps it."""
    count = 0
    for mark in _markers(timeline):
        if mark.get("comment") and not held(mark, "Resolve_OTIO").get("Note"):
            metadata(mark, "Resolve_OTIO")["Note"] = str(mark["comment"])
            count += 1
    return [f"the text of {count} markers is also where Resolve reads it"] if count else []


def _markers(timeline: Node) -> Iterator[Node]:
    return (node for node in nodes(timeline.get("tracks")) if schema(node) == "Marker")


def _few(names: list[str]) -> str:
    """Up to three names, and how many more."""
    return first_few(names, lambda name: repr(PurePosixPath(name).name or "unnamed"))
