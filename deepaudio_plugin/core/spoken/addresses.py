"""Addresses: of houses, pages, files and mailboxes, and titles before names."""

from __future__ import annotations

import re

from deepaudio_plugin.core.spoken.numbers import cardinal, figures

_TOP = r"(?:com|org|net|edu|gov|info|io|tv|co\.uk|ac\.uk|uk|us|ca|de|fr|eu|biz|me|ai|app|dev|mil)"
_SPELT = {"io", "tv", "uk", "us", "eu", "ca", "de", "fr", "edu", "ai", "www", "ac"}
_MAIL = re.compile(r"(?<![\w.@+-])([\w.+-]+)@((?:[\w-]+\.)+[A-Za-z]{2,})\b")
_PAGE = re.compile(
    rf"(?<![\w@.-])(?:https?://)?((?:[A-Za-z0-9-]+\.)+{_TOP})\b(?!\.?[A-Z]\w*\.)"
    r"((?:/[\w.~%&=+?#-]*\w)*)/?",
    re.IGNORECASE,
)
_SCHEMED = re.compile(r"\bhttps?://([\w.-]+\w)((?:/[\w.~%&=+?#-]*\w)*)/?", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@])@([A-Za-z_]\w*)")
_HASHTAG = re.compile(r"(?<![\w#&])#([A-Za-z]\w*)")
_FILE = re.compile(
    r"(?<![\w.@/-])([A-Za-z0-9_-]+)\.(pdf|jpe?g|png|gif|exe|docx?|txt|xlsx?|zip|mp[34]|mov|avi|wav)\b",
    re.IGNORECASE,
)
_WAYS = {
    "St": "Street", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Ln": "Lane",
    "Dr": "Drive", "Ct": "Court", "Pl": "Place", "Sq": "Square", "Pkwy": "Parkway",
    "Hwy": "Highway",
}  # fmt: skip
_WAY = re.compile(
    rf"(?P<name>(?:\b[A-Z][\w'’]+|\b\d+(?:st|nd|rd|th)) )(?P<way>{'|'.join(_WAYS)})\b(?P<stop>\.?)"
    r"(?P<more>(?=\s+[A-Z]\w)|(?=\s*$)|(?=[\"”')]))?"
)
_ON = re.compile(r"(?:\b(?:on|at|of|to|down|from|off|near|along|and|[A-Z][a-z]+)|\d) $")
_TITLES = {
    "Dr": "Doctor", "Prof": "Professor", "Sgt": "Sergeant", "Lt": "Lieutenant",
    "Capt": "Captain", "Gen": "General", "Col": "Colonel", "Cpl": "Corporal", "Maj": "Major",
    "Sen": "Senator", "Gov": "Governor", "Rev": "Reverend", "Det": "Detective",
    "St": "Saint", "Ste": "Saint", "Mt": "Mount", "Ft": "Fort",
}  # fmt: skip
_TITLE = re.compile(rf"\b({'|'.join(_TITLES)})(?:\.| )\s?(?=[A-Z][\w'’]|[A-Z]\.)")
_JUNIOR = re.compile(r"(?<=[a-z])(,? )(Jr|Sr)\b(\.?)(?=(\s+[A-Z]|\s*$)?)")
_FLATS = re.compile(r"\b(Apt|Ste|Hwy|Rte|Fl)\.? (?=#?\d)")
_FLAT_NAMES = {"Apt": "Apartment", "Ste": "Suite", "Hwy": "Highway", "Rte": "Route", "Fl": "Floor"}
_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DC": "DC", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii",
    "IL": "Illinois", "IN": "Indiana", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "MA": "Massachusetts", "MD": "Maryland", "ME": "Maine", "MI": "Michigan",
    "MN": "Minnesota", "MO": "Missouri", "NC": "North Carolina", "NE": "Nebraska",
    "NJ": "New Jersey", "NM": "New Mexico", "NV": "Nevada", "NY": "New York", "OH": "Ohio",
    "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "SC": "South Carolina",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VA": "Virginia", "VT": "Vermont",
    "WA": "Washington", "WI": "Wisconsin",
}  # fmt: skip
_ZIP = re.compile(rf"\b({'|'.join(_STATES)})\.? (\d{{5}})(?:-(\d{{4}}))?\b")
_CITY = re.compile(rf"(?<=[a-z], )({'|'.join(_STATES)})(?=[.,;!?]|$)")
_SIGNS = {".": "dot", "-": "dash", "_": "underscore", "/": "slash", "+": "plus", "?": "question "
          "mark", "=": "equals", "&": "and", "#": "hash", "%": "percent", "~": "tilde"}  # fmt: skip
_PIECE = re.compile(r"[A-Za-z]+|\d+|[^\w\s]|_")


def pages(text: str) -> str:
    """Addresses of pages, mailboxes and files as people read them to each other."""
    text = _MAIL.sub(lambda m: f"{_read(m[1])} at {_read(m[2])}", text)
    text = _SCHEMED.sub(lambda m: _read(m[1] + m[2]), text)
    text = _PAGE.sub(lambda m: _read(m[1] + m[2]), text)
    return _FILE.sub(lambda m: f"{_read(m[1])} dot {_extension(m[2])}", text)


def tags(text: str) -> str:
    """Names and subjects as networks of people mark them: "@nasa", "#metoo"."""
    text = _HANDLE.sub(lambda m: f"at {_read(m[1])}", text)
    return _HASHTAG.sub(lambda m: f"hashtag {_read(m[1])}", text)


def _read(address: str) -> str:
    words = []
    for piece in _PIECE.findall(address):
        if piece.isdigit():
            short = len(piece) < 3 and piece[0] != "0"
            words.append(cardinal(int(piece)) if short else figures(piece))
        elif piece.isalpha():
            words.append(piece.upper() if piece.lower() in _SPELT else piece)
        else:
            words.append(_SIGNS.get(piece, ""))
    return " ".join(filter(None, words))


def _extension(name: str) -> str:
    lower = name.lower()
    if lower in {"zip", "doc", "gif"}:
        return lower
    letters = re.sub(r"\d", lambda m: f" {cardinal(int(m[0]))}", name.upper())
    return {"JPEG": "jay-peg", "JPG": "jay-peg"}.get(letters, letters)


def places(text: str) -> str:
    """Streets, states and titles without their abbreviations."""
    text = _ZIP.sub(
        lambda m: (
            f"{_STATES[m[1]]} {figures(m[2], 'oh')}" + (f", {figures(m[3], 'oh')}" if m[3] else "")
        ),
        text,
    )
    text = _CITY.sub(lambda m: _STATES[m[1]], text)
    text = _FLATS.sub(lambda m: f"{_FLAT_NAMES[m[1]]} ", text)
    text = _WAY.sub(_way, text)
    text = _TITLE.sub(lambda m: f"{_TITLES[m[1]]} ", text)
    return _JUNIOR.sub(_junior, text)


def _way(match: re.Match[str]) -> str:
    """The way after a name; "Is Dr. Smith in" and "See St. Peter" have a title there."""
    rest = match.string[match.end() :]
    titled = match["way"] in {"Dr", "St"} and re.match(r"\s+[A-Z][a-z]", rest)
    if titled and match["name"][0].isdigit():
        titled = None
    if titled and _ON.search(match.string[max(0, match.start("name") - 40) : match.start("name")]):
        titled = None
    if titled or (match["way"] == "Pl" and not match["stop"]):
        return match[0]
    stop = "." if match["stop"] and match["more"] is not None else ""
    return f"{match['name']}{_WAYS[match['way']]}{stop}"


def _junior(match: re.Match[str]) -> str:
    word = "Junior" if match[2] == "Jr" else "Senior"
    ends = match[3] and not match.string[match.end() :].strip()
    return f"{match[1].replace(',', '')}{word}" + ("." if ends else "")
