"""Words of lines at a small price: each is laid against its sound, and heard only where it misfits.

A recogniser that is given the words of a line says how likely each was, in one step, where it
needs many to write down what it hears. Only a line of which something seems unlikely is written
down and compared. A recogniser makes little of one or two words, so a line of few words is then
heard several times in a row, and counts as it is understood best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepaudio.checking.repeats import said_twice
from deepaudio.checking.words import WordFaults, compare, compare_many
from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.evaluation.heard_sound import LONGEST_S, RATE, TextFit
from deepaudio.evaluation.recogniser import ENGLISH, Recogniser, recogniser_of

_BEAM = 5  # of what is heard again
_FEW = 4  # words, fewer of which are heard
_TIMES = 3  # in a row
_PAUSE_S = 0.6
_MARGIN_S = 0.1
_LIKELY = -2.0  # natural logarithm of a token's probability
_LAST_S, _LETTER_S = 0.23, 0.06  # that a last word takes at most, and each of its letters


@dataclass(frozen=True)
class HeardLine:
    """A line as it is said, and its sound (T,) at 48 kHz."""

    said: str
    sound: Waveform
    voice: tuple[int, int]  # its first sample that is heard, and the first after it


def word_faults(lines: Sequence[HeardLine], language: str = ENGLISH) -> list[WordFaults]:
    """Faults of each line, all in one language.

    Raises ModuleNotFoundError without [quality], and what `recogniser_of` raises.
    """
    listener = _Listener(recogniser_of(language), language)
    return [listener.faults(line.said, _voice(line)) for line in lines]


@dataclass(frozen=True)
class _Listener:
    """Hears lines of one language."""

    recogniser: Recogniser
    language: str

    def faults(self, said: str, voice: Waveform) -> WordFaults:
        """What is wrong with the words of a line; `voice` is (T,) at 16 kHz."""
        if len(voice) > LONGEST_S * RATE:
            return compare(said, self._heard(voice), self.language)
        heard = self.recogniser.listen(voice, self.language)
        fit = heard.fit(said.split())
        if not _is_as_written(fit, heard.seconds):
            found = self._compared(said, voice)
            if found.count:
                return found
        doubled = said_twice(heard, fit) if self.language == ENGLISH else ""
        return compare(said, doubled or said, self.language)

    def _compared(self, said: str, voice: Waveform) -> WordFaults:
        """What is heard against what is written; where they differ, the better of two hearings."""
        found = compare(said, self._heard(voice), self.language)
        if not found.count:
            return found
        times = _TIMES if found.words < _FEW else 1
        row = np.tile(np.pad(voice, (0, round(_PAUSE_S * RATE))), times)
        again = compare_many([said] * times, self._heard(row, beam=_BEAM), self.language)
        return min(found, *again, key=lambda faults: (faults.weighty, faults.count))

    def _heard(self, voice: Waveform, beam: int = 1) -> str:
        return self.recogniser.glance(voice, RATE, self.language, beam=beam)


def _is_as_written(fit: TextFit, length_s: float) -> bool:
    """Whether every word is likely, and nothing is said after the last."""
    if not fit.words:
        return False
    last = fit.words[-1]
    letters = sum(map(str.isalnum, last.text))
    takes_s = length_s - last.start_s
    return fit.worst > _LIKELY and takes_s < _LAST_S + _LETTER_S * letters


def _voice(line: HeardLine) -> Waveform:
    """The part of a take in which somebody speaks, at 16 kHz."""
    first, last = line.voice
    margin = round(_MARGIN_S * SAMPLE_RATE)
    return resample(line.sound[max(0, first - margin) : last + margin], SAMPLE_RATE, RATE)
