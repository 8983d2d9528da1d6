"""Writes the list of given names that casting goes by, from those that Faker (MIT) makes people of.

`python -m tools.given_names`; it needs the package Faker. Names are folded to plain small letters.
A name counts for women or men where it is more than twice as frequent among them; English lists
count three times, since most cues are English. Others are left out.
"""

from __future__ import annotations

import importlib
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

TARGET = Path("deepaudio_plugin/planning/given_names.txt")
_LOCALES = (
    "en_US en_GB en_IE en_IN de_DE de_AT fr_FR es_ES es_MX it_IT pt_BR pt_PT nl_NL sv_SE no_NO "
    "da_DK fi_FI pl_PL cs_CZ sk_SK hu_HU ro_RO hr_HR tr_TR id_ID sl_SI et_EE"
)
_WEIGHTS = {"en_US": 3, "en_GB": 3}
_EITHER = {"yuki"}
_ROLES = """
    major king prince bishop judge baron duke earl dean angel pope noble guy bill art sailor voice
    alien radio page sage son robin marshal constable reporter the men queen
"""
"""Words that are something else in a script more often than a name."""
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "ı": "i"})
_HEAD = """\
# Given names by usual gender: the first line is women's, the second men's.
# Made by tools/given_names.py from the lists of Faker (MIT licence, copyright Daniele Faraglia).
"""


def main() -> None:
    """Write the list."""
    counts = {"female": Counter[str](), "male": Counter[str]()}
    for locale in _LOCALES.split():
        person: Any = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for gender, counter in counts.items():
            names = getattr(person, f"first_names_{gender}", ())
            for name in {_folded(name) for name in names}:
                counter[name] += _WEIGHTS.get(locale, 1)
    women, men = counts["female"], counts["male"]
    lines = [_line(women, men), _line(men, women)]
    TARGET.write_text(_HEAD + "\n".join(lines) + "\n", "utf-8")


def _line(ours: Counter[str], others: Counter[str]) -> str:
    names = (name for name, count in ours.items() if count > 2 * others[name])
    plain = (name for name in names if name.isascii() and name.isalpha() and len(name) > 1)
    return " ".join(sorted(set(plain) - _EITHER - set(_ROLES.split())))


def _folded(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(char for char in apart if not unicodedata.combining(char))


if __name__ == "__main__":
    main()
