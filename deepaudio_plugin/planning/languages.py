"""Lines that an engine will refuse, as far as that can be told before it is asked."""

from __future__ import annotations

import unicodedata

from deepaudio_plugin.core.engine_info import EngineInfo

_LATIN = frozenset(
    ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "nb", "nn", "fi", "is", "pl", "cs",
     "sk", "sl", "hr", "hu", "ro", "tr", "et", "lv", "lt", "ca", "eu", "gl", "ga", "cy", "sq", "af",
     "id", "ms", "vi", "sw")
)  # fmt: skip
"""Languages that are written in Latin letters."""


def unspeakable(text: str, language: str, engine: EngineInfo) -> tuple[str, ...]:
    """Why the engine will probably refuse a line, in words; nothing where it may well speak it."""
    spoken = engine.languages
    if not spoken:
        return ()
    known = ", ".join(spoken)
    if _base(language) not in {_base(one) for one in spoken}:
        return (f"it is in {language!r}, and {engine.shown} speaks {known} only: it will fail",)
    letters = [char for char in text if char.isalpha()]
    if not letters and not any(char.isdigit() for char in text):
        return ("there are no words in it to say: it will fail",)
    strange = sum(not unicodedata.name(char, "").startswith("LATIN") for char in letters)
    if {_base(one) for one in spoken} <= _LATIN and 2 * strange > len(letters):
        return (f"its letters are of no language that {engine.shown} speaks: it will fail",)
    return ()


def _base(language: str) -> str:
    """A code without its region: "en" of "en-GB"."""
    return language.lower().replace("_", "-").partition("-")[0]
