"""What is ours on a timeline, also after a host has rewritten it.

Most hosts drop metadata and keep names: those of tracks, of clips and of media files. So a
track is ours when it has our name and either our mark or our files on it, and nothing that
anybody else has put there: what an editor laid on a track of ours is never thrown away.

Some formats have no track names (`.xges`, `.fcpxml`, `.edl`, `.aaf`). Where no track of a
timeline has a name of ours, one with the name of a format's making and nothing on it but
files of ours, as they are, is one of ours too; else it would sound beside its successor.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

METADATA = "deepaudio"

OWNER = "DeepAudio for editors"
"""`metadata["deepaudio"]["owner"]` of every track of ours."""

TITLES = {"speech": "DeepAudio Speech", "audio": "DeepAudio Audio", "mix": "DeepAudio Mix"}

DELIVERED = ("mix", "dialogue", "effects", "ambience", "music-and-effects")
"""What names of files begin with that hold a whole timeline: the mix, then its stems."""

_WHOLE = "|".join((*DELIVERED, "effects-and-ambience"))  # the last one is of earlier versions

CROSSFADE = "DeepAudio crossfade"
"""Name of a transition that a render has laid between two clips of ours."""

_TITLE = re.compile(r"DeepAudio (Speech|Audio|Mix)(?: \d+)?(?:: .*)?", re.IGNORECASE)
"""The title of a track of ours; where each speaker has one, with the name."""
_FILE = re.compile(
    rf"(?:(?P<digits>\d{{6,}})_(?:.+_)?|(?:{_WHOLE})_)(?P<digest>[0-9a-f]{{8}})"
    r"(?P<more>(?:[-_ .(][^/]*)?\.\w+)",
    re.IGNORECASE,
)
_NAMELESS = re.compile(
    r"-?\d*|a\d*|sequence|(?:audio|sound|track|audio track|stereo|mono)[ _-]?\d*", re.IGNORECASE
)
"""What formats, their adapters and hosts call a track that nobody has named."""
_UNCHANGED = re.compile(r"(?:-\d+)?\.wav", re.IGNORECASE)  # a bundle counts names that clash


@dataclass(frozen=True)
class OurFile:
    """What the name of a media file of ours says (see `names.media_name`)."""

    digits: str  # of the timecode at which its clip was written; "" for a mix and its stems
    digest: str  # of all that shapes the file, eight hexadecimal digits
    unchanged: bool  # the very name that we gave it, not a host's copy of it


def our_file(name: str) -> OurFile | None:
    """What the file name `name` says; None for names that are not of our making."""
    found = _FILE.fullmatch(name)
    if found is None:
        return None
    unchanged = _UNCHANGED.fullmatch(found["more"]) is not None
    return OurFile(found["digits"] or "", found["digest"].lower(), unchanged)


def file_name(url: str) -> str:
    """The name of the file that an address or a path of any system ends in."""
    return unquote(re.split(r"[\\/]", url)[-1])


def is_our_crossfade(name: str, metadata: Any) -> bool:
    """Whether a transition is one that a render has laid, also where a host keeps names only."""
    return name.strip() == CROSSFADE or mark(metadata).get("owner") == OWNER


def stem_of(title: str) -> str:
    """ "speech", "audio" or "mix" of a track with a name of ours; else ""."""
    found = _TITLE.fullmatch(title.strip())
    return found[1].lower() if found else ""


def mark(metadata: Any) -> Mapping[str, Any]:
    """Our part of the metadata of a track, clip or media reference; empty where there is none."""
    ours = metadata.get(METADATA) if isinstance(metadata, Mapping) else None
    return ours if isinstance(ours, Mapping) else {}


def channels(metadata: Any) -> int:
    """How many channels a media file of ours has, by the metadata of its reference."""
    found = mark(metadata).get("channels")
    return found if isinstance(found, int) and found > 0 else 1


def clip_gain(metadata: Any) -> float:
    """The gain in dB that a clip of ours has on the timeline, beside that of its file."""
    found = mark(metadata).get("clip_gain_db")
    return float(found) if isinstance(found, (int, float)) and math.isfinite(found) else 0.0


def is_our_clip(metadata: Any, media: Iterable[tuple[str, Any]]) -> bool:
    """Whether a clip is ours with all it plays.

    `metadata` is the clip's, `media` the address and metadata of each of its media. Media
    that somebody has put into a clip of ours is theirs, whatever the clip says.
    """
    references = [(url, said) for url, said in media if url]
    if not references:
        return "stem" in mark(metadata)
    return all(is_our_media(url, said) for url, said in references)


def is_our_media(url: str, metadata: Any) -> bool:
    """Whether a media reference leads to a file of ours."""
    named = our_file(file_name(url))
    return (named is not None and named.unchanged) or "key" in mark(metadata)


def is_ours(track: Any) -> bool:
    """Whether the JSON of a track has our name and our mark, whatever lies on it."""
    if not isinstance(track, dict) or not str(track.get("OTIO_SCHEMA")).startswith("Track."):
        return False
    named = str(track.get("name")).startswith("DeepAudio ")
    return named and mark(track.get("metadata")).get("owner") == OWNER


def is_replaceable(track: Any) -> bool:
    """Whether the JSON of a track says that an earlier render made all of it."""
    return _is_claimed(track) and not any(True for _ in _foreign(track))


def replaceable(tracks: Iterable[Any]) -> list[bool]:
    """Of each track of a timeline, given as JSON, whether an earlier render made all of it."""
    tracks = list(tracks)
    if any(map(_is_claimed, tracks)):
        return [is_replaceable(track) for track in tracks]
    return [_has_lost_its_name(track) for track in tracks]


def is_without_name(title: str, kind: str, children: Iterable[bool]) -> bool:
    """Whether a track is one of ours that a format has taken the name from.

    `children` says of everything on it but gaps whether it is a clip of ours to which nothing
    has been added. Only where no track of the timeline has a name of ours.
    """
    if kind.lower() != "audio" or not _NAMELESS.fullmatch(title.strip()):
        return False
    said = list(children)
    return bool(said) and all(said)


def others_on(track: Any) -> list[str]:
    """Names of what others have laid on a track of ours, given as JSON; none on other tracks."""
    return list(_foreign(track)) if _is_claimed(track) else []


def _is_claimed(track: Any) -> bool:
    """Whether a track is ours but for what may have been added to it."""
    if is_ours(track):
        return True
    named = isinstance(track, dict) and stem_of(str(track.get("name")))
    is_track = named and str(track.get("OTIO_SCHEMA")).startswith("Track.")
    return bool(is_track) and any(_is_our_child(child) for child in _clips(track))


def _has_lost_its_name(track: Any) -> bool:
    if not isinstance(track, dict) or not str(track.get("OTIO_SCHEMA")).startswith("Track."):
        return False
    children = (
        _is_our_child(child) and not child.get("effects") and not child.get("markers")
        for child in _on(track, "Gap.")
    )
    return is_without_name(str(track.get("name") or ""), str(track.get("kind")), children)


def _foreign(track: Mapping[str, Any]) -> Iterator[str]:
    for child in _clips(track):
        if not _is_our_child(child):
            yield str(child.get("name") or "without a name") if isinstance(child, dict) else "?"


def _clips(track: Mapping[str, Any]) -> Iterator[Any]:
    """What lies on a track, without gaps and transitions."""
    return _on(track, "Gap.", "Transition.")


def _on(track: Mapping[str, Any], *without: str) -> Iterator[Any]:
    children = track.get("children")
    for child in children if isinstance(children, list) else ():
        schema = str(child.get("OTIO_SCHEMA")) if isinstance(child, dict) else ""
        if not schema.startswith(without):
            yield child


def _is_our_child(child: Any) -> bool:
    if not isinstance(child, dict) or not str(child.get("OTIO_SCHEMA")).startswith("Clip."):
        return False
    several = child.get("media_references")
    references = several.values() if isinstance(several, dict) else [child.get("media_reference")]
    media = [
        (str(r.get("target_url") or ""), r.get("metadata"))
        for r in references
        if isinstance(r, dict)
    ]
    return is_our_clip(child.get("metadata"), media)
