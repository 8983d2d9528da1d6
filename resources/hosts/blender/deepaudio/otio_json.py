"""An edit as OpenTimelineIO JSON, with the standard library alone.

Blender's Python has no OpenTimelineIO, and none is put there. Channels become tracks from
the lowest up, pictures before sounds; a meta strip or the strip of another scene becomes a
nested stack; speeds become time warps. A clip's `source_range` lasts as long as the clip does
in the timeline, also where it is retimed, as hosts write it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import PurePath
from typing import Any

from .model import Cross, Edit, Segment, Strip, StripChannel

OWNER = "DeepAudio for Blender"
"""`metadata["blender"]["sent_by"]` of a timeline that was saved here."""

_ESCAPED = "%#?\\"
_NUMBERED = re.compile(r"^(.*?)(\d+)(\D*)$")

Json = dict[str, Any]


def timeline(edit: Edit, *, speak_text: bool = False) -> str:
    """The file's text. With `speak_text`, text strips are subtitles and not titles."""
    body = _base("Timeline.1", edit.name)
    body["metadata"] = {"blender": {"sent_by": OWNER, "notes": list(edit.notes)}}
    body["global_start_time"] = _time(0, edit.rate)
    stack = _stack(edit, "tracks", speak_text)
    stack["markers"] = [
        _marker(mark.name, mark.frame - edit.start, edit.rate) for mark in edit.marks
    ]
    body["tracks"] = stack
    return json.dumps(body, indent=4)


def _stack(edit: Edit, name: str, speak_text: bool) -> Json:
    body = _item("Stack.1", name)
    chained, chains = _chains(edit.crosses)
    single = [strip for strip in edit.strips if strip not in chained]
    body["children"] = [
        *_picture_tracks(edit, single, chains, speak_text),
        *_tracks(edit, [s for s in single if s.heard], "Audio", speak_text),
    ]
    if speak_text:
        texts = [strip for strip in single if strip.text]
        body["children"] += _tracks(edit, texts, "Subtitle", speak_text)
    return body


def _picture_tracks(
    edit: Edit, single: Sequence[Strip], chains: list[list[Cross]], speak_text: bool
) -> list[Json]:
    """Tracks of pictures from the lowest up; chains of crosses just above their strips."""
    seen = [s for s in single if not s.heard and not (speak_text and s.text)]
    placed = [
        (channel, 0, track) for channel, track in _by_channel(edit, seen, "Video", speak_text)
    ]
    for chain in chains:
        top = max(max(c.first.channel, c.second.channel) for c in chain)
        placed.append((top, 1, _chain_track(edit, chain, speak_text)))
    return [track for _, _, track in sorted(placed, key=lambda p: p[:2])]


def _tracks(edit: Edit, strips: Sequence[Strip], kind: str, speak_text: bool) -> list[Json]:
    return [track for _, track in _by_channel(edit, strips, kind, speak_text)]


def _by_channel(
    edit: Edit, strips: Sequence[Strip], kind: str, speak_text: bool
) -> Iterator[tuple[int, Json]]:
    for number in sorted({strip.channel for strip in strips}):
        channel = edit.channels.get(number, StripChannel())
        track = _track(channel.name or f"Channel {number}", kind, not channel.muted)
        position = edit.start
        for strip in sorted((s for s in strips if s.channel == number), key=lambda s: s.start):
            position = _append(track, strip, position, edit, speak_text)
        if track["children"]:
            yield number, track


def _append(track: Json, strip: Strip, position: int, edit: Edit, speak_text: bool) -> int:
    """Add a strip after a gap up to it; what lies before `position` is left out."""
    part = strip.cut(position, strip.end)
    if part is None:
        return position
    if part.start > position:
        track["children"].append(_gap(part.start - position, edit.rate))
    for segment in part.segments:
        track["children"].append(_clip(part, segment, edit.rate, speak_text))
    return part.end


def _chains(crosses: Sequence[Cross]) -> tuple[set[Strip], list[list[Cross]]]:
    """Crosses that share strips, in order of time, and all strips that are in one."""
    chains: list[list[Cross]] = []
    for cross in sorted(crosses, key=lambda c: c.start):
        for chain in chains:
            if chain[-1].second == cross.first:
                chain.append(cross)
                break
        else:
            chains.append([cross])
    return {strip for cross in crosses for strip in (cross.first, cross.second)}, chains


def _chain_track(edit: Edit, chain: list[Cross], speak_text: bool) -> Json:
    """Strips that dissolve into one another, on one track with transitions between."""
    track = _track(f"Channel {chain[0].first.channel} crossed", "Video", True)
    position = edit.start
    for number, cross in enumerate(chain):
        begin = chain[number - 1].middle if number else cross.first.start
        part = cross.first.cut(begin, cross.middle)
        if part is not None:
            position = _append(track, part, position, edit, speak_text)
        track["children"].append(_transition(cross, edit.rate))
    rest = chain[-1].second.cut(chain[-1].middle, chain[-1].second.end)
    if rest is not None:
        _append(track, rest, position, edit, speak_text)
    return track


def _clip(strip: Strip, segment: Segment, rate: Fraction, speak_text: bool) -> Json:
    scalar = segment.speed * rate / strip.rate
    body = _item("Stack.1" if strip.nested else "Clip.2", strip.name)
    if strip.nested:
        body = _stack(strip.nested, strip.name, speak_text)
    body["enabled"] = not strip.muted
    body["source_range"] = _range(*_start(strip, segment, scalar, rate), segment, rate)
    if scalar != 1 and strip.kind not in ("generator", "still"):
        body["effects"] = [_warp(scalar)]
    body["metadata"] = {"blender": {"channel": strip.channel, **strip.blender}}
    if not strip.nested:
        body["media_references"] = {"DEFAULT_MEDIA": _reference(strip, rate)}
        body["active_media_reference_key"] = "DEFAULT_MEDIA"
    return body


def _start(
    strip: Strip, segment: Segment, scalar: Fraction, rate: Fraction
) -> tuple[int, Fraction]:
    """Where a clip begins in its content, in whole frames and at which rate.

    What plays in real time is counted in frames of the timeline, which are the finer ones
    where it matters; what does not is counted in frames of its own.
    """
    if scalar == 1:
        return round(segment.source * rate / strip.rate), rate
    first = segment.source
    if scalar < 0:  # backwards: the range lasts up to where it begins
        first += segment.speed * (segment.end - segment.start)
    return max(0, round(first)), strip.rate


def _reference(strip: Strip, rate: Fraction) -> Json:
    if strip.kind == "generator":
        body = _base("GeneratorReference.1", strip.generator)
        body["generator_kind"] = strip.generator
        body["parameters"] = {"text": strip.text} if strip.text else {}
        body["available_range"] = None
    elif strip.kind == "images":
        body = _sequence(strip)
    else:
        body = _base("ExternalReference.1", PurePath(strip.path).name)
        body["target_url"] = target_url(strip.path)
        body["available_range"] = _available(strip) if strip.kind != "still" else None
    body["available_image_bounds"] = None
    return body


def _sequence(strip: Strip) -> Json:
    """A numbered row of images; `scene` has seen to it that names are of one pattern."""
    prefix, digits, suffix = numbered(strip.images[0]) or ("", "0", "")
    body = _base("ImageSequenceReference.1", strip.name)
    body.update(
        target_url_base=target_url(strip.path).rstrip("/") + "/",
        name_prefix=prefix,
        name_suffix=suffix,
        start_frame=int(digits),
        frame_step=1,
        rate=float(strip.rate),
        frame_zero_padding=len(digits),
        missing_frame_policy="hold",
        available_range=_available(strip),
    )
    return body


def numbered(name: str) -> tuple[str, str, str] | None:
    """A file name as what is before, the digits of, and what is after its last number."""
    match = _NUMBERED.match(name)
    return (match[1], match[2], match[3]) if match else None


def target_url(path: str) -> str:
    """An absolute path as OTIO reads it: bare, with `/`, the marks of URLs percent-encoded."""
    text = path.replace("\\", "/") if re.match(r"[A-Za-z]:[\\/]|\\\\", path) else path
    for mark in _ESCAPED:
        text = text.replace(mark, f"%{ord(mark):02X}")
    return text


def _available(strip: Strip) -> Json | None:
    if not strip.length:
        return None
    whole = Segment(0, strip.length, Fraction(0))
    return _range(0, strip.rate, whole, strip.rate)


def _base(schema: str, name: str) -> Json:
    return {"OTIO_SCHEMA": schema, "metadata": {}, "name": name}


def _item(schema: str, name: str) -> Json:
    return {
        **_base(schema, name),
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": True,
    }


def _track(name: str, kind: str, enabled: bool) -> Json:
    return {**_item("Track.1", name), "kind": kind, "enabled": enabled, "children": []}


def _gap(frames: int, rate: Fraction) -> Json:
    body = _item("Gap.1", "")
    body["source_range"] = _range(0, rate, Segment(0, frames, Fraction(0)), rate)
    return body


def _transition(cross: Cross, rate: Fraction) -> Json:
    return {
        **_base("Transition.1", "cross"),
        "transition_type": "SMPTE_Dissolve",
        "in_offset": _time(cross.middle - cross.start, rate),
        "out_offset": _time(cross.end - cross.middle, rate),
    }


def _warp(scalar: Fraction) -> Json:
    schema = "LinearTimeWarp.1" if scalar else "FreezeFrame.1"
    name = "LinearTimeWarp" if scalar else "FreezeFrame"
    return {**_base(schema, ""), "effect_name": name, "time_scalar": float(scalar)}


def _marker(name: str, frame: int, rate: Fraction) -> Json:
    body = _base("Marker.2", name)
    body["marked_range"] = _range(frame, rate, Segment(0, 0, Fraction(0)), rate)
    return {**body, "color": "GREEN", "comment": ""}


def _time(value: int, rate: Fraction) -> Json:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(rate), "value": float(value)}


def _range(start: int, start_rate: Fraction, lasting: Segment, rate: Fraction) -> Json:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "start_time": _time(start, start_rate),
        "duration": _time(lasting.end - lasting.start, rate),
    }
