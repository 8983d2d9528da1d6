"""From a written timeline to sound strips: which, where, on which channels.

Plain values in and out: `placing` does it in Blender. Only tracks of ours are read. A strip
of ours from an earlier render gives way, unless a person changed it: then it stays, and a
new strip with the same sound is not put beside it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from .errors import ExtensionError

OWNER = "DeepAudio for editors"
"""What `deepaudio render` writes into the metadata of its tracks."""

LAST_CHANNEL = 128


@dataclass(frozen=True)
class WantedSound:
    """One sound to put in. Frames count from the scene's first frame."""

    track: str
    name: str
    path: str
    start: int  # of what is heard
    length: int
    skip: int  # frames of the file before what is heard: its handle
    key: str  # of the take: which sound it is


@dataclass(frozen=True)
class PresentStrip:
    """A strip that is in the scene. Frames are the scene's."""

    name: str
    channel: int
    start: int
    end: int
    key: str = ""  # of strips of ours: which sound
    track: str = ""
    edited: bool = False  # ours, but changed by a person


@dataclass(frozen=True)
class PlacementPlan:
    """What is to be done in the scene."""

    remove: tuple[str, ...]  # names of strips of ours that give way
    mute: tuple[str, ...]  # of strips of ours that a person changed and whose sound is outdated
    add: tuple[tuple[WantedSound, int], ...]  # each with its channel
    channels: dict[str, int]  # of every track
    kept: tuple[str, ...]  # strips that stay because a person changed them


def read(written: Path) -> tuple[list[WantedSound], float]:
    """The sounds of a written timeline, and its rate.

    Raises ExtensionError when the file is no timeline, or holds no track of ours.
    """
    try:
        timeline = json.loads(written.read_bytes())
        tracks = [track for track in timeline["tracks"]["children"] if _is_ours(track)]
        found = [one for track in tracks for one in _of_track(track, written.parent)]
    except OSError as error:
        reason = error.strerror or error
        raise ExtensionError(f"{written} cannot be read ({reason})", "Render again") from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ExtensionError(
            f"{written.name} is not a timeline", "Choose a .deepaudio.otio"
        ) from error
    if not found:
        raise ExtensionError(
            f"{written.name} has no tracks of DeepAudio",
            "Choose the .deepaudio.otio that a render wrote",
        )
    return _told_apart(found), _rate(timeline, tracks)


def _told_apart(wanted: list[WantedSound]) -> list[WantedSound]:
    """The same take at several places gets a key for each place."""
    seen: Counter[str] = Counter()
    apart = []
    for one in wanted:
        seen[one.key] += 1
        again = f"#{seen[one.key]}" if seen[one.key] > 1 else ""
        apart.append(replace(one, key=one.key + again))
    return apart


def _is_ours(track: dict[str, Any]) -> bool:
    ours = (track.get("metadata") or {}).get("deepaudio") or {}
    return track.get("OTIO_SCHEMA", "").startswith("Track") and ours.get("owner") == OWNER


def _rate(timeline: dict[str, Any], tracks: list[dict[str, Any]]) -> float:
    start = timeline.get("global_start_time")
    if start:
        return float(start["rate"])
    return float(tracks[0]["children"][0]["source_range"]["duration"]["rate"])


def _of_track(track: dict[str, Any], folder: Path) -> Iterable[WantedSound]:
    position = 0
    for item in track["children"]:
        used = item["source_range"]
        length = round(used["duration"]["value"])
        if item["OTIO_SCHEMA"].startswith("Clip"):
            media = item["media_references"][item["active_media_reference_key"]]
            first = (media.get("available_range") or used)["start_time"]["value"]
            facts = (media.get("metadata") or {}).get("deepaudio") or {}
            path = local_path(media["target_url"], folder)
            yield WantedSound(
                track=track["name"],
                name=item["name"],
                path=str(path),
                start=position,
                length=length,
                skip=round(used["start_time"]["value"] - first),
                key=str(facts.get("key") or path.name),
            )
        position += length


def local_path(link: str, folder: Path) -> Path:
    """The file that a link of a timeline in `folder` names."""
    bare = folder / link
    if bare.exists():
        return bare
    parts = urlsplit(link)
    if parts.scheme == "file":
        return Path(url2pathname(parts.path))
    return folder / unquote(link)


def plan(
    wanted: Sequence[WantedSound], present: Sequence[PresentStrip], first_frame: int
) -> PlacementPlan:
    """How the scene gets from what is there to what is wanted.

    Raises ExtensionError when there are not enough free channels.
    """
    ours = [strip for strip in present if strip.key]
    plain = {strip.key for strip in ours if not strip.edited}
    edited = {strip.key: strip.name for strip in ours if strip.edited and strip.key not in plain}
    add = [one for one in wanted if one.key not in edited]
    current = {one.key for one in wanted}
    remove = tuple(strip.name for strip in ours if not strip.edited)
    stay = [strip for strip in present if strip.name not in remove]
    channels = _channels(add, stay, ours, first_frame)
    return PlacementPlan(
        remove=remove,
        mute=tuple(s.name for s in ours if s.edited and s.key not in current),
        add=tuple((one, channels[one.track]) for one in add),
        channels=channels,
        kept=tuple(strip.name for strip in ours if strip.edited),
    )


def _channels(
    wanted: Sequence[WantedSound],
    stay: Sequence[PresentStrip],
    ours: Sequence[PresentStrip],
    first_frame: int,
) -> dict[str, int]:
    """A channel for every track: the one it had, if it is free; else one above all strips."""
    before = {strip.track: strip.channel for strip in ours if not strip.edited}
    top = max((strip.channel for strip in stay), default=0)
    chosen: dict[str, int] = {}
    for track in dict.fromkeys(one.track for one in wanted):
        spans = [
            (first_frame + one.start, first_frame + one.start + one.length)
            for one in wanted
            if one.track == track
        ]
        candidates = [before[track]] if track in before else []
        candidates += [*range(top + 1, LAST_CHANNEL + 1), *range(1, top + 1)]
        taken = set(chosen.values())
        free = (n for n in candidates if n not in taken and _is_free(n, spans, stay))
        channel = next(free, None)
        if channel is None:
            raise ExtensionError(
                f"no channel is free for “{track}”", "Free one of the 128 channels and try again"
            )
        chosen[track] = channel
    return chosen


def _is_free(channel: int, spans: list[tuple[int, int]], stay: Sequence[PresentStrip]) -> bool:
    there = [strip for strip in stay if strip.channel == channel]
    return not any(s.start < end and start < s.end for s in there for start, end in spans)
