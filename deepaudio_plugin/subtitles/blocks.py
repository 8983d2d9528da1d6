"""SRT and WebVTT: cues with their identifiers and line numbers, one bad block at a time.

A timing line begins a cue. In SRT its text runs to the next timing line, less that one's
number, because hand-made files have blank lines inside captions and none between them;
in VTT it ends at a blank line, as the format says. Times are lenient: hours may be
missing, digits unpadded, the fraction after a comma or a full stop or absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TIME = r"(-?)(?:(\d{1,6})\s*:\s*)?(\d{1,2})\s*:\s*(\d{1,2})(?:\s*[.,]\s*(\d{1,9}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}(?:\s.*)?")
_ARROW = re.compile(r"-{1,2}>\s*-?\d|\d\s*-{1,2}>")
_SKIPPED = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")
_HEADER = re.compile(r"\s*(Language)\s*:\s*(\S+)", re.IGNORECASE)


@dataclass
class CueBlock:
    """One cue of a file. Times in milliseconds; `line` counts from 1, 0 is unknown."""

    start: int
    end: int
    line: int
    name: str = ""  # the file's own identifier or number
    lines: list[str] = field(default_factory=list)
    speaker: str = ""

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

    blocks: list[CueBlock]
    bad: list[BadBlock]
    language: str = ""


def split_lines(text: str) -> list[str]:
    """Lines by CR, LF or both; other Unicode separators are part of the text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def read_srt(text: str) -> Parsed:
    """Cues and unreadable blocks of a SubRip file."""
    blocks: list[CueBlock] = []
    bad: list[BadBlock] = []
    current: list[str] = []  # lines of the cue being read; before the first cue, of nothing
    for number, line in enumerate(split_lines(text), 1):
        if not _ARROW.search(line):
            current.append(line)
            continue
        name = current.pop().strip() if current and _is_number(current[-1]) else ""
        times = parse_timing(line)
        current = []
        if times is None:
            bad.append(BadBlock(number, f"the times cannot be read: {line.strip()[:60]!r}"))
        else:
            blocks.append(CueBlock(*times, line=number, name=name, lines=current))
    return Parsed(blocks, bad)


def read_vtt(text: str) -> Parsed:
    """Cues and unreadable blocks of a WebVTT file."""
    blocks: list[CueBlock] = []
    bad: list[BadBlock] = []
    for number, lines in _paragraphs(split_lines(text)):
        if lines[0].lstrip("\ufeff").startswith("WEBVTT") or _SKIPPED.match(lines[0]):
            continue
        timing = next((i for i, line in enumerate(lines[:2]) if "->" in line), None)
        times = None if timing is None else parse_timing(lines[timing])
        if timing is None:
            bad.append(BadBlock(number, f"text outside any cue: {lines[0].strip()[:60]!r}"))
        elif times is None:
            where = number + timing
            bad.append(BadBlock(where, f"the times cannot be read: {lines[timing].strip()[:60]!r}"))
        else:
            name = lines[0].strip() if timing else ""
            blocks.append(CueBlock(*times, number + timing, name, lines[timing + 1 :]))
    return Parsed(blocks, bad, _language(text))


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


def _milliseconds(sign: str, hours: str | None, minutes: str, secs: str, part: str | None) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(secs)
    # ".23" is 230 ms: a decimal fraction, as the VTT grammar's readers take it.
    total = whole * 1000 + int((part or "").ljust(3, "0")[:3] or 0)
    return -total if sign else total


def _is_number(line: str) -> bool:
    return line.strip().isdecimal()


def _paragraphs(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """(first line's number, lines) of each run of lines that are not blank."""
    paragraph: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            paragraph.append(line)
        elif paragraph:
            yield number - len(paragraph), paragraph
            paragraph = []
