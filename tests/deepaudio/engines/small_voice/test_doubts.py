"""Other readings: where there is a doubt the seeds go through them, and nowhere else."""

from __future__ import annotations

import pytest

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import SilentControl, SpeechRequest
from deepaudio.engines.small_voice import model as voice_model
from deepaudio.engines.small_voice.doubts import other_readings
from deepaudio.engines.small_voice.model import VoiceModel
from deepaudio.engines.small_voice.speech import SketchTextToSpeech
from deepaudio.worker.render import _speech_request
from deepaudio_plugin.core.protocol import RenderRequest

STRANGE = "Jaroslav met Zbigniew Achterberg in Kaskaskia."


@pytest.fixture(scope="module")
def voice() -> VoiceModel:
    return voice_model.load("heart")


def read(voice: VoiceModel, text: str, seed: int, *settled: str) -> list[str]:
    """The words of a line as they sound, without rests."""
    return voice.sentences(text, seed, frozenset(settled))[0].replace(",", "").split()


def test_the_first_take_reads_as_the_voice_does(voice):
    assert voice.sentences(STRANGE, 0) == voice.sentences(STRANGE)
    assert voice.sentences(STRANGE, 0, {"jaroslav"}) == voice.sentences(STRANGE)


def test_names_that_were_guessed_are_read_in_several_ways(voice):
    readings = [read(voice, STRANGE, seed) for seed in range(4)]
    for place in (0, 2, 3):
        assert len({reading[place] for reading in readings}) >= 3
    assert "jˈɑɹəslˌɑv" in {reading[0] for reading in readings}


def test_a_seed_always_reads_alike(voice):
    assert read(voice, STRANGE, 7) == read(voice, STRANGE, 7)


def test_a_name_that_comes_twice_is_read_alike_both_times(voice):
    for seed in range(1, 5):
        first, _, _, again = read(voice, "Zbigniew, Jaroslav and Zbigniew.", seed)
        assert first == again.rstrip(".")


@pytest.mark.parametrize(
    "line",
    ["She will lead the way.", "They read the record.", "I met him in Paris.", "Wind the clock."],
)
def test_what_the_dictionary_has_is_not_in_doubt(voice, line):
    usual = read(voice, line, 0)
    assert all(read(voice, line, seed) == usual for seed in range(1, 5))


def test_a_careful_reader_releases_a_t(voice):
    said = {seed: read(voice, "The butter is bitter.", seed)[1] for seed in range(3)}
    assert said == {0: "bˈʌTəɹ", 1: "bˈʌtəɹ", 2: "bˈʌTəɹ"}


def test_rests_come_at_borders_of_phrases_and_differ_by_seed(voice):
    line = "He sold the barn and bought a boat with all the money from the city."
    rests = {seed: voice.sentences(line, seed)[0].count(",") for seed in range(4)}
    assert rests[0] == 0
    assert max(rests.values()) in {1, 2}
    for seed in range(1, 4):
        words = voice.sentences(line, seed)[0].split()
        assert all("ˈ" in word for word in words if word.endswith(","))


def test_what_markup_says_is_final(voice):
    line = "[Zbigniew](/zbˈɪɡnjɛf/) met [Letty](/lˈɛTi/)."
    for seed in range(1, 5):
        assert read(voice, line, seed) == ["zbˈɪɡnjɛf", "mˈɛt", "lˈɛTi."]


def test_what_a_person_has_listed_is_final(voice):
    usual = read(voice, STRANGE, 0)
    for seed in range(1, 5):
        said = read(voice, STRANGE, seed, "jaroslav", "achterberg")
        assert (said[0], said[3]) == (usual[0], usual[3])
    assert any(read(voice, STRANGE, seed)[0] != usual[0] for seed in range(1, 5))


def test_the_pronunciation_list_reaches_the_engine():
    listed = (("Nguyen", "gwin"), ("Zhao", "Jow"))
    asked = RenderRequest(
        *("a", "key", "sketch", "speech", "/nowhere", 48_000),
        text="Nguyen left.",
        pronunciations=listed,
    )
    request = _speech_request(asked)
    assert request.text == "gwin left."
    assert request.settled == {"gwin"}


def test_a_list_changes_what_seeds_do_to_its_words_alone():
    def said(settled: frozenset[str]) -> bytes:
        request = SpeechRequest(3 * SAMPLE_RATE, "Zbigniew left.", seed=1, settled=settled)
        speech = SketchTextToSpeech().speak(request, None, SilentControl())
        return speech.audio.samples.tobytes()

    assert said(frozenset({"zbigniew"})) != said(frozenset())
    assert said(frozenset({"other"})) == said(frozenset())


def test_no_doubt_no_other_reading(voice):
    reader = voice._tts.g2p
    sure, guessed = reader.phonemize_tokens(reader.tokenize("Paris Kaskaskia"))
    assert other_readings(sure, reader.oov) == []
    assert 1 <= len(other_readings(guessed, reader.oov)) <= 3
