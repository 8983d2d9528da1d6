"""Silence after a line counts only where the line could run on into it."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from deepaudio.engines.base import SpeechRequest
from deepaudio.engines.sketch.engine import LINE_PACE
from deepaudio.engines.small_voice.speech import SketchTextToSpeech
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.planning.room import (
    MAX_TAIL_S,
    estimated_seconds,
    is_plain,
    longest_seconds,
    usable_tail,
)
from tests.helpers.lines import lines
from tests.helpers.material import ENGINE, cue, planned

PACED = replace(ENGINE, line_pace=LINE_PACE)
RELAXED = "I never said that."
HURRIED = "Honestly, I have never seen so many birds in one place."


def tail(
    text: str,
    window_s: float,
    free_s: float = 5.0,
    engine: EngineInfo = PACED,
    language: str = "en",
) -> int:
    natural_s = longest_seconds(text, language, engine)
    return usable_tail(round(window_s * 48_000), round(free_s * 48_000), natural_s)


def test_a_relaxed_line_uses_no_silence() -> None:
    assert tail(RELAXED, 2.0) == 0
    assert tail(RELAXED, 2.0, free_s=0.1) == 0


def test_a_hurried_line_may_use_what_there_is_and_no_more_than_it_could() -> None:
    assert tail(HURRIED, 1.0, free_s=0.5) == 24_000
    most = tail(HURRIED, 1.0)
    assert 48_000 < most < 5 * 48_000
    assert tail(HURRIED, 1.0, free_s=60.0) == most


@pytest.mark.parametrize(
    "text", ["It cost $40.", "In 1984.", "The FBI came.", "Brrr, shh.", "a@b.org", "?!", "xqzt"]
)
def test_what_may_be_read_otherwise_than_it_is_written_counts_all_silence(text: str) -> None:
    assert not is_plain(text)
    assert tail(text, 9.0) == 5 * 48_000


def test_engines_that_state_no_pace_and_other_languages_count_all_silence() -> None:
    assert tail(RELAXED, 2.0, engine=ENGINE) == 5 * 48_000
    assert tail(RELAXED, 2.0, language="de") == 5 * 48_000


def test_where_lines_go_by_their_bytes_any_text_and_language_does() -> None:
    by_bytes = replace(ENGINE, byte_pace=0.05)
    assert tail("In 1984.", 2.0, engine=by_bytes) == 0
    assert tail("在一九八四年。", 2.0, engine=by_bytes, language="zh") == 0
    assert 0 < tail(HURRIED, 1.5, engine=by_bytes) < 5 * 48_000
    assert tail("$1,750.", 1.0, engine=by_bytes) > 0  # five words, not seven bytes
    assert tail("e\u0301" * 40, 2.0, engine=by_bytes) == tail("\xe9" * 40, 2.0, engine=by_bytes)


def keys(second_start: int, text: str = RELAXED, first_end: int = 2500) -> list[str]:
    cues = [cue(0, first_end, text), cue(second_start, second_start + 900, "And then?")]
    return [job.spec.key for job in planned([], cues, engine=PACED).jobs]


def test_retiming_a_line_leaves_a_relaxed_neighbour_as_it_was() -> None:
    near, far = keys(2600), keys(4000)
    assert near[0] == far[0]


def test_retiming_a_line_changes_a_neighbour_that_runs_on_into_the_silence() -> None:
    assert keys(1100, HURRIED, 1000)[0] != keys(1400, HURRIED, 1000)[0]
    # Beyond what it could use the silence counts no more.
    assert keys(4000, HURRIED, 1000)[0] == keys(6000, HURRIED, 1000)[0]


class _Quiet:
    def progress(self, stage: str, fraction: float) -> None:
        """Not shown."""

    def warn(self, text: str) -> None:
        """Not shown."""

    def check(self) -> None:
        """Nobody stops it."""


@pytest.mark.parametrize("seed", range(6))
def test_what_is_not_granted_would_not_have_been_used(seed: int) -> None:
    """The real voice says a line alike with the silence that counts and with all there is."""
    rng = random.Random(seed)
    text = rng.choice([line for line in lines() if is_plain(line) and len(line) < 60])
    window_s = estimated_seconds(text) * rng.uniform(0.4, 1.3)
    free = round(rng.uniform(0.0, MAX_TAIL_S) * SAMPLE_RATE)
    num_samples = round(window_s * SAMPLE_RATE)
    granted = usable_tail(num_samples, free, longest_seconds(text, "en", PACED))
    said = [
        SketchTextToSpeech().speak(
            SpeechRequest(
                num_samples, text, max_tail=room, seed=seed, voice=("heart", "bass")[seed % 2]
            ),
            None,
            _Quiet(),
        )
        for room in (granted, free)
    ]
    assert said[0].window == said[1].window
    assert said[0].warnings == said[1].warnings
    np.testing.assert_array_equal(said[0].audio.samples, said[1].audio.samples)
