"""Plain text out of a caption's markup: tags, override codes, entities, odd characters."""

from __future__ import annotations

import html
import re
import unicodedata

from deepaudio_plugin.subtitles.lexicon import words

# A tag starts with a letter or is a VTT timestamp; "2 < 3" and "<3" are text.
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|</?\d[\d:.]*>")
_RUBY = re.compile(r"<rt\b[^>]*>.*?(?:</rt>|(?=</ruby>)|$)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_OVERRIDE = re.compile(r"\{\\[^}]*(?:\}|$)")
_ASS_CODE = re.compile(r"\{([^}]*)\}")
_DRAWING = re.compile(r"\\p(\d+)")
_NAME_TAG = re.compile(r"^([-–>\s]*)<([A-Z][^<>=/\n]{1,39})>[ ]*(:?)(?![^\n]*</\2>)", re.MULTILINE)
_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_TAGS = words("br font lang ruby rt rp span div strong em small big sub sup")
_MARKED = re.compile(r"[{<&]|  ")
_FULL_WIDTH = str.maketrans("（）［］【】：＊＃", "()[][]:*#")


def plain(text: str) -> str:
    """`text` without style tags and codes, entities resolved, one space between words.

    Line breaks stay, because dialogue dashes and names stand at the start of a line.
    Full-width brackets and colons become the ASCII ones; the result is in NFC.
    """
    if text.isascii() and text.isprintable() and not _MARKED.search(text):
        return text.strip()  # as most are
    if "{" in text:
        text = _OVERRIDE.sub("", text)
    if "<" in text:
        text = _NAME_TAG.sub(_named, text)
        text = _TAG.sub("", _BREAK.sub("\n", _RUBY.sub("", text)))
    if "&" in text:
        text = html.unescape(text)
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_FULL_WIDTH))
    return "\n".join(line.strip() for line in _SPACES.sub(" ", text).split("\n")).strip()


def _named(found: re.Match[str]) -> str:
    """`<Speaker 1>:` is no tag but a name, as in brackets."""
    if found[2].lower().split()[0] in _TAGS:
        return found[0]
    return f"{found[1]}[{found[2]}]{found[3]} "


def ass_plain(text: str) -> str:
    r"""Text of an ASS event: override blocks and drawings removed, `\N` a line break."""
    kept, drawing, position = [], False, 0
    for code in _ASS_CODE.finditer(text):
        if not drawing:
            kept.append(text[position : code.start()])
        for scale in _DRAWING.findall(code.group(1)):
            drawing = int(scale) > 0
        position = code.end()
    if not drawing:
        kept.append(text[position:])
    return "".join(kept).replace(r"\N", "\n").replace(r"\n", "\n").replace(r"\h", " ")
