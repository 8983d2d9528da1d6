"""Captions of a Final Cut Pro project, which its OTIO adapter does not carry over.

A caption is connected to a clip; its `offset` counts in that clip's own time, which begins
at the clip's `start`. Captions that are switched off are none. Titles are pictures: they
are counted in a note and not spoken.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from deepaudio_plugin.formats.fcpx_times import seconds

_CONTAINERS = frozenset(
    ["spine", "clip", "asset-clip", "ref-clip", "sync-clip", "mc-clip", "gap", "video", "audio"]
)
_LANGUAGE = re.compile(r"\.([a-z]{2,3}(?:-[A-Za-z]{2,4})?)$")


@dataclass(frozen=True)
class FoundCaption:
    """A caption in seconds from the sequence's start."""

    begin: Fraction
    length: Fraction
    text: str
    language: str

    @property
    def end(self) -> Fraction:
        return self.begin + self.length


def captions_of(sequence: ET.Element) -> list[FoundCaption]:
    """The captions of a sequence, in the file's order."""
    found = []
    for spine in sequence.findall("spine"):
        begin = -_seconds(sequence, "tcStart")
        for element, at in _placed(spine, begin):
            text = _text(element)
            if element.get("enabled") != "0" and text:
                language = _LANGUAGE.search(element.get("role", ""))
                length = _seconds(element, "duration")
                found.append(FoundCaption(at, length, text, language[1] if language else ""))
    return found


def titles_of(sequence: ET.Element) -> list[str]:
    """What the titles of a sequence show."""
    return [text for title in sequence.iter("title") if (text := _text(title))]


def sequence_of(xml: ET.Element, name: str) -> ET.Element | None:
    """The sequence of the project of that name, or of the only project."""
    projects = [project for project in xml.iter("project") if project.find("sequence") is not None]
    named = [project for project in projects if project.get("name") == name]
    chosen = projects if len(projects) == 1 else named
    return chosen[0].find("sequence") if len(chosen) == 1 else None


def _placed(element: ET.Element, zero: Fraction) -> Iterator[tuple[ET.Element, Fraction]]:
    """Captions in an element whose own time's zero is at `zero`, with their begin."""
    now = zero  # where a spine's next child stands that does not say it
    for child in element:
        offset = child.get("offset")
        at = now if offset is None else zero + _seconds(child, "offset")
        if child.tag == "caption":
            yield child, at
        elif child.tag in _CONTAINERS:
            start = Fraction(0) if child.tag == "spine" else _seconds(child, "start")
            yield from _placed(child, at - start)
            now = at + _seconds(child, "duration")


def _text(element: ET.Element) -> str:
    lines = "".join("".join(text.itertext()) for text in element.findall("text")).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def _seconds(element: ET.Element, name: str) -> Fraction:
    """A time in an element; what is no time counts as none, for the rest is of use."""
    try:
        return seconds(element, name)
    except ValueError:
        return Fraction(0)
