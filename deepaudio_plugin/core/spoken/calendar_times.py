"""Times of day, dates and decades."""

from __future__ import annotations

import re

from deepaudio_plugin.core.spoken.numbers import cardinal, ordinal, plural, year

_MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]  # fmt: skip
_SHORT = {name[:3].lower(): name for name in _MONTHS} | {"sept": "September"}
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|"
    r"December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_HALF = r"(?:\s?(?P<half>[AaPp])(?:\.\s?[Mm]\b\.?|[Mm]\b))"
_ANY_HALF = _HALF.replace("(?P<half>", "(?:")
_CLOCK = re.compile(
    rf"(?<![\d:.])(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?![\d:]|\.\d){_HALF}"
    r"|(?<![\d:])(?P<hour2>[01]?\d|2[0-4]):(?P<minute2>[0-5]\d)(?![\d:]|\.\d)"
)
_HOUR = re.compile(rf"(?<![\d:.])(?P<hour>1[0-2]|0?[1-9]){_HALF}(?!\w)")
_MILITARY = re.compile(r"\b(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?= (?:hours|hrs)\b)")
_LONG = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d):([0-5]\d)(?![\d:])")

_ISO = re.compile(r"(?<![\d-])(1\d{3}|20\d\d)-(0[1-9]|1[0-2])-([0-2]\d|3[01])(?![\d-])")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\d/])")
_MONTH_DAY = re.compile(
    rf"\b{_MONTH} (?P<day>[0-2]?\d|3[01])(?:st|nd|rd|th)?(?![\d:/%]|[.,]\d)"
    r"(?P<comma>,? (?P<year>1\d{3}|20\d\d)\b(?!,\d))?"
)
_DAY_MONTH = re.compile(
    rf"(?<![\d.,:/])(?P<the>\b[Tt]he )?(?P<day>[0-2]?\d|3[01])(?:st|nd|rd|th)?(?P<of> of)? {_MONTH}"
    r"(?![a-z])(?P<comma>,? (?P<year>1\d{3}|20\d\d)\b(?!,\d))?"
)
_MONTH_YEAR = re.compile(rf"\b{_MONTH} (?P<year>1\d{{3}}|20\d\d)\b(?!,\d)")
_DECADE = re.compile(r"(?<![\w.,$£€])(1\d|20)(\d)0['’]?s\b")
_SHORT_DECADE = re.compile(r"(?<![\w.,$£€])['’‘]?([2-9])0['’]?s\b")
_SHORT_YEAR = re.compile(r"(?<![\w'’])['’‘](\d\d)\b(?!['’\"])")
_OPEN = re.compile(
    rf"\b\d{{1,2}}(?:[:.][0-5]\d)?{_HALF}?\s?[-–]\s?(?=\d{{1,2}}(?:[:.]\d\d)?{_ANY_HALF}|\d\d?:\d\d\b)"
)
_MORE = re.compile(r"(?=\s+[A-Z\"“])|$")


def times(text: str) -> str:
    """`text` with its times of day in words."""
    text = _OPEN.sub(lambda m: f"{m[0].rstrip(' -–')} to ", text)
    text = _LONG.sub(
        lambda m: ", ".join(_minutes(part, not i) for i, part in enumerate(m.groups())), text
    )
    text = _CLOCK.sub(_clock, text)
    text = _HOUR.sub(lambda m: f"{cardinal(int(m['hour']))} {_half(m)}", text)
    return _MILITARY.sub(_military, text)


def _minutes(digits: str, first: bool = False) -> str:
    number = int(digits)
    if first:
        return cardinal(number)
    return f"oh {cardinal(number)}" if 0 < number < 10 else cardinal(number) if number else "oh oh"


def _half(match: re.Match[str]) -> str:
    """AM or PM, with the full stop of a sentence that ends with it."""
    ends = match[0].endswith(".") and _MORE.match(match.string, match.end())
    return f"{match['half'].upper()}M" + ("." if ends else "")


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"] or match["hour2"]), int(match["minute"] or match["minute2"])
    if match["hour"]:
        said = cardinal(hour) + (f" {_minutes(match['minute'])}" if minute else "")
        return f"{said} {_half(match)}"
    if minute:
        return f"{cardinal(hour)} {_minutes(match['minute2'])}"
    if hour in {0, 24}:
        return "midnight"
    clock = re.match(r" o['’]clock", match.string[match.end() :])
    return f"{cardinal(hour)}" + ("" if clock else " o'clock" if hour < 13 else " hundred")


def _military(match: re.Match[str]) -> str:
    hour, minute = match["hour"], match["minute"]
    said = f"oh {cardinal(int(hour[1]))}" if hour[0] == "0" else cardinal(int(hour))
    if hour == "00":
        said = "zero"
    return f"{said} {_minutes(minute) if int(minute) else 'hundred'}"


def dates(text: str) -> str:
    """`text` with its dates and decades in words; 4/5 of a year is the fifth of April."""
    text = _ISO.sub(lambda m: _date(int(m[2]), int(m[3]), m[1]) or m[0], text)
    text = _SLASHED.sub(_slashed, text)
    text = _DAY_MONTH.sub(_day_month, text)
    text = _MONTH_DAY.sub(_month_day, text)
    text = _MONTH_YEAR.sub(lambda m: f"{_month(m['month'])} {year(int(m['year']))}", text)
    text = _DECADE.sub(_decade, text)
    text = _SHORT_DECADE.sub(lambda m: plural(cardinal(10 * int(m[1]))), text)
    return _SHORT_YEAR.sub(lambda m: ("oh " if m[1][0] == "0" else "") + cardinal(int(m[1])), text)


def _month(written: str) -> str:
    return written if written in _MONTHS else _SHORT[written.rstrip(".").lower()]


def _date(month: int, day: int, in_year: str) -> str:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    when = cardinal(int(in_year)) if len(in_year) == 2 else year(int(in_year))
    if len(in_year) == 2 and in_year[0] == "0":
        when = f"oh {when}"
    return f"{_MONTHS[month - 1]} {ordinal(day)}, {when}"


def _slashed(match: re.Match[str]) -> str:
    first, second = int(match[1]), int(match[2])
    return _date(first, second, match[3]) or _date(second, first, match[3]) or match[0]


def _in_year(match: re.Match[str]) -> str:
    return f", {year(int(match['year']))}" if match["year"] else ""


def _month_day(match: re.Match[str]) -> str:
    day = int(match["day"])
    if not day:
        return match[0]
    return f"{_month(match['month'])} {ordinal(day)}{_in_year(match)}"


def _day_month(match: re.Match[str]) -> str:
    day = int(match["day"])
    if not day:
        return match[0]
    the = match["the"] or "the "
    return f"{the}{ordinal(day)} of {_month(match['month'])}{_in_year(match)}"


def _decade(match: re.Match[str]) -> str:
    begin = int(f"{match[1]}{match[2]}0")
    if begin % 1000 == 0:
        return plural(cardinal(begin))
    return plural(year(begin))
