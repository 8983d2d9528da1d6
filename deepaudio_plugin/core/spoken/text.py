"""What is said for what is written: the one place where text is made ready for an engine."""

from __future__ import annotations

import functools
import re

from deepaudio_plugin.core.spoken.acronyms import acronyms
from deepaudio_plugin.core.spoken.addresses import pages, places, tags
from deepaudio_plugin.core.spoken.calendar_times import dates, times
from deepaudio_plugin.core.spoken.censored import uncensored
from deepaudio_plugin.core.spoken.figures import (
    counts,
    fractions,
    grouped_by_thousands,
    pairs,
    telephone,
)
from deepaudio_plugin.core.spoken.money import money
from deepaudio_plugin.core.spoken.numbers import figures
from deepaudio_plugin.core.spoken.pronunciations import Pronunciations, marked, unmarked
from deepaudio_plugin.core.spoken.roman import numerals
from deepaudio_plugin.core.spoken.shouting import is_shouted, unshouted
from deepaudio_plugin.core.spoken.symbols import apostrophes, misread, signs
from deepaudio_plugin.core.spoken.units import measures

_ENGLISH = {"", "en", "eng", "english", "und"}
_WORTH_A_LOOK = re.compile(  # most lines have nothing of this, and cost some microseconds
    r"[^\w\s.,;:!?'’\"“”…()-]|[\d_½¼¾⅓⅔⅛⅜⅝⅞⅕²³]|--|[A-Z]{2}|\w\.\w|[A-Z]\. ?[A-Z]|\w [IVX]\b|"
    r"\bl\b|\bl[tfns]\b|"
    r"\b(?:[Vv]s?\.|vs|etc|approx|Approx|[JS]r|Dr|Prof|Sgt|Lt|Capt|Gen|Col|Cpl|Maj|Sen|Gov|Rev|"
    r"Det|Ste?|Mt|Ft|Ave|Blvd|Rd|Ln|Ct|Pl|Sq|Pkwy|Hwy|Apt|Rte|Fl|Ph)\b"
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_ENDLESS = re.compile(r"\d{16,}")
_BEGIN = re.compile(r"([.!?…])[\"”’')\]]*\s+(?=[^\w\s]?\d|[$£€#@])")
_SHORTENED = re.compile(
    r"(?:\b(?:[Nn]os?|NO|Apt|Ste|Rte|Hwy|Fl|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Vol|Ch|"
    r"Fig|[Aa]pprox|[Vv]|pp?)|\.[A-Za-z])\.$"
)
_STEPS = (  # what is read as one thing comes before what takes it apart
    grouped_by_thousands, tags, signs, pairs, places, money, dates, times, telephone, fractions,
    measures, acronyms, counts,
)  # fmt: skip


@functools.lru_cache(maxsize=4096)
def spoken(text: str, language: str = "en", listed: Pronunciations = ()) -> str:
    """`text` as an engine should say it: English in words, other languages as they are.

    Text that is said as it is written comes back unchanged. `listed` is of the project's
    pronunciation list, and has the last word in every language.
    """
    if listed:
        return unmarked(_read(marked(text, listed), language), listed)
    return _read(text, language)


def _read(text: str, language: str) -> str:
    if not _WORTH_A_LOOK.search(text):
        return text
    text = apostrophes(text)
    if re.split(r"[-_]", language.strip().lower())[0] not in _ENGLISH or not _latin(text):
        return text
    text = misread(text)
    shouted = is_shouted(text)
    text = uncensored(pages(text), shouted)
    text = numerals(text, shouted)
    if shouted:
        text = unshouted(text)
    return _worded(text)


def _worded(text: str) -> str:
    """Figures and signs in words; a sentence that began with one begins with a capital."""
    text = _ENDLESS.sub(lambda m: figures(m[0]), text)
    marked = _BEGIN.sub(
        lambda m: (
            m[0] if _SHORTENED.search(text[max(0, m.end(1) - 12) : m.end(1)]) else f"{m[0]}\0"
        ),
        text,
    )
    for step in _STEPS:
        marked = step(marked)
    return re.sub(r"\0(\W*)(\w?)", lambda m: m[1] + m[2].upper(), marked)


def differs(written: str, said: str) -> bool:
    """Whether what is said is worth showing beside what is written: not for capitals alone."""
    return written.casefold().split() != said.casefold().split()


def _latin(text: str) -> bool:
    """Whether the letters are those of English; a line of figures alone counts as English."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(bool(_LATIN.match(char)) for char in letters) >= len(letters)
