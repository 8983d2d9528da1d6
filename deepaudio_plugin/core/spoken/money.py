"""Sums of money: "£3bn" is "three billion pounds"."""

from __future__ import annotations

import re

from deepaudio_plugin.core.spoken.numbers import amount, cardinal

_NAMES = {  # one, several, a hundredth, hundredths
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
    "₩": ("won", "won", "jeon", "jeon"),
    "₽": ("rouble", "roubles", "kopeck", "kopecks"),
    "₿": ("bitcoin", "bitcoin", "", ""),
}
_CODES = {
    "USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥", "INR": "₹",
}  # fmt: skip
_OWNERS = {
    "US": "US", "A": "Australian", "AU": "Australian", "C": "Canadian", "CA": "Canadian",
    "NZ": "New Zealand", "HK": "Hong Kong", "S": "Singapore",
}  # fmt: skip
_SCALES = {
    "k": "thousand", "thousand": "thousand", "m": "million", "mn": "million", "mm": "million",
    "mil": "million", "million": "million", "b": "billion", "bn": "billion",
    "billion": "billion", "t": "trillion", "tn": "trillion", "trillion": "trillion",
}  # fmt: skip

_SIGN = r"[$£€¥₹₩₽₿]"
_SUM = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_SCALE = r"(?:(?:[ -]?(thousand|million|billion|trillion)|([kKMmBbTt]|bn|mn|mm|tn|BN|MN))\b)?"
_BEFORE = re.compile(
    rf"(?P<minus>(?<![\w])[-−–])?(?<![A-Za-z$])(?P<owner>US|AU|CA|NZ|HK|[ACS])?"
    rf"(?P<sign>{_SIGN}) ?{_SUM}(?:\s?[-–]\s?{_SIGN}?{_SUM})?{_SCALE}"
    r"(?P<thing>[ -](?:bill|note|coin|question|fine|reward|bet|bottle|suit|ticket)\b)?"
)
_AFTER = re.compile(rf"(?<![\w.,$]){_SUM}{_SCALE}\s?(?P<sign>[£€¥₹₩₽₿]|\$(?![\d]))")
_CODE_AFTER = re.compile(rf"(?<![\w.,]){_SUM}{_SCALE}\s(?P<code>USD|GBP|EUR|JPY|INR)\b")
_CODE_BEFORE = re.compile(rf"\b(?P<code>USD|GBP|EUR|JPY|INR)\s?{_SUM}{_SCALE}")
_ARTICLE = re.compile(r"\b[Aa]n? $")
_NOUN = re.compile(r" (?!(?:per|an?|or|and|for|in|to|on|at|each|is|was|off)\b)[a-z]")
_CENTS = re.compile(r"(?<![\w.,])(\d{1,3})\s?¢")
_PENCE = re.compile(r"(?<![\w.,£])(\d{1,2})p\b")


def money(text: str) -> str:
    """`text` with its sums of money in words."""
    text = _BEFORE.sub(_before, text)
    text = _CODE_BEFORE.sub(lambda m: _sum(_CODES[m["code"]], m[2], _scale(m[3], m[4])), text)
    text = _CODE_AFTER.sub(lambda m: _sum(_CODES[m["code"]], m[1], _scale(m[2], m[3])), text)
    text = _AFTER.sub(lambda m: _sum(m["sign"], m[1], _scale(m[2], m[3])), text)
    text = _CENTS.sub(lambda m: f"{cardinal(int(m[1]))} cent" + ("s" * (m[1] != "1")), text)
    return _PENCE.sub(lambda m: f"{cardinal(int(m[1]))} p", text)


def _scale(word: str | None, letters: str | None) -> str:
    return _SCALES[(word or letters or "").lower()] if word or letters else ""


def _before(match: re.Match[str]) -> str:
    scale = _scale(match[6], match[7])
    owner = _OWNERS.get(match["owner"] or "", "")
    low = f"{amount(match[4])} to " if match[5] else ""
    thing = match["thing"] or ""
    minus = "minus " if match["minus"] else ""
    if thing and "." not in match[4]:
        number = f"{amount(match[4])} {scale}".strip().replace(" ", "-")
        return f"{minus}{number}-{_NAMES[match['sign']][0]} {thing[1:]}"
    said = minus + low + _sum(match["sign"], match[5] or match[4], scale, owner)
    one, many, *_ = _NAMES[match["sign"]]
    after_article = _ARTICLE.search(match.string[max(0, match.start() - 4) : match.start()])
    if after_article and said.endswith(f" {many}") and _NOUN.match(match.string, match.end()):
        return f"{said.removesuffix(many)}{one}"  # "a $5 coffee"
    return said + thing


def _sum(sign: str, written: str, scale: str = "", owner: str = "") -> str:
    one, many, hundredth, hundredths = _NAMES[sign]
    if owner:
        one, many = f"{owner} {one}", f"{owner} {many}"
    if scale:
        return f"{amount(written)} {scale} {many}"
    whole, _, parts = written.replace(",", "").partition(".")
    if len(parts) != 2 or not hundredth:
        return f"{amount(written)} {one if written == '1' else many}"
    small = f"{cardinal(int(parts))} {hundredth if parts == '01' else hundredths}"
    count = int(whole or "0")
    if not count:
        return small if int(parts) else f"zero {many}"
    large = f"{cardinal(count)} {one if count == 1 else many}"
    return f"{large} and {small}" if int(parts) else large
