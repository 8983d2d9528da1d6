"""What a note in brackets means: a sound, music, a way of speaking, or an aside.

- Music: the note names music or singing ("[tense music]").
- Manner: it says how the line beside it is spoken ("whispering", "in French", "on phone",
  "sarcastically"), or a sound the speaker's own voice makes ("laughs", "sighs"). Beside a
  line it is its delivery (see `manners`) or is dropped; a voice's own sound standing alone is
  a sound.
- Aside: round brackets around words that are said ("(I think)").
- Nothing heard: what a recogniser writes where nobody speaks ("BLANK_AUDIO", "no audio",
  "silence"), and notes with a number and no sound ("2019", "three hours later" as "3 hours
  later"). "Dead silence" is a sound: that of none.
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
_SUNG = frozenset(("singing", "sings", "humming", "hums a"))
_NO_SINGERS = re.compile(
    r"\b(birds?|larks?|nightingales?|blackbirds?|robins?|cicadas?|crickets?|insects?|frogs?|whales?"
    r"|bees?|engines?|machines?|motors?|fridges?|refrigerators?|generators?|computers?|servers?"
    r"|lights?|kettles?|wires?)\b",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"(on|over|through|via|from)\b.*\b(phone|telephone|radio|tv|television|speakers?|intercom|pa"
    r"|megaphone|recording|video|computer|headset|microphone|mic|laptop|tape|line|earpiece)",
)
_ON_DEVICE = re.compile(r"(.+?)\s+((?:on|over|through|via|from)\b.*)", re.IGNORECASE)
_VOICE = re.compile(
    r"under (his|her|their|my|your|its) breath|(in )?(a )?(low|soft|quiet|loud|raised|hushed) voice"
    r"|(calls|calling) out"
)
_LANGUAGE = re.compile(
    r"(speak(s|ing) .+|in (a |an )?\S+( (accent|voice|tone|language))?|to \S+( \S+)?)"
)

_UNHEARD = re.compile(
    r"(blank|no|empty|missing) ?(audio|sound|speech|dialogue?|voice|talking)( detected)?"
    r"|(?!(dead|total|complete|utter) )(\w+ )?(silence|silent)"
    r"|inaudible|unintelligible|indiscernible"
    r"|(speaking )?(in )?(a |an )?(foreign|non-english|unknown|other)( (language|speech|text))?"
    r"|untranslated|(audio|sound|transcript|video) (ends|cuts out|out)"
)


def is_music(note: str) -> bool:
    """Whether a note names music or singing; birds sing and machines hum without making any."""
    named = {found.lower() for found in _MUSIC.findall(note)}
    return bool(named - _SUNG if _NO_SINGERS.search(note) else named)


def is_manner(note: str) -> bool:
    """Whether a note only says how the line beside it is spoken."""
    words = note.lower().replace(",", " ").split()
    if not words:
        return True
    low = " ".join(words)
    if words[0] in MANNERS or is_voiced(low):
        return True
    if any(told.fullmatch(low) for told in (_VOICE, _DEVICE, _LANGUAGE)):
        return True
    return len(words) == 1 and low.endswith("ly")


def is_voiced(note: str) -> bool:
    """Whether a note is only a sound that the speaker's own voice makes: "laughs"."""
    words = note.lower().replace(",", " ").split()
    return not VOCAL.isdisjoint(words) and all(word in VOCAL or word in FILLERS for word in words)


def is_aside(note: str) -> bool:
    """Whether a note in round brackets is said rather than heard."""
    words = note.lower().replace("’", "'").replace(",", " ").split()
    return bool(words) and (words[0] in SPOKEN_OPENERS or (len(words) > 2 and note[-1] in ".!?"))


def speaker_of(note: str) -> str:
    """The speaker that a note before a line names ("MARA", "man 2", "Mara, quietly"), or ""."""
    head = note.partition(",")[0].strip()
    if (device := _ON_DEVICE.match(head)) and _DEVICE.fullmatch(device[2].lower()):
        head = device[1]
    if is_role(head):
        return head
    words = head.lower().split()
    if not is_name(head) or is_described(words):
        return ""
    # In capitals "DOOR SLAMS" and "ANN BLACK" look alike; a verb gives the first away.
    heard = head.isupper() and len(words) > 1 and words[-1].endswith("s")
    return "" if heard else head


def is_unheard(note: str) -> bool:
    """Whether a note says that nothing is heard, or is a number without any sound."""
    if note.startswith("_"):
        return True
    if _UNHEARD.fullmatch(" ".join(note.replace("_", " ").lower().split()).strip(" .,!")):
        return True
    return any(char.isdigit() for char in note) and not has_known_sound(note)


def has_known_sound(note: str) -> bool:
    """Whether a note names a sound or what makes one."""
    words = re.split(r"[^\w'’-]+", note.lower())
    return any(word in SOUNDS or word in VOCAL for word in words)


def is_described(words: list[str]) -> bool:
    """Whether words in lower case describe something heard rather than name somebody."""
    known = SOUNDS | VOCAL | MANNERS
    return words[-1].endswith("ing") or any(word in known for word in words)
