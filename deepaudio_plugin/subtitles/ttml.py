"""TTML and its profiles (IMSC, EBU-TT, iTT, DFXP): captions with times, speakers, language.

Own code because pysubs2 refuses what broadcast files are full of: frames and ticks in
times, `dur`, other namespaces. Times follow TTML1 (https://www.w3.org/TR/ttml1/, 10.3 and
6.2): children count from their parent's begin, `f` and `hh:mm:ss:ff` need
`ttp:frameRate` and its multiplier, `t` needs `ttp:tickRate`. Sequential time containers
are read as parallel ones.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from deepaudio_plugin.subtitles.blocks import BadBlock, CueBlock, Parsed

_XML = "{http://www.w3.org/XML/1998/namespace}"
_CLOCK = re.compile(r"(\d{1,6}):(\d{1,2}):(\d{1,2})(?:(\.\d{1,18})|[:;](\d{1,6})(?:\.\d+)?)?")
_OFFSET = re.compile(r"(\d{1,18}(?:\.\d{1,18})?)(h|m|s|ms|f|t)")
_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<(?:\w+:)?tt[\s>]", re.S
)
_UNITS = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}
_HOUR = 3600


@dataclass(frozen=True)
class _Clock:
    """How a file counts time."""

    frame_rate: int  # frames in a second of timecode
    effective: Fraction  # frames in a second
    tick_rate: Fraction
    timecode: bool  # timeBase "smpte" without dropped frames: seconds are of timecode

    def seconds(self, text: str) -> Fraction:
        """A time expression in seconds. Raises ValueError for anything else."""
        if found := _CLOCK.fullmatch(text.strip()):
            hours, minutes, secs = (int(found[n]) for n in (1, 2, 3))
            whole = Fraction((hours * 60 + minutes) * 60 + secs) + Fraction(found[4] or 0)
            rate = self.frame_rate if self.timecode else self.effective
            return whole + int(found[5] or 0) / Fraction(rate)
        if found := _OFFSET.fullmatch(text.strip()):
            units = {**_UNITS, "f": 1 / self.effective, "t": 1 / self.tick_rate}
            return Fraction(found[1]) * units[found[2]]
        raise ValueError(f"the time {text!r} cannot be read")


@dataclass(frozen=True)
class _Scope:
    """What an element passes on to its children."""

    begin: Fraction = Fraction(0)
    end: Fraction | None = None
    agent: str = ""
    timed: bool = False  # whether begin or end was given since the body


def is_ttml(text: str) -> bool:
    """Whether the text's root element is `tt`."""
    return _ROOT.match(text[:20_000]) is not None


def read_ttml(text: str) -> Parsed:
    """Captions of a TTML file, in the file's order. Raises ValueError when it is no XML."""
    try:
        root = ET.fromstring(text)
    except (ET.ParseError, LookupError) as error:
        raise ValueError(f"not well-formed XML: {error}") from error
    clock = _clock(root)
    names = _agents(root)
    parsed = Parsed([], [], root.get(f"{_XML}lang", ""))
    rows: list[tuple[Fraction, Fraction, CueBlock]] = []
    for body in _children(root, "body"):
        for element, scope in _captions(body, _Scope(), clock, parsed.bad):
            said = _text(element)
            if said and scope.end is not None:
                block = CueBlock(0, 0, 0, element.get(f"{_XML}id", ""), [said])
                block.speaker = names.get(scope.agent, "")
                rows.append((scope.begin, scope.end, block))
    stretch = Fraction(clock.frame_rate) / clock.effective if clock.timecode else Fraction(1)
    parsed.blocks.extend(_in_milliseconds(rows, stretch))
    return parsed


def _in_milliseconds(
    rows: list[tuple[Fraction, Fraction, CueBlock]], stretch: Fraction
) -> Iterator[CueBlock]:
    """Blocks in real milliseconds. A programme's starting hour stays a whole hour.

    A second of 24000/1001 timecode lasts 1001/1000 s; the hour that a programme starts at
    is a label and no time that passed.
    """
    first = min((row[0] for row in rows), default=Fraction(0))
    hour = math.floor(first / _HOUR) * _HOUR
    for begin, end, block in rows:
        block.start = round((hour + (begin - hour) * stretch) * 1000)
        block.end = round((hour + (end - hour) * stretch) * 1000)
        yield block


def _captions(
    element: ET.Element, scope: _Scope, clock: _Clock, bad: list[BadBlock]
) -> Iterator[tuple[ET.Element, _Scope]]:
    """Every `p`, or the timed `span`s of a `p` without times, with its scope."""
    try:
        scope = _inner(element, scope, clock)
    except (ValueError, ZeroDivisionError) as error:
        bad.append(BadBlock(0, str(error)))
        return
    name = _local(element)
    if name == "span" or (name == "p" and (scope.timed or not _timed_spans(element))):
        yield element, scope
        return
    for child in _timed_spans(element) if name == "p" else element:
        if _local(child) in ("div", "p", "span"):
            yield from _captions(child, scope, clock, bad)


def _inner(element: ET.Element, scope: _Scope, clock: _Clock) -> _Scope:
    begin = scope.begin + clock.seconds(element.get("begin", "0s"))
    ends = [] if scope.end is None else [scope.end]
    if "end" in element.attrib:
        ends.append(scope.begin + clock.seconds(element.attrib["end"]))
    if "dur" in element.attrib:
        ends.append(begin + clock.seconds(element.attrib["dur"]))
    own = any(key in element.attrib for key in ("begin", "end", "dur"))
    return replace(
        scope,
        begin=begin,
        end=min(ends, default=None),
        agent=_attribute(element, "agent") or scope.agent,
        timed=own if _local(element) == "p" else scope.timed,
    )


def _timed_spans(element: ET.Element) -> list[ET.Element]:
    return [child for child in element if _local(child) == "span" and "begin" in child.attrib]


def _text(element: ET.Element) -> str:
    """The words of an element, `br` as line breaks, metadata and ruby text left out."""
    pieces = [re.sub(r"\s+", " ", element.text or "")]
    for child in element:
        if _local(child) == "br":
            pieces.append("\n")
        elif _local(child) == "span" and _attribute(child, "ruby") not in ("text", "delimiter"):
            pieces.append(_text(child))
        pieces.append(re.sub(r"\s+", " ", child.tail or ""))
    return "".join(pieces).strip(" ")


def _agents(root: ET.Element) -> dict[str, str]:
    """Names of the speakers by their xml:id."""
    names = {}
    for agent in root.iter():
        if _local(agent) == "agent":
            said = [" ".join("".join(name.itertext()).split()) for name in _children(agent, "name")]
            names[agent.get(f"{_XML}id", "")] = next((name for name in said if name), "")
    return names


def _clock(root: ET.Element) -> _Clock:
    """Raises ValueError for frame rates that are none."""
    frame_rate = int(_attribute(root, "frameRate") or 30)
    over, under = re.split(r"[\s:]+", (_attribute(root, "frameRateMultiplier") or "1 1").strip())
    effective = Fraction(frame_rate) * Fraction(int(over), int(under))
    given = _attribute(root, "tickRate")
    tick_rate = Fraction(int(given)) if given else effective
    if effective <= 0 or tick_rate <= 0:
        raise ValueError("a frame rate of 0")
    smpte = _attribute(root, "timeBase") == "smpte"
    dropped = _attribute(root, "dropMode") in ("dropNTSC", "dropPAL")
    return _Clock(frame_rate, effective, tick_rate, smpte and not dropped)


def _attribute(element: ET.Element, name: str) -> str:
    """An attribute whatever its namespace: TTML's have changed with every version."""
    return next((v for key, v in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _children(element: ET.Element, name: str) -> list[ET.Element]:
    return [child for child in element if _local(child) == name]


def _local(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]
