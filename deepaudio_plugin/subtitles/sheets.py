"""Cue sheets: comma- or tab-separated rows with a start, mostly an end, and a text.

The first row names the columns, or every row begins with times and ends with its text.
Times are `00:00:01:12` (frames), `00:00:01.500` or seconds with a decimal point; whole
numbers are milliseconds in Whisper's own table and are believed nowhere else.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import zip_longest

from deepaudio_plugin.subtitles.blocks import BadBlock, Block, Parsed, colon_time, frames_guess

_START = {
    *("start", "start time", "starttime", "in", "tc in", "timecode in", "in point", "in time"),
    *("begin", "from", "time", "timecode", "tc", "timestamp", "start timecode", "start tc"),
}
_END = {
    *("end", "end time", "endtime", "out", "tc out", "timecode out", "out point", "out time"),
    *("stop", "to", "until", "end timecode", "end tc"),
}
_TEXT = {"text", "caption", "subtitle", "dialogue", "dialog", "line", "transcript", "content"}
_SPEAKER = {"speaker", "speaker name", "actor", "character", "who", "role"}
_WHISPER = ["start", "end", "text"]
_COLONS = re.compile(r"(-?)(\d{1,3}):(\d{1,2}):(\d{1,2})[:;](\d{2,3})")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d{1,6})?)")
_SECONDS = re.compile(r"\d{1,6}\.\d{1,9}")


@dataclass(frozen=True)
class _Columns:
    """Which cell of a row is what; -1 is none."""

    start: int
    end: int
    text: int
    speaker: int = -1
    milliseconds: bool = False


def read_sheet(text: str, rate: float) -> Parsed | None:
    """The rows of a cue sheet, or None when the text is none."""
    for separator in "\t,;":
        try:
            rows = _rows(text, separator)
        except csv.Error:
            continue
        columns = _columns(rows, separator, rate)
        if columns is not None:
            return _parsed(rows, columns, rate)
    return None


def _rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator)
    found = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    return [(line, row) for line, row in found if any(row)]


def _columns(rows: list[tuple[int, list[str]]], separator: str, rate: float) -> _Columns | None:
    """The columns as the first row names them, or as every row shows them."""
    if not rows or any(len(row) < 2 for _, row in rows):
        return None
    names = [re.sub(r"[\s_]+", " ", cell.lower()) for cell in rows[0][1]]
    start, end, said, who = (_named(names, known) for known in (_START, _END, _TEXT, _SPEAKER))
    if start >= 0 and said >= 0:
        return _Columns(start, end, said, who, separator == "\t" and names == _WHISPER)
    first = [row for _, row in rows]
    if not all(_time(row[0], rate) is not None and len(row) == len(first[0]) for row in first):
        return None
    ended = len(first[0]) > 2 and all(_time(row[1], rate) is not None for row in first)
    said = len(first[0]) - 1
    if any(_time(row[said], rate) is not None for row in first) or said > 1 + ended:
        return None
    return _Columns(0, 1 if ended else -1, said)


def _named(names: list[str], known: set[str]) -> int:
    return next((number for number, name in enumerate(names) if name in known), -1)


def _parsed(rows: list[tuple[int, list[str]]], columns: _Columns, rate: float) -> Parsed:
    blocks: list[Block] = []
    bad: list[BadBlock] = []
    header = _time(rows[0][1][columns.start], rate, columns.milliseconds) is None
    width = max(columns.start, columns.end, columns.text) + 1
    for line, cells in rows[header:]:
        row = [*cells, *[""] * (width - len(cells))]
        start = _time(row[columns.start], rate, columns.milliseconds)
        end = _time(row[columns.end], rate, columns.milliseconds) if columns.end >= 0 else start
        if start is None or end is None:
            bad.append(BadBlock(line, f"the times cannot be read: {', '.join(row)[:60]!r}"))
            continue
        who = row[columns.speaker] if 0 <= columns.speaker < len(row) else ""
        blocks.append(Block(start, end, line, lines=[row[columns.text]], speaker=who))
    guesses = []
    if any(_COLONS.fullmatch(row[columns.start]) for _, row in rows[header:]):
        guesses.append(frames_guess(rate))
    if columns.end < 0:
        end_at_next(blocks)
        guesses.append("says no ends: a caption ends where the next begins")
    return Parsed(blocks, bad, guesses=tuple(guesses))


def end_at_next(blocks: list[Block]) -> None:
    """Ends for captions that have none: the next start, at most six seconds on."""
    longest = 6000
    for block, following in zip_longest(blocks, blocks[1:]):
        block.end = block.start + longest
        if following is not None and following.start > block.start:
            block.end = min(block.end, following.start)


def _time(text: str, rate: float, milliseconds: bool = False) -> int | None:
    """A cell's time in milliseconds, or None."""
    if found := _COLONS.fullmatch(text):
        return colon_time(found.groups(), rate)
    if found := _CLOCK.fullmatch(text):
        whole = (int(found[1] or 0) * 60 + int(found[2])) * 60
        return round((whole + float(found[3].replace(",", "."))) * 1000)
    if milliseconds and text.isdecimal():
        return int(text)
    return round(float(text) * 1000) if _SECONDS.fullmatch(text) else None
