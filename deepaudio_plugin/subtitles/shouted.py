"""Lines in capitals among others that are not: they are shouted.

Captions of old television are in capitals throughout, and then say nothing by them. So a line is
taken as shouted only where most lines of its source have small letters, and where a sign of
exclamation or question shows that it is no title on the screen.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from deepaudio_plugin.core.spoken.shouting import ACRONYMS
from deepaudio_plugin.subtitles.notices import CaptionNote

if TYPE_CHECKING:
    from deepaudio_plugin.subtitles.cues import Cue

_WORD = re.compile(r"[^\W\d_]{2,}")
_CAPITALS = 0.8  # of the letters
_ENDED = re.compile(r"!|\?[\"'”’)\]]*\s*$")


def with_shouts(cues: list[Cue], notices: list[CaptionNote]) -> list[Cue]:
    """Cues of one source, those lines shouted that stand out by their capitals; and a note."""
    lines = [cue for cue in cues if cue.kind == "line" and _WORD.search(cue.text)]
    capitals = [cue for cue in lines if _in_capitals(cue.text)]
    if 2 * len(capitals) >= len(lines):
        return cues
    shouted = {id(cue) for cue in capitals if not cue.delivery and _ENDED.search(cue.text)}
    notices += [CaptionNote("capitals", cue.text) for cue in cues if id(cue) in shouted]
    return [replace(cue, delivery="shout") if id(cue) in shouted else cue for cue in cues]


def _in_capitals(text: str) -> bool:
    """Whether a line is in capitals, and not because all of it is an acronym."""
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    if capitals <= _CAPITALS * len(letters):
        return False
    return any(word not in ACRONYMS for word in _WORD.findall(text))
