"""What reading captions guessed or left out: one line for each kind, with a count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deepaudio_plugin.core.problems import Problem

_SHOWN = 3

_MESSAGES = {
    "name": (
        "{what} before a colon {once}: spoken as part of the line",
        "A speaker is in capitals, occurs again, or is in the cast (--cast).",
    ),
    "unheard": (
        "{what} in brackets {is_} nothing that is heard: left out",
        "Write what is heard, such as [door slams].",
    ),
    "manner": (
        "{what} on how a line is said {is_} not obeyed",
        "Whispered, softly, shouted, laughing and crying are understood.",
    ),
    "capitals": (
        "{what} in capitals among others that are not: shouted",
        "Write it in small letters to have it said as usual.",
    ),
    "turns": (
        "{what} of several people without names: every other turn is spoken by “second speaker”",
        "Cast “second speaker”, or write names (MARA: …).",
    ),
    "apostrophe": ("{what}: an accent stood for an apostrophe, read as one", ""),
    "ocr": ("{what}: a small l stood for a capital I, read as I", ""),
    "encoding": ("{what}: letters were encoded twice, read as meant", ""),
    "break": ("{what}: \\N read as a line break", ""),
    "token": ("{what}: a recogniser's tokens are left out", ""),
}
_NOUNS = {
    "name": ("name", "names"),
    "unheard": ("note", "notes"),
    "manner": ("note", "notes"),
    "capitals": ("line", "lines"),
}


@dataclass(frozen=True)
class CaptionNote:
    """One thing guessed or left out in a caption; `kind` is one of the kinds told here."""

    kind: str
    text: str


def told(where: str, notices: Iterable[CaptionNote]) -> list[Problem]:
    """A note for each kind of notice, in order of first occurrence."""
    kinds: dict[str, list[str]] = {}
    for notice in notices:
        kinds.setdefault(notice.kind, []).append(" ".join(notice.text.split()))
    return [_note(where, kind, texts) for kind, texts in kinds.items()]


def counted(count: int, one: str, many: str) -> str:
    """ "1 caption", "12 captions"."""
    return f"{count} {one if count == 1 else many}"


def examples(texts: Iterable[str]) -> str:
    """The first different texts, quoted and shortened."""
    different = list(dict.fromkeys(texts))
    shown = ", ".join(f"'{text[:30]}'" for text in different[:_SHOWN])
    return shown + (" …" if len(different) > _SHOWN else "")


def _note(where: str, kind: str, texts: list[str]) -> Problem:
    message, hint = _MESSAGES[kind]
    what = counted(len(texts), *_NOUNS.get(kind, ("caption", "captions")))
    one = len(texts) == 1
    message = message.format(
        what=what, once="occurs once" if one else "occur once each", is_="is" if one else "are"
    )
    return Problem(where, f"{message} ({examples(texts)})", hint, note=True)
