"""Words that are written alike and said otherwise, where the voice's reader takes the wrong one.

The reader goes by parts of speech and knows most of them ("to record the record"). What is left are
nouns of two meanings, verbs after a pronoun and orders at the start of a sentence; each rule goes
by the words beside. A sound is in the phonemes of the voice.

Of 93 sentences that we wrote before there was a rule, the reader took the wrong one in 31, nine of
which differ by a stress or a reduced vowel alone; with the rules it is those nine.
"""

from __future__ import annotations

import functools
import re

_WE = r"\b(?:I|you|we|they|to|not|don't|won't|didn't|would|will|must|may|should|can|let's|strongly)"
_THEM = r"(?:him|her|them|me|us|it|you|yourself|himself|herself|themselves|your|my|his|their|this)"
_START = r"(?:^|(?<=[.!?…\"“] ))"
_WATER = re.compile(
    r"(?i)\b(?:fish\w*|lake|river|pond|caught|catch\w*|bait|rod|sea|swam|swim\w*|trout|grilled)\b"
)
_METAL = (
    r"pipes?|pipings?|paint\w*|bullets?|weights?|poison\w*|shields?|lining|lined|balloon|boots?|"
    r"coffins?|crystal|acid|shot|sheets?|roof\w*|pellets?|soldiers?"
)

_WHOSE = r"the|my|your|his|her|our|their|a"
_WHO = r"you|he|she|we|they|I|ever|never|already|just|not|you ever|you never|you already"
_SMALL = r"amounts?|traces?|quantit(?:y|ies)|details?|differences?|particles?|insects?|fractions?"

_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (rf"(?i)\b(lead)(?= (?:{_METAL})\b)", "lˈɛd"),
        (r"(?i)\bof (lead)(?=[.,;:!?]|$| and\b)", "lˈɛd"),
        (r"(?i)\bwith (lead)(?=[.,;:!?]|$)", "lˈɛd"),
        (r"(?i)\bget the (lead)(?= out\b)", "lˈɛd"),
        (r"(?i)\b(?:take|takes|took|taking) a (bow)\b", "bˈW"),
        (rf"(?i)\b(bow)(?= of (?:{_WHOSE}) (?:ship|boat|yacht|ferry|vessel|canoe)\b)", "bˈW"),
        (rf"(?i){_WE} (object)\b", "əbʤˈɛkt"),
        (r"(?i)\b(?:I|you|we|they|to|not|don't|will|must) (protest)\b", "pɹətˈɛst"),
        (rf"{_START}(Rebel)(?= against\b)", "ɹəbˈɛl"),
        (
            r"(?i)\b(?:am|is|are|was|were|be|quite) (content)(?=[.,;:!?]|$| to\b| with\b)",
            "kəntˈɛnt",
        ),
        (rf"{_START}(Polish)(?= (?:{_THEM}|the|up)\b)", "pˈɑlɪʃ"),
        (rf"(?i)\b(minute)(?= (?:{_SMALL})\b)", "mInˈut"),
        (rf"(?i)\b(?:have|has|had|haven't|hasn't|hadn't) (?:{_WHO}) (read)\b", "ɹˈɛd"),
        (rf"{_START}(House)(?= (?:him|her|them|us)\b)", "hˈWz"),
        (r"(?i)\b(console)(?= (?:him|her|them|me|us|you|yourself|himself|herself)\b)", "kənsˈOl"),
        (rf"(?i)\b(?:{_WHOSE}) (resume)(?=[.,;:!?]|$)", "ɹˈɛzəmˌA"),
        (rf"{_START}(Present)(?= arms\b)", "pɹizˈɛnt"),
        (r"\b(Nguyen)\b", "wˈɪn"),
    )
)
"""What stands before, the word in brackets, what stands after; and how it sounds."""

_BASS = re.compile(r"(?i)\b(bass)\b")


def told_apart(text: str) -> str:
    """`text` with the markup of the voice, `[word](/phonemes/)`, where the reader would err."""
    if not _WATER.search(text):
        text = _BASS.sub(lambda match: f"[{match[1]}](/bˈAs/)", text)
    for pattern, sound in _RULES:
        text = pattern.sub(functools.partial(_marked, sound), text)
    return text


def _marked(sound: str, match: re.Match[str]) -> str:
    before, after = (
        match[0][: match.start(1) - match.start()],
        match[0][match.end(1) - match.start() :],
    )
    return f"{before}[{match[1]}](/{sound}/){after}"
