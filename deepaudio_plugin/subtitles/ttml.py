"""TTML and its profiles (IMSC, EBU-TT, iTT, DFXP): captions with times, speakers, language.

Own code because pysubs2 refuses what broadcast files are full of: frames and ticks in
times, `dur`, other namespaces. Times follow TTML1 (https://www.w3.org/TR/ttml1/, 10.3 and
6.2): children count from their parent's begin, `f` and `hh:mm:ss:ff` need
`ttp:frameRate` and its multiplier, `t` needs `ttp:tickRate`. In a sequential time container
a child counts from the end of the one before. What is not displayed is no caption. Where
the rows of a paragraph differ in colour, all rows are marked with theirs, as in SRT.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from deepaudio_plugin.subtitles.blocks import BadBlock, Block, Parsed

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
    sequential: bool = False  # whether children follow each other


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
    rows: list[tuple[Fraction, Fraction, Block]] = []
    styles = _Styles.of(root)
    for body in _children(root, "body"):
        found = list(_captions(body, _Scope(), clock, parsed.bad, styles))
        marked = any(len(set(_colours(element, "", styles))) > 1 for element, _ in found)
        for element, scope in found:
            said = _text(element, "", styles if marked else None)
            if said and scope.end is not None:
                block = Block(0, 0, 0, element.get(f"{_XML}id", ""), [said])
                block.speaker = names.get(scope.agent, "")
                block.place = "top" if _attribute(element, "region") in styles.top else ""
                rows.append((scope.begin, scope.end, block))
    stretch = Fraction(clock.frame_rate) / clock.effective if clock.timecode else Fraction(1)
    parsed.blocks.extend(_in_milliseconds(rows, stretch))
    return parsed


def _in_milliseconds(
    rows: list[tuple[Fraction, Fraction, Block]], stretch: Fraction
) -> Iterator[Block]:
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


@dataclass(frozen=True)
class _Styles:
    """What of a file's styles and regions matters here, by xml:id."""

    colours: dict[str, str]
    hidden: frozenset[str]
    top: frozenset[str]  # regions whose text is at their upper edge

    @classmethod
    def of(cls, root: ET.Element) -> _Styles:
        found = [element for element in root.iter() if _local(element) == "style"]
        named = [(element.get(f"{_XML}id", ""), element) for element in found]
        colours = {name: _attribute(element, "color") for name, element in named}
        hidden = {name for name, element in named if _attribute(element, "display") == "none"}
        top = {
            region.get(f"{_XML}id", "")
            for region in root.iter()
            if _local(region) == "region" and _attribute(region, "displayAlign") == "before"
        }
        given = {name: colour for name, colour in colours.items() if colour}
        return cls(given, frozenset(hidden), frozenset(top))

    def colour(self, element: ET.Element, inherited: str) -> str:
        """The colour of an element's text, or "" for the file's own."""
        if own := _attribute(element, "color"):
            return own
        used = (self.colours.get(name, "") for name in _attribute(element, "style").split())
        return next((colour for colour in used if colour), inherited)

    def hides(self, element: ET.Element) -> bool:
        """Whether an element is not displayed."""
        shown = _attribute(element, "display")
        by_style = not self.hidden.isdisjoint(_attribute(element, "style").split())
        return shown == "none" or (by_style and not shown)


def _captions(
    element: ET.Element, scope: _Scope, clock: _Clock, bad: list[BadBlock], styles: _Styles
) -> Iterator[tuple[ET.Element, _Scope]]:
    """Every `p`, or the timed `span`s of a `p` without times, with its scope."""
    if styles.hides(element):
        return
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
            yield from _captions(child, scope, clock, bad, styles)
            if scope.sequential:
                scope = _after(child, scope, clock)


def _after(child: ET.Element, scope: _Scope, clock: _Clock) -> _Scope:
    """The scope for what follows `child` in a sequential time container."""
    try:
        ended = _inner(child, replace(scope, end=None), clock).end
    except (ValueError, ZeroDivisionError):
        return scope
    if ended is None:
        inner = [_inner(one, replace(scope, end=None), clock).end for one in child]
        ended = max((end for end in inner if end is not None), default=None)
    return scope if ended is None else replace(scope, begin=ended)


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
        sequential=element.get("timeContainer") == "seq",
    )


def _timed_spans(element: ET.Element) -> list[ET.Element]:
    return [child for child in element if _local(child) == "span" and "begin" in child.attrib]


def _text(element: ET.Element, colour: str = "", styles: _Styles | None = None) -> str:
    """The words of an element, `br` as line breaks, metadata and ruby text left out.

    With `styles`, words in a colour are in a `font` tag.
    """
    own = styles.colour(element, colour) if styles is not None else ""
    pieces = [_coloured(re.sub(r"\s+", " ", element.text or ""), own)]
    for child in element:
        if _local(child) == "br":
            pieces.append("\n")
        elif _local(child) == "span" and _attribute(child, "ruby") not in ("text", "delimiter"):
            pieces.append(_text(child, own, styles))
        pieces.append(_coloured(re.sub(r"\s+", " ", child.tail or ""), own))
    return "".join(pieces).strip(" ")


def _coloured(text: str, colour: str) -> str:
    return f'<font color="{colour[:9]}">{text}</font>' if colour and text.strip() else text


def _colours(element: ET.Element, colour: str, styles: _Styles) -> Iterator[str]:
    """The colours of an element's words, in order."""
    own = styles.colour(element, colour)
    if (element.text or "").strip():
        yield own
    for child in element:
        if _local(child) == "span":
            yield from _colours(child, own, styles)
        if (child.tail or "").strip():
            yield own


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
