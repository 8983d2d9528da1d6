"""Signs and short forms: apostrophes of all kinds, "&", "vs.", "w/o", "2+2"."""

from __future__ import annotations

import re

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[´`ʼ′](?=[^\W\d_])")
_OCR = (
    (re.compile(r"\bl(?=['’](?:m|ll|d|ve)\b)"), "I"),
    (re.compile(r"(?:(?<=^)|(?<=[.!?…\"“-] )|(?<=\n))l(?=(?:t|f|n|s)\b)"), "I"),
    (re.compile(r"\blt(?=['’]s\b)"), "It"),
    (re.compile(r"(?<![\w'’.])(?<!\d )l(?= [a-z])"), "I"),
)
_SHORT = (
    (re.compile(r"\b[Vv]s?\.(?= )|\bvs\b"), "versus"),
    (re.compile(r"\bVS\.(?= )|\bVS\b(?= [A-Z])"), "VERSUS"),
    (re.compile(r"(?<!\w)w/o(?!\w)"), "without"),
    (re.compile(r"(?<!\w)w/ ?(?=\w)"), "with "),
    (re.compile(r"\bE\.g\.,?"), "For example,"),
    (re.compile(r"\bI\.e\.,?"), "That is,"),
    (re.compile(r"\be\.g\.,?|\be\.g\b"), "for example,"),
    (re.compile(r"\bi\.e\.,?|\bi\.e\b"), "that is,"),
    (re.compile(r"\betc\b\.?(?=\s*$|\s+[A-Z])"), "et cetera."),
    (re.compile(r"\betc\b\.?"), "et cetera"),
    (re.compile(r"\b[Aa]pprox\.? (?=[\d~])"), "approximately "),
    (re.compile(r"(?<!\w)~(?=\d)"), "about "),
    (re.compile(r"\bc/o\b"), "care of"),
    (re.compile(r"\bn/a\b|\bN/A\b"), "N A"),
    (re.compile(r"\band/or\b"), "and or"),
    (re.compile(r"\bhe/she\b"), "he or she"),
    (re.compile(r"\bC\+\+(?!\w)"), "C plus plus"),
    (re.compile(r"\b([CF])#(?!\w)"), r"\1 sharp"),
    (re.compile(r"(?<=[^\s&])\s?&\s?(?=[^\s&])"), " and "),
    (re.compile(r"(?<=\w)\s@\s(?=\w)"), " at "),
    (re.compile(r"(?<=[\d€£¥%°)])\s?\+\s?(?=[$€£¥]?\d)|(?<=\w) \+ (?=[\w$])"), " plus "),
    (re.compile(r"(?<=\d)\+(?!\w)"), " plus"),
    (re.compile(r"(?<=[\w²%)])\s?=\s?(?=[\w$€£¥-])"), " equals "),
    (re.compile(r"(?<=\d)\s?÷\s?(?=\d)"), " divided by "),
    (re.compile(r"(?<=\d)\s?[−–-]\s?(?=\d+ equals)"), " minus "),
    (re.compile(r"(?<=\d) [x×*] (?=\d+ equals)"), " times "),
    (re.compile(r"(?<=[\d ])± ?(?=\d)|^± ?"), "plus or minus "),
    (re.compile(r"(?<=\w)²"), " squared"),
    (re.compile(r"(?<=\w)³"), " cubed"),
    (re.compile(r"\s?[™®©](?=\W|$)"), ""),
)


def apostrophes(text: str) -> str:
    """Accents that stand for apostrophes between letters, as apostrophes. In any language."""
    return _APOSTROPHE.sub("'", text)


def misread(text: str) -> str:
    """A small L that a recogniser of letters took for a capital I."""
    for pattern, said in _OCR:
        text = pattern.sub(said, text)
    return text


def signs(text: str) -> str:
    """Short forms and signs in words."""
    for pattern, said in _SHORT:
        text = pattern.sub(said, text)
    return text
