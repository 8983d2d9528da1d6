"""A line that is hurried or drawn out is worth a look, unless that was asked for."""

import pytest

from deepaudio.checking.pace import pace_reason

LINE = "The last boat has left the harbour."  # 28 letters


@pytest.mark.parametrize(
    ("voice_s", "asked", "told"),
    [
        (2.0, 1.0, None),
        (1.0, 1.0, "it is hurried: 28 letters a second"),
        (1.0, 1.3, None),
        (8.0, 1.0, "it is drawn out: 4 letters a second"),
        (8.0, 0.6, None),
    ],
)
def test_pace_is_judged_beside_what_was_asked_for(voice_s, asked, told):
    reason = pace_reason(LINE, voice_s, asked, "en")
    assert (reason and reason.text) == told
    assert reason is None or not reason.is_bad


@pytest.mark.parametrize(("said", "language"), [("No!", "en"), ("我們今晚 就 離開這裡", "zh")])
def test_a_cry_and_signs_of_whole_syllables_have_no_such_pace(said, language):
    assert pace_reason(said, 9.0, 1.0, language) is None
