"""Reference recordings: what serves, and what is refused with a reason."""

from __future__ import annotations

import math
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
from deepaudio.media.picture import JobPicture
from deepaudio.sampling.speech import prepare_reference
from deepaudio_plugin.core.errors import JobError, MediaError, MediaMissingError
from tests.helpers.signals import Running, chords, hum, noise, silence
from tests.helpers.sounding_film import write_sounding_film
from tests.helpers.spoken import spoken, write_voice

WORDS = "These are the words."


def recorded(path, text=WORDS, control=None):
    return voices.recorded(str(path), text, control or Running()).reference


def write(path, *parts):
    """Waveforms at 48 kHz one after the other."""
    soundfile.write(path, np.concatenate(parts), SAMPLE_RATE)
    return path


def published(path):
    """The reference as levels alone make it."""
    read = read_recording(str(path))
    pcm = prepare_recording(read.pcm, read.rate).pcm
    waveform = torch.from_numpy(pcm.astype(np.float32) / -np.iinfo(pcm.dtype).min).T
    return prepare_reference(waveform, read.rate, finished_ref_text(WORDS))


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


# -- where it is cut ----------------------------------------------------------------


def swelling(seconds=2.4, rate=16_000):
    """A tone that slowly crosses the level of silence, in, and slowly back."""
    time = np.arange(round(seconds * rate)) / rate
    level_db = np.interp(time, [0, 0.8, 1.2, 1.6, seconds], [-42.4, -41.6, -10, -41.6, -42.4])
    return 10 ** (level_db / 20) * np.sqrt(2) * np.sin(2 * np.pi * 1000 * time)


def cut_by_pydub(whole, rate):
    """First and last sample that stay by pydub's measure, of a list of whole numbers in 32 bit.

    The RMS of a piece is a whole number, its level counts from 2^31; leading silence goes by
    10 ms, trailing silence by 1 ms (F5-TTS, preprocess_ref_audio_text).
    """

    def dbfs(start, stop):
        piece = [int(x) for x in whole[int(start * rate / 1000) : int(stop * rate / 1000)]]
        rms = math.isqrt(sum(x * x for x in piece) // len(piece))
        return 20 * math.log10(rms / 2**31) if rms else -math.inf

    length_ms = 1000 * len(whole) // rate
    first = next(ms for ms in range(0, length_ms, 10) if dbfs(ms, ms + 10) >= -42)
    last = next(ms for ms in range(length_ms - 1, first, -1) if dbfs(ms, ms + 1) > -42)
    return first * rate // 1000, last * rate // 1000


@pytest.mark.parametrize(("subtype", "low_bits"), [("PCM_24", 8), ("FLOAT", 0), ("PCM_32", 0)])
def test_a_recording_is_cut_in_its_own_width(tmp_path, subtype, low_bits):
    rate, sound = 16_000, swelling().astype(np.float32)
    soundfile.write(tmp_path / "wide.wav", sound, rate, subtype=subtype)
    soundfile.write(tmp_path / "narrow.wav", sound, rate, subtype="PCM_16")
    whole = np.rint(sound.astype(np.float64) * 2 ** (31 - low_bits)).astype(np.int64) << low_bits
    start, stop = cut_by_pydub(whole, rate)
    (kept,) = prepared(tmp_path / "wide.wav").kept()
    assert kept[0] == start
    assert abs(kept[1] - stop) <= rate // 1000  # whole milliseconds, counted down from the end
    (narrow,) = prepared(tmp_path / "narrow.wav").kept()
    assert narrow != kept  # 16 bit tell the two levels apart less well


def prepared(path):
    read = read_recording(str(path))
    return prepare_recording(read.pcm, read.rate)


@pytest.mark.parametrize(
    ("name", "subtype", "held"),
    [
        ("a.wav", "PCM_U8", np.int8), ("a.wav", "PCM_16", np.int16), ("a.wav", "PCM_24", np.int32),
        ("a.wav", "FLOAT", np.int32), ("a.wav", "DOUBLE", np.int32), ("a.flac", "PCM_24", np.int32),
        ("a.ogg", "VORBIS", np.int32), ("a.mp3", "MPEG_LAYER_III", np.int16),
    ],
)  # fmt: skip
def test_samples_are_read_as_wide_as_they_are_measured(tmp_path, name, subtype, held):
    sound = 0.5 * np.sin(np.arange(48_000) / 20)
    soundfile.write(tmp_path / name, sound, SAMPLE_RATE, subtype=subtype)
    pcm = read_recording(str(tmp_path / name)).pcm
    assert pcm.dtype == held
    assert np.abs(pcm / -float(np.iinfo(held).min)).max() == pytest.approx(0.5, abs=0.02)


def test_what_was_cut_out_is_known_to_the_sample(tmp_path):
    path = write(tmp_path / "a.wav", silence(0.5), spoken(), silence(0.7))
    voice = voices.recorded(str(path), WORDS, Running())
    ((start, stop),) = voice.kept_s
    assert (start, stop) == pytest.approx((0.5, 0.5 + len(spoken()) / SAMPLE_RATE), abs=0.1)
    assert voice.seconds == pytest.approx(1.2 + len(spoken()) / SAMPLE_RATE)
    noisy = write(tmp_path / "b.wav", noise(2, amplitude=0.1), spoken(), silence(0.5))
    ((start, stop),) = voices.recorded(str(noisy), WORDS, Running()).kept_s
    assert 1.7 < start < 2.1
    assert stop == pytest.approx(2 + len(spoken()) / SAMPLE_RATE, abs=0.1)


def test_a_long_pause_is_cut_out_of_the_middle(tmp_path):
    word = spoken()[:96_000]
    path = write(tmp_path / "a.wav", word, silence(4), word)
    first, second = voices.recorded(str(path), WORDS, Running()).kept_s
    assert second[0] - first[1] == pytest.approx(2.2, abs=0.3)  # a second of it stays beside each


def test_the_sound_of_a_film_has_its_picture(tmp_path):
    film = write_sounding_film(tmp_path / "film.mov", spoken()[: 3 * SAMPLE_RATE])
    picture = voices.recorded(str(film), WORDS, Running()).picture
    assert picture == JobPicture(str(film), clock_start_s=0.0, duration_s=3.0)
    alone = write(tmp_path / "a.wav", spoken()[: 3 * SAMPLE_RATE])
    assert voices.recorded(str(alone), WORDS, Running()).picture is None


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
    reference = made.voice(request, Running()).reference
    assert reference.text.startswith(voices.SENTENCE)
    assert 4 < reference.seconds < 10
    assert made.voice(request, Running()).reference is reference
    for voice in ("tenor", *voices.builtin_voices()[:2]):
        spoken = made.voice(replace(request, voice=voice), Running()).reference
        assert spoken.seconds / len(spoken.text.encode()) < BYTE_PACE, voice
    with pytest.raises(JobError, match="no voice 'nobody'"):
        made.voice(SpeechRequest(48_000, "Hello.", voice="nobody"), Running())


def test_a_recording_is_prepared_once_per_content(tmp_path):
    path = str(write_voice(tmp_path / "mara.wav"))
    made = Voices()

    def asked(digest):
        settings = {"reference": {"path": path, "text": WORDS, "digest": digest}}
        return made.voice(SpeechRequest(1, "Hi.", settings=settings), Running())

    assert asked("a") is asked("a")
    assert asked("b") is not asked("a")
