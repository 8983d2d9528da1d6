"""What the backend says, in the window's language: our own sentences, with what they name.

The backend, the worker and the command line speak English. A sentence that is listed here is
shown in the window's language, any other one as it was said; and what names an option or a
command, which nobody in front of a window has, as what there is to do instead.
"""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from ..numbers import as_written
from .in_a_terminal import IN_A_TERMINAL
from .of_a_farm import OF_A_FARM
from .of_media import OF_MEDIA
from .phrases import PHRASES as SENTENCES
from .without_options import WITHOUT_OPTIONS

__all__ = ["PHRASES", "in_window"]

PHRASES = (*SENTENCES, *OF_MEDIA, *OF_A_FARM)
"""Every sentence of the backend, or part of one, that the window says in its own language."""

_CONTEXT = "Backend"
_LISTED = re.compile(r", (?![^“]*”)")  # what stands in quotation marks is one thing
_WHERE = re.compile(r": ")  # before it stands where something is
_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-Z`])")


def in_window(text: str) -> str:
    """`text` of the backend in the window's language, as far as it is one of ours."""
    told = _whole(text)
    if told is not None:
        return told
    for found in _WHERE.finditer(text):
        told = _whole(text[found.end() :])
        if told is not None:
            return text[: found.end()] + told
    for between, parted in (
        ("; ", text.split("; ")),  # the reasons of a verdict
        (" ", _SENTENCES.split(text)),
        (", ", _LISTED.split(text)),
    ):
        if len(parted) > 1:
            return between.join(map(in_window, parted))
    return as_written(text)


def _whole(text: str) -> str | None:
    """A text that is one of ours; None where it is none, or several of them."""
    for pattern, phrase in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            told = QCoreApplication.translate(_CONTEXT, phrase)
            return told.format(*map(in_window, found.groups()))
    return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """How each is said and how it is shown, those with most words of their own first."""
    pairs = [(phrase, phrase) for phrase in PHRASES]
    pairs += [(said, str(shown)) for said, shown in (*WITHOUT_OPTIONS, *IN_A_TERMINAL)]
    pairs.sort(key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple(
        (re.compile("(.+?)".join(map(re.escape, said.split("{}"))), re.DOTALL), shown)
        for said, shown in pairs
    )
