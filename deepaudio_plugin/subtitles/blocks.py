"""SRT and WebVTT: cues with their identifiers and line numbers, one bad block at a time.

A timing line begins a cue. In SRT its text runs to the next timing line, less that one's
number, because hand-made files have blank lines inside captions and none between them;
in VTT it ends at an empty line or the next timing line, as the format says: a line of
blanks is part of the text. Times are lenient: hours may be missing, digits unpadded, the
fraction after a comma, a full stop or a colon, or absent. After a colon three digits are
milliseconds; two are frames, of the rate that the caller knows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from deepaudio_plugin.core.spoken.deliveries import Delivery

_TIME = r"(-?)(?:(\d{1,6})\s*:\s*)?(\d{1,2})\s*:\s*(\d{1,2})(?:\s*[.,]\s*(\d{1,9}))?"
_CLOCK = r"(-?)(\d{1,6}):(\d{1,2}):(\d{1,2})[:;](\d{2,3})"
_COLONS = re.compile(rf"\s*{_CLOCK}\s*-{{1,2}}>\s*{_CLOCK}(?:\s.*)?")
_TIMING = re.compile(rf"\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}(?:\s.*)?")
_ARROW = re.compile(r"-{1,2}>\s*-?\d|\d\s*-{1,2}>")
_TOP = re.compile(r"\sline:(?:[0-4]?\d(?:\.\d*)?%|[0-4](?=[\s,]|$))")  # in the upper half
_SKIPPED = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")
_HEADER = re.compile(r"\s*(Language)\s*:\s*(\S+)", re.IGNORECASE)


@dataclass
class Block:
    """One cue of a file. Times in milliseconds; `line` counts from 1, 0 is unknown."""

    start: int
    end: int
    line: int
    name: str = ""  # the file's own identifier or number
    lines: list[str] = field(default_factory=list)
    speaker: str = ""
    place: str = ""  # where on the screen, or in which style, if not as most captions
    delivery: Delivery = ""  # as its style has it

    @property
    def text(self) -> str:
        """The cue's text with its markup."""
        return "\n".join(self.lines).strip()


@dataclass(frozen=True)
class BadBlock:
    """A block that could not be read."""

    line: int  # 0 is unknown
    message: str


@dataclass(frozen=True)
class Parsed:
    """What a file holds, in its order."""

    blocks: list[Block]
    bad: list[BadBlock]
    language: str = ""
    guesses: tuple[str, ...] = ()  # times that the file does not say and that were taken
    left_out: tuple[str, ...] = ()  # what the file holds beside captions


def split_lines(text: str) -> list[str]:
    """Lines by CR, LF or both; other Unicode separators are part of the text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def read_srt(text: str, rate: float = 24.0) -> Parsed:
    """Cues and unreadable blocks of a SubRip file; `rate` is for times that count frames."""
    blocks: list[Block] = []
    bad: list[BadBlock] = []
    current: list[str] = []  # lines of the cue being read; before the first cue, of nothing
    frames = 0
    for number, line in enumerate(split_lines(text), 1):
        if not _ARROW.search(line):
            current.append(line)
            continue
        name = current.pop().strip() if current and _is_number(current[-1]) else ""
        times = parse_timing(line)
        if times is None and (found := _COLONS.fullmatch(line)):
            times = _colon_times(found, rate)
            frames += times is not None and len(found[5]) < len("000")
        current = []
        if times is None:
            bad.append(BadBlock(number, f"the times cannot be read: {line.strip()[:60]!r}"))
        else:
            blocks.append(Block(*times, line=number, name=name, lines=current))
    return Parsed(blocks, bad, guesses=(frames_guess(rate),) if frames else ())


def read_vtt(text: str) -> Parsed:
    """Cues and unreadable blocks of a WebVTT file."""
    blocks: list[Block] = []
    bad: list[BadBlock] = []
    for number, lines in _paragraphs(split_lines(text)):
        if lines[0].lstrip("\ufeff").startswith("WEBVTT") or _SKIPPED.match(lines[0]):
            continue
        timings = [i for i, line in enumerate(lines) if _ARROW.search(line)]
        if not timings:
            if any(line.strip() for line in lines):
                bad.append(BadBlock(number, f"text outside any cue: {lines[0].strip()[:60]!r}"))
            continue
        for at, following in zip(timings, [*timings[1:], len(lines)], strict=True):
            times = parse_timing(lines[at])
            if times is None:
                message = f"the times cannot be read: {lines[at].strip()[:60]!r}"
                bad.append(BadBlock(number + at, message))
                continue
            body = lines[at + 1 : following]
            if following < len(lines) and _names_next(body):
                body = body[:-1]
            named = at > 0 and (at == timings[0] or _names_next(lines[:at]))
            name = lines[at - 1].strip() if named else ""
            place = "top" if _TOP.search(lines[at]) else ""
            blocks.append(Block(*times, number + at, name, body, place=place))
    return Parsed(blocks, bad, _language(text))


def _names_next(lines: list[str]) -> bool:
    """Whether the last line before a timing line is that cue's number, or is set apart."""
    if not lines or not lines[-1].strip():
        return False
    return _is_number(lines[-1]) or (len(lines) > 1 and not lines[-2].strip())


def frames_guess(rate: float) -> str:
    """What a note says of times that count frames at the timeline's rate."""
    return f"counts frames and does not say how fast: {rate:g} frames a second taken"


def _language(text: str) -> str:
    """The `Language:` header of a WebVTT file, or ""."""
    for line in split_lines(text[:2000]):
        if not line.strip():
            break
        if found := _HEADER.fullmatch(line):
            return found[2]
    return ""


def parse_timing(line: str) -> tuple[int, int] | None:
    """(start, end) in milliseconds of `00:01:02,500 --> 00:01:04,000`, or None."""
    found = _TIMING.fullmatch(line)
    if found is None:
        return None
    groups = found.groups()
    return _milliseconds(*groups[:5]), _milliseconds(*groups[5:])


def _colon_times(found: re.Match[str], rate: float) -> tuple[int, int] | None:
    """(start, end) where a colon stands before the fraction; None for frames past the rate."""
    start, end = (colon_time(found.groups()[n : n + 5], rate) for n in (0, 5))
    return None if start is None or end is None else (start, end)


def colon_time(groups: tuple[str, ...], rate: float) -> int | None:
    """Milliseconds of (sign, hours, minutes, seconds, fraction): three digits, or frames."""
    sign, hours, minutes, secs, part = groups
    if len(part) == len("000"):
        return _milliseconds(sign, hours, minutes, secs, part)
    if int(part) >= math.ceil(rate):
        return None
    total = _milliseconds("", hours, minutes, secs, None) + round(int(part) * 1000 / rate)
    return -total if sign else total


def _milliseconds(sign: str, hours: str | None, minutes: str, secs: str, part: str | None) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(secs)
    # ".23" is 230 ms: a decimal fraction, as the VTT grammar's readers take it.
    total = whole * 1000 + int((part or "").ljust(3, "0")[:3] or 0)
    return -total if sign else total


def _is_number(line: str) -> bool:
    return line.strip().isdecimal()


def _paragraphs(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """(first line's number, lines) of each run of lines that are not empty."""
    paragraph: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line:
            paragraph.append(line)
        elif paragraph:
            yield number - len(paragraph), paragraph
            paragraph = []
