"""Whose turn it is in a caption that several people share.

A turn begins at a VTT voice tag, at `>>`, at a line that begins with a dash and, in such a
line, at each further dash after the end of a sentence; at a line that begins with `NAME:`;
and after the end of a sentence at `NAME:` in capitals, at `(NAME):`, and at `[NAME]` where
the caption began so or the name is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepaudio_plugin.subtitles.descriptions import is_voiced, speaker_of
from deepaudio_plugin.subtitles.markup import plain
from deepaudio_plugin.subtitles.names import Names
from deepaudio_plugin.subtitles.speakers import clean_name, is_name, is_role, split_speaker

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>", re.IGNORECASE)
_CHEVRONS = re.compile(r"\s*>>+\s*")
_DASH = re.compile(r"[-–‐‑](?![-–‐‑])(?:\s+|(?=\D))|—\s*(?=\w)")
_DASH_INSIDE = re.compile(r"(?<=[.!?…\"”\])])\s+[-–‐‑—](?:\s+(?=\S)|(?=[^\s\d\-–—]))")
_OPENED = re.compile(r"\s*[\[(]([^\[\]()]{1,40})[\])]\s*:?\s*")
_INSIDE = re.compile(
    r"(?:^|(?<=[.!?…\"”]))\s*(?:[\[(](?P<note>[^\[\]()]{1,40})[\])][ ]*(?P<colon>:?)"
    r"|(?<=\s)(?P<name>[A-Z][A-Z0-9.'’#& -]{0,30}):)(?=\s*\S)"
)
_ABBREVIATED = re.compile(
    r"\b(?:dr|mr|mrs|ms|st|prof|sgt|lt|col|gen|capt|rev|sr|jr)\.$", re.IGNORECASE
)
_LONGEST_TITLE = len(" prof.")
_MARKS = ("\n", ">>", " -", " –", " —", " ‐", " ‑", "[", "(", ":")


def voices(text: str, speaker: str) -> Iterator[tuple[str, str]]:
    """(speaker, text) of each VTT voice span; text outside belongs to `speaker`."""
    if "<v" not in text and "<V" not in text:
        yield speaker, text
        return
    pieces = _VOICE.split(text)
    yield speaker, pieces[0]
    for name, said in zip(pieces[1::2], pieces[2::2], strict=True):
        yield clean_name(plain(name)) or speaker, said


def turns(text: str, names: Names) -> list[str]:
    """The text of each person's turn, dashes and chevrons removed."""
    if not any(mark in text for mark in _MARKS):
        return [_undashed(text)] if text else []
    found: list[str] = []
    for chunk in _CHEVRONS.split(text):
        first = len(found)
        for line in _whole_lines(_dash_lines(chunk)):
            dashed = _undashed(line)
            begins = dashed != line or (len(found) > first and _begins_turn(line, found[-1], names))
            pieces = _named_pieces(dashed, names)
            if len(found) == first or begins:
                found.append(pieces[0])
            else:
                found[-1] += "\n" + pieces[0]
            found += pieces[1:]
    return found


def _dash_lines(text: str) -> list[str]:
    """Lines; one that begins with a dash and has others after a full stop is several."""
    lines = []
    for line in text.split("\n"):
        parts = _DASH_INSIDE.split(line) if _DASH.match(line) else [line]
        lines += [parts[0], *(f"- {part}" for part in parts[1:])]
    return [line for line in lines if line]


def _whole_lines(lines: list[str]) -> Iterator[str]:
    """Lines joined where a bracket opened on one closes on a later one."""
    pending = ""
    for line in lines:
        pending = f"{pending} {line}" if pending else line
        if pending.count("[") <= pending.count("]") and pending.count("(") <= pending.count(")"):
            yield pending
            pending = ""
    if pending:
        yield pending


def _undashed(line: str) -> str:
    found = _DASH.match(line)
    return line[found.end() :] if found else line


def _begins_turn(line: str, previous: str, names: Names) -> bool:
    """Whether a later line's `NAME:` or `[NAME]` is another speaker and not part of a sentence."""
    if bracketed := _bracketed_name(line):
        return bool(_bracketed_name(previous)) or names.knows(bracketed)
    before, _ = split_speaker(previous)
    named_before = bool(before) and names.believes(before)
    name, _ = split_speaker(line, capitals_only=not named_before)
    return bool(name) and names.believes(name)


def _bracketed_name(line: str) -> str:
    found = _OPENED.match(line)
    return speaker_of(found[1].strip(" :")) if found and found.end() < len(line) else ""


def _named_pieces(line: str, names: Names) -> list[str]:
    """A line cut where another person's name stands after the end of a sentence."""
    if not any(sign in line for sign in "[(:"):
        return [line]
    line = _INSIDE.sub(_as_note, line)
    blank = len(line) - len(line.lstrip())
    pieces, begun = [], 0
    for found in _INSIDE.finditer(line):
        at = found.start()
        if at <= blank or _ABBREVIATED.search(line, max(0, at - _LONGEST_TITLE), at):
            continue
        if _is_turn(found, line, names):
            pieces.append(line[begun : found.start()].strip())
            begun = found.start()
    return [*pieces, line[begun:].strip()]


def _as_note(found: re.Match[str]) -> str:
    """`LAUGHS:` inside a line as the note that it is; anything else as it was."""
    if found["name"] and found.start() and is_voiced(found["name"]):
        return found[0].replace(f"{found['name']}:", f"[{found['name']}]")
    return found[0]


def _is_turn(found: re.Match[str], line: str, names: Names) -> bool:
    if found["name"]:
        return is_name(found["name"].strip())
    note = found["note"].strip()
    if found["colon"] or note.endswith(":"):
        return is_name(note.strip(" :")) or is_role(note.strip(" :"))
    name = speaker_of(note)
    return bool(name) and (bool(_bracketed_name(line)) or names.knows(name))
