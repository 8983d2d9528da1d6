"""Who speaks: `NAME:` at the start of a line, `[MARA]` before it, and what is no name.

A name is one to four words, each beginning with a capital or a digit (`Dr. Smith`,
`MAN #2`, `1ST GUARD`; small words such as "of" and "de" may stand between), none of
them a word that opens ordinary sentences ("Note", "Listen", "Rule"). After the colon
comes a space, the end of the line or, for names in capitals, a letter: so times
("10:30") and addresses ("http://…") are no speakers. Scripts without capitals are not
searched for names.
"""

from __future__ import annotations

import functools
import re

from deepaudio_plugin.subtitles.lexicon import NOT_NAMES, PARTICLES, QUALITIES, ROLES

_PREFIX = re.compile(
    r"(?P<name>[^:()\[\]\n]{1,40}?)\s*(?:[(\[][^()\[\]:]*[)\]]\s*)*:(?P<rest>\s.*|$|[^\W\d_].*)",
    re.DOTALL,
)
_WORD = re.compile(r"#?\w[\w'’.\-/&#]*|&")
_NOTE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_ABBREVIATION = 5  # longest word that may end in a full stop: "Prof."
_MAX_WORDS = 4


def split_speaker(text: str, *, capitals_only: bool = False) -> tuple[str, str]:
    """(name, rest) of a line that begins with `NAME:`, or ("", text).

    A remark after the name (`MARA (V.O.):`) belongs to neither. `capitals_only` accepts
    `MARA:` but not `Mara:`, where a wrong guess is likelier than a name.
    """
    found = _PREFIX.match(text) if ":" in text[:80] else None
    if found is None:
        return "", text
    name, rest = found["name"].strip(), found["rest"]
    spaced = not rest or rest[0].isspace()
    if not capitals_only and name.islower() and is_role(name) and rest.lstrip()[:1].isupper():
        return name, rest.strip()
    if not is_name(name) or ((capitals_only or not spaced) and not name.isupper()):
        return "", text
    return name, rest.strip()


@functools.lru_cache(maxsize=1024)  # a film has few names, each many times
def is_name(text: str) -> bool:
    """Whether `text` looks like a speaker's name (see the module's rule)."""
    words = text.split()
    if not 1 <= len(words) <= _MAX_WORDS or not any(c.isupper() for c in text):
        return False
    if words[0].lower() in NOT_NAMES and (len(words) == 1 or words[-1].lower() not in ROLES):
        return False
    if not any(c.isalpha() for c in words[0]) or words[0].lower() in ("and", "&", "of"):
        return False
    return all(_is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    if word.lower() in PARTICLES:
        return True
    if not _WORD.fullmatch(word) or (word.endswith(".") and len(word) > _ABBREVIATION):
        return False
    letters = [char for char in word if char.isalpha()]
    # "McKenna" and "1st" are words of a name, "door" is not.
    return not letters or letters[0].isupper() or word[0].isdigit()


def is_role(text: str) -> bool:
    """Whether `text` names somebody by what they are: "young woman", "man 2"."""
    words = [word.strip("#.") for word in text.lower().split()]
    known = all(word in ROLES or word in QUALITIES or word.isdigit() for word in words)
    return known and any(word in ROLES for word in words)


def clean_name(text: str) -> str:
    """A name as written in a voice tag or an actor field, remarks removed."""
    return " ".join(_NOTE.sub(" ", text).split()).rstrip(":")
