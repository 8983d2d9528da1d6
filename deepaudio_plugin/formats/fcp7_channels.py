"""Sound of several channels in Final Cut Pro 7 XML: there a clip plays one of them.

So a stereo clip is two clips on two tracks, linked, each with its `sourcetrack` (Apple, "Final Cut
Pro XML Interchange Format", 2010); Premiere, which writes stereo tracks so, joins them by the
attributes of the tracks. What our adapter writes names the first channel only, and when a file
comes back, the further ones would be copies of our clips.
"""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from deepaudio_plugin.ownership.ours import file_name, our_file, stem_of

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n'


def write_all_channels(path: Path, channels: Mapping[str, int]) -> list[str]:
    """Give each further channel of our sounds in the file at `path` its clip; a note on them.

    `channels` says how many each has, by its address.
    """
    if all(count == 1 for count in channels.values()):
        return []
    xml = ET.parse(path).getroot()
    widths = {
        file.get("id", ""): channels.get(file.findtext("pathurl", ""), 1)
        for file in xml.iter("file")
        if file.find("pathurl") is not None
    }
    count = sum(_spread(audio, widths) for audio in xml.iter("audio"))
    if not count:
        return []
    save_xml(xml, path)
    return ["sound of several channels is a linked clip for each, as the format has it"]


def save_xml(xml: ET.Element, path: Path) -> None:
    """Write a document as hosts write theirs."""
    ET.indent(xml)
    path.write_text(_HEAD + ET.tostring(xml, encoding="unicode"), encoding="utf-8")


def without_further_channels(xml: ET.Element) -> None:
    """Leave one clip of each sound of ours: the one that plays its first channel."""
    ours = {
        file.get("id", "")
        for file in xml.iter("file")
        if our_file(file_name(file.findtext("pathurl", ""))) is not None
    }
    for audio in xml.iter("audio"):
        for track in audio.findall("track"):
            clips = track.findall("clipitem")
            named = bool(stem_of(track.findtext("name", "")))
            further = [clip for clip in clips if _channel(clip) > 1]
            is_ours = named or all(_file_id(clip) in ours for clip in clips)
            if clips and is_ours and len(further) == len(clips):
                audio.remove(track)


def _spread(audio: ET.Element, widths: Mapping[str, int]) -> int:
    """Add a track for each further channel behind each track; how many there are."""
    count = 0
    for track in audio.findall("track"):
        wide = [clip for clip in track.findall("clipitem") if widths.get(_file_id(clip), 1) > 1]
        if not wide:
            continue
        most = max(widths[_file_id(clip)] for clip in wide)
        behind = list(audio).index(track)
        further = [_further(track, number, widths) for number in range(2, most + 1)]
        for place, made in enumerate(further, start=behind + 1):
            audio.insert(place, made)
        for clip in wide:
            _say_channel(clip, 1)
        _say_group((track, *further))
        count += len(further)
    _link(audio)
    return count


def _further(track: ET.Element, number: int, widths: Mapping[str, int]) -> ET.Element:
    """The clips of a track that play their channel `number`."""
    made = copy.deepcopy(track)
    for item in list(made):
        if item.tag == "clipitem" and widths.get(_file_id(item), 1) >= number:
            item.set("id", f"{item.get('id')}-{number}")
            _refer(item)
            _say_channel(item, number)
        elif item.tag in ("clipitem", "generatoritem", "transitionitem"):
            made.remove(item)
    return made


def _refer(clip: ET.Element) -> None:
    """The file of a clip by its id alone: it is described already."""
    file = clip.find("file")
    if file is not None:
        id_ = file.get("id", "")
        file.clear()
        file.set("id", id_)


def _say_channel(clip: ET.Element, number: int) -> None:
    for old in clip.findall("sourcetrack"):
        clip.remove(old)
    said = ET.SubElement(clip, "sourcetrack")
    ET.SubElement(said, "mediatype").text = "audio"
    ET.SubElement(said, "trackindex").text = str(number)


def _say_group(tracks: Sequence[ET.Element]) -> None:
    """As Premiere marks the tracks that it takes apart, and joins again."""
    if len(tracks) != 2:
        return
    for number, track in enumerate(tracks):
        track.set("currentExplodedTrackIndex", str(number))
        track.set("totalExplodedTrackCount", "2")
        track.set("premiereTrackType", "Stereo")
        for clip in track.findall("clipitem"):
            if clip.find("sourcetrack") is not None:
                clip.set("premiereChannelType", "stereo")


def _link(audio: ET.Element) -> None:
    """Link the clips of one sound: those whose ids differ by a channel's number only."""
    groups: dict[str, list[tuple[ET.Element, int, int]]] = {}
    for index, track in enumerate(audio.findall("track"), start=1):
        for place, clip in enumerate(track.findall("clipitem"), start=1):
            number, id_ = _channel(clip), clip.get("id", "")
            if clip.find("sourcetrack") is not None:
                first = id_.removesuffix(f"-{number}") if number > 1 else id_
                groups.setdefault(first, []).append((clip, index, place))
    for group in groups.values():
        for clip, _, _ in group if len(group) > 1 else ():
            _say_links(clip, group)


def _say_links(clip: ET.Element, group: Iterable[tuple[ET.Element, int, int]]) -> None:
    for other, index, place in group:
        link = ET.SubElement(clip, "link")
        ET.SubElement(link, "linkclipref").text = other.get("id")
        ET.SubElement(link, "mediatype").text = "audio"
        ET.SubElement(link, "trackindex").text = str(index)
        ET.SubElement(link, "clipindex").text = str(place)


def _file_id(clip: ET.Element) -> str:
    file = clip.find("file")
    return file.get("id", "") if file is not None else ""


def _channel(clip: ET.Element) -> int:
    """Which channel of its file a clip plays; 0 where that is not said."""
    text = clip.findtext("./sourcetrack/trackindex", "").strip()
    return int(text) if text.isdecimal() else 0
