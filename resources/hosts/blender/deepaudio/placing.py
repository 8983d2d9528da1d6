"""Putting sound strips into a scene, and telling which of ours a person has changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import ExtensionError
from .received import PlacementPlan, PresentStrip, WantedSound, plan, read
from .scene import TAG, is_ours, rate_of, strips_of

_RATE_TOLERANCE = 1e-3


def receive(scene: Any, written: Path, relpath: Callable[[str], str]) -> PlacementPlan:
    """Put the sounds of a written timeline into a scene. Strips that gave way are gone.

    Raises ExtensionError, with the scene as it was, when that cannot be done.
    """
    wanted, rate = read(written)
    _check(scene, wanted, rate)
    editor = scene.sequence_editor or scene.sequence_editor_create()
    strips = strips_of(editor)
    doing = plan(wanted, [_present(scene, strip) for strip in strips], scene.frame_start)
    for name in doing.remove:
        strips.remove(strips[name])
    for name in doing.mute:
        strips[name].mute = True
    for one, channel in doing.add:
        _add(strips, one, channel, scene.frame_start, relpath)
    _name_channels(editor, doing)
    return doing


def _check(scene: Any, wanted: list[WantedSound], rate: float) -> None:
    own = float(rate_of(scene))
    if abs(own - rate) > _RATE_TOLERANCE:
        raise ExtensionError(
            f"the scene plays at {own:.3f} frames a second and the rendered timeline at {rate:.3f}",
            "Set the frame rate back, or render again",
        )
    missing = [one.path for one in wanted if not Path(one.path).is_file()]
    if missing:
        raise ExtensionError(
            f"{len(missing)} rendered sounds are missing, the first is {missing[0]}",
            "Render again",
        )


def _add(
    strips: Any, one: WantedSound, channel: int, first_frame: int, relpath: Callable[[str], str]
) -> None:
    begin = first_frame + one.start - one.skip
    strip = strips.new_sound(one.name, one.path, channel=channel, frame_start=begin)
    strip.frame_offset_start = one.skip
    strip.frame_final_duration = one.length
    strip.channel = channel
    strip.sound.filepath = relpath(one.path)
    strip[TAG] = json.dumps({"key": one.key, "track": one.track, "placed": _standing(strip)})


def _present(scene: Any, strip: Any) -> PresentStrip:
    facts = _facts(strip) if is_ours(strip) else {}
    edited = bool(facts) and (facts["placed"] != _standing(strip) or _is_animated(scene, strip))
    return PresentStrip(
        name=strip.name,
        channel=strip.channel,
        start=strip.frame_final_start,
        end=strip.frame_final_end,
        key=facts.get("key", ""),
        track=facts.get("track", ""),
        edited=edited,
    )


def _facts(strip: Any) -> dict[str, Any]:
    """What the strip was made from; a strip with a spoilt note counts as a person's own."""
    try:
        facts = json.loads(strip[TAG])
        return {"key": facts["key"], "track": facts["track"], "placed": facts["placed"]}
    except (ValueError, KeyError, TypeError):
        return {}


def _standing(strip: Any) -> list[object]:
    """Everything of a sound strip that a person would call its edit, but for its channel."""
    return [
        round(strip.frame_start),
        strip.frame_final_start,
        strip.frame_final_end,
        strip.mute,
        round(strip.volume, 4),
        round(strip.pan, 4),
        len(strip.modifiers),
        len(getattr(strip, "retiming_keys", ())),
    ]


def _is_animated(scene: Any, strip: Any) -> bool:
    """Whether a person drew a curve, of the volume for instance."""
    action = scene.animation_data.action if scene.animation_data else None
    curves = getattr(action, "fcurves", ()) if action else ()
    return any(f'["{strip.name}"]' in curve.data_path for curve in curves)


def _name_channels(editor: Any, doing: PlacementPlan) -> None:
    """A channel of ours takes its track's name, unless a person named it; one that is no longer
    ours gives the name back."""
    by_number = {number: track for track, number in doing.channels.items()}
    for number, channel in enumerate(editor.channels):
        plain = f"Channel {number}"
        if number in by_number and channel.name in (plain, by_number[number]):
            channel.name = by_number[number]
        elif channel.name in doing.channels:
            channel.name = plain
