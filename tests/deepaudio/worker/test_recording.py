"""Takes of what somebody has recorded: where the voice lies, how loud it is, what is refused."""

from __future__ import annotations

import wave
from fractions import Fraction

import numpy as np
import pytest

from deepaudio.credentials.certificate import credential
from deepaudio.credentials.signing import Signer
from deepaudio.dsp import wav
from deepaudio.dsp.levels import CEILING_DB, SPEECH_LUFS
from deepaudio.dsp.loudness import loudness
from deepaudio.worker.recording import recording
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError, MediaError
from deepaudio_plugin.core.protocol import OriginClaim, RecordedLine
from tests.helpers.films import write_film
from tests.helpers.sounding_film import write_sound, write_sounding_film

RATE = 48_000
LINE, HANDLE, TAIL = 2 * RATE, RATE // 2, RATE // 4


def voice(seconds, level=0.05):
    """Something like a voice: a buzz in syllables, from its first sample to its last."""
    time = np.arange(round(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * 140 * n * time) / n for n in range(1, 12))
    syllables = 0.6 + 0.4 * np.cos(2 * np.pi * 4 * time)
    return level * buzz * syllables


def between(*parts):
    """Voices (arrays) and silences (seconds) one after the other, over a quiet room."""
    whole = [p if isinstance(p, np.ndarray) else np.zeros(round(p * RATE)) for p in parts]
    sound = np.concatenate(whole)
    return sound + np.random.default_rng(3).standard_normal(len(sound)) * 1e-5


@pytest.fixture
def taken(tmp_path):
    def take(path, **fields):
        wanted = RecordedLine(
            "r", str(path), "k" * 16, str(tmp_path),
            **{"num_samples": LINE, "handle_in": HANDLE, "handle_out": HANDLE, "max_tail": TAIL,
               **fields},
        )  # fmt: skip
        task = Task(wanted, lambda _event: None)
        task.begin()
        done = recording(wanted, task)
        return done, wav.read(done.path).samples

    return take


def onset(sound):
    loud = np.flatnonzero(np.abs(sound) > 0.05 * np.abs(sound).max())
    return int(loud[0]), int(loud[-1])


def test_the_voice_begins_with_the_line_without_its_silence_at_the_loudness_of_lines(
    taken, tmp_path
):
    path = write_sound(tmp_path / "line.wav", between(1.3, voice(1.2), 0.9))
    done, (sound,) = taken(path)
    take = done.take
    assert len(sound) == take.num_samples == HANDLE + LINE + HANDLE
    assert (take.handle_in, take.window, take.channels) == (HANDLE, LINE, 1)
    first, last = onset(sound)
    assert abs(first - HANDLE) < 0.01 * RATE
    assert abs(last - first - 1.2 * RATE) < 0.02 * RATE
    assert loudness(sound) == pytest.approx(SPEECH_LUFS, abs=0.1)
    assert take.true_peak_db <= CEILING_DB
    assert take.speech_end_s - take.speech_start_s == pytest.approx(1.2, abs=0.05)
    assert done.warnings == ()


def test_a_loud_recording_is_brought_down(taken, tmp_path):
    path = write_sound(tmp_path / "loud.wav", between(0.2, voice(1.5, 0.3), 0.2))
    done, _ = taken(path)
    assert done.take.lufs == pytest.approx(SPEECH_LUFS, abs=0.1)


@pytest.mark.parametrize(("rate", "codec"), [(44_100, "pcm_s16le"), (48_000, "flac")])
def test_recordings_of_other_kinds_are_as_long_as_they_were(taken, tmp_path, rate, codec):
    sound = voice(1.0)[:: 1 if rate == RATE else None]
    ending = ".flac" if codec == "flac" else ".wav"
    if rate != RATE:
        time = np.arange(rate) / rate
        sound = 0.1 * np.sin(2 * np.pi * 300 * time)
    done, (take,) = taken(
        write_sound(tmp_path / f"line{ending}", sound, codec=codec, audio_rate=rate)
    )
    first, last = onset(take)
    assert abs(last - first - RATE) < 0.03 * RATE
    assert not done.warnings


def test_what_is_longer_than_its_line_is_kept_in_the_handle_and_told(taken, tmp_path):
    path = write_sound(tmp_path / "long.wav", between(voice(4.0)))
    done, (sound,) = taken(path)
    assert done.take.window == LINE + TAIL
    first, last = onset(sound)
    assert abs(last - first - 4.0 * RATE) < 0.02 * RATE
    assert "longer than its line has room for" in done.warnings[0]


def test_one_that_runs_into_the_free_time_after_its_line_plays_there(taken, tmp_path):
    done, _ = taken(write_sound(tmp_path / "x.wav", between(voice(2.1))))
    assert LINE < done.take.window <= LINE + TAIL
    assert not done.warnings


def test_a_microphone_on_one_of_two_tracks_is_found_and_stereo_is_told(taken, tmp_path):
    left = np.stack([voice(1.0), np.zeros(RATE)])
    done, _ = taken(write_sound(tmp_path / "left.wav", left, layout="stereo"))
    assert done.take.lufs == pytest.approx(SPEECH_LUFS, abs=0.1)
    assert not done.warnings
    wide = np.stack([voice(1.0), np.roll(voice(1.0), 300)])
    done, _ = taken(write_sound(tmp_path / "wide.wav", wide, layout="stereo"))
    assert "mixed to one" in done.warnings[0]


def test_the_sound_of_a_film_is_taken_and_that_is_told(taken, tmp_path):
    path = write_sounding_film(tmp_path / "boom.mov", between(0.5, voice(1.0), 0.5))
    done, _ = taken(path)
    assert "is a film: its sound was taken" in done.warnings[0]


def test_what_is_silent_is_refused(taken, tmp_path):
    path = write_sound(tmp_path / "silent.wav", np.zeros(RATE))
    with pytest.raises(JobError, match="silent"):
        taken(path)
    quiet = write_sound(tmp_path / "quiet.wav", np.random.default_rng(1).normal(0, 1e-5, RATE))
    with pytest.raises(JobError, match="silent"):
        taken(quiet)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_samples_that_are_no_numbers_are_named_and_not_taken_for_silence(taken, tmp_path, wrong):
    sound = voice(1.0)
    sound[5000] = wrong
    path = write_sound(tmp_path / "broken.wav", sound, codec="pcm_f32le")
    with pytest.raises(MediaError, match="no numbers"):
        taken(path)


def test_a_film_without_sound_is_refused(taken, tmp_path):
    path = tmp_path / "mute.mp4"
    write_film(path, 12, rate=Fraction(24))
    with pytest.raises(MediaError, match="no sound"):
        taken(path)


@pytest.mark.parametrize(
    "content", [b"", b"not a sound at all\n" * 99, b"RIFF\x00\x00\x00\x00WAVE"]
)
def test_what_is_no_sound_is_refused(taken, tmp_path, content):
    path = tmp_path / "notes.wav"
    path.write_bytes(content)
    with pytest.raises(MediaError):
        taken(path)


def test_three_hours_are_refused_before_they_are_read(taken, tmp_path):
    path = tmp_path / "day.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(1000)
        file.writeframes(b"\x80" * (3 * 3600 * 1000))
    with pytest.raises(JobError, match="3:00:00 long") as refused:
        taken(path)
    assert "Cut the line out" in refused.value.hint
    assert not (tmp_path / ("k" * 16 + ".wav")).exists()


def test_a_claim_that_the_take_cannot_keep_is_told(taken, tmp_path):
    path = tmp_path / "spoken.wav"
    write_sound(path, between(0.5, voice(1.0), 0.5))
    Signer(credential()).sign(OriginClaim(str(path), "a line", "trained"))
    done, _ = taken(path)
    [warning] = done.warnings
    assert warning == (
        "spoken.wav has a claim by DeepAudio for editors that it was artificially generated: "
        "the take does not keep it"
    )
