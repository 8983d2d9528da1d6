"""Words that are said twice, though a recogniser writes them once.

Whisper tidies up what is said: "the lamp lamp" becomes "the lamp". But it is not sure of it: the
text with that word twice fits the sound about as well, where else it fits far worse.
"""

from __future__ import annotations

from collections.abc import Iterator

from deepaudio.evaluation.heard_sound import HeardSound, TextFit

_TRIED = 2  # words within a line, and its last one
_SURE, _SURE_AT_END = -0.25, -1.0
"""What follows a word that was said once fits better than this; at the end it does itself."""
_WITHIN, _AT_END = -5.0, -1.5
"""By how much the text with the word twice may fit worse (natural logarithm). At the end of a line,
where nothing follows that would tell, doubled words fit better by themselves."""


def said_twice(heard: HeardSound, fit: TextFit) -> str:
    """The text with the word twice that is said so; "" where none is."""
    best, found = 0.0, ""
    words = [word.text for word in fit.words]
    for number, least in _candidates(fit):
        doubled = [*words[:number], _bare(words[number]), *words[number:]]
        beside = heard.fit(doubled).log_probability - fit.log_probability - least
        if beside > best:
            best, found = beside, " ".join(doubled)
    return found


def _candidates(fit: TextFit) -> Iterator[tuple[int, float]]:
    """Numbers of words that may have been said twice, and how well that must fit."""
    fits = [word.fit for word in fit.words]
    bare = [_bare(word.text).casefold() for word in fit.words]
    last = len(bare) - 1
    unsure = [number for number in range(last) if fits[number + 1] < _SURE]
    tried = [(n, _WITHIN) for n in sorted(unsure, key=lambda number: fits[number + 1])[:_TRIED]]
    if fits and fits[last] < _SURE_AT_END:
        tried.append((last, _AT_END))
    for number, least in tried:
        beside = bare[max(0, number - 1) : number] + bare[number + 1 : number + 2]
        if any(map(str.isalnum, bare[number])) and bare[number] not in beside:
            yield number, least


def _bare(word: str) -> str:
    return word.strip(".,;:!?…\"'()-—–")
