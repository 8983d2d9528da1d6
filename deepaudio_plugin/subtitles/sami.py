"""SAMI: a caption stands until the next SYNC, as the format says.

Own code because pysubs2 guesses an end where the closing SYNC holds only a blank. Where a
file has several languages, each in a class of its own, the first one is read.
"""

from __future__ import annotations

import html
import re

from deepaudio_plugin.subtitles.blocks import Block, Parsed

_ROOT = re.compile(r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<SAMI\b", re.IGNORECASE | re.DOTALL)
_SYNC = re.compile(r"<SYNC\b[^>]*?\bStart\s*=\s*[\"']?(-?\d{1,12})[^>]*>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<P\b([^>]*)>", re.IGNORECASE)
_CLASS = re.compile(r"\bclass\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_SOURCE = re.compile(r"<P\b[^>]*\bID\s*=\s*[\"']?Source\b[^>]*>.*?(?=<P\b|$)", re.I | re.DOTALL)
_LANGUAGE = re.compile(r"\.([\w-]+)\s*\{[^}]*\blang\s*:\s*([\w-]+)", re.IGNORECASE)
_TAIL = re.compile(r"</(?:BODY|SAMI)\s*>.*", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<BR\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_LAST_MS = 3000  # of a caption that nothing ends


def is_sami(text: str) -> bool:
    """Whether the text's root element is `SAMI`."""
    return _ROOT.match(text[:20_000]) is not None


def read_sami(text: str) -> Parsed:
    """The captions of a SAMI file's first language, in order of time."""
    pieces = _SYNC.split(text)
    shown = sorted(
        (int(start), _by_class(_TAIL.sub("", body)))
        for start, body in zip(pieces[1::2], pieces[2::2], strict=True)
    )
    classes = list(dict.fromkeys(name for _, bodies in shown for name, _ in bodies))
    chosen = classes[0] if classes else ""
    spans = [(start, said) for start, bodies in shown for name, said in bodies if name == chosen]
    blocks = []
    for number, (start, said) in enumerate(spans):
        last = number + 1 == len(spans)
        end = start + _LAST_MS if last else spans[number + 1][0]
        if said:
            blocks.append(Block(start, end, 0, lines=said.split("\n")))
    guesses, left_out = [], []
    if spans and spans[-1][1]:
        guesses.append("nothing ends the last caption: 3 seconds taken")
    if len(classes) > 1:
        left_out.append(f"holds {len(classes)} languages ({', '.join(classes)}): {chosen} is read")
    languages = {name.lower(): code for name, code in _LANGUAGE.findall(text[:20_000])}
    return Parsed(blocks, [], languages.get(chosen.lower(), ""), tuple(guesses), tuple(left_out))


def _by_class(body: str) -> list[tuple[str, str]]:
    """(class, text) of each paragraph of one SYNC; an empty text clears the screen."""
    pieces = _PARAGRAPH.split(_SOURCE.sub("", body))
    if len(pieces) == 1:
        return [("", _words(body))]
    found = []
    for attributes, said in zip(pieces[1::2], pieces[2::2], strict=True):
        name = _CLASS.search(attributes)
        found.append((name[1] if name else "", _words(said)))
    return found


def _words(markup: str) -> str:
    """The text of a paragraph; line breaks are `br`, the file's own are blanks."""
    text = _TAG.sub("", _BREAK.sub("\0", " ".join(markup.split())))
    lines = html.unescape(text).replace("\xa0", " ").split("\0")
    return "\n".join(" ".join(line.split()) for line in lines).strip()
