"""The takes of a job: one for each seed, of one job, the chosen one first."""

from dataclasses import replace

import pytest

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import MediaMissingError
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.model import TakeDecision
from deepaudio_plugin.decisions.retries import Retries
from deepaudio_plugin.planning.keys import Keyer

KEYER = Keyer(EngineInfo("sketch", True, "", version="1"), lambda picture: "content", (0, 1))
SPEC = TakeSpec("speech", "sketch", 48_000, engine_version="1", text="Hello.")


def test_each_seed_makes_a_take_of_one_job():
    takes = KEYER.takes(SPEC, TakeDecision(seeds=(7, 1)))
    assert [take.seed for take in takes] == [0, 1, 7]
    assert {take.job_key for take in takes} == {SPEC.job_key}
    assert len({take.key for take in takes}) == 3


def test_a_choice_by_its_key_comes_first():
    chosen = SPEC.with_seed(1).key
    assert [take.seed for take in KEYER.takes(SPEC, TakeDecision(chosen=chosen))] == [1, 0]


def test_a_choice_holds_for_what_the_job_asked_for_when_it_was_made():
    wish = TakeDecision(chosen="of another version", chosen_seed=5, chosen_for=SPEC.job_key)
    assert [take.seed for take in KEYER.takes(SPEC, wish)] == [5, 0, 1]
    assert [take.seed for take in KEYER.takes(replace(SPEC, text="Ho."), wish)] == [0, 1]


def test_retries_come_after_what_was_asked_for_while_the_job_asks_for_the_same():
    wish = TakeDecision(seeds=(7,), retries=Retries(SPEC.job_key, (8, 1), voiceless=(8,)))
    takes = KEYER.takes(SPEC, wish)
    assert [take.seed for take in takes] == [0, 1, 7, 8]
    assert [take.voiceless for take in takes] == [False, False, False, True]
    assert [take.seed for take in KEYER.takes(replace(SPEC, text="Ho."), wish)] == [0, 1, 7]


def test_media_are_asked_for_once_there_is_a_picture():
    assert KEYER.media(None) == ""
    assert KEYER.media(PictureSource("a.mp4")) == "content"

    def gone(picture):
        raise MediaMissingError("gone")

    with pytest.raises(MediaMissingError):
        replace(KEYER, identity=gone).media(PictureSource("a.mp4"))
