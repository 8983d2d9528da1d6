"""Reference recordings: what serves, and what is refused with a reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import soundfile
import torch

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import SpeechRequest
from deepaudio.engines.deepaudio_v1 import voices
from deepaudio.engines.deepaudio_v1.about import BYTE_PACE
from deepaudio.engines.deepaudio_v1.voices import Voices, read_recording
from deepaudio.features.reference import prepare_recording
from deepaudio.features.speech_text import finished_ref_text
from deepaudio.sampling.speech import prepare_reference
from deepaudio_plugin.core.errors import JobError, MediaError, MediaMissingError
from tests.helpers.signals import Running, chords, hum, noise, silence
from tests.helpers.spoken import spoken, write_voice

WORDS = "These are the words."


def recorded(path, text=WORDS, control=None):
    return voices.recorded(str(path), text, control or Running())


def write(path, *parts):
    """Waveforms at 48 kHz one after the other."""
    soundfile.write(path, np.concatenate(parts), SAMPLE_RATE)
    return path


def published(path):
    """The reference as levels alone make it."""
    pcm, rate = read_recording(str(path))
    waveform = torch.from_numpy(prepare_recording(pcm, rate).astype(np.float32) / 32_768).T
    return prepare_reference(waveform, rate, finished_ref_text(WORDS))


@pytest.mark.parametrize(("name", "rate", "channels"), [
    ("a.wav", 48_000, 2), ("a.flac", 16_000, 1), ("a.ogg", 44_100, 1),
])  # fmt: skip
def test_recordings_of_any_kind_become_references(tmp_path, name, rate, channels):
    reference = recorded(write_voice(tmp_path / name, 3.0, rate=rate, channels=channels))
    assert reference.seconds == pytest.approx(3.05, abs=0.05)  # and 50 ms of silence
    assert reference.text == WORDS + "  "
    assert reference.mel.shape[1] == reference.frames + 1


def test_a_quiet_recording_is_raised_and_the_gain_remembered(tmp_path):
    quiet, quieter = (
        recorded(write_voice(tmp_path / f"{level}.wav", level=level)) for level in (0.2, 0.1)
    )
    assert 0 < quieter.gain < quiet.gain < 1
    assert quieter.gain == pytest.approx(quiet.gain / 2, rel=0.05)


# -- what is around the speech ------------------------------------------------------


@pytest.mark.parametrize("around", [silence(2), silence(0), noise(0.3, amplitude=0.1)],
                         ids=["silence", "nothing", "a breath"])  # fmt: skip
def test_a_clean_recording_stays_as_published(tmp_path, around):
    path = write(tmp_path / "clean.wav", around, spoken(), around)
    control = Running()
    reference, as_published = recorded(path, control=control), published(path)
    assert torch.equal(reference.waveform, as_published.waveform)
    assert torch.equal(reference.mel, as_published.mel)
    assert control.warnings == []


@pytest.mark.parametrize("other", [noise(2, amplitude=0.1), hum(2), chords(2)],
                         ids=["noise", "hum", "music"])  # fmt: skip
def test_sound_around_the_speech_is_cut_off_and_told(tmp_path, other):
    path = write(tmp_path / "mara.wav", other, spoken(), other)
    control = Running()
    reference = recorded(path, control=control)
    alone = len(spoken()) / SAMPLE_RATE
    assert published(path).seconds > alone + 3.9
    assert alone < reference.seconds < alone + 0.9
    (warning,) = control.warnings
    assert "s without speech were cut off the recording mara.wav" in warning


def test_sound_on_one_side_is_cut_off_there_alone(tmp_path):
    clean = published(write(tmp_path / "clean.wav", spoken()))
    reference = recorded(write(tmp_path / "late.wav", hum(2), spoken()))
    assert reference.frames > clean.frames
    end = slice(-20, None)  # both end with the last word and the tail of silence
    assert torch.allclose(reference.mel[:, end], clean.mel[:, end], atol=0.5)


@pytest.mark.parametrize(
    "sound",
    [noise(6), noise(6, amplitude=0.02), hum(6), chords(6)],
    ids=["noise", "room", "hum", "music"],
)
def test_a_recording_in_which_nobody_speaks_is_refused(tmp_path, sound):
    path = write(tmp_path / "nobody.wav", sound)
    with pytest.raises(JobError, match="nobody speaks") as caught:
        recorded(path)
    assert caught.value.where == str(path)
    assert "clear speech" in caught.value.hint


def test_a_word_in_much_noise_is_too_short(tmp_path):
    word = spoken()[: round(0.55 * SAMPLE_RATE)]
    with pytest.raises(JobError, match=r"holds only \d\.\d s of speech"):
        recorded(write(tmp_path / "word.wav", noise(3), word, noise(3)))


# -- what cannot serve --------------------------------------------------------------


@pytest.mark.parametrize(("sound", "message"), [
    (silence(3), "is silent"), (noise(3, amplitude=0.001), "is silent"),
    (spoken()[:9600], "holds only 0.2 s"), (np.tile(spoken(), 3), "lasts .* at most 15"),
], ids=["silence", "nearly silence", "too short", "too long"])  # fmt: skip
def test_recordings_that_cannot_serve_are_refused(tmp_path, sound, message):
    path = write(tmp_path / "voice.wav", sound)
    with pytest.raises(JobError, match=message) as caught:
        recorded(path)
    assert caught.value.where == str(path)
    assert caught.value.hint


def test_what_is_no_sound_file_is_refused(tmp_path, film):
    (tmp_path / "voice.wav").write_bytes(b"RIFF, as if")
    with pytest.raises(MediaError):
        recorded(tmp_path / "voice.wav")
    with pytest.raises(MediaMissingError):
        recorded(tmp_path / "gone.wav")
    with pytest.raises(MediaError, match="no sound"):
        recorded(film)
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 24_000)
    with pytest.raises((MediaError, JobError)):
        recorded(tmp_path / "empty.wav")


def test_a_recording_without_words_is_refused(tmp_path):
    with pytest.raises(JobError, match="no words") as caught:
        recorded(write_voice(tmp_path / "mara.wav"), "  ")
    assert "mara.txt" in caught.value.hint


def test_the_built_in_voices_say_a_fixed_sentence():
    made = Voices()
    request = SpeechRequest(48_000, "Hello.", voice="tenor")
    reference = made.reference(request, Running())
    assert reference.text.startswith(voices.SENTENCE)
    assert 4 < reference.seconds < 10
    assert made.reference(request, Running()) is reference
    for voice in ("tenor", *voices.builtin_voices()[:2]):
        spoken = made.reference(replace(request, voice=voice), Running())
        assert spoken.seconds / len(spoken.text.encode()) < BYTE_PACE, voice
    with pytest.raises(JobError, match="no voice 'nobody'"):
        made.reference(SpeechRequest(48_000, "Hello.", voice="nobody"), Running())


def test_a_recording_is_prepared_once_per_content(tmp_path):
    path = str(write_voice(tmp_path / "mara.wav"))
    made = Voices()

    def asked(digest):
        settings = {"reference": {"path": path, "text": WORDS, "digest": digest}}
        return made.reference(SpeechRequest(1, "Hi.", settings=settings), Running())

    assert asked("a") is asked("a")
    assert asked("b") is not asked("a")
