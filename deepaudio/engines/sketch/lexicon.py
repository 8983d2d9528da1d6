"""The words that ask for each sound of the bank, in `lexicon.txt`.

A line there names a sound and its phrases, separated by commas; lines that are indented go on.
A phrase is words in their base form that follow each other ("washing machine"), or, joined by
`+`, that stand near each other in any order ("door+slam"). Of phrases that lay claim to one word
the longer has it: who pours a drink asks for no rain. `~` before a word says that it may ask for a
sound of its own as well ("walk+~forest"), `=` that it counts only as it is written, and `?` after
a phrase that it may mean something else: it is heard, and told. A phrase with `*` asks for its
sound only where nothing else is asked for: a thing that is named and makes no sound by itself. One
with `^` does so within its clause: a word that many things do ("crash", "hum", "fall").

`compounds.txt` and `kinds.txt` hold, in the same form, names of two words and kinds of things that
WordNet knows (`tools/kinds.py`).
"""

from __future__ import annotations

import functools
from pathlib import Path

SILENT = "silence"
"""What asks for no sound at all."""

UNHEARD = "unheard"
"""What takes its words away from other sounds: how a picture is taken, and figures of speech."""

NO_SOUND = "none"
"""Things that can be heard, and that the bank has no sound of."""


@functools.cache
def lexicon() -> dict[str, str]:
    """The phrases of each sound as they are written."""
    return _read("lexicon.txt")


@functools.cache
def compounds() -> dict[str, str]:
    """Names of two words that are another thing than each of them."""
    return _read("compounds.txt")


@functools.cache
def kinds() -> dict[str, str]:
    """Kinds of what makes each sound, guesses all of them."""
    return {sound: f"{text.replace(',', '?,')}?" for sound, text in _read("kinds.txt").items()}


def _read(name: str) -> dict[str, str]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8").replace("\n    ", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split(": ", 1) for line in lines)
