"""Cues as a subtitle file: SRT, WebVTT, ASS or TTML, with their speakers.

ASS is written by pysubs2, whose events have a name. SRT, WebVTT and TTML are written here,
because pysubs2 writes no speakers into them and drops what stands in braces. Speakers are
where each format has them: `MARA: …`, `<v MARA>…`, the event's name, a `ttm:agent`
(https://www.w3.org/TR/webvtt1/, https://www.w3.org/TR/ttml1/ 12.1.5). All four are read back
by `files`. Sounds stand in brackets and music between notes, as captions have them; how a line
is said stands before its words: `MARA: (whispered) …`.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from pathlib import Path

from pysubs2 import SSAEvent, SSAFile

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.files import output_errors, write_bytes
from deepaudio_plugin.core.spoken.deliveries import told
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.timeline.timing import seconds

_TT = "http://www.w3.org/ns/ttml"
_TTM = "http://www.w3.org/ns/ttml#metadata"
_XML = "http://www.w3.org/XML/1998/namespace"


def write_subtitles(path: Path, cues: Sequence[Cue], *, first_s: float = 0.0) -> None:
    """Write `cues`, in order of time, in the format of the ending of `path`.

    `first_s` is what the timeline's first frame is counted as. The file is written as a whole
    or not at all. Raises OutputError for another ending, no cues, and what cannot be written.
    """
    write = _FORMATS.get(path.suffix.lower())
    if write is None:
        known = ", ".join(WRITTEN)
        raise OutputError(
            f"subtitles are not written as {path.suffix or 'a file without an ending'}",
            where=str(path),
            hint=f"Give it one of the endings {known}.",
        )
    if not cues:
        raise OutputError("there are no lines to write", where=str(path), hint="Add subtitles.")
    content = write(cues, first_s)
    with output_errors(path):
        write_bytes(path, content.encode("utf-8", "replace"))


def _srt(cues: Sequence[Cue], first_s: float) -> str:
    blocks = (
        f"{number}\n{_span(cue, first_s, ',')}\n{_named(cue)}\n"
        for number, cue in enumerate(cues, 1)
    )
    return "\n".join(blocks)


def _vtt(cues: Sequence[Cue], first_s: float) -> str:
    blocks = [
        f"{number}\n{_span(cue, first_s, '.')}\n{_voiced(cue)}\n"
        for number, cue in enumerate(cues, 1)
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def _ass(cues: Sequence[Cue], first_s: float) -> str:
    file = SSAFile()
    for cue in cues:
        start, end = _milliseconds(cue, first_s)
        text = _shown(cue).replace("{", r"\{").replace("}", r"\}")
        file.append(SSAEvent(start=start, end=end, text=text, name=cue.speaker.replace(",", " ")))
    return file.to_string("ass")


def _ttml(cues: Sequence[Cue], first_s: float) -> str:
    for prefix, uri in (("", _TT), ("ttm", _TTM)):
        ET.register_namespace(prefix, uri)
    languages = {cue.language for cue in cues}
    root = ET.Element(
        f"{{{_TT}}}tt", {f"{{{_XML}}}lang": languages.pop() if len(languages) == 1 else ""}
    )
    head = ET.SubElement(ET.SubElement(root, f"{{{_TT}}}head"), f"{{{_TT}}}metadata")
    agents: dict[str, str] = {}
    for name in dict.fromkeys(cue.speaker for cue in cues if cue.speaker):
        agents[name] = f"speaker{len(agents) + 1}"
        known = {"type": "person", f"{{{_XML}}}id": agents[name]}
        agent = ET.SubElement(head, f"{{{_TTM}}}agent", known)
        ET.SubElement(agent, f"{{{_TTM}}}name", {"type": "full"}).text = _xml_text(name)
    division = ET.SubElement(ET.SubElement(root, f"{{{_TT}}}body"), f"{{{_TT}}}div")
    for cue in cues:
        start, end = (_clock(at, ".") for at in _milliseconds(cue, first_s))
        spoken = {f"{{{_TTM}}}agent": agents[cue.speaker]} if cue.speaker else {}
        paragraph = ET.SubElement(division, f"{{{_TT}}}p", {"begin": start, "end": end, **spoken})
        paragraph.text = _xml_text(_shown(cue))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


_FORMATS: dict[str, Callable[[Sequence[Cue], float], str]] = {
    ".srt": _srt,
    ".vtt": _vtt,
    ".ass": _ass,
    ".ttml": _ttml,
}
WRITTEN = tuple(_FORMATS)
"""Endings of files that are written."""


def _shown(cue: Cue) -> str:
    """The words of a cue as captions have them, with how a line is said before them."""
    shape = {"line": "{}", "sound": "[{}]", "music": "♪ {} ♪"}[cue.kind]
    way = f"({told(cue.delivery)}) " if cue.kind == "line" and cue.delivery else ""
    return way + shape.format(cue.text)


def _named(cue: Cue) -> str:
    return f"{cue.speaker}: {_shown(cue)}" if cue.speaker else _shown(cue)


def _voiced(cue: Cue) -> str:
    text = _escaped(_shown(cue))
    return f"<v {_escaped(cue.speaker)}>{text}</v>" if cue.speaker else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _xml_text(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n")


def _span(cue: Cue, first_s: float, point: str) -> str:
    return " --> ".join(_clock(at, point) for at in _milliseconds(cue, first_s))


def _milliseconds(cue: Cue, first_s: float) -> tuple[int, int]:
    """Start and end; a cue is at least a millisecond long."""
    start = round(1000 * (first_s + seconds(cue.range.start_time)))
    end = round(1000 * (first_s + seconds(cue.range.end_time_exclusive())))
    return start, max(start + 1, end)


def _clock(milliseconds: int, point: str) -> str:
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{point}{rest:03d}"
