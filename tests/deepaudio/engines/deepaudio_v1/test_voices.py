"""Reference recordings: what serves, and what is refused with a reason."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from deepaudio.engines.base import SpeechRequest
from deepaudio.engines.deepaudio_v1 import voices
from deepaudio.engines.deepaudio_v1.voices import Voices, recorded
from deepaudio_plugin.errors import JobError, MediaError, MediaMissingError
from tests.helpers.signals import Running

WORDS = "These are the words."


def recording(path, seconds=3.0, rate=22_050, channels=1, level=0.1, **more):
    rng = np.random.default_rng(1)
    sound = level * rng.standard_normal((round(seconds * rate), channels))
    soundfile.write(path, sound, rate, **more)
    return str(path)


@pytest.mark.parametrize(("name", "rate", "channels"), [
    ("a.wav", 48_000, 2), ("a.flac", 16_000, 1), ("a.ogg", 44_100, 1),
])  # fmt: skip
def test_recordings_of_any_kind_become_references(tmp_path, name, rate, channels):
    reference = recorded(recording(tmp_path / name, rate=rate, channels=channels), WORDS)
    assert reference.seconds == pytest.approx(3.05, abs=0.03)  # and 50 ms of silence
    assert reference.text == WORDS + "  "
    assert reference.mel.shape[1] == reference.frames + 1


def test_a_quiet_recording_is_raised_and_the_gain_remembered(tmp_path):
    quiet = recorded(recording(tmp_path / "quiet.wav", level=0.02), WORDS)
    assert quiet.gain == pytest.approx(0.2, rel=0.05)


@pytest.mark.parametrize(("seconds", "level", "message"), [
    (3.0, 0.0, "is silent"), (0.2, 0.1, "holds only 0.2 s"), (20.0, 0.1, "lasts .* at most 15"),
])  # fmt: skip
def test_recordings_that_cannot_serve_are_refused(tmp_path, seconds, level, message):
    path = recording(tmp_path / "voice.wav", seconds, level=level)
    with pytest.raises(JobError, match=message) as caught:
        recorded(path, WORDS)
    assert caught.value.where == path
    assert caught.value.hint


def test_what_is_no_sound_file_is_refused(tmp_path, film):
    (tmp_path / "voice.wav").write_bytes(b"RIFF, as if")
    with pytest.raises(MediaError):
        recorded(str(tmp_path / "voice.wav"), WORDS)
    with pytest.raises(MediaMissingError):
        recorded(str(tmp_path / "gone.wav"), WORDS)
    with pytest.raises(MediaError, match="no sound"):
        recorded(film, WORDS)
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 24_000)
    with pytest.raises((MediaError, JobError)):
        recorded(str(tmp_path / "empty.wav"), WORDS)


def test_a_recording_without_words_is_refused(tmp_path):
    with pytest.raises(JobError, match="no words") as caught:
        recorded(recording(tmp_path / "mara.wav"), "  ")
    assert "mara.txt" in caught.value.hint


def test_the_built_in_voices_say_a_fixed_sentence():
    made = Voices()
    request = SpeechRequest(48_000, "Hello.", voice="tenor")
    reference = made.reference(request, Running())
    assert reference.text.startswith(voices.SENTENCE)
    assert 4 < reference.seconds < 10
    assert made.reference(request, Running()) is reference
    with pytest.raises(JobError, match="no voice 'nobody'"):
        made.reference(SpeechRequest(48_000, "Hello.", voice="nobody"), Running())


def test_a_recording_is_prepared_once_per_content(tmp_path):
    path = recording(tmp_path / "mara.wav")
    made = Voices()

    def asked(digest):
        settings = {"reference": {"path": path, "text": WORDS, "digest": digest}}
        return made.reference(SpeechRequest(1, "Hi.", settings=settings), Running())

    assert asked("a") is asked("a")
    assert asked("b") is not asked("a")
