"""Lines that cannot be spoken are known before the engine is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deepaudio_plugin.planning.languages import unspeakable
from tests.helpers.material import ENGINE, cue, planned

ENGLISH = replace(ENGINE, languages=("en",))


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("Who is there?", "en", ""),
        ("Who is there?", "en-GB", ""),
        ("Zoë said naïve things.", "en", ""),
        ("24/7", "en", ""),
        ("Wer ist da?", "de", "it is in 'de', and sketch speaks en only"),
        ("Кто там?", "en", "its letters are of no language"),
        ("誰？", "en", "its letters are of no language"),
        ("He said да.", "en", ""),
        ("…", "en", "there are no words in it"),
    ],
)
def test_a_line_is_told_that_the_engine_will_refuse(text: str, language: str, told: str):
    found = unspeakable(text, language, ENGLISH)
    assert bool(found) == bool(told)
    assert told in " ".join(found)


def test_nothing_is_known_of_an_engine_that_does_not_say_what_it_speaks():
    assert unspeakable("Кто там?", "ru", ENGINE) == ()


def test_the_plan_warns_of_it_and_renders_it_all_the_same():
    (job,) = planned([], [cue(0, 1000, "Кто там?")], engine=ENGLISH).jobs
    assert "it will fail" in job.warnings[0]
    assert job.requests
