"""What a media file says about itself, and what is said about a bad one."""

import wave
from fractions import Fraction

import av
import numpy as np
import pytest

from deepaudio.media.frames import media_facts
from deepaudio.media.picture import JobPicture
from deepaudio.media.probe import probe, timecode_seconds
from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from tests.helpers.films import write_film

NTSC = Fraction(30000, 1001)


def write_sound(path):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(bytes(44_100 * 4))
    return path


def test_a_film_tells_its_exact_rate_size_and_length(tmp_path):
    film = write_film(tmp_path / "a film 🎬.mp4", 30, rate=NTSC, size=(128, 72))
    facts = probe(str(film))
    assert facts.rate == NTSC
    assert (facts.width, facts.height, facts.has_audio) == (128, 72, False)
    assert facts.duration_s == pytest.approx(1.001, abs=1e-3)
    assert facts.clock_start_s is None


def test_a_timecode_tag_becomes_the_clock(tmp_path):
    path = tmp_path / "tagged.mov"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        stream.metadata["timecode"] = "01:00:00:05"
        container.mux(stream.encode(av.VideoFrame(64, 36, "yuv420p")))
        container.mux(stream.encode())
    assert probe(str(path)).clock_start_s == pytest.approx(3600.2)


@pytest.mark.parametrize(
    ("timecode", "rate", "seconds"),
    [
        ("01:00:00:00", Fraction(25), 3600.0),
        ("00:01:00;02", NTSC, 1800 / NTSC),  # the first frame number after 00:00:59;29
        ("00:10:00;00", NTSC, 17982 / NTSC),
        ("00:01:00:00", NTSC, 1800 / NTSC),  # non-drop: slower than the clock
        ("noon", Fraction(25), None),
        ("01:00:00:00", Fraction(0), None),
    ],
)
def test_timecodes_count_frames(timecode, rate, seconds):
    found = timecode_seconds(timecode, rate)
    assert found == (None if seconds is None else pytest.approx(float(seconds)))


def test_a_sound_file_has_facts_but_no_picture(tmp_path):
    sound = write_sound(tmp_path / "sound.wav")
    facts = probe(str(sound))
    assert (facts.has_video, facts.audio_rate, facts.channels) == (False, 44_100, 2)
    with pytest.raises(MediaError, match="sound but no picture") as caught:
        media_facts(JobPicture(str(sound), duration_s=1))
    assert caught.value.hint


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MediaMissingError) as caught:
        probe(str(tmp_path / "gone.mp4"))
    assert "gone.mp4" in str(caught.value)
    assert "--media-root" in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"not a film at all" * 99])
def test_a_file_that_is_no_media_is_refused(tmp_path, content, capfd):
    path = tmp_path / "broken.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError) as caught:
        probe(str(path))
    assert caught.value.code == "bad-media"
    assert capfd.readouterr() == ("", "")


def test_a_film_cut_off_before_its_index_is_refused(tmp_path):
    film = write_film(tmp_path / "film.mp4", 48)
    film.write_bytes(film.read_bytes()[:600])
    with pytest.raises(MediaError, match="damaged"):
        probe(str(film))


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(MediaError, match="folder"):
        probe(str(tmp_path))


def test_a_photograph_is_a_still_of_any_length(tmp_path):
    path = tmp_path / "still.png"
    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "rgb24"
        picture = np.zeros((36, 64, 3), np.uint8)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        container.mux(stream.encode())
    facts = probe(str(path))
    assert facts.is_still
    assert facts.duration_s is None
