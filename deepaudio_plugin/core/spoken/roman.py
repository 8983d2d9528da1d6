"""Roman numerals: of chapters and wars as numbers, of kings as ordinals, and else left alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from deepaudio_plugin.core.spoken.numbers import cardinal, ordinal, year

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NUMERAL = r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_VALID = re.compile(_NUMERAL)

_COUNTED = (
    "World War|Chapter|Part|Act|Scene|Volume|Vol.|Book|Phase|Title|Article|Section|Level|Episode|"
    "Super Bowl|Apollo|Mark|Psalm|Appendix|Stage|Grade|Type|Class|Division|Schedule|Round|Lesson|"
    "Unit|Formula|Category|Page|Figure|Table|Verse|Canto|Season|Rocky|Rambo|Saw|Jaws|Alien|"
    "Terminator|Godfather|Creed|Star Trek|Star Wars|Halloween|Scream|Final Fantasy|"
    "Street Fighter|Superman|Iron Man|Toy Story|Die Hard|Evil Dead|Sharknado|Titan"
)
_RULERS = (
    "Henry|Louis|Elizabeth|George|Charles|Edward|James|William|Richard|John|Paul|Pius|Benedict|"
    "Philip|Napoleon|Nicholas|Catherine|Alexander|Ivan|Peter|Francis|Leo|Gregory|Innocent|"
    "Clement|Ramses|Ramesses|Wilhelm|Frederick|Friedrich|Ferdinand|Mary|Henri|Otto|Leopold|"
    "Christian|Haakon|Gustav|Carl|Carlos|Felipe|Emmanuel|Emanuel|Ptolemy|Xerxes|Darius|Cyrus|"
    "Thutmose|Amenhotep|Seti|Robert|Malcolm|David|Harald|Olaf|Stephen|Urban|Julius|Sixtus|"
    "Boniface|Pedro|Maximilian|Rudolf|Constantine|Theodosius|Mehmed|Suleiman|Selim|Murad|Joseph|"
    "Albert|Umberto|Alfonso|Margrethe|Beatrix|Harold|Baldwin|Joan|Isabella|Anne|Margaret|Adrian"
)
_GIVEN = _RULERS + (
    "|Thomas|Michael|Daniel|Samuel|Benjamin|Walter|Arthur|Theodore|Franklin|Thurston|Davis|Martin|"
    "Frank|Harry|Jack|Sam|Tom|Ted|Hank|Ken|Bill|Will|Jim|Bob|Joe|Andrew|Patrick|Winston|Preston"
)
_MEDICAL = r"(?!\s+(?:drip|line|bag|fluids?|needle|pole|access|antibiotics|tube|stand|push)\b)"
_AFTER_ONE = (  # what may follow "World War I"; other small words make it "that part I liked"
    r"(?=\s*(?:$|[^\w\s'’])|\s+(?i:of|was|is|and|or|who|had|in|at|to|from|with|did|died|ruled|"
    r"reigned|began|ended|started|has|will|as|on|for|veterans?|planes?|pilots?|soldiers?|by)\b)"
)


def _either(names: str) -> str:
    """Names as written and in capitals."""
    both = dict.fromkeys([*names.split("|"), *names.upper().split("|")])
    return "|".join(re.escape(name) for name in both)


_COUNT = re.compile(rf"\b({_either(_COUNTED)})(\s+)([IVXLC]+)\b{_MEDICAL}")
_RULER = re.compile(rf"\b({_either(_RULERS)})(\s+)([IVX]+)\b{_MEDICAL}")
_HEIR = re.compile(rf"\b((?:{_either(_GIVEN)})\s+(?:[A-Z]\.\s+)?[A-Z][\w'’-]+)(\s+)(II|III|IV)\b")
_SEQUEL = re.compile(rf"(?<=[\w'’])(?<!\b[Tt]he)(?<!\b[Aa]n)(\s+)([IVX]{{2,5}})\b{_MEDICAL}")
_SURE = re.compile(r"(\s)(II|III|VII|VIII)\b")
_NAMED_BEFORE = re.compile(r"(?<![.!?…]\s)(?<!^)\b[A-Z][\w'’]+$")
_YEAR = re.compile(r"\bM[CDM][CDLXVIM]{3,}\b")
_WARS = re.compile(r"\bWW(I{1,3})\b")
_DOUBTFUL = {"XI", "VI", "IV"}  # after the first word of a sentence
_NEVER = {"XX", "XXX"}


def value_of(numeral: str) -> int:
    """The number that a Roman numeral writes; 0 for what is none."""
    if not numeral or not _VALID.fullmatch(numeral):
        return 0
    values = [_VALUES[letter] for letter in numeral]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def numerals(text: str, shouted: bool = False) -> str:
    """Roman numerals in words, where what stands before says that they are some."""
    text = _WARS.sub(lambda m: f"World War {cardinal(len(m[1]))}", text)
    text = _YEAR.sub(lambda m: year(value_of(m[0])) if value_of(m[0]) else m[0], text)
    text = _HEIR.sub(lambda m: f"{m[1]}{m[2]}the {ordinal(value_of(m[3]))}", text)
    text = _COUNT.sub(lambda m: _said(m, text, cardinal), text)
    text = _RULER.sub(lambda m: _said(m, text, lambda n: f"the {ordinal(n)}"), text)
    if shouted:
        return _SURE.sub(lambda m: m[1] + cardinal(value_of(m[2])), text)
    return _SEQUEL.sub(lambda m: _sequel(m, text), text)


def _said(match: re.Match[str], text: str, words: Callable[[int], str]) -> str:
    number = value_of(match[3])
    alone = match[3] == "I" and not re.match(_AFTER_ONE, text[match.end() :])
    if not number or alone or match[0] == "Malcolm X":
        return match[0]
    return f"{match[1]}{match[2]}{words(number)}"


def _sequel(match: re.Match[str], text: str) -> str:
    """A number after any name: "Gladiator II"; not after the first word of a sentence."""
    number = value_of(match[2])
    before = text[max(0, match.start() - 60) : match.start()]
    named = re.search(r"(?:^|[.!?…\"“]\s*)?\b([A-Z][\w'’]*)$", before)
    if not number or not named or match[2] in _NEVER:
        return match[0]
    if not _NAMED_BEFORE.search(before) and match[2] in _DOUBTFUL:
        return match[0]
    return match[1] + cardinal(number)
