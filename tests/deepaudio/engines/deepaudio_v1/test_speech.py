"""Text to speech: as long as its window to a picture, at its own pace without, in any case a
right result or a clear error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from deepaudio.dsp.contour import contour_length
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import Guidance, RequestCancelled, SpeechRequest
from deepaudio.engines.deepaudio_v1 import speech
from deepaudio.engines.deepaudio_v1.about import BYTE_PACE
from deepaudio.features.speech_text import Vocabulary, chunk_text, max_chunk_bytes
from deepaudio.networks.f5 import MAX_FRAMES
from deepaudio.sampling.speech import prepare_reference
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import JobError, LanguageError
from deepaudio_plugin.planning.room import MAX_TAIL_S, longest_seconds, usable_tail
from tests.helpers.signals import Running
from tests.helpers.spoken import write_voice
from tests.helpers.tiny_model import VOCABULARY

WORDS = "These are just the words that somebody says here."


@pytest.fixture
def voice(tmp_path):
    """Settings with a recording of four seconds; two steps."""
    path = write_voice(tmp_path / "mara.wav", 4.0)
    return {"steps": 2, "reference": {"path": str(path), "text": WORDS, "digest": ""}}


def contour(seconds, seed=1):
    values = np.random.default_rng(seed).random(contour_length(seconds))
    return Guidance(values.astype(np.float32))


def said(engine, settings, text="Who is there?", seconds=2.0, guide=None, control=None, **more):
    request = SpeechRequest(round(seconds * SAMPLE_RATE), text, settings=settings, **more)
    return engine.text_to_speech.speak(request, guide, control or Running())


def a_reference(seconds=4.0):
    sound = torch.randn(1, round(seconds * 24_000), generator=torch.Generator().manual_seed(1))
    return prepare_reference(0.1 * sound, 24_000, WORDS + " ")


# -- lengths ------------------------------------------------------------------------


@pytest.mark.parametrize("guided", [True, False])
@pytest.mark.parametrize("text", ["Who is there?", "Honestly, in 1984 nobody had ever seen one."])
def test_silence_that_does_not_count_for_a_line_changes_nothing(engine, text, guided):
    free = round(MAX_TAIL_S * SAMPLE_RATE)
    for seconds in (1.0, 1.5, 2.5):
        natural_s = longest_seconds(text, "en", EngineInfo("", True, "", byte_pace=BYTE_PACE))
        granted = usable_tail(round(seconds * SAMPLE_RATE), free, natural_s)
        assert granted < free
        guide = contour(seconds) if guided else None
        settings = {"steps": 1}
        one, other = (
            said(engine, settings, text, seconds, guide, voice="heart", max_tail=tail)
            for tail in (granted, free)
        )
        assert one.warnings == other.warnings
        np.testing.assert_array_equal(one.audio.samples, other.audio.samples)


@pytest.mark.parametrize("seconds", [0.2, 1.37, 6.0])
def test_with_a_contour_a_line_takes_exactly_its_window(engine, voice, seconds):
    line = said(engine, voice, "Hi.", seconds, contour(seconds), handle_in=100, handle_out=50)
    assert line.window == round(seconds * SAMPLE_RATE)
    assert line.audio.samples[0].shape == (line.window + 150,)
    assert not line.audio.samples[0][:100].any() and not line.audio.samples[0][-50:].any()


def test_without_a_contour_a_line_has_its_natural_length_and_begins_at_once(engine, voice):
    line = said(engine, voice, seconds=9.0)
    asked = SpeechRequest(1, "", settings=voice)
    reference = engine.text_to_speech._voices.voice(asked, Running()).reference
    assert line.window == 9 * SAMPLE_RATE
    assert line.speed == 1.0
    assert line.start_s <= 0.05
    assert line.end_s <= speech.natural_seconds(reference, "Who is there?") + 0.1
    assert not line.audio.samples[0][round(line.end_s * SAMPLE_RATE) + 6_000 :].any()


@pytest.mark.parametrize("guided", [True, False])
def test_a_line_too_long_for_its_window_runs_on_and_says_so(engine, voice, guided):
    text = "This is far too much to be said in the time that there is for it."
    guide = contour(1.0) if guided else None
    line = said(engine, voice, text, 1.0, guide, max_tail=2 * SAMPLE_RATE)
    assert SAMPLE_RATE < line.window <= 3 * SAMPLE_RATE
    assert line.speed == speech.FASTEST
    assert "times the natural speed" in line.warnings[0]
    tight = said(engine, voice, text, 1.0, guide)
    assert tight.window == SAMPLE_RATE


def test_the_guide_changes_the_line_and_silence_is_a_guide(engine, voice):
    loud, quiet, none = (
        said(engine, voice, guide=guide).audio.samples[0]
        for guide in (
            contour(2.0),
            Guidance(np.zeros(contour_length(2.0), np.float32)),
            contour(2.0, 3),
        )
    )
    assert np.isfinite(quiet).all()
    assert not np.array_equal(loud, quiet) and not np.array_equal(loud, none)


def test_what_the_recordings_picture_says_stands_before_the_line(engine, voice):
    """[prompt, line], as in the paper's main setting; without it zeros stand there."""
    line, reference = contour(2.0), a_reference()
    before = np.linspace(0, 1, reference.frames - 10, dtype=np.float32)
    (chunk,) = speech.plan(reference, "Hi.", replace(line, prompt=before), 2.0, 0.0).chunks
    energy = chunk.energy.flatten()
    assert torch.equal(energy[: len(before)], torch.from_numpy(before).half().float())
    assert not energy[len(before) : reference.frames].any()
    assert torch.equal(energy[reference.frames :], torch.from_numpy(line.energy).half().float())
    (silent,) = speech.plan(reference, "Hi.", line, 2.0, 0.0).chunks
    assert not silent.energy.flatten()[: reference.frames].any()
    quiet, led = (
        said(engine, voice, guide=guide).audio.samples
        for guide in (line, replace(line, prompt=np.ones(300, np.float32)))
    )
    assert not np.array_equal(quiet, led)


def test_equal_requests_sound_equal_and_seeds_do_not(engine, voice):
    one, same, other = (said(engine, voice, seed=seed).audio.samples[0] for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


# -- where the published code fails -------------------------------------------------


@pytest.mark.parametrize("guided", [True, False])
def test_several_chunks_with_and_without_energy(engine, voice, guided):
    text = " ".join(f"This is sentence number {n} of a rather long speech." for n in range(6))
    control = Running()
    line = said(engine, voice, text, 8.0, contour(8.0) if guided else None, control=control)
    assert control.reports[-1][0] == "speech: step 4 of 4"  # two steps for each of two chunks
    assert line.window == 8 * SAMPLE_RATE
    assert np.isfinite(line.audio.samples[0]).all()


def test_a_window_longer_than_the_network_holds_is_spoken_where_most_happens(engine, voice):
    guide = np.full(contour_length(60.0), 0.01, np.float32)
    guide[3000:4000] = 1.0
    line = said(engine, voice, "Hi.", 60.0, Guidance(guide))
    assert line.window == 60 * SAMPLE_RATE
    reference = a_reference()
    planned = speech.plan(reference, "Hi.", Guidance(guide), 60.0, 0.0)
    (chunk,) = planned.chunks
    assert chunk.frames < MAX_FRAMES
    began = planned.silence / SAMPLE_RATE / speech.CONTOUR_HOP_S
    assert began <= 3000 and began + chunk.frames - reference.frames >= 4000


def test_a_window_shorter_than_its_tokens(engine, voice):
    line = said(engine, voice, "Antidisestablishmentarianism!", 0.05, contour(0.05), max_tail=4_800)
    assert line.window <= 2_400 + 4_800


def test_an_endless_sentence_takes_breath():
    text = "and so on " * 100
    broken = speech.with_breaths(text.strip(), 200)
    assert broken.replace(",", "") == text.strip()
    assert max(len(chunk) for chunk in chunk_text(broken, 200)) <= 200
    assert speech.with_breaths("Short. And good.", 200) == "Short. And good."
    assert "，" in speech.with_breaths("好" * 200, 200)
    limit = max_chunk_bytes(a_reference().text, 4.0)
    line = speech.plan(a_reference(), "word " * 300, None, 100.0, 0.0)
    assert len(line.chunks) > 1
    assert all(chunk.frames < MAX_FRAMES for chunk in line.chunks)
    assert all(len(chunk.text.encode()) <= limit for chunk in line.chunks)


# -- text ---------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "...", "🙂", "—"])
def test_a_line_with_nothing_to_say_is_an_error(engine, voice, text):
    with pytest.raises(JobError, match="nothing to say"):
        said(engine, voice, text)


def test_a_script_the_model_has_never_seen_is_an_error_that_shows_it(engine, voice):
    with pytest.raises(LanguageError, match="cannot read this script: О н з"):
        said(engine, voice, "Он здесь.")


def test_single_strange_letters_are_left_out_with_a_warning():
    control, vocabulary = Running(), Vocabulary(VOCABULARY)
    assert speech.readable("Zoë met Øya α.", vocabulary, "", control) == "Zoe met ya ."
    assert control.warnings == ["letters the model cannot read are left out: Ø α"]


def test_chinese_is_read_as_pinyin():
    vocabulary = Vocabulary(VOCABULARY)
    assert speech.readable("你好", vocabulary, "", Running()) == "你好"


def test_other_languages_are_refused(engine, voice):
    with pytest.raises(LanguageError, match="English and Chinese, not 'de'"):
        said(engine, voice, "Wer ist da?", language="de")
    assert said(engine, voice, language="en-GB").window


def test_a_page_in_a_second_is_cut_not_computed(engine, voice):
    control = Running()
    line = said(engine, voice, "word " * 5_000, 1.0, control=control)
    assert line.window == SAMPLE_RATE
    assert "loses its last" in line.warnings[0]
    assert len(control.reports) < 20


def test_it_stops_between_the_layers_of_the_networks(engine, voice):
    class Stopped(Running):
        checks = 0

        def check(self):
            self.checks += 1
            if self.checks == 40:
                raise RequestCancelled

    control = Stopped()
    with pytest.raises(RequestCancelled):
        said(engine, voice, control=control)
    assert control.checks == 40
    assert not any("step" in stage for stage, _ in control.reports)  # within the first step
