"""Text that others wrote, made harmless where a person reads it. Standard library only.

Names of clips, subtitles, file names and messages of engines come from anywhere. In a terminal
an escape sequence in them could clear the screen, set its title or fill the clipboard; a
change of direction could make one file name look like another.
"""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and line feed, DEL, C1
    "\u2028-\u202e\u2066-\u2069"  # separators of lines and paragraphs, changes of direction
    "\ud800-\udfff"  # halves of a character, as in file names that are not UTF-8
    "]"
)


def visible(text: str) -> str:
    """`text` with what would act instead of being read written out, as in `\\x1b` or `\\u202e`.

    Tabs and line feeds stay.
    """
    return _HIDDEN.sub(_spelled, text)


def one_line(text: str) -> str:
    """`visible`, and line feeds are written out too: none can begin a line that looks like ours."""
    return visible(text).replace("\n", "\\n")


def _spelled(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
