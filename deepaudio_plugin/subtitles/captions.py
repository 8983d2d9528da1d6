"""The text of one caption: who says what, which sounds are described, what is music.

`read_caption` takes the text as a subtitle file, clip or marker holds it and gives its
parts. Rules, in this order:

1. Several people share a caption: see `turns`. Spoken turns divide the caption's time by
   the length of their text; sounds and music have all of it.
2. Between `♪` signs, or after `#` and a space, is music.
3. Notes in `[…]`, `(…)` or alone between `*…*` are sounds, music, manners of speaking (see
   `manners`) or the speaker's name: see `descriptions`.
4. A name before the line is the speaker: see `speakers` and `names`.
5. What remains and has a letter or a digit is the line. Nothing else is ever spoken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from opentimelineio.opentime import TimeRange

from deepaudio_plugin.core.spoken.deliveries import Delivery
from deepaudio_plugin.subtitles.descriptions import (
    has_known_sound,
    is_aside,
    is_manner,
    is_music,
    is_unheard,
    is_voiced,
    speaker_of,
)
from deepaudio_plugin.subtitles.manners import delivery_of, delivery_of_remarks, is_told_of
from deepaudio_plugin.subtitles.markup import plain
from deepaudio_plugin.subtitles.names import EVERY_NAME, Names
from deepaudio_plugin.subtitles.notices import CaptionNote
from deepaudio_plugin.subtitles.speakers import clean_name, is_name, is_role, split_speaker
from deepaudio_plugin.subtitles.turns import turns, voices

Kind = Literal["line", "sound", "music"]

SECOND = "second speaker"
"""Who speaks every other turn where several people without names share a caption."""

_NOTES = re.compile(r"[♪♫♬♩🎵🎶]+")
_HASH_SONG = re.compile(r"#\s.*|#[^#]*\s[^#]*#", re.DOTALL)
# Stars around words; those inside a word hide letters of it.
_STARRED = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]*[^\s*])\1(?![\w*])")
_NEAR = 80  # letters in which the words before a bracket are looked for
_HIDDEN = re.compile(r"\s*_[_\s]*")
_SENTENCE_END = '.!?…:"”'
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
    place: str = ""  # where on the screen, if not where most are
    delivery: Delivery = ""  # as its style has it; the text itself may say another


@dataclass(frozen=True)
class Part:
    """One thing said or heard in a caption, from `begin` to `end` of its time (0 to 1)."""

    kind: Kind
    text: str
    speaker: str = ""
    begin: float = 0.0
    end: float = 1.0
    delivery: Delivery = ""  # of a line


@dataclass
class Reading:
    """What a caption comes to: its parts in reading order, and what was guessed or left out."""

    parts: list[Part] = field(default_factory=list)
    notices: list[CaptionNote] = field(default_factory=list)


def read_caption(text: str, speaker: str = "", kind: Kind | None = None) -> list[Part]:
    """The parts of a caption by itself, where every name before a colon is believed."""
    return understand(text, speaker, kind).parts


def understand(
    text: str,
    speaker: str = "",
    kind: Kind | None = None,
    names: Names = EVERY_NAME,
    delivery: Delivery = "",
) -> Reading:
    """The parts of a caption; none when nothing in it can be heard.

    `speaker` is who the file says speaks, where the text itself names nobody. `kind` is
    for captions whose place already says what they are: a sound keeps its whole text.
    `names` are those of all captions of the file, `delivery` how its lines are said where the
    text itself names no other way.
    """
    reading = Reading()
    delivery = delivery_of_remarks(speaker) or delivery
    if kind in ("sound", "music"):
        heard = _description(plain(text).replace("\n", " ").strip("[](){}*♪ "))
        if _has_word(heard):
            reading.parts.append(Part(kind, heard, clean_name(speaker)))
        return reading
    found = []
    for name, said in voices(text, clean_name(speaker)):
        for turn in turns(plain(said), names):
            parts = _read_turn(turn, name, names, reading.notices)
            found.append([_as_said(part, delivery) for part in parts])
    kept = [turn for turn in found if turn]
    if _is_nobodys_dialogue(kept):
        kept = [_by_second(turn) if number % 2 else turn for number, turn in enumerate(kept)]
        reading.notices.append(CaptionNote("turns", text))
    reading.parts = _share(kept)
    return reading


def _as_said(part: Part, delivery: Delivery) -> Part:
    plain_line = part.kind == "line" and not part.delivery
    return replace(part, delivery=delivery) if delivery and plain_line else part


def _is_nobodys_dialogue(turns: list[list[Part]]) -> bool:
    """Whether several people speak and none of them has a name."""
    spoken = [any(part.kind == "line" for part in turn) for turn in turns]
    return sum(spoken) > 1 and all(spoken) and not any(p.speaker for turn in turns for p in turn)


def _by_second(turn: list[Part]) -> list[Part]:
    return [replace(part, speaker=SECOND) if part.kind == "line" else part for part in turn]


def _share(turns: list[list[Part]]) -> list[Part]:
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


def _read_turn(text: str, speaker: str, names: Names, notices: list[CaptionNote]) -> list[Part]:
    """The parts of one person's turn: its sounds and music, then its line."""
    rest, lyrics = _without_music(text)
    parts = [Part("music", lyrics, speaker)] if lyrics else []
    closed = _closed(rest.replace("\n", " "))
    notes, name, said = _opening(closed, names, notices)
    named_so = closed[: len(closed) - len(said)] if name else ""
    inside, said = _without_notes(said)
    heard = _has_word(said)
    before = []
    for note, named in notes:
        if not name and (heard or named) and (named or speaker_of(note)):
            name = speaker_of(note) or note
        else:
            before.append(note)
    speaker = name or speaker
    ways = [delivery_of_remarks(named_so)]
    ways += [delivery_of(note.partition(",")[2]) for note, _ in notes]
    for note in (*before, *inside):
        if not _has_word(note):
            continue
        if is_music(note):
            parts.append(Part("music", _description(note), speaker))
        elif is_unheard(note) or (not heard and is_manner(note) and not has_known_sound(note)):
            notices.append(CaptionNote("unheard", note))
        elif not (heard and is_manner(note)):
            parts.append(Part("sound", _description(note), speaker))
        elif way := delivery_of(note):
            ways.append(way)
        elif is_told_of(note):
            notices.append(CaptionNote("manner", note))
    if not heard:
        return parts
    return [*parts, Part("line", said, speaker, delivery=next(filter(None, ways), ""))]


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


def _opening(
    text: str, names: Names, notices: list[CaptionNote]
) -> tuple[list[tuple[str, bool]], str, str]:
    """(notes before the line, speaker's name, the rest); a note with a colon is a name."""
    starred = _STARRED.fullmatch(text)
    if starred:
        return [(starred[2], False)], "", ""
    notes = []
    while found := _LEADING.match(text):
        note = (found[1] or found[2] or "").strip()
        colon = bool(found[3]) or note.endswith(":")
        note = note.rstrip(" :")
        rest = text[found.end() :]
        if found[2] and not colon and (is_aside(note) or (rest and _is_said(note, ""))):
            break
        named = colon and not is_voiced(note) and (is_name(note) or is_role(note))
        notes.append((note, named))
        text = rest
    name, rest = split_speaker(text)
    if name and is_voiced(name):  # LAUGHS: as a note
        return [*notes, (name, False)], "", rest
    if name and not names.believes(name):
        if _has_word(rest):
            notices.append(CaptionNote("name", name))
        return notes, "", text
    return notes, name, rest


def _is_said(note: str, before: str) -> bool:
    """Whether round brackets after `before` hold words of the line: an aside, a number, or
    anything inside a sentence that is neither a known sound nor a way of speaking."""
    if is_aside(note):
        return True
    if (
        is_music(note)
        or is_manner(note)
        or has_known_sound(note)
        or (not before and speaker_of(note))
    ):
        return False
    if any(char.isdigit() for char in note):
        return True
    inside = bool(before) and before[-1] not in _SENTENCE_END
    return inside and not (note.isupper() and " " in note)


def _just_before(found: re.Match[str]) -> str:
    """The last words before a match."""
    return found.string[max(0, found.start() - _NEAR) : found.start()].rstrip()


def _without_notes(text: str) -> tuple[list[str], str]:
    """(notes, the line without them); words in round brackets stay as words."""
    notes: list[str] = []

    def take(found: re.Match[str]) -> str:
        note = (found[1] or found[2] or "").strip()
        if _HIDDEN.fullmatch(note):
            return "…"  # a word that a recogniser hides
        if found[2] and _is_said(note, _just_before(found)):
            return note
        notes.append(note)
        return " "

    def take_starred(found: re.Match[str]) -> str:
        emphasised = found[2].endswith("ly") and _just_before(found)
        if emphasised or not is_manner(found[2]):
            return found[2]
        notes.append(found[2])
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
