"""Damage that programs leave in captions, mended before anybody speaks them.

- a recogniser's tokens (`<|en|>`, `<|0.00|>`) and its markers (`[_TT_100]`) are removed;
- `\\N` of ASS files is a line break in other formats too;
- letters that were encoded twice (`Ã©`, `â€™`) are decoded once more;
- an accent between letters is an apostrophe (`I´m`, `I`m`);
- where text recognition read I as l (`l'm`, `lt's`, `lf you`, `l think`), it is I; in English only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.subtitles.captions import Caption
from deepaudio_plugin.subtitles.notices import CaptionNote, told

_TOKEN = re.compile(r"<\|[^|<>\n]*\|>|\[_[A-Z_]*\d*_?\]")
_ASS_BREAK = re.compile(r"(?<![:\\])\\N|(?<=[\w.,!?…-])\\n(?=[\sA-Z-])")
_ACCENT = re.compile(r"(?<=[^\W\d_])[´`](?=[^\W\d_])")
# A word of one or two letters is no proof by itself ("5 l", "ln x"): the next word is.
_AFTER_L = {
    "": "am was have had will would can could do did think thought know knew want need got get "
    "see saw said mean love hope guess never should must told went just",
    "f": "you we they he she it that this there only not so my your the I l",
    "n": "the a an my your his her our their this that fact case",
    "s": "it he she that this there anyone everyone everything my your the",
    "t": "is was has will would can could does did looks seems must",
}
_SMALL_L = re.compile(
    r"(?<![\w'’])(?:l(?=['’](?:m|ll|ve|d)\b)|l(?=t['’](?:s|ll|d)\b)|"
    + "|".join(rf"l(?={end}\s+(?:{'|'.join(words.split())})\b)" for end, words in _AFTER_L.items())
    + ")"
)
_TWICE = re.compile("[ÂÃ][\u0080-\u00bf\u0152-\u2122]|â€|ï»¿|[ÐÑ][\u0080-\u00bf\u0152-\u2122]")
# The second letter of a twice encoded à is a no-break space, which programs make a plain
# blank or strip. No word goes on in a capital Ã after a small letter.
_LOST_BLANK = re.compile(r"(?<=[a-z])Ã(?=[ \n.,!?;:]|$)")
_BARE_A = re.compile(r"Ã(?: (?![\w\u00a0])|(?=[ \n.,!?;:]|$))")


def repaired(captions: list[Caption], where: str, problems: list[Problem]) -> list[Caption]:
    """Captions with known damage mended; each kind is told in one note."""
    notices: list[CaptionNote] = []
    mended = [replace(row, text=_repair(row, notices)) for row in captions]
    problems += told(where, notices)
    return mended


def _repair(caption: Caption, notices: list[CaptionNote]) -> str:
    text = caption.text
    for kind, repair in _REPAIRS:
        if kind == "ocr" and caption.language and not caption.language.lower().startswith("en"):
            continue
        better = repair(text)
        if better != text:
            notices.append(CaptionNote(kind, text))
            text = better
    return text


def _without_tokens(text: str) -> str:
    return _TOKEN.sub("", text).strip() if "<|" in text or "[_" in text else text


def _broken(text: str) -> str:
    return _ASS_BREAK.sub("\n", text) if "\\" in text else text


def _decoded_once_more(text: str) -> str:
    if text.isascii() or not (_TWICE.search(text) or _LOST_BLANK.search(text)):
        return text
    whole = _BARE_A.sub("Ã\u00a0", text)
    try:
        return b"".join(_byte(char) for char in whole).decode("utf-8")
    except UnicodeError:
        return text


def _byte(char: str) -> bytes:
    """A letter as Windows-1252 writes it; its five holes as Latin-1 does."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def _apostrophes(text: str) -> str:
    return _ACCENT.sub("'", text) if "´" in text or "`" in text else text


def _capital_i(text: str) -> str:
    return _SMALL_L.sub("I", text)


_REPAIRS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("token", _without_tokens),
    ("break", _broken),
    ("encoding", _decoded_once_more),
    ("apostrophe", _apostrophes),
    ("ocr", _capital_i),
)
