"""List the licence of everything that an installation brings, and refuse what is GPL only.

    python -m tools.licences               # exit code 1 for GPL only, or where none is stated

A licence is what a distribution's metadata states. Libraries inside a wheel have their own: those
known here are named below it. docs/security.md says what they mean for redistribution.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution
from typing import Literal

from tools.installed import installed

Verdict = Literal["free", "weak copyleft", "GPL only", "not stated"]
_ORDER: tuple[Verdict, ...] = ("free", "weak copyleft", "GPL only", "not stated")

_BUNDLED = {
    "libx264": "x264, GPL-2.0-or-later",
    "libx265": "x265, GPL-2.0-or-later",
    "libavcodec": "FFmpeg, LGPL unless it was built otherwise",
    "libsndfile": "libsndfile, LGPL-2.1-or-later",
    "libgfortran": "GCC's Fortran runtime, GPL-3.0-or-later with the runtime library exception",
}
"""Libraries in wheels whose licence asks for more than its text: name of the file, what it is."""

_TOKEN = re.compile(r"\(|\)|[^\s()]+")
_WEAK = re.compile(r"LGPL|Lesser General|\bMPL|Mozilla|\bEPL|Eclipse", re.IGNORECASE)
_STRONG = re.compile(r"\bA?GPL|(?<!Lesser )General Public", re.IGNORECASE)


@dataclass(frozen=True)
class Licence:
    """What a distribution says of itself, and what is in its wheel."""

    name: str
    version: str
    stated: str
    verdict: Verdict
    bundled: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        """Whether somebody has to look at it before it may be depended upon."""
        return self.verdict in ("GPL only", "not stated")


def licence_of(made: Distribution) -> Licence:
    """The licence of an installed distribution."""
    stated = stated_by(made)
    return Licence(made.metadata["Name"], made.version, stated, judge(stated), _bundled(made))


def stated_by(made: Distribution) -> str:
    """The SPDX expression, else the classifiers, else the first words of the old field."""
    metadata = made.metadata
    for expression in metadata.get_all("License-Expression") or ():
        return str(expression)
    text = " ".join(" ".join(metadata.get_all("License") or ()).split())
    if re.fullmatch(r"[\w.+-]+(?: (?:OR|AND|WITH) [\w.+-]+)*", text):  # an expression all the same
        return text
    prefix = "License :: "
    kinds = [line for line in metadata.get_all("Classifier") or () if line.startswith(prefix)]
    titles = [line.rpartition(" :: ")[2] for line in kinds if line.count(" :: ") > 1]
    return " AND ".join(f"({title})" for title in titles) or text[:60]


def judge(stated: str) -> Verdict:
    """An expression's verdict: the best of what may be chosen, the worst of what holds together."""
    if not stated.strip():
        return "not stated"
    if not re.search(r"\b(?:OR|AND)\b", stated):
        return _one(stated)
    verdict, rest = _alternatives(_TOKEN.findall(stated))
    return verdict if not rest else _one(stated)


def _alternatives(tokens: list[str]) -> tuple[Verdict, list[str]]:
    best, tokens = _together(tokens)
    while tokens[:1] == ["OR"]:
        other, tokens = _together(tokens[1:])
        best = min(best, other, key=_ORDER.index)
    return best, tokens


def _together(tokens: list[str]) -> tuple[Verdict, list[str]]:
    worst, tokens = _term(tokens)
    while tokens[:1] == ["AND"]:
        other, tokens = _term(tokens[1:])
        worst = max(worst, other, key=_ORDER.index)
    return worst, tokens


def _term(tokens: list[str]) -> tuple[Verdict, list[str]]:
    if tokens[:1] == ["("]:
        verdict, rest = _alternatives(tokens[1:])
        return verdict, rest[1:]
    words: list[str] = []
    while tokens and tokens[0] not in ("OR", "AND", "(", ")"):
        words.append(tokens[0])
        tokens = tokens[1:]
    if tokens[:1] == ["("]:  # "Mozilla Public License 2.0 (MPL 2.0)", of a classifier
        tokens = tokens[tokens.index(")") + 1 :]
    return _one(" ".join(words)), tokens


def _one(name: str) -> Verdict:
    if not name.strip():
        return "not stated"
    if _WEAK.search(name) or (_STRONG.search(name) and re.search(r"exception", name, re.I)):
        return "weak copyleft"
    return "GPL only" if _STRONG.search(name) else "free"


def _bundled(made: Distribution) -> tuple[str, ...]:
    names = {file.name for file in made.files or () if re.search(r"\.(so|dll|dylib)\b", file.name)}
    return tuple(
        what
        for library, what in _BUNDLED.items()
        if any(re.match(rf"{library}(?![a-z])", name) for name in names)
    )


def main() -> int:
    """Print the table. Returns the exit code."""
    found = [licence_of(made) for made in installed().values()]
    for licence in found:
        mark = "" if licence.verdict == "free" else f"  [{licence.verdict}]"
        print(f"{licence.name:<22} {licence.version:<14} {licence.stated}{mark}")
        for what in licence.bundled:
            print(f"{'':<22} {'':<14} in its wheel: {what}")
    refused = [licence.name for licence in found if licence.is_refused]
    print(f"{len(found)} distributions; GPL only or not stated: {', '.join(refused) or 'none'}")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
