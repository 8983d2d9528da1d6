"""Acronyms as an engine has to see them: in capitals and in one piece they are spelt."""

from __future__ import annotations

import re

from deepaudio_plugin.core.spoken.numbers import cardinal

_DOTTED = re.compile(
    r"(?<![\w.])((?:[A-Z]\.\s?){1,5}[A-Z])\.(?![\w])|(?<![\w.])((?:[A-Z]\.)+[A-Z])\b"
)
_STARTERS = (
    "I|We|He|She|They|It|The|But|And|You|My|This|That|No|Yes|What|Who|Why|How|When|Where|So|If|"
    "Then|There|Our|His|Her|Not|Now|Is|Are|Do|Did|Let|Please|Come|Go|A|An"
)
_ENDS = re.compile(rf"\s*$|\s+(?:{_STARTERS})\b|\s*[\"”]")
_FORMULA = re.compile(r"\b(C)(O)([2₂])(?!\w)|\b(H)([2₂])(O)\b")
_NAMED = {"LAX": "L A X", "AAA": "triple A", "BBQ": "barbecue", "WWW": "WWW", "Ph.D": "PhD"}
_NAME = re.compile(r"\b(?:LAX|AAA|BBQ)(?=s?\b)")
_LETTER_NUMBER = re.compile(r"(?<![\w.])([B-Z]|[A-Z]{2,6})-?(\d{1,2})([A-Z]{1,2})?(?![\w]|[.,:]\d)")
_LETTER_HUNDREDS = re.compile(r"(?<![\w.-])([B-Z]|[A-Z]{2,3})-?(\d)(\d\d)(?![\w]|[.,:]\d)")
_SLASHED = re.compile(r"\b([A-Z]{2})/([A-Z]{2})\b")
_PHD = re.compile(r"\bPh\.\s?D\.(?P<ends>\s*$)?")


def acronyms(text: str) -> str:
    """`text` with its acronyms in capitals and in one piece, and letters before numbers."""
    text = _PHD.sub(lambda m: "PhD" + ("." + m["ends"] if m["ends"] is not None else ""), text)
    text = _DOTTED.sub(_undotted, text)
    text = _FORMULA.sub(
        lambda m: "C O two" if m[1] else "H two O",
        text,
    )
    text = _NAME.sub(lambda m: _NAMED[m[0]], text)
    text = _SLASHED.sub(r"\1 \2", text)
    text = _LETTER_HUNDREDS.sub(lambda m: f"{m[1]} {_hundreds(m[2], m[3])}", text)
    return _LETTER_NUMBER.sub(
        lambda m: f"{m[1]} {_small(m[2])}{' ' * bool(m[3])}{m[3] or ''}", text
    )


def _undotted(match: re.Match[str]) -> str:
    letters = re.sub(r"[.\s]", "", match[0])
    if match[2] or " " in match[0]:
        return letters if match[2] else match[0]
    return letters + ("." if _ENDS.match(match.string, match.end()) else "")


def _small(digits: str) -> str:
    return (
        f"oh {cardinal(int(digits[1]))}"
        if len(digits) == 2 and digits[0] == "0"
        else (cardinal(int(digits)))
    )


def _hundreds(first: str, rest: str) -> str:
    if rest == "00":
        return f"{cardinal(int(first))} hundred"
    return f"{cardinal(int(first))} {_small(rest)}"
