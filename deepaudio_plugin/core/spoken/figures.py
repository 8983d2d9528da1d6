"""Figures that are left: telephone numbers, scores, ranges, fractions, versions, years, counts."""

from __future__ import annotations

import re

from deepaudio_plugin.core.spoken.numbers import (
    amount,
    cardinal,
    figures,
    grouped,
    ordinal,
    plural,
    year,
)

_PHONE = re.compile(
    r"(?<![\w.,/$])(?:(?P<plus>\+)?(?P<country>\d{1,3})[ .-])?"
    r"(?:\((?P<area>\d{2,4})\)[ -]?|(?P<area2>\d{3})[ .-])?"
    r"(?P<office>555(?=[ .-])|\d{3}(?=[.-])|(?<=\d{3} )\d{3}(?= ))[ .-](?P<line>\d{4})(?![\w-])"
)
_ABROAD = re.compile(r"(?<!\w)\+(\d{1,3}(?:[ -]\d{2,5}){2,5})(?![\w-])")
_LONG = re.compile(r"(?<![\w.,])(0\d{9,10}|\d{10})(?![\w,]|\.\d)")
_ADDRESS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_VERSION = re.compile(r"(?<![\w.])(?:(?P<v>[vV])\.?\s?)?(?P<parts>\d+(?:\.\d+){2,})(?![\w.]*\d)")
_SHORT_VERSION = re.compile(r"(?<![\w.])[vV]\.?\s?(?P<parts>\d+(?:\.\d+)?)(?!\w)")
_PLAIN_PAIRS = {"24/7": "twenty-four seven", "50/50": "fifty-fifty", "9/11": "nine eleven",
                "20/20": "twenty twenty", "4/4": "four four", "3/4 time": "three four time",
                "7/11": "seven eleven", "10-4": "ten four", "24/7/365": "twenty-four seven "
                "three sixty-five",}  # fmt: skip
_THOUSANDS = re.compile(
    r"(?<![\w.,])(?<!\d )\d{1,3}(?:(?: \d{3})* 000|(?:[\u00a0\u2009\u202f]\d{3})+|(?:\.\d{3}){2,})"
    r"(?![\w-]|[ .,]\d)"
)
_PAIR = re.compile(
    r"(?<![\w/.,-])(?:"
    + "|".join(sorted(map(re.escape, _PLAIN_PAIRS), key=len, reverse=True))
    + r")(?![\w/-]|[.,]\d)"
)
_GLYPHS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8",
           "⅝": "5/8", "⅞": "7/8", "⅕": "1/5"}  # fmt: skip
_MIXED = re.compile(r"(?<![\w/.,])(\d+)[ -](\d)/([2-9]|1\d)(?![\w/])")
_FRACTION = re.compile(r"(?<![\w/.,])(\d{1,3})/(\d{1,3})(?:(ths|rds|nds|th|rd|nd))?(?![\w/])")
_SCORED = re.compile(
    r"\b(won|wins?|lost|lose|beat|led|leads?|leading|up|down|score|final|tied|ahead|trailing|it's|"
    r"it’s|defeated|drew|draw|victory|game|set|sets|finished|ended|beaten)\b[^.!?\d]{0,24}$",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?<![\w/.,-])(?P<low>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?[-–]\s?"
    r"(?P<high>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?P<more>[A-Za-z%]|th\b)?(?![\w/-]|[.,]\d)"
)
_ROW = re.compile(r"(?<![\w/.-])\d{1,2}(?:-\d{1,2}){2,}(?![\w/-])")
_BY = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?[x×]\s?(\d+(?:\.\d+)?)(?=[\W_]|$|(?:ft|m|cm|mm)\b)")
_TIMES = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)[xX×](?!\w)")
_RATIO = re.compile(r"(?<![\w:.])(\d{1,2}):(\d)(?![\d:])")
_ORDINAL = re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)\b", re.IGNORECASE)
_LABELLED = re.compile(
    r"\b(?P<label>rooms?|flight|channel|suite|apartment|apt|unit|gate|route|highway|interstate|"
    r"bus|cell|locker|area|pier|car|platform|extension|locker|studio|room no\.)"
    r"(?P<gap> |-| #)(?P<number>\d{3,4})(?P<letter>[A-Z])?\b(?!,\d|\.\d)",
    re.IGNORECASE,
)
_COURSE = re.compile(r"(?<=[a-z] )101(?=[.!?,;]|$)")
_AGENT = re.compile(r"(?<![\w.,])00([1-9])(?![\w.,]\d|\d)")
_SPELT_OUT = re.compile(r"(?<![\w.,])(0\d+)(?![\w]|[.,]\d)")
_EMERGENCY = re.compile(r"(?<!Porsche )(?<![\w.,$])(911|411|999|112)(?![\w]|[.,]\d)")
_CALLED = re.compile(
    r"\b(?:call|called|calls|dial|dialed|calling|ring|phone|to)\s+$", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\w.,$/-])(1[1-9]\d\d|20\d\d)(?![\w/-]|[.,]\d)")
_OLD_YEAR = re.compile(
    r"(?<=\b[Ii]n )10\d\d\b(?![,.]\d)|(?<=\bof )10[1-9]\d\b|(?<=\bsince )10\d\d\b|\b10\d\d(?= AD\b)"
)
_HOUSE = re.compile(
    r"(?<![\w.,$])(\d{3,5})([A-Z])?(?= (?:[NSEW]\.? )?(?:[A-Z][\w'’]+ ){1,3}"
    r"(?:Street|Avenue|Boulevard|Road|Lane|Drive|Court|Place|Way|Square|Terrace|Parkway)\b)"
)
_NUMBERED = re.compile(r"(?<!\w)(?:#|№ ?|\b[Nn]os?\.? ?(?=\d)|\bNO\. ?(?=\d))(\d+)\b")
_SIZE = re.compile(r"(?<![\w.,])(\d+)(p|i)\b(?=\W|$)")
_SUFFIXED = re.compile(r"(?<![\w.,])(\d{1,4})([A-Z]{1,2}|s)(?!\w)")
_AEROPLANE = re.compile(r"\b(?P<kind>[Tt]he|[Aa]|Boeing) (7[0-8]7)(?!\w)")
_FIRST_MINUS = re.compile(r"^[-−](?=\d+(?:\.\d+)?\s(?:plus|minus|times|equals|divided)\b)")
_MINUS = re.compile(r"(?<![\w.,)])(?<!\n)(?<!^)[-−](\d)")
_NUMBER = re.compile(
    r"(?<!\w)(?<!\w\.)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|(?<!\.)\.\d+|\d+)(?!\d)"
)


def counts(text: str) -> str:
    """`text` with all figures in words. What has a sign or a unit was said before."""
    for pattern, said in _RULES:
        text = pattern.sub(said, text)
    return text


def pairs(text: str) -> str:
    """Two numbers that have a name together ("24/7"), before anything takes one of them."""
    return _PAIR.sub(lambda m: _PLAIN_PAIRS[m[0]], text)


def grouped_by_thousands(text: str) -> str:
    """Large numbers with blanks or full stops between thousands, as those with commas."""
    return _THOUSANDS.sub(lambda m: re.sub(r"\D", ",", m[0]), text)


def telephone(text: str) -> str:
    """Telephone numbers and addresses of machines, figure by figure."""
    text = _ABROAD.sub(
        lambda m: "plus " + ", ".join(figures(p, "oh") for p in re.split("[ -]", m[1])), text
    )
    text = _PHONE.sub(_phone, text)
    text = _LONG.sub(lambda m: figures(m[1], "oh"), text)
    return _ADDRESS.sub(lambda m: " dot ".join(figures(p) for p in m[0].split(".")), text)


def fractions(text: str) -> str:
    """Fractions, also the signs for them, and marks out of ten."""
    text = re.sub(
        f"(\\d)?([{''.join(_GLYPHS)}])",
        lambda m: (f"{m[1]} " if m[1] else "") + _GLYPHS[m[2]],
        text,
    )
    text = _MIXED.sub(_mixed, text)
    return _FRACTION.sub(_fraction, text)


def _phone(match: re.Match[str]) -> str:
    parts = [match["country"], match["area"] or match["area2"], match["office"], match["line"]]
    said = ", ".join(figures(part, "oh") for part in parts if part)
    return f"plus {said}" if match["plus"] else said


def _mixed(match: re.Match[str]) -> str:
    part = _part(int(match[2]), int(match[3]))
    part = re.sub(r"^one (half|quarter)$", r"a \1", part)
    return f"{cardinal(int(match[1]))} and {part}"


def _fraction(match: re.Match[str]) -> str:
    upper, lower = int(match[1]), int(match[2])
    if lower in {10, 100} and not match[3] and upper > 1:
        return f"{cardinal(upper)} out of {cardinal(lower)}"
    if upper == lower:
        return f"{cardinal(upper)} {cardinal(lower)}"
    if (0 < upper < lower <= 20) or (lower in {32, 64, 100} and upper < lower):
        return _part(upper, lower)
    first = grouped(match[1]) if len(match[1]) == 3 else cardinal(upper)
    return f"{first} over {cardinal(lower)}"


def _part(upper: int, lower: int) -> str:
    name = {2: "half", 4: "quarter"}.get(lower, ordinal(lower))
    if upper == 1:
        return f"one {name}"
    return f"{cardinal(upper)} {'halves' if lower == 2 else plural(name)}"


def _range(match: re.Match[str]) -> str:
    low, high = match["low"], match["high"]
    if low.isdigit() and high.isdigit():
        if (
            _SCORED.search(match.string[max(0, match.start() - 40) : match.start()])
            and max(len(low), len(high)) < 4
        ):
            return f"{_points(low, high)} to {_points(high, low)}" + (match["more"] or "")
        if len(low) == 4 and len(high) in {2, 4} and 1100 <= int(low) < 2100:
            return f"{year(int(low))} to {_end(high)}"
    return f"{low} to {high}{match['more'] or ''}"


def _end(digits: str) -> str:
    if len(digits) == 4:
        return year(int(digits))
    return ("oh " if digits[0] == "0" else "") + cardinal(int(digits))


def _points(own: str, other: str) -> str:
    return "nothing" if own == "0" != other else cardinal(int(own))


def _labelled(match: re.Match[str]) -> str:
    number = grouped(match["number"])
    letter = f" {match['letter']}" if match["letter"] else ""
    gap = " number " if "#" in match["gap"] else " "
    return f"{match['label']}{gap}{number}{letter}"


def _version(match: re.Match[str]) -> str:
    parts = match["parts"].split(".")
    said = " point ".join("oh" if p == "0" and i else cardinal(int(p)) for i, p in enumerate(parts))
    named = "v" in match.re.groupindex and not match["v"]
    return said if named else f"version {said}"


def _emergency(match: re.Match[str]) -> str:
    if match[1] in {"911", "411"} or _CALLED.search(
        match.string[max(0, match.start() - 40) : match.start()]
    ):
        return figures(match[1])
    return match[0]


def _suffixed(match: re.Match[str]) -> str:
    if match[2] == "s":
        return plural(cardinal(int(match[1])))
    number = grouped(match[1]) if len(match[1]) > 2 else cardinal(int(match[1]))
    return f"{number} {match[2]}"


_RULES = (
    (_NUMBERED, lambda m: f"number {m[1]}"),
    (_VERSION, _version),
    (_SHORT_VERSION, _version),
    (_ROW, lambda m: ", ".join(cardinal(int(p)) for p in m[0].split("-"))),
    (_BY, lambda m: f"{m[1]} by {m[2]}"),
    (_TIMES, lambda m: f"{amount(m[1])} times"),
    (_RATIO, lambda m: f"{cardinal(int(m[1]))} to {cardinal(int(m[2]))}"),
    (_RANGE, _range),
    (_ORDINAL, lambda m: ordinal(int(m[1].replace(",", "")[:15]))),
    (_LABELLED, _labelled),
    (_HOUSE, lambda m: grouped(m[1]) + (f" {m[2]}" if m[2] else "")),
    (_AEROPLANE, lambda m: f"{m[1]} {grouped(m[2])}"),
    (_COURSE, "one oh one"),
    (_AGENT, lambda m: f"double-oh {cardinal(int(m[1]))}"),
    (_EMERGENCY, _emergency),
    (_SPELT_OUT, lambda m: figures(m[1], "oh")),
    (_OLD_YEAR, lambda m: year(int(m[0]))),
    (_YEAR, lambda m: year(int(m[1]))),
    (_SIZE, lambda m: f"{grouped(m[1])} {m[2]}"),
    (_SUFFIXED, _suffixed),
    (_FIRST_MINUS, "minus "),
    (_MINUS, r"minus \1"),
    (_NUMBER, lambda m: amount(m[1]) + " " * m.string[m.end() : m.end() + 1].isalpha()),
)
