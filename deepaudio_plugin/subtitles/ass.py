"""ASS and SSA: dialogue, one event at a time so that a bad one spoils no other.

Fan subtitles hold more than speech: karaoke (`\\k` codes, or a style of songs) is music,
signs and titles on the screen are left out with a note. They are known by their style's
name, or as an effect of the program that set them. Where a file has nothing else, its
style's name means nothing.
"""

from __future__ import annotations

import re

from pysubs2 import SSAFile

from deepaudio_plugin.subtitles import blocks
from deepaudio_plugin.subtitles.lexicon import words
from deepaudio_plugin.subtitles.manners import delivery_of_remarks, delivery_of_style
from deepaudio_plugin.subtitles.markup import ass_plain
from deepaudio_plugin.subtitles.notices import counted, examples

_EVENT = re.compile(r"\s*(Dialogue|Comment)\s*:")
_KARAOKE = re.compile(r"\{[^}]*\\[kK][fot]?\d")
_PLACED = re.compile(r"\{[^}]*\\(?:pos|move)\s*\(")
_TOP = re.compile(r"\{[^}]*\\(?:an[789]|a[567]\b)")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SONGS = words(
    """
    OP ED opening ending song songs lyric lyrics karaoke romaji kanji insert
    """
)
_SIGNS = words(
    """
    sign signs title titles typeset typesetting TS logo credit credits eyecatch note
    """
)


def read_ass(text: str) -> blocks.Parsed:
    """What is said and sung in an ASS or SSA file, in the file's order."""
    bad: list[blocks.BadBlock] = []
    found: list[tuple[str, blocks.Block]] = []
    for number, line in enumerate(blocks.split_lines(text), 1):
        if not _EVENT.match(line):
            continue
        try:
            event = SSAFile.from_string(line.strip(), format_="ass").events[0]
        except (ValueError, TypeError, IndexError):
            message = f"this event cannot be read: {line.strip()[:60]!r}"
            bad.append(blocks.BadBlock(number, message))
            continue
        said = ass_plain(event.text)
        if not event.is_comment and said.strip():
            kind = _kind(event.text, event.style, event.effect, event.name)
            speaker = event.name.strip()
            block = blocks.Block(event.start, event.end, number, lines=[said], speaker=speaker)
            block.delivery = delivery_of_style(event.style) or delivery_of_remarks(event.name)
            block.place = event.style + (" top" if _TOP.search(event.text) else "")
            found.append((kind, block))
    return _sorted_out(found, bad)


def _kind(text: str, style: str, effect: str, name: str) -> str:
    """ "song", "sign", or "" for what is said."""
    # OP and ED are openings and endings; Ed is somebody.
    told = {word if word.isupper() else word.lower() for word in _WORDS.findall(style)}
    told |= {word.lower() for word in told if len(word) > len("OP")}
    if _KARAOKE.search(text):
        return "song"
    if told & _SIGNS or name.strip().lower() in _SIGNS:
        return "sign"
    if told & _SONGS:
        return "song"
    return "sign" if effect.strip().lower() == "fx" and _PLACED.search(text) else ""


def _sorted_out(found: list[tuple[str, blocks.Block]], bad: list[blocks.BadBlock]) -> blocks.Parsed:
    """Songs between note signs, signs left out with a note."""
    if all(kind == "sign" for kind, _ in found):
        return blocks.Parsed([block for _, block in found], bad)
    kept = []
    for kind, block in found:
        if kind == "song" and not set(block.text) & set("♪♫#"):
            block.lines = [f"♪ {block.text} ♪"]
        if kind != "sign":
            kept.append(block)
    signs = [block.text.replace("\n", " ") for kind, block in found if kind == "sign"]
    notes = []
    if signs:
        what = counted(len(signs), "sign or title", "signs and titles")
        notes.append(f"{what} on the screen left out ({examples(signs)})")
    songs = sum(1 for kind, _ in found if kind == "song")
    if songs:
        notes.append(f"{counted(songs, 'line', 'lines')} of songs taken for music: not spoken")
    return blocks.Parsed(kept, bad, left_out=tuple(notes))
