"""Words of many lines at the price of few: a recogniser hears a quarter of a minute at a time.

Whisper looks at a window of fixed length however short a line is. So the voices of several takes
are heard one after the other; lines in which something seems amiss are heard once more alone. Takes
of one line never share a window: what it has just heard, it would hear again in the next.
A recogniser makes little of one or two words, so a line of few words is then heard several times
in a row, and counts as it is understood best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from deepaudio.checking.words import WordFaults, compare_many
from deepaudio.dsp.edges import audible
from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.evaluation.recogniser import BRIEF_S, ENGLISH, Recogniser, recogniser_of

_RATE = 16_000
_WINDOW_S = BRIEF_S
_BEAM = 5  # of what is heard again
_FEW = 4  # words, fewer of which are heard
_TIMES = 3  # in a row
_PAUSE_S = 0.6
_MARGIN_S = 0.1


@dataclass(frozen=True)
class HeardLine:
    """A line as it is said, and its sound (T,) at 48 kHz."""

    said: str
    sound: Waveform


def word_faults(lines: Sequence[HeardLine], language: str = ENGLISH) -> list[WordFaults]:
    """Faults of each line, all in one language.

    Raises ModuleNotFoundError without [quality], and what `recogniser_of` raises.
    """
    listener, found = recogniser_of(language), dict[int, WordFaults]()
    voices = [_voice(line.sound) for line in lines]
    for group in _groups([line.said for line in lines], voices):
        sound = np.concatenate([_with_pause(voices[n]) for n in group])
        heard = listener.glance(sound, _RATE, language)
        said = [lines[n].said for n in group]
        found |= zip(group, compare_many(said, heard, language), strict=True)
    again = _Again(listener, language)
    return [
        faults if not faults.count else again.hear(lines[n].said, voices[n], faults)
        for n, faults in sorted(found.items())
    ]


@dataclass(frozen=True)
class _Again:
    """Hears a line alone in which something seemed amiss among others."""

    listener: Recogniser
    language: str

    def hear(self, said: str, voice: Waveform, before: WordFaults) -> WordFaults:
        """The better of what is heard in a line among others and alone."""
        times = _TIMES if before.words < _FEW else 1
        sound = np.tile(_with_pause(voice), times)
        heard = self.listener.glance(sound, _RATE, self.language, beam=_BEAM)
        alone = compare_many([said] * times, heard, self.language)
        return min(before, *alone, key=lambda faults: (faults.weighty, faults.count))


def _voice(sound: Waveform) -> Waveform:
    """The part of a take in which somebody speaks, at 16 kHz."""
    first, last = audible(sound, SAMPLE_RATE)
    margin = round(_MARGIN_S * SAMPLE_RATE)
    return resample(sound[max(0, first - margin) : last + margin], SAMPLE_RATE, _RATE)


def _with_pause(voice: Waveform) -> Waveform:
    return np.concatenate([voice, np.zeros(round(_PAUSE_S * _RATE), np.float32)])


def _groups(said: Sequence[str], voices: Sequence[Waveform]) -> Iterator[list[int]]:
    """Lines that fit into one window, each once; one that is longer stays alone."""
    group: list[int] = []
    length = 0.0
    for number in _in_turns(said):
        takes = len(voices[number]) / _RATE + _PAUSE_S
        is_there = any(said[other] == said[number] for other in group)
        if group and (is_there or length + takes > _WINDOW_S):
            yield group
            group, length = [], 0.0
        group.append(number)
        length += takes
    if group:
        yield group


def _in_turns(said: Sequence[str]) -> list[int]:
    """The first take of each line, then the second of each, and so on."""
    before: Counter[str] = Counter()
    turns = []
    for line in said:
        turns.append(before[line])
        before[line] += 1
    return sorted(range(len(said)), key=lambda number: turns[number])
