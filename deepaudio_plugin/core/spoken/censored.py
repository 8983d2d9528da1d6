"""Words that somebody starred out: the word that is meant where there is one, else a bleep.

What cannot be told, and slurs, are never guessed.
"""

from __future__ import annotations

import re

BLEEP = "bleep"

_WORDS = [
    "fuck", "fucking", "fucked", "fucker", "fuckers", "fuckin", "fucks", "shit", "shitty",
    "shits", "shitting", "bullshit", "motherfucker", "motherfuckers", "motherfucking", "damn",
    "damned", "goddamn", "dammit", "bitch", "bitches", "bitching", "ass", "asses", "asshole",
    "assholes", "jackass", "dumbass", "badass", "hell", "crap", "crappy", "bastard", "bastards",
    "dick", "dicks", "dickhead", "cock", "piss", "pissed", "pissing", "whore", "whores", "slut",
    "tits", "bollocks", "bugger", "wanker", "arse", "arsehole", "horseshit", "bloody",
]  # fmt: skip
_SIGNS = r"A-Za-z*@#$%•●✱"
_TOKEN = re.compile(
    rf"(?<![\w*@.$#%!•●✱])"
    rf"(?!\S{0, 60}@[\w-]+\.\w)[{_SIGNS}!]{{0,24}}[{_SIGNS}](?:['’][a-z]+)?(?![\w*])"
)
_GRAWLIX = re.compile(r"(?<!\S)[@#$%&*!?]{3,}(?=[\s.,!?]|$)")
_INITIALS = re.compile(r"\b(?:[A-Z]\*){2,}[A-Z]\b")
_DASHED = re.compile(r"\b([A-Za-z])(?:--+|—)([a-z]{1,3})\b")
_UNDERLINED = re.compile(r"\[\s*_+\s*\]|(?<!\w)_{2,}(?!\w)")
_LOOKALIKE = {"@": "a", "$": "s", "!": "i"}


def uncensored(text: str, shouted: bool = False) -> str:
    """`text` with what its stars stand for."""
    text = _DASHED.sub(_undashed, text)
    if not re.search(r"[*•●✱@#$_]", text):
        return text
    text = _INITIALS.sub(lambda m: m[0].replace("*", ""), text)
    text = _UNDERLINED.sub(BLEEP, text)
    text = _GRAWLIX.sub(lambda m: BLEEP if len(set(m[0]) - set("!?")) > 1 else m[0], text)
    said = _TOKEN.sub(lambda m: _meant(m[0]), text)
    return said.upper() if shouted else said


def _meant(token: str) -> str:
    word, mark, ending = token.partition("'") if "'" in token else token.partition("’")
    letters = sum(char.isalpha() for char in word)
    if not letters or not re.match(r"[A-Za-z@$]", word) or not re.search(r"[A-Za-z*#@$%]$", word):
        return token
    if "*" not in word and "#" not in word and not re.search(r"[A-Za-z][@$!%]|\$h", word):
        return token
    if re.fullmatch(r"\*[A-Za-z]+\*?|[A-Za-z]+\*|[A-G]#", word) and word.count("*") < 2:
        found = _found(word) if 2 < len(word) < 6 and not word.startswith("*") else ""
        return _cased(found, word) + mark + ending if found else token
    if word.startswith("@") or re.fullmatch(r"[A-Za-z]+#", word):
        return token
    found = _found(word)
    if not found and not re.search(r"[*#•●✱]", word):
        return token  # a name: "Ke$ha"
    return (_cased(found, word) if found else BLEEP) + mark + ending


def _undashed(match: re.Match[str]) -> str:
    found = _found(f"{match[1]}**{match[2]}")
    return _cased(found, match[1]) if found else match[0]


def _found(word: str) -> str:
    """The first word that fits: letter for letter, else by its letters before and after."""
    lower = "".join(_LOOKALIKE.get(char, char) for char in word.lower())
    exact = "".join(char if char.isalpha() else "[a-z]" for char in lower)
    starred = "".join(char if char.isalpha() else "[a-z]" for char in word.lower())
    loose = re.sub(r"(?:\[a-z\])+", "[a-z]+", exact)
    for pattern in (exact, starred, loose):
        for known in _WORDS:
            if re.fullmatch(pattern, known):
                return known
    return ""


def _cased(word: str, like: str) -> str:
    letters = [char for char in like if char.isalpha()]
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return word.upper()
    return word.capitalize() if like[0].isupper() else word
