"""What a note in brackets means: a sound, music, a way of speaking, or an aside.

- Music: the note names music or singing ("[tense music]").
- Manner: it says how the line beside it is spoken ("whispering", "in French", "on phone",
  "sarcastically"), or a sound the speaker's own voice makes ("laughs", "sighs"). Beside a
  line it is dropped; a voice's own sound standing alone is a sound.
- Aside: round brackets around words that are said ("(I think)").
- Everything else is a sound.
"""

from __future__ import annotations

import re

from deepaudio_plugin.subtitles.lexicon import FILLERS, MANNERS, SOUNDS, SPOKEN_OPENERS, VOCAL
from deepaudio_plugin.subtitles.speakers import is_name, is_role

_MUSIC = re.compile(
    r"\b(music|musical|song|songs|singing|sings|melody|tune|theme|instrumental|soundtrack|lullaby"
    r"|humming|hums a)\b",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"(on|over|through|via|from)\b.*\b(phone|telephone|radio|tv|television|speakers?|intercom|pa"
    r"|megaphone|recording|video|computer|headset|microphone|mic|laptop|tape|line|earpiece)",
)
_LANGUAGE = re.compile(
    r"(speak(s|ing) .+|in (a |an )?\S+( (accent|voice|tone|language))?|to \S+( \S+)?)"
)


def is_music(note: str) -> bool:
    """Whether a note names music or singing."""
    return _MUSIC.search(note) is not None


def is_manner(note: str) -> bool:
    """Whether a note only says how the line beside it is spoken."""
    words = note.lower().replace(",", " ").split()
    if not words:
        return True
    low = " ".join(words)
    if words[0] in MANNERS or _DEVICE.fullmatch(low) or _LANGUAGE.fullmatch(low):
        return True
    if all(word in VOCAL or word in FILLERS for word in words):
        return True
    return len(words) == 1 and low.endswith("ly")


def is_aside(note: str) -> bool:
    """Whether a note in round brackets is said rather than heard."""
    words = note.lower().replace("’", "'").replace(",", " ").split()
    return bool(words) and (words[0] in SPOKEN_OPENERS or (len(words) > 2 and note[-1] in ".!?"))


def speaker_of(note: str) -> str:
    """The speaker that a note before a line names ("MARA", "man 2", "Mara, quietly"), or ""."""
    head = note.partition(",")[0].strip()
    if is_role(head):
        return head
    words = head.lower().split()
    if not is_name(head) or _is_described(words):
        return ""
    # In capitals "DOOR SLAMS" and "ANN BLACK" look alike; a verb gives the first away.
    heard = head.isupper() and len(words) > 1 and words[-1].endswith("s")
    return "" if heard else head


def _is_described(words: list[str]) -> bool:
    known = SOUNDS | VOCAL | MANNERS
    return words[-1].endswith("ing") or any(word in known for word in words)
