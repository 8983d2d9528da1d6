"""The text of one caption: who says what, which sounds are described, what is music.

`read_caption` takes the text as a subtitle file, clip or marker holds it and gives its
parts. Rules, in this order:

1. Several people share a caption: VTT voice tags, `>>`, lines that begin with a dash, and
   lines that begin with `NAME:` each begin a turn. Spoken turns divide the caption's time
   by the length of their text; sounds and music have all of it.
2. Between `♪` signs, or after `#` and a space, is music.
3. Notes in `[…]`, `(…)` or alone between `*…*` are sounds, music, manners of speaking or
   the speaker's name: see `descriptions`.
4. A name before the line is the speaker: see `speakers`.
5. What remains and has a letter or a digit is the line. Nothing else is ever spoken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from opentimelineio.opentime import TimeRange

from deepaudio_plugin.subtitles.descriptions import is_aside, is_manner, is_music, speaker_of
from deepaudio_plugin.subtitles.markup import plain
from deepaudio_plugin.subtitles.speakers import clean_name, is_name, split_speaker

Kind = Literal["line", "sound", "music"]

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>", re.IGNORECASE)
_CHEVRONS = re.compile(r"\s*>>+\s*")
_DASH = re.compile(r"[-–‐‑](?![-–‐‑])(?:\s+|(?=\D))|—\s*(?=\w)")
_DASH_INSIDE = re.compile(r"(?<=[.!?…\"”\])])\s+[-–]\s+(?=\S)")
_NOTES = re.compile(r"[♪♫♬♩🎵🎶]+")
_HASH_SONG = re.compile(r"#\s.*|#[^#]*\s[^#]*#", re.DOTALL)
_STARRED = re.compile(r"\*([^*\n]+)\*")
_BRACKETED = re.compile(r"\[([^\[\]]*)\]|\(([^()]*)\)")
_LEADING = re.compile(r"(?:\[([^\[\]]*)\]|\(([^()]*)\))\s*(:?)\s*")
_SPACE_BEFORE_STOP = re.compile(r"\s+([,.](?:\s|$))")


@dataclass(frozen=True)
class Caption:
    """One caption as found: its time on the timeline and its raw text."""

    id: str
    range: TimeRange
    text: str
    speaker: str = ""
    language: str = ""
    source: str = ""
    kind: Kind | None = None  # None: the text decides


@dataclass(frozen=True)
class CaptionPart:
    """One thing said or heard in a caption, from `begin` to `end` of its time (0 to 1)."""

    kind: Kind
    text: str
    speaker: str = ""
    begin: float = 0.0
    end: float = 1.0


def read_caption(text: str, speaker: str = "", kind: Kind | None = None) -> list[CaptionPart]:
    """The parts of a caption in reading order; empty when nothing in it can be heard.

    `speaker` is who the file says speaks, where the text itself names nobody. `kind` is
    for captions whose place already says what they are: a sound keeps its whole text.
    """
    if kind in ("sound", "music"):
        heard = _description(plain(text).replace("\n", " ").strip("[](){}*♪ "))
        return [CaptionPart(kind, heard, clean_name(speaker))] if _has_word(heard) else []
    turns = []
    for name, said in _voices(text, clean_name(speaker)):
        for turn in _turns(plain(said)):
            turns.append(_read_turn(turn, name))
    return _share([turn for turn in turns if turn])


def _share(turns: list[list[CaptionPart]]) -> list[CaptionPart]:
    """All parts in order; spoken turns follow each other in time by their text's length."""
    lengths = [sum(len(part.text) for part in turn if part.kind == "line") for turn in turns]
    total = sum(lengths)
    if sum(1 for length in lengths if length) < 2:
        return [part for turn in turns for part in turn]
    parts, before = [], 0
    for turn, length in zip(turns, lengths, strict=True):
        begin, end = before / total, (before + length) / total
        parts += [
            replace(part, begin=begin, end=end) if part.kind == "line" else part for part in turn
        ]
        before += length
    return parts


def _voices(text: str, speaker: str) -> Iterator[tuple[str, str]]:
    """(speaker, text) of each VTT voice span; text outside belongs to `speaker`."""
    if "<v" not in text and "<V" not in text:
        yield speaker, text
        return
    pieces = _VOICE.split(text)
    yield speaker, pieces[0]
    for name, said in zip(pieces[1::2], pieces[2::2], strict=True):
        yield clean_name(plain(name)) or speaker, said


def _turns(text: str) -> list[str]:
    """The text of each person's turn, dashes and chevrons removed."""
    if "\n" not in text and ">>" not in text and " -" not in text and " –" not in text:
        return [_undashed(text)] if text else []
    turns: list[str] = []
    for chunk in _CHEVRONS.split(text):
        first = len(turns)
        for line in _whole_lines(_dash_lines(chunk)):
            dashed = _undashed(line)
            if len(turns) == first or dashed != line or _begins_turn(line, turns[-1]):
                turns.append(dashed)
            else:
                turns[-1] += "\n" + line
    return turns


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


def _begins_turn(line: str, previous: str) -> bool:
    """Whether a later line's `NAME:` is another speaker and not part of a sentence."""
    named_before = bool(split_speaker(previous)[0])
    return bool(split_speaker(line, capitals_only=not named_before)[0])


def _read_turn(text: str, speaker: str) -> list[CaptionPart]:
    """The parts of one person's turn: its sounds and music, then its line."""
    rest, lyrics = _without_music(text)
    parts = [CaptionPart("music", lyrics, speaker)] if lyrics else []
    notes, name, said = _opening(_closed(rest.replace("\n", " ")))
    inside, said = _without_notes(said)
    heard = _has_word(said)
    before = []
    for note, named in notes:
        if not name and (heard or named) and (named or speaker_of(note)):
            name = speaker_of(note) or note
        else:
            before.append(note)
    speaker = name or speaker
    parts += [
        CaptionPart("music" if is_music(note) else "sound", _description(note), speaker)
        for note in (*before, *inside)
        if _has_word(note) and (is_music(note) or not (heard and is_manner(note)))
    ]
    return [*parts, CaptionPart("line", said, speaker)] if heard else parts


def _without_music(text: str) -> tuple[str, str]:
    """(what is not sung, what is sung) of a turn."""
    if _HASH_SONG.fullmatch(text):
        return "", text.strip("# \n") or "#"
    if not _NOTES.search(text):
        return text, ""
    spoken: list[str] = []
    sung: list[str] = []
    singing = False
    for line in text.split("\n"):
        pieces = _NOTES.split(line)
        # A sign at the start opens, whatever was open before; a lone one at the end closes
        # a song that began in an earlier caption.
        lone_close = len(pieces) == 2 and not pieces[1].strip()
        singing = singing or not pieces[0].strip() or lone_close
        if not pieces[0].strip():
            pieces = pieces[1:]
        for number, piece in enumerate(pieces):
            singing = singing if number == 0 else not singing
            (sung if singing else spoken).append(piece.strip())
    lyrics = " ".join(piece for piece in sung if piece)
    return "\n".join(piece for piece in spoken if piece), lyrics or "♪"


def _closed(text: str) -> str:
    """`text` with a bracket that was opened at its start and never closed, closed."""
    pairs = {"[": "]", "(": ")"}
    closing = pairs.get(text[:1], "")
    return text + closing if closing and closing not in text else text


def _opening(text: str) -> tuple[list[tuple[str, bool]], str, str]:
    """(notes before the line, speaker's name, the rest); a note with a colon is a name."""
    starred = _STARRED.fullmatch(text)
    if starred:
        return [(starred.group(1), False)], "", ""
    notes = []
    while found := _LEADING.match(text):
        note = (found[1] or found[2] or "").strip()
        if found[2] and not found[3] and is_aside(note):
            break
        notes.append((note, bool(found[3]) and is_name(note)))
        text = text[found.end() :]
    name, rest = split_speaker(text)
    return notes, name, rest


def _without_notes(text: str) -> tuple[list[str], str]:
    """(notes, the line without them); asides in round brackets stay as words."""
    notes: list[str] = []

    def take(found: re.Match[str]) -> str:
        note = (found[1] or found[2] or "").strip()
        if found[2] and is_aside(note):
            return note
        notes.append(note)
        return " "

    def take_starred(found: re.Match[str]) -> str:
        if not is_manner(found[1]):
            return found[1]  # emphasis
        notes.append(found[1])
        return " "

    while (bare := _BRACKETED.sub(take, text)) != text:
        text = bare
    text = _STARRED.sub(take_starred, text)
    return notes, _SPACE_BEFORE_STOP.sub(r"\1", " ".join(text.split()))


def _description(note: str) -> str:
    """A sound's description as a prompt: capitals lowered, outer marks removed."""
    text = " ".join(note.split()).strip(" .,;:-–—*")
    return text.lower() if text.isupper() else text


def _has_word(text: str) -> bool:
    return any(char.isalnum() for char in text) or text == "♪"
