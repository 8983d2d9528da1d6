"""The people of the pack, what is said while it is half installed, and lines that they speak."""

from collections import Counter

import numpy as np
import pytest

from deepaudio.engines.base import SpeechRequest
from deepaudio.engines.sketch.engine import info
from deepaudio.engines.small_voice import model as voice_model
from deepaudio.engines.small_voice import voices as all_voices
from deepaudio.engines.small_voice.speech import SketchTextToSpeech
from deepaudio.engines.voice_pack import installed
from deepaudio.engines.voice_pack import model as pack_model
from deepaudio.engines.voice_pack.installed import PackState
from deepaudio.engines.voice_pack.voices import VOICES
from deepaudio_plugin.core.errors import WeightsMissingError
from tests.helpers.signals import Running

RATE = 48_000
LINE = "I told you not to open that door before I came back with the keys."


@pytest.fixture
def pack(monkeypatch):
    """A pack that is there; its network is the small voice."""

    def say(ids, _voice, _seed=0):
        model = voice_model.load("heart")
        phonemes = "".join(names[i] for i in ids if i)
        return voice_model.sound(model.frames(phonemes), np.random.default_rng(0))

    names = {i: char for char, i in voice_model.load("heart")._tts.vocab.items()}
    monkeypatch.setattr(installed, "state", lambda: PackState(("all",), ()))
    monkeypatch.setattr(pack_model, "say", say)


def test_there_are_twenty_and_more_of_both_genders_and_three_ages():
    kinds = Counter((voice.traits.gender, voice.traits.age) for voice in VOICES)
    assert len({voice.name for voice in VOICES}) == len(VOICES) >= 20
    for gender in ("woman", "man"):
        assert kinds[gender, "adult"] >= 8
        assert kinds[gender, "child"] >= 2
        assert kinds[gender, "elder"] >= 2


def test_no_voice_of_the_pack_has_the_name_of_another():
    from hibari.voices import VOICES as DOWNLOADS

    others = {*all_voices.variant_names(), *DOWNLOADS}
    assert not others & {voice.name for voice in VOICES}


def test_a_whole_pack_adds_its_voices_after_those_that_were_there(pack):
    about = info()
    assert about.voices[:10] == all_voices.variant_names()
    assert [traits.name for traits in about.casting] == [voice.name for voice in VOICES]
    assert about.traits("baritone").gender == "man"  # as an earlier cast may have him
    assert about.notes == ()


def test_half_a_pack_is_named_and_the_small_voices_are_cast(monkeypatch):
    half = PackState(("one.whl",), ("two.whl", "people.tgz"))
    monkeypatch.setattr(installed, "state", lambda: half)
    about = info()
    assert about.casting[0].name == about.voices[0] == "heart"
    assert "hannah" not in about.voices
    (note,) = about.notes
    assert "two.whl, people.tgz" in note
    assert "models pull voices" in note
    with pytest.raises(WeightsMissingError, match="'hannah'"):
        all_voices.choose("hannah")


def test_without_a_pack_nothing_is_said_of_it(monkeypatch):
    monkeypatch.setattr(installed, "state", lambda: PackState((), ("one.whl",)))
    assert info().notes == ()


@pytest.mark.parametrize(("seconds", "fastest"), [(4.5, 1.0), (2.8, 1.4), (2.3, 1.6)])
def test_a_line_is_fitted_to_its_window(pack, seconds, fastest):
    request = SpeechRequest(
        num_samples=round(seconds * RATE), text=LINE, voice="hannah", handle_in=1000
    )
    speech = SketchTextToSpeech().speak(request, None, Running())
    assert speech.audio.samples.shape == (1, 1000 + speech.window)
    assert speech.window == request.num_samples
    assert 0 <= speech.start_s < 0.015
    assert speech.end_s <= seconds
    assert speech.speed <= fastest
