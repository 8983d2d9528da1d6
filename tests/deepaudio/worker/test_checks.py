"""Verdicts on takes, as the worker gives them."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepaudio.checking import listening
from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio.evaluation.recogniser import NAMED
from deepaudio.worker import checks
from deepaudio.worker.checks import check
from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import Check, TakeToCheck
from deepaudio_plugin.core.verdicts import Verdict
from tests.helpers.listeners import FittingSound
from tests.helpers.planted import RATE, speak


def judge(*takes: TakeToCheck) -> dict[str, Verdict]:
    request = Check("c", takes)
    answer = check(request, Task(request, lambda _event: None))
    return {key: Verdict.from_json(body) for key, body in answer.verdicts.items()}


def shot(folder: Path, sound: np.ndarray, **more: object) -> TakeToCheck:
    path = folder / f"shot-{len(list(folder.iterdir()))}.wav"
    wav.write(path, Audio(np.atleast_2d(sound.astype(np.float32)), RATE))
    return TakeToCheck(path.stem, str(path), "audio", 0, sound.shape[-1], **more)


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


def test_a_whisper_is_judged_by_its_own_level_and_by_no_voice(line, tmp_path):
    quiet = replace(line, sound=line.sound * np.float32(10 ** (-7 / 20)))
    take = quiet.saved(tmp_path / "a.wav")
    usual, whispered = (
        judge(replace(take, delivery=delivery))["a"] for delivery in ("", "whisper")
    )
    assert [reason.code for reason in usual.reasons] == ["level"]
    assert whispered.reasons == ()
    assert "voice: the line is whispered" in whispered.unchecked


def test_takes_for_comparison_get_no_verdict(line, tmp_path):
    take = line.saved(tmp_path / "a.wav")
    assert judge(take, replace(take, key="b", compare_only=True)).keys() == {"a"}


def test_what_cannot_be_looked_at_is_named(line, tmp_path):
    foreign = replace(line.saved(tmp_path / "a.wav"), language="zu")
    (verdict,) = judge(foreign).values()
    assert any("'zu'" in text for text in verdict.unchecked)
    assert any(text.startswith("voice") for text in verdict.unchecked)


class Linguist:
    """Stands in for a recogniser of every language, which hears the same in all of them."""

    def __init__(self, heard):
        self.heard, self.asked = heard, []

    def listen(self, _sound, language):
        self.asked.append(language)
        return FittingSound()

    def glance(self, _sound, _rate, _language, *, beam=1):
        return self.heard


def test_lines_of_each_language_are_heard_by_a_recogniser_that_knows_it(
    line, tmp_path, monkeypatch
):
    linguist = Linguist("die fähre fährt um halb acht")
    monkeypatch.setattr(listening, "recogniser_of", lambda language: linguist)
    take = replace(line.saved(tmp_path / "a.wav"), text="Die Fähre fährt um halb acht.")
    found = judge(replace(take, language="de-AT"), replace(take, key="b", language="fr"))
    assert linguist.asked == ["de", "fr"]
    assert all(verdict.measures["wrong_words"] == 0 for verdict in found.values())
    wrong = replace(take, language="de", text="Der Zug geht erst morgen Abend wieder.")
    assert judge(wrong)["a"].reasons[0].code == "words"


def test_what_lacked_is_looked_at_once_it_is_there_and_not_before(line, tmp_path, monkeypatch):
    foreign = replace(line.saved(tmp_path / "a.wav"), language="zu", delivery="whisper")
    (verdict,) = judge(foreign).values()
    assert verdict.lacked == ("words",)  # a whisper is no measure of a voice, package or not
    again = replace(foreign, lacked=verdict.lacked)
    assert judge(again) == {}

    linguist = Linguist("aivan muuta")
    for module in (checks, listening):
        monkeypatch.setattr(module, "recogniser_of", lambda language: linguist)
    (found,) = judge(again).values()
    assert (found.lacked, found.has("words")) == ((), True)


def test_a_voice_is_compared_once_its_weights_are_there(line, tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "find_spec", lambda _name: None)
    take = replace(line.saved(tmp_path / "a.wav"), lacked=("voice",))
    assert judge(take) == {}
    assert judge(replace(take, lacked=())).keys() == {"a"}
    monkeypatch.setattr(checks, "find_spec", lambda _name: object())
    assert judge(take).keys() == {"a"}


def test_a_named_recogniser_that_is_not_there_is_told_of(line, tmp_path, monkeypatch):
    monkeypatch.setenv(NAMED, str(tmp_path / "nowhere"))
    foreign = replace(line.saved(tmp_path / "a.wav"), language="de")
    (verdict,) = judge(foreign).values()
    assert any(
        text.startswith("words: ") and str(tmp_path / "nowhere") in text
        for text in verdict.unchecked
    )


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


def test_a_sound_that_is_clipped_on_one_side_is_bad(tmp_path):
    hiss = np.random.default_rng(0).normal(0, 0.05, (2, RATE)).astype(np.float32)
    smooth = np.stack([np.convolve(side, np.ones(16) / 4, "same") for side in hiss])
    one_side = np.stack([np.clip(smooth[0], -0.06, 0.06), smooth[1]]).astype(np.float32)
    takes = [shot(tmp_path, smooth), shot(tmp_path, one_side)]
    found = judge(*takes)
    assert [found[take.key].has("clipped") for take in takes] == [False, True]


def test_in_a_take_of_one_sample_and_in_an_empty_one_nothing_is_heard(tmp_path):
    for length in (1, 0):
        for stem, grade in (("speech", "bad"), ("audio", "look")):
            take = replace(shot(tmp_path, np.zeros(length)), stem=stem, text="Hello there.")
            (verdict,) = judge(take).values()
            assert (verdict.grade, verdict.line) == (grade, "nothing is heard")


def test_a_take_of_three_hours_is_named_and_not_read(line, tmp_path):
    path, size = tmp_path / "long.wav", 3 * 3600 * RATE * 2
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, RATE,
                       2 * RATE, 2, 16)  # fmt: skip
    with path.open("wb") as file:
        file.write(head + struct.pack("<4sI", b"data", size))
        file.truncate(44 + size)  # a hole: it takes no room
    take = replace(line.saved(tmp_path / "a.wav"), key="b", path=str(path))
    found = judge(take, line.saved(tmp_path / "whole.wav"))
    assert found["b"].grade == "look"
    assert [reason.code for reason in found["b"].reasons] == ["unseen"]
    assert any("longer than 15 minutes" in text for text in found["b"].unchecked)
    assert found["whole"].grade == "good"


def test_samples_that_are_no_numbers_are_bad_and_cost_no_other(line, tmp_path):
    path = tmp_path / "nan.wav"
    sound = line.sound.copy()
    sound[RATE : RATE + 10] = np.nan
    soundfile.write(path, sound, RATE, subtype="FLOAT")
    take = replace(line.saved(tmp_path / "a.wav"), key="b", path=str(path))
    found = judge(take, line.saved(tmp_path / "whole.wav"))
    assert found["b"].reasons[0].code == "unreadable"
    assert "no numbers" in found["b"].reasons[0].text
    assert np.isfinite(list(found["whole"].measures.values())).all()


class HeardInThrees:
    """Stands in for a recogniser that understands few words only when they are repeated."""

    def __init__(self):
        self.seconds = []

    def listen(self, _sound, _language):
        return FittingSound()

    def glance(self, sound, rate, _language, *, beam=1):
        self.seconds.append(len(sound) / rate)
        return "run run run" if beam > 1 else "one"


def test_a_line_of_few_words_is_heard_again_three_times_in_a_row(tmp_path, monkeypatch):
    recogniser = HeardInThrees()
    monkeypatch.setattr(listening, "recogniser_of", lambda language: recogniser)
    (verdict,) = judge(speak("Run!", "alto").saved(tmp_path / "a.wav")).values()
    assert verdict.measures["wrong_words"] == 0
    once, again = recogniser.seconds
    assert again == pytest.approx(3 * (once + 0.6), abs=0.1)


def test_a_word_that_is_said_twice_is_told_though_a_recogniser_tidies_it_up(tmp_path):
    text = "The doctor said she would call us before noon."
    said = speak("The doctor said she would call us before before noon.", "alto")
    once = speak(text, "alto")
    found = judge(said.saved(tmp_path / "twice.wav", text=text), once.saved(tmp_path / "once.wav"))
    assert found["once"].measures["wrong_words"] == 0
    assert "said twice: before" in found["twice"].line
