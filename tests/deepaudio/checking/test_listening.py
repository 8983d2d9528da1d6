"""Lines laid against their sound: which are written down, and which need not be."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from deepaudio.checking import listening
from deepaudio.checking.listening import HeardLine, word_faults
from deepaudio.dsp.edges import audible
from deepaudio.dsp.waveform import SAMPLE_RATE
from tests.helpers.listeners import FittingSound

SECOND = 48_000
LINE = "We must polish the furniture."
SOUND = np.full(2 * SECOND, 0.1, np.float32)


@dataclass
class Listener:
    """A recogniser that finds every word as likely as is said here."""

    likely: float = 0.0
    heard: str = ""
    starts_s: float = 1.8  # of the last word
    doubled: float = -20.0  # of a text with a word twice
    written: list[float] = field(default_factory=list)  # seconds of what was written down

    def listen(self, sound, _language):
        return FittingSound(len(sound) / 16_000, self.likely, self.starts_s, self.doubled)

    def glance(self, sound, rate, _language="en", *, beam=1):
        self.written.append(len(sound) / rate)
        return self.heard


@pytest.fixture
def judge(monkeypatch):
    def judge(listener, said=LINE, sound=SOUND):
        monkeypatch.setattr(listening, "recogniser_of", lambda _language: listener)
        (found,) = word_faults([HeardLine(said, sound, audible(sound, SAMPLE_RATE))])
        return found

    return judge


def test_a_line_whose_words_are_likely_is_not_written_down(judge):
    listener = Listener()
    found = judge(listener)
    assert (found.count, found.words, listener.written) == (0, 5, [])


def test_a_line_with_an_unlikely_word_is_written_down_and_compared(judge):
    assert judge(Listener(-4.0, LINE)).count == 0
    assert judge(Listener(-4.0, "We must publish the furniture.")).count == 0  # it sounds alike
    assert judge(Listener(-4.0, "We must burn the furniture.")).replaced == (("polish", "burn"),)


def test_what_is_said_after_the_last_word_is_written_down(judge):
    found = judge(Listener(heard=f"{LINE} Goodbye now.", starts_s=0.4))
    assert found.added == ("goodbye now",)


def test_a_line_that_fits_as_well_with_a_word_twice_says_it_twice(judge):
    assert judge(Listener(-1.0, doubled=0.0)).repeated == ("we",)  # the first that may be
    assert judge(Listener(-1.0)).count == 0
    assert judge(Listener(-1.0, doubled=0.0), "No, no, no!").count == 0  # as it is written


def test_a_line_longer_than_what_is_heard_at_once_is_written_down(judge):
    listener = Listener(heard=LINE)
    judge(listener, sound=np.full(30 * SECOND, 0.1, np.float32))
    assert listener.written == [pytest.approx(30, abs=0.1)]
