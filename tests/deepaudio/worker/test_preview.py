"""The preview film shows what the timeline shows, frame by frame, with the mix."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio.worker.mixing import mix
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.protocol import Mix, MixPart, PictureSource
from tests.helpers.films import read_greys, write_film, write_images

RATE = Fraction(24)


@pytest.fixture
def film(tmp_path):
    return str(write_film(tmp_path / "film.mp4", 64, grey=lambda n: 20 + 3 * n))


@pytest.fixture
def preview(tmp_path):
    def make(frames, *sources, rate=RATE, name="Vorschau 🎬.mp4", height=36):
        sound = tmp_path / "tone.wav"
        samples = round(Fraction(frames) / rate * 48_000)
        wav.write(sound, Audio.mono((0.3 * np.sin(np.arange(samples) * 0.06)).astype(np.float32)))
        request = Mix(
            "m",
            (MixPart(str(sound), 0, "audio"),),
            samples,
            str(tmp_path / "mix.wav"),
            picture=tuple(source for source, _ in sources),
            picture_starts_s=tuple(float(start / rate) for _, start in sources),
            preview_path=str(tmp_path / name),
            preview_rate_num=rate.numerator,
            preview_rate_den=rate.denominator,
            preview_height=height,
        )
        task = Task(request, lambda _event: None)
        task.begin()
        return tmp_path / name, mix(request, task)

    return make


def source(path, frames, first=0, **fields):
    return PictureSource(
        path, media_start_s=first / 24, clock_start_s=0.0, duration_s=frames / 24, **fields
    )


def numbers(greys):
    return [round((grey - 20) / 3) if grey >= 18 else None for grey in greys]


def test_frames_are_those_of_the_timeline_and_gaps_are_black(film, preview):
    path, done = preview(48, (source(film, 12, first=30), 6), (source(film, 10), 30))
    greys, rate = read_greys(path)
    gap = [None]
    assert numbers(greys) == gap * 6 + list(range(30, 42)) + gap * 12 + list(range(10)) + gap * 8
    assert rate == 24
    assert done.warnings == ()


@pytest.mark.parametrize(
    ("speed", "first", "expected"),
    [
        (2.0, 10, list(range(10, 58, 2))),
        (0.5, 10, [10 + n // 2 for n in range(24)]),
        (0.0, 40, [40] * 24),
        (-1.0, 60, list(range(60, 36, -1))),
    ],
)
def test_retimes_are_seen(film, preview, speed, first, expected):
    path, _ = preview(24, (source(film, 24, first, speed=speed), 0))
    assert numbers(read_greys(path)[0]) == expected


def test_rate_is_exact(film, preview):
    rate = Fraction(24000, 1001)
    path, _ = preview(240, (source(film, 24), 0), rate=rate)
    greys, found = read_greys(path)
    assert (len(greys), found) == (240, rate)


def test_sound_is_aac_as_long_as_the_picture(film, preview):
    path, _ = preview(48, (source(film, 48), 0))
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert stream.codec_context.name == "aac"
        sound = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)
    assert sound.shape[1] == pytest.approx(96_000, abs=2048)
    assert np.abs(sound).max() == pytest.approx(0.3, abs=0.05)


def test_index_stands_before_the_picture(film, preview):
    path, _ = preview(24, (source(film, 24), 0))
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_source_that_cannot_be_decoded_is_black_with_a_warning(film, preview, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film" * 100)
    path, done = preview(
        24, (source(str(broken), 8), 0), (source(str(tmp_path / "gone.mp4"), 8), 8),
        (source(film, 8), 16),
    )  # fmt: skip
    assert numbers(read_greys(path)[0]) == [None] * 16 + list(range(8))
    assert len(done.warnings) == 2
    assert "gone.mp4" in done.warnings[1]


def test_other_shapes_are_shown_whole_between_black_bars(film, preview, tmp_path):
    tall = str(write_film(tmp_path / "tall.mp4", 4, size=(36, 64), grey=lambda _n: 200))
    path, _ = preview(8, (source(film, 4), 0), (source(tall, 4), 4))
    with av.open(str(path)) as container:
        frame = list(container.decode(video=0))[-1].to_ndarray(format="gray")
    assert frame.shape == (36, 64)
    assert frame[18, 32] > 190
    assert frame[18, 5] < 25


def test_image_sequence_is_shown_and_holds_over_a_hole(preview, tmp_path):
    write_images(tmp_path, [*range(3), *range(4, 8)], grey=lambda n: 20 + 3 * n)
    images = PictureSource(
        str(tmp_path / "img.%04d.png"), kind="sequence", duration_s=8 / 24, clock_start_s=0.0,
        sequence_first=1001, sequence_count=8, sequence_rate=24.0,
    )  # fmt: skip
    path, done = preview(8, (images, 0))
    assert done.warnings == ()
    assert numbers(read_greys(path)[0]) == [0, 1, 2, 2, 4, 5, 6, 7]


def test_no_picture_at_all_is_a_black_film(preview):
    path, _ = preview(24)
    assert numbers(read_greys(path)[0]) == [None] * 24


def test_folder_that_is_not_there_is_an_output_error(film, preview):
    with pytest.raises(OutputError, match="cannot write the preview"):
        preview(24, (source(film, 24), 0), name="no folder/film.mp4")
