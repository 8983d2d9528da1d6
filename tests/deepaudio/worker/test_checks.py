"""Verdicts on takes, as the worker gives them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio.worker.checks import check
from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import Check, TakeToCheck
from deepaudio_plugin.core.verdicts import Verdict
from tests.helpers.planted import RATE, speak


def judge(*takes: TakeToCheck) -> dict[str, Verdict]:
    request = Check("c", takes)
    answer = check(request, Task(request, lambda _event: None))
    return {key: Verdict.from_json(body) for key, body in answer.verdicts.items()}


def shot(folder: Path, sound: np.ndarray, **more: object) -> TakeToCheck:
    path = folder / f"shot-{len(list(folder.iterdir()))}.wav"
    wav.write(path, Audio(sound.astype(np.float32)[None], RATE))
    return TakeToCheck(path.stem, str(path), "audio", 0, len(sound), **more)


@pytest.fixture(scope="module")
def line():
    return speak("The ferry leaves at half past seven. Don't be late!", "alto")


def test_words_that_were_not_said_make_a_take_bad(line, tmp_path):
    right = line.saved(tmp_path / "right.wav")
    wrong = line.saved(tmp_path / "wrong.wav", text="The lamp burns at half past noon. Stay here!")
    found = judge(right, wrong)
    assert found["right"].grade == "good"
    assert found["wrong"].grade == "bad"
    (reason,) = found["wrong"].reasons
    assert reason.code == "words"
    assert "heard otherwise" in reason.text
    assert reason.remedy


def test_takes_for_comparison_get_no_verdict(line, tmp_path):
    take = line.saved(tmp_path / "a.wav")
    assert judge(take, replace(take, key="b", compare_only=True)).keys() == {"a"}


def test_what_cannot_be_looked_at_is_named(line, tmp_path):
    foreign = replace(line.saved(tmp_path / "a.wav"), language="fi")
    (verdict,) = judge(foreign).values()
    assert any("'fi'" in text for text in verdict.unchecked)
    assert any(text.startswith("voice") for text in verdict.unchecked)


def test_a_take_that_cannot_be_read_is_bad_and_costs_no_other(line, tmp_path):
    (tmp_path / "broken.wav").write_bytes(b"RIFF or so")
    broken = replace(line.saved(tmp_path / "a.wav"), key="b", path=str(tmp_path / "broken.wav"))
    found = judge(broken, line.saved(tmp_path / "whole.wav"))
    assert found["b"].reasons[0].code == "unreadable"
    assert found["whole"].grade == "good"


def test_a_silent_shot_is_worth_a_look_unless_silence_was_asked_for(tmp_path):
    nothing = np.zeros(RATE)
    first = judge(shot(tmp_path, nothing, prompt="rain"))
    assert [verdict.grade for verdict in first.values()] == ["look"]
    asked = judge(shot(tmp_path, nothing, prompt="[silence]"))
    assert [verdict.grade for verdict in asked.values()] == ["good"]


def test_voices_in_a_model_s_ambience_are_found(line, tmp_path):
    rng = np.random.default_rng(1)
    noise = 0.02 * rng.standard_normal(len(line.sound))
    found = judge(
        shot(tmp_path, line.sound + noise, prompt="rain", may_babble=True),
        shot(tmp_path, noise, prompt="rain", may_babble=True),
        shot(tmp_path, line.sound + noise, prompt="a crowd talking", may_babble=True),
    )
    assert [verdict.grade for verdict in found.values()] == ["bad", "good", "good"]


def test_a_take_of_one_sample_and_an_empty_one_are_judged(tmp_path):
    for length in (1, 0):
        take = replace(shot(tmp_path, np.zeros(length)), stem="speech", text="Hello there.")
        (verdict,) = judge(take).values()
        assert verdict.grade in ("bad", "good")
