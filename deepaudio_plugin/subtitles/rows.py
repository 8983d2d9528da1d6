"""One line that a file holds as a cue for each row of the screen, at the same times.

Rows are joined in the file's order unless two speakers or languages are told: by names,
voice tags, dashes, brackets or music, by an actor, by two scripts, or by boxes at the top
and at the bottom.
"""

from __future__ import annotations

import re
from dataclasses import replace

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.subtitles.captions import Caption, read_caption
from deepaudio_plugin.subtitles.markup import plain
from deepaudio_plugin.subtitles.notices import counted
from deepaudio_plugin.subtitles.scripts import same_script

_APART = re.compile(r"\s*(?:[-–‐‑—]|>>|[\[(♪♫#*])")
_TOP = re.compile(r"\{[^}]*\\(?:an[789]|pos|move)\b")
_MOST_ROWS = 6  # a screen holds no more
_CHECK = "Where two people speak at once, name them (MARA: …) or begin each line with a dash."


def joined_rows(captions: list[Caption], name: str, problems: list[Problem]) -> list[Caption]:
    """Captions with those of the same times made one, and one note."""
    kept: list[Caption] = []
    joined = 0
    for caption in captions:
        if kept and kept[-1].text.count("\n") < _MOST_ROWS and _continues(kept[-1], caption):
            kept[-1] = replace(kept[-1], text=f"{kept[-1].text}\n{caption.text}")
            joined += 1
        else:
            kept.append(caption)
    if joined:
        what = counted(joined, "cue has", "cues have")
        message = f"{what} the times of the one before: joined as rows of one line"
        problems.append(Problem(name, message, _CHECK, note=True))
    return kept


def _continues(one: Caption, two: Caption) -> bool:
    if (one.range, one.speaker, one.place) != (two.range, two.speaker, two.place):
        return False
    if plain(one.text) == plain(two.text) or _TOP.search(one.text) or _TOP.search(two.text):
        return False
    first, second = read_caption(one.text), read_caption(two.text)
    if len(first) != 1 or len(second) != 1 or {first[0].kind, second[0].kind} != {"line"}:
        return False
    if first[0].speaker or second[0].speaker:
        return False
    return not _APART.match(plain(two.text)) and same_script(first[0].text, second[0].text)
