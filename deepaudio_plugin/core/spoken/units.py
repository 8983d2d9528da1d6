"""Measures: lengths, weights, speeds, temperatures, shares."""

from __future__ import annotations

import re

from deepaudio_plugin.core.spoken.numbers import amount, cardinal

_UNITS = {  # one, several
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"),
    "kmh": ("kilometer per hour", "kilometers per hour"),
    "m/s": ("meter per second", "meters per second"),
    "mph": ("mile per hour", "miles per hour"),
    "mpg": ("mile per gallon", "miles per gallon"),
    "km": ("kilometer", "kilometers"),
    "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"),
    "kg": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"),
    "ml": ("milliliter", "milliliters"),
    "mL": ("milliliter", "milliliters"),
    "cc": ("cc", "ccs"),
    "lbs": ("pound", "pounds"),
    "lb": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "sq ft": ("square foot", "square feet"),
    "ft": ("foot", "feet"),
    "yds": ("yard", "yards"),
    "yd": ("yard", "yards"),
    "hrs": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "mins": ("minute", "minutes"),
    "min": ("minute", "minutes"),
    "secs": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "ms": ("millisecond", "milliseconds"),
    "KB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "GHz": ("gigahertz", "gigahertz"),
    "MHz": ("megahertz", "megahertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "Hz": ("hertz", "hertz"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "kW": ("kilowatt", "kilowatts"),
    "MW": ("megawatt", "megawatts"),
    "dB": ("decibel", "decibels"),
    "rpm": ("RPM", "RPM"),
    "bpm": ("BPM", "BPM"),
    "fps": ("frame per second", "frames per second"),
    "psi": ("PSI", "PSI"),
    "hp": ("horsepower", "horsepower"),
    "m²": ("square meter", "square meters"),
    "m": ("meter", "meters"),
    "g": ("gram", "grams"),
}
_CLOSE = {  # read as a unit only without a blank between
    "in": ("inch", "inches"),
    "L": ("liter", "liters"),
    "h": ("hour", "hours"),
    "V": ("volt", "volts"),
    "W": ("watt", "watts"),
}
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+)"
_LOW = rf"(?:(?P<low>{_NUMBER})\s?(?:-|–|to)\s?)?"
_MINUS = r"(?P<minus>(?<![\w.,)])[-−–])?"
_NOT_BEFORE = r"(?<![\w.,])"
_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_MEASURE = re.compile(
    rf"{_MINUS}{_NOT_BEFORE}{_LOW}(?P<value>{_NUMBER})(?:[ \u00a0\u202f-]?(?P<unit>{_NAMES})|"
    rf"(?P<close>{'|'.join(_CLOSE)}))(?![\w'’²/]|\.[A-Za-z])(?:\.(?= [a-z]))?"
)
_DEGREES = re.compile(
    rf"{_MINUS}{_NOT_BEFORE}{_LOW}(?P<value>{_NUMBER})\s?(?:°|º|˚)(?:\s?(?P<scale>[CF])\b)?"
)
_SHARE = re.compile(rf"{_MINUS}{_NOT_BEFORE}{_LOW}(?P<value>{_NUMBER})\s?%")
_HEIGHT = re.compile(
    r"(?<![\w.,])(\d{1,2})\s?(?:['’′]|ft)\s?(\d{1,2})(?:\s?[\"”″]|['’′]{2})?(?!\w|['’])"
)
_INCHES = re.compile(r"(?<![\w.,\"“])(\d{1,3}(?:\.\d+)?)([\"″])(?= [a-z])")
_FEET = re.compile(
    r"(?<![\w.,'’])(\d{1,3})(?:′|['’](?= (?:tall|deep|long|wide|high|by|under)\b|\s*$))"
)
_ARTICLE = re.compile(r"\b[Aa]n? $")
_THING = re.compile(
    r" (?:film|lens|camera|print|gun|rounds?|pistol|race|run|drive|radius|steak|pool|dash|"
    r"sprint|bottle|can|screen|monitor|burger|glass|walk|drop|fence|wall|ladder|board)\b"
)
_SCALES = {"C": " Celsius", "F": " Fahrenheit"}


def measures(text: str) -> str:
    """`text` with measures in words."""
    text = _HEIGHT.sub(_height, text)
    text = _INCHES.sub(_inches, text)
    text = _FEET.sub(lambda m: f"{cardinal(int(m[1]))} feet", text)
    text = _DEGREES.sub(_degrees, text)
    text = _SHARE.sub(lambda m: f"{_value(m)} percent", text)
    return _MEASURE.sub(_measure, text)


def _value(match: re.Match[str]) -> str:
    minus = "minus " if match["minus"] else ""
    low = f"{amount(match['low'])} to " if match["low"] else ""
    return f"{minus}{low}{amount(match['value'])}"


def _degrees(match: re.Match[str]) -> str:
    unit = "degree" if _single(match) else "degrees"
    return f"{_value(match)} {unit}{_SCALES.get(match['scale'] or '', '')}"


def _measure(match: re.Match[str]) -> str:
    one, many = _UNITS[match["unit"]] if match["unit"] else _CLOSE[match["close"]]
    return f"{_value(match)} {one if _single(match) else many}"


def _single(match: re.Match[str]) -> bool:
    """Whether the unit stands for one thing: "1 kg", "a 90° turn", "35mm film"."""
    before, after = (
        match.string[max(0, match.start() - 40) : match.start()],
        match.string[match.end() :],
    )
    if match["low"]:
        return False
    return match["value"] == "1" or bool(_ARTICLE.search(before) or _THING.match(after))


def _inches(match: re.Match[str]) -> str:
    """Inches, unless the sign closes a quotation."""
    quoted = match.string[: match.start()].count('"') % 2 and match[2] == '"'
    return match[0] if quoted else f"{amount(match[1])} inch"


def _height(match: re.Match[str]) -> str:
    feet, inches = int(match[1]), int(match[2])
    if inches > 11:
        return match[0]
    foot = f"{cardinal(feet)} {'foot' if inches else 'feet'}"
    return f"{foot} {cardinal(inches)}" if inches else foot
