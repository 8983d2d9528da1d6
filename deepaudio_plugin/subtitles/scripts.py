"""Bilingual captions: the same said in two scripts, told in a note.

Which language is meant to be spoken, nobody can know; so all is, and the note says so.
"""

from __future__ import annotations

from itertools import pairwise

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.subtitles.captions import Caption
from deepaudio_plugin.subtitles.markup import plain
from deepaudio_plugin.subtitles.notices import counted

_CUSTOM = 3  # one caption in so many: not a foreign word now and then
_CHOOSE = "Leave one language in the file, or give a file of that language."


def noted_scripts(captions: list[Caption], name: str, problems: list[Problem]) -> list[Caption]:
    """The captions as they are, and a note where many hold two scripts."""
    foreign = (caption.text for caption in captions if not caption.text.isascii())
    rows = [plain(text).split("\n") for text in foreign]
    mixed = sum(not all(same_script(lines[0], line) for line in lines) for lines in rows)
    mixed += sum(
        one.range == two.range and not same_script(one.text, two.text)
        for one, two in pairwise(captions)
    )
    if mixed and mixed * _CUSTOM >= len(captions):
        what = counted(mixed, "caption is", "captions are")
        message = f"{what} in two scripts, perhaps two languages: all is spoken"
        problems.append(Problem(name, message, _CHOOSE, note=True))
    return captions


def same_script(one: str, two: str) -> bool:
    """Whether both texts, or neither, are in Latin letters; texts without letters fit any."""
    if one.isascii() and two.isascii():
        return True
    latin = [_is_latin(text) for text in (one, two)]
    return None in latin or latin[0] == latin[1]


def _is_latin(text: str) -> bool | None:
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return None
    return sum(char < "\u0250" for char in letters) * 2 >= len(letters)
