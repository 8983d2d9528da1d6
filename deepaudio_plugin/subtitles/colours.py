"""Speakers told by colour, as in European broadcast subtitles.

A file tells speakers so where the rows of a caption are whole in different colours; then
each colour is a voice in the whole file. A colour inside a row is emphasis, and a file in
one colour tells nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.subtitles.captions import Caption
from deepaudio_plugin.subtitles.notices import counted

_NAMES = {
    "#ffffff": "white", "#ffff00": "yellow", "#00ffff": "cyan", "#00ff00": "green",
    "#ff00ff": "magenta", "#ff0000": "red", "#0000ff": "blue", "#000000": "black",
    "#ffffffff": "white", "#ffff00ff": "yellow", "#00ffffff": "cyan", "#00ff00ff": "green",
    "#ff00ffff": "magenta", "lime": "green", "aqua": "cyan", "fuchsia": "magenta",
}  # fmt: skip
_VTT = "white|lime|green|cyan|red|yellow|magenta|blue|black"
_ROW = re.compile(
    r"(?P<before>\s*[-–]?\s*(?:<[biu]>\s*)*)"
    r"<(?:font\b[^>]*?\bcolor\s*=\s*[\"']?(?P<font>[#\w]+)[\"']?[^>]*"
    rf"|c\.(?:[\w-]+\.)*(?P<cls>{_VTT})(?:\.[\w-]+)*)>(?P<said>.*)</(?:font|c)[^>]*>"
    r"\s*(?:</[biu]>\s*)*",
    re.IGNORECASE | re.DOTALL,
)
_SPLIT = re.compile(r"\n|<br\s*/?>", re.IGNORECASE)
_CHECK = "Cast each colour, or write names (MARA: …)."


def voiced(captions: list[Caption], name: str, problems: list[Problem]) -> list[Caption]:
    """Captions whose colours are voices, with one note, where the file tells speakers so."""
    if not any("<font" in row.text or "<c." in row.text for row in captions):
        return captions
    told = sum(1 for caption in captions if _tells(caption))
    if not told:
        problems += _unclear(captions, name)
        return captions
    found: dict[str, None] = {}
    marked = [_marked(caption, found) for caption in captions]
    what = counted(told, "caption", "captions")
    message = f"colours tell the speakers of {what}: each colour is a voice ({', '.join(found)})"
    problems.append(Problem(name, message, _CHECK, note=True))
    return marked


def _unclear(captions: list[Caption], name: str) -> list[Problem]:
    """A note where captions differ in colour, though none holds two."""
    used = Counter(
        colour for row in captions for colour in {c for c, _ in _rows(row.text)} if colour
    )
    often = [colour for colour, count in used.items() if count > 1]
    if len(often) < 2:
        return []
    message = f"captions are in {len(often)} colours ({', '.join(often)}), perhaps speakers"
    return [Problem(name, message, "Write names (MARA: …) for a voice each.", note=True)]


def _rows(text: str) -> list[tuple[str, str]]:
    """(colour, text) of each row; text in no colour or in several has none."""
    rows = []
    for line in _SPLIT.split(text):
        found = _ROW.fullmatch(line)
        if found is None or "<font" in found["said"].lower() or "<c." in found["said"]:
            rows.append(("", line))
        else:
            colour = (found["font"] or found["cls"]).lower()
            rows.append((_NAMES.get(colour, colour), found["before"] + found["said"]))
    return [(colour, line) for colour, line in rows if line.strip()]


def _tells(caption: Caption) -> bool:
    if caption.speaker or "<v" in caption.text:
        return False
    colours = [colour for colour, _ in _rows(caption.text)]
    return len(set(colours)) > 1 and sum(map(bool, colours)) > 0


def _marked(caption: Caption, found: dict[str, None]) -> Caption:
    """The caption with a voice tag for each run of rows in one colour."""
    if caption.speaker or "<v" in caption.text:
        return caption
    rows = _rows(caption.text)
    if not any(colour for colour, _ in rows):
        return caption
    pieces: list[str] = []
    last = None
    for colour, line in rows:
        if colour != last:
            pieces.append(f"<v {colour}>")  # without a name: nobody's colour
        pieces.append(line + "\n")
        last = colour
    found.update(dict.fromkeys(colour for colour, _ in rows if colour))
    return replace(caption, text="".join(pieces).strip())
