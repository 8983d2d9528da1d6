"""Captions of broadcast: Scenarist SCC (CEA-608) and EBU STL (EBU Tech 3264), by ttconv.

Times are those of the file's timecode. Colours of teletext become font tags, by which
`colours` tells speakers.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.subtitles.blocks import BadBlock, Block, Parsed

if TYPE_CHECKING:
    from ttconv.model import ContentDocument, ContentElement

_EBU = re.compile(rb".{3}STL\d\d\.\d\d?[012]", re.DOTALL)
_MS = 1000
_NO_END_S = 10  # of the last caption of a file that never clears the screen


def is_scc(text: str) -> bool:
    """Whether a text is a Scenarist file."""
    return text.lstrip("\ufeff \r\n\t").startswith("Scenarist_SCC")


def is_stl(data: bytes) -> bool:
    """Whether a file is an EBU STL file."""
    return _EBU.match(data[:16]) is not None


def read_scc(text: str) -> Parsed:
    """Captions of a Scenarist file. Raises ValueError when it is damaged.

    A line that cannot be understood is left out and costs what it would have shown.
    """
    from ttconv.scc import reader
    from ttconv.scc.line import SccLine

    lines, bad = text.splitlines(), []
    for number, line in enumerate(lines, 1):
        try:
            SccLine.from_str(line)
        except Exception as error:
            bad.append(BadBlock(number, f"no line of captions ({_said(error)})"))
            lines[number - 1] = ""
    return replace(_parsed(lambda: reader.to_model("\n".join(lines))), bad=bad)


def read_stl(data: bytes) -> Parsed:
    """Captions of an EBU STL file. Raises ValueError when it is damaged."""
    from ttconv.stl import reader

    return _parsed(lambda: reader.to_model(io.BytesIO(data)))


def _parsed(read: Callable[[], ContentDocument]) -> Parsed:
    logging.getLogger("ttconv").setLevel(logging.CRITICAL)  # what is wrong is told below
    try:
        document = read()
        found = list(_paragraphs(document.get_body()))
    except Exception as error:  # a damaged file ends in whatever ttconv's readers meet
        raise ValueError(f"it is damaged ({_said(error)})") from error
    blocks = [block for block in found if block.text]
    endless = [block for block in blocks if not block.end]
    for block in endless:
        block.end = block.start + _NO_END_S * _MS
    guess = f"the last caption has no end: taken to be {_NO_END_S} s after its begin"
    return Parsed(
        blocks, [], language=document.get_lang() or "", guesses=(guess,) if endless else ()
    )


def _said(error: Exception) -> str:
    return (" ".join(" ".join(map(str, error.args)).split()) or type(error).__name__)[:200]


def _paragraphs(element: ContentElement | None) -> Iterator[Block]:
    from ttconv.model import P

    if isinstance(element, P):
        start, end = (_ms(time) for time in (element.get_begin(), element.get_end()))
        yield Block(start, end, 0, lines="".join(_texts(element, "")).split("\n"))
        return
    for child in element or ():
        yield from _paragraphs(child)


def _texts(element: Any, colour: str) -> Iterator[str]:
    """The text of a paragraph, its rows as lines."""
    from ttconv.model import Br, Text
    from ttconv.style_properties import StyleProperties

    if isinstance(element, Text):
        text = element.get_text()
        yield f'<font color="{colour}">{text}</font>' if colour and text.strip() else text
    elif isinstance(element, Br):
        yield "\n"
    else:
        style = element.get_style(StyleProperties.Color)
        colour = _hex(style) if style is not None else colour
        for child in element:
            yield from _texts(child, colour)


def _hex(colour: Any) -> str:
    red, green, blue = colour.components[:3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _ms(time: Fraction | None) -> int:
    return round((time or 0) * _MS)
