"""Speakers sound different, and always the same."""

import itertools

import numpy as np
import pytest

from deepaudio.engines.small_voice import model as voice_model
from deepaudio.engines.small_voice import voices
from deepaudio.engines.small_voice.reading import VoiceReading
from deepaudio_plugin.core.errors import JobError


def frames_of(name):
    model = voice_model.load("heart")
    frames = model.frames(model.sentences("Where have you been all this time?")[0])
    return voice_model.revoiced(frames, voices.choose(name), np.random.default_rng(0))


def pitch_of(waveform):
    """Median fundamental in Hz by autocorrelation of loud 50 ms pieces at 24 kHz."""
    found = []
    for start in range(0, len(waveform) - 1200, 600):
        piece = waveform[start : start + 1200]
        if np.mean(piece**2) < 0.3 * np.mean(waveform**2):
            continue
        lags = np.correlate(piece, piece, "full")[1199:] / np.arange(1200, 0, -1)
        lag = 60 + int(np.argmax(lags[60:400]))
        found.append(24_000 / lag)
    return float(np.median(found))


def test_there_are_at_least_eight_voices_that_differ_clearly():
    table = [voices.choose(name) for name in voices.names() if voices.choose(name).base == "heart"]
    assert len(table) >= 8
    for one, other in itertools.combinations(table, 2):
        pitch = abs(np.log2(one.pitch / other.pitch)) * 12  # semitones
        tract = abs(np.log(one.tract / other.tract)) / np.log(1.06)
        assert pitch + tract > 1.5, (one.name, other.name)


@pytest.mark.parametrize(("name", "low", "high"), [("bass", 80, 120), ("child", 230, 330)])
def test_a_voice_has_the_pitch_it_promises(name, low, high):
    waveform = voice_model.sound(frames_of(name), np.random.default_rng(0))
    assert low < pitch_of(waveform) < high


def test_a_longer_tract_moves_the_spectrum_down():
    def brightness(name):
        frames = frames_of(name)
        power = np.exp(2 * frames.harmonic[:, frames.voiced]).mean(axis=1)
        return np.average(np.arange(601), weights=power)

    assert brightness("bass") < brightness("heart") < brightness("child")


def test_the_first_voice_is_the_narrators():
    assert voices.names()[0] == voices.choose("", "").name == "heart"


def test_a_speaker_always_has_the_same_voice_and_never_the_narrators():
    assert voices.choose("", "Anna") == voices.choose("", " anna ")
    cast = {voices.choose("", f"Speaker {n}").name for n in range(60)}
    assert cast == set(voices.names()) - {"heart"}


def test_an_unknown_voice_is_an_error_that_lists_the_known():
    with pytest.raises(JobError, match="'robot'") as caught:
        voices.choose("robot", where="cue 1")
    assert "baritone" in caught.value.hint


def test_downloaded_voices_are_offered_and_nothing_is_fetched(tmp_path, monkeypatch):
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    assert "fenrir" not in voices.names()
    from hibari.voices import VOICES

    (tmp_path / VOICES["fenrir"]["file"]).write_bytes(b"")
    assert voices.names()[-1] == "fenrir"
    assert voices.choose("fenrir").base == "fenrir"


def test_frames_stretch_to_the_length_asked_for():
    frames = frames_of("heart")
    for factor in (0.5, 1.0, 1.7):
        stretched = voice_model.resampled(frames, np.full(len(frames), factor))
        assert len(stretched) == round(len(frames) * factor)
    same = voice_model.resampled(frames, np.ones(len(frames)))
    assert np.allclose(same.harmonic, frames.harmonic, atol=1e-5)
    assert np.array_equal(same.residue_phase, frames.residue_phase)


def test_another_reading_of_the_neural_voice_changes_its_melody_and_not_its_timbre():
    model = voice_model.load("heart")
    frames = model.frames(model.sentences("We were never told.")[0])
    read = VoiceReading(3).voice(voices.NARRATOR)
    said = voice_model.revoiced(frames, read, np.random.default_rng(1))
    assert not np.array_equal(said.f0, frames.f0)
    assert np.array_equal(said.harmonic, frames.harmonic)
    assert np.array_equal(said.residue_phase, frames.residue_phase)
