"""Scripts that no font of this machine can show."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontDatabase, QFontMetrics

from ..state.notices import Notices

_System = QFontDatabase.WritingSystem

_HAN = "Chinese or Japanese"
_SCRIPTS: dict[str, tuple[str, tuple[_System, ...]]] = {
    "CJK": (
        _HAN,
        (_System.SimplifiedChinese, _System.TraditionalChinese, _System.Japanese),
    ),
    "HIRAGANA": ("Japanese", (_System.Japanese,)),
    "KATAKANA": ("Japanese", (_System.Japanese,)),
    "HANGUL": ("Korean", (_System.Korean,)),
    "ARABIC": ("Arabic", (_System.Arabic,)),
    "HEBREW": ("Hebrew", (_System.Hebrew,)),
    "THAI": ("Thai", (_System.Thai,)),
    "LAO": ("Lao", (_System.Lao,)),
    "KHMER": ("Khmer", (_System.Khmer,)),
    "MYANMAR": ("Burmese", (_System.Myanmar,)),
    "DEVANAGARI": ("Devanagari", (_System.Devanagari,)),
    "BENGALI": ("Bengali", (_System.Bengali,)),
    "GURMUKHI": ("Gurmukhi", (_System.Gurmukhi,)),
    "GUJARATI": ("Gujarati", (_System.Gujarati,)),
    "TAMIL": ("Tamil", (_System.Tamil,)),
    "TELUGU": ("Telugu", (_System.Telugu,)),
    "KANNADA": ("Kannada", (_System.Kannada,)),
    "MALAYALAM": ("Malayalam", (_System.Malayalam,)),
    "SINHALA": ("Sinhala", (_System.Sinhala,)),
    "TIBETAN": ("Tibetan", (_System.Tibetan,)),
    "GEORGIAN": ("Georgian", (_System.Georgian,)),
    "ARMENIAN": ("Armenian", (_System.Armenian,)),
    "GREEK": ("Greek", (_System.Greek,)),
    "CYRILLIC": ("Cyrillic", (_System.Cyrillic,)),
}
"""By the first word of a character's Unicode name: the script's name, and Qt's names for it."""

_LATIN = 0x250


class FontCheck:
    """Finds missing scripts. Checks each character once and reports each script once."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._reported: set[str] = set()

    def missing(self, texts: Iterable[str], metrics: QFontMetrics) -> tuple[str, ...]:
        """Scripts among `texts` that cannot be shown and were not reported before."""
        found: set[str] = set().union(*texts)
        new = {char for char in found - self._seen if ord(char) >= _LATIN}
        self._seen |= new
        scripts = []
        for char in sorted(new):
            name, systems = _script_of(char)
            if name and name not in self._reported and not _is_shown(char, systems, metrics):
                scripts.append(name)
                self._reported.add(name)
        if "Japanese" in scripts and _HAN in scripts:  # the one font has the other's letters
            scripts.remove(_HAN)
        return tuple(scripts)

    def warn(self, texts: Iterable[str], metrics: QFontMetrics, notices: Notices) -> None:
        """Tell of each script among `texts` that cannot be shown."""
        translate = QCoreApplication.translate
        told = translate(
            "LinesPanel", "No font on this machine has %s letters; they are shown as boxes."
        )
        hint = translate(
            "LinesPanel",
            "Install one, for example from the Noto fonts. The lines are spoken anyway.",
        )
        for script in self.missing(texts, metrics):
            notices.warn(told % script, hint)


def _script_of(char: str) -> tuple[str, tuple[_System, ...]]:
    """The name of a letter's script; "" for other characters, such as emoji."""
    if not unicodedata.category(char).startswith("L"):
        return "", ()
    word = unicodedata.name(char, "").split(" ")[0].split("-")[0]
    return _SCRIPTS.get(word, (word.title(), ()))


def _is_shown(char: str, systems: tuple[_System, ...], metrics: QFontMetrics) -> bool:
    """Whether the font, or a fallback of it, has the letter."""
    if metrics.inFontUcs4(ord(char)):
        return True
    return any(QFontDatabase.families(system) for system in systems)
