"""Numbers in English words.

Libraries such as inflect know more, but this runs inside the interpreters of editing programs,
where nothing beyond the standard library may be needed, and the plan must say exactly what the
worker says.
"""

from __future__ import annotations

_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]  # fmt: skip
_TENS = [
    "zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]  # fmt: skip
_SCALES = [
    "hundred", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion",
]  # fmt: skip
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_LONGEST = 3 * len(_SCALES)  # figures: a longer number is said figure by figure


def cardinal(number: int) -> str:
    """`number` in words: 24 is "twenty-four"."""
    if number < 0:
        return f"minus {cardinal(-number)}"
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    if number < 1000:
        return _joined(number, 100, "hundred")
    if len(str(number)) > _LONGEST:
        return figures(str(number))
    power = (len(str(number)) - 1) // 3
    return _joined(number, 1000**power, _SCALES[power])


def _joined(number: int, scale: int, name: str) -> str:
    count, rest = divmod(number, scale)
    return f"{cardinal(count)} {name}" + (f" {cardinal(rest)}" if rest else "")


def ordinal(number: int) -> str:
    """`number` as a place in a row: 22 is "twenty-second"."""
    words = cardinal(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    if last in _ORDINALS:
        return words[:cut] + _ORDINALS[last]
    return words[:-1] + "ieth" if last.endswith("y") else f"{words}th"


def year(number: int) -> str:
    """A year: 1984 is "nineteen eighty-four", 2006 "two thousand six"."""
    if not 1000 < number < 10_000 or number // 10 % 100 == 0:
        return cardinal(number)
    century, rest = divmod(number, 100)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def figures(digits: str, zero: str = "zero") -> str:
    """Digits one by one."""
    return " ".join(zero if digit == "0" else _ONES[int(digit)] for digit in digits)


def grouped(digits: str) -> str:
    """A house, room or flight number: "101" is "one oh one", "1408" "fourteen oh eight"."""
    if digits[0] == "0" or len(digits) > 4:
        return figures(digits, "oh")
    if len(digits) < 3 or digits.endswith("000"):
        return cardinal(int(digits))
    head, tail = cardinal(int(digits[:-2])), int(digits[-2:])
    if not tail:
        return f"{head} hundred"
    return f"{head} {'oh ' if tail < 10 else ''}{cardinal(tail)}"


def plural(words: str) -> str:
    """The last word of a number, several of them: "ninety" is "nineties"."""
    if words.endswith("y"):
        return words[:-1] + "ies"
    return words + ("es" if words.endswith(("x", "s")) else "s")


def amount(written: str) -> str:
    """A written number, with its thousands separators and decimals: "1,250.5"."""
    whole, point, decimals = written.replace(",", "").partition(".")
    if not point:
        return cardinal(int(whole)) if len(whole) <= _LONGEST else figures(whole)
    if len(whole) > _LONGEST:
        return figures(whole + decimals)
    after = "oh" if decimals == "0" else figures(decimals)
    return f"{cardinal(int(whole))} point {after}" if whole else f"point {after}"
