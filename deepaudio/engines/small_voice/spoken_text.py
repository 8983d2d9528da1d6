"""From a line's text to text the voice reads well.

Numbers, signs and capitals are words already when a line comes here: see
`deepaudio_plugin.core.spoken`. What is left is how subtitles are written: dialogue dashes,
stutters, stretched words, noises, emoji. The voice's markup `[word](/phonemes/)` says how a
word sounds where its spelling misleads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from deepaudio.engines.small_voice.homographs import told_apart

_SOUNDS = {  # noises people make, in the phonemes of the voice
    "shh": "ʃʃ",
    "sh": "ʃʃ",
    "hmm": "hˈʌm",
    "hm": "hˈʌm",
    "mm": "ˈʌm",
    "mmm": "ˈʌm",
    "mm-hmm": "ˌəmhˈʌm",
    "mhm": "ˌəmhˈʌm",
    "grr": "ɡˈɜɹ",
    "brr": "bˈɜɹ",
    "ugh": "ˈʌɡ",
    "psst": "psst",
    "pst": "psst",
    "pfft": "pft",
    "pff": "pf",
    "tsk": "tˈɪsk",
    "zzz": "zzz",
    "aw": "ˈɔ",
    "aww": "ˈɔ",
}
_NOT_ABBREVIATIONS = {"no": "nˈO", "fig": "fˈɪɡ"}  # read as "number", "figure" before a full stop

_SYMBOLS_SPOKEN = set("$€£¥¢%&+=@#°½¼¾²³×÷±")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "„": '"'})

_DIALOGUE_DASH = re.compile(r"""(?:^|\n|(?<=[.!?…"])\s)\s*[-–—]+\s*(?=[\w'"])""")
_BROKEN_OFF = re.compile(r"\s*(?:--+|[—―])\s*|\s+[-–]\s+|\s*[-–](?=\s|$)")
_STRETCHED = re.compile(r"\b\w*?([^\W\d_])\1{2,}\w*\b")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_STUTTER = re.compile(  # "W-what", "th-that", "I-I", not "re-read" or "ha-ha"
    r"\b(?:([^\W\d_]|[bcdfghjklmnpqrstvwxyz]{2})-(?:\1-)*(?=\1[^\W\d_])|(I)-(?:I-)*(?=I\b))",
    re.IGNORECASE,
)
_LETTER_A = re.compile(  # elsewhere "A" is read as the article
    r"\b(?i:triple|double|plan|type|grade|vitamin|group|team|hepatitis|class|section|side)[ -]A\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_NO_FULL_STOP = re.compile(r"\b(no|fig)\.(?!\s*\d)", re.IGNORECASE)


def spoken_text(text: str, known: Callable[[str], bool]) -> str:
    """`text` as the voice should read it; empty when there is nothing to say.

    `known` tells whether the voice's dictionary has a word, given in lower case.
    """
    plain = _plain(text)
    if not re.search(r"[^\W_]", plain):
        return ""
    plain = _STUTTER.sub("", plain)
    plain = _STRETCHED.sub(lambda match: _shortened(match.group(), known), plain)
    plain = _NO_FULL_STOP.sub(lambda match: f"{_sounded(match.group(1))}.", plain)
    plain = _LETTER_A.sub(lambda match: f"{match.group()[:-1]}[A](/ˈA/)", plain)
    plain = _WORD.sub(lambda match: _noise(match.group()), plain).strip()
    return told_apart(plain)


def _plain(text: str) -> str:
    """Letters, digits, punctuation and signs that are spoken; one line."""
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    text = "".join(unicodedata.normalize("NFKC", c) if c.isalpha() else c for c in text)
    text = _DIALOGUE_DASH.sub("\f", text)  # another talker: a new sentence
    text = re.sub(r"(?<=[^\W_])\s*\f", ". ", text)
    text = _BROKEN_OFF.sub(" — ", text)
    text = "".join(_kept(char) for char in text)
    text = re.sub(r"\s*\.{2,}|\s*…", "...", text)
    text = re.sub(r"([!?])[!?]*", r"\1", text)
    text = re.sub(r"\s+([,.;:!?])", r"\1", text)
    return re.sub(r"\s+", " ", text).strip(" ,;:—")


def _kept(char: str) -> str:
    if char.isalnum() or char in _SYMBOLS_SPOKEN or char in ".,;:!?'\"…—-/":
        return char
    return char if unicodedata.category(char) == "Mn" else " "


def _shortened(word: str, known: Callable[[str], bool]) -> str:
    """A stretched word ("Nooo", "coool") as the word that is meant; "AAA" is spelt and stays."""
    double, single = (_RUN.sub(by, word) for by in (r"\1\1", r"\1"))
    heard = next((w for w in (word, single, double) if w.lower() in _SOUNDS), "")
    meant = heard or next((w for w in (double, single) if known(w.lower())), "")
    if word.isupper() and not heard and (len(single) == 1 or not meant):
        return word
    return (meant.lower() if word.isupper() else meant) or single


def _noise(word: str) -> str:
    sound = _SOUNDS.get(re.sub(r"([^\W\d_])\1{3,}", r"\1\1", word.lower()))
    return f"[{word}](/{sound}/)" if sound else word


def _sounded(word: str) -> str:
    return f"[{word}](/{_NOT_ABBREVIATIONS[word.lower()]}/)"
