"""Lines heard together: which share what the recogniser listens to at a time."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.checking import listening
from deepaudio.checking.listening import HeardLine, word_faults
from deepaudio.checking.words import compare_many

SECOND = 48_000
LINES = ("We must polish the furniture.", "The bandage was wound.", "They were too close.")


class Deaf:
    """A recogniser that understands nothing."""

    def glance(self, _sound, _rate, _language="en", beam=1):
        return ""


@pytest.fixture
def windows(monkeypatch):
    """The lines of each window that was heard."""
    heard: list[list[str]] = []

    def compare(texts, words, language):
        heard.append(list(texts))
        return compare_many(texts, " ".join(texts), language)  # all is as it should be

    monkeypatch.setattr(listening, "recogniser_of", lambda _language: Deaf())
    monkeypatch.setattr(listening, "compare_many", compare)
    return heard


def take(line, seconds=1.0):
    return HeardLine(line, np.full(round(seconds * SECOND), 0.1, np.float32))


def test_takes_of_one_line_never_share_a_window(windows):
    takes = [take(line) for line in LINES for _ in range(3)]
    assert len(word_faults(takes)) == len(takes)
    assert sorted(line for window in windows for line in window) == sorted(t.said for t in takes)
    assert all(len(set(window)) == len(window) for window in windows)
    assert len(windows) == 3  # and no more than that takes


def test_a_window_holds_what_fits_and_a_long_line_is_alone(windows):
    word_faults([take(LINES[0], 20.0), take(LINES[1], 6.0), take(LINES[2], 6.0)])
    assert windows == [[LINES[0]], [LINES[1], LINES[2]]]
