"""The frames of a picture, small and grey, each at its time."""

from fractions import Fraction
from types import SimpleNamespace

import av
import numpy as np
import pytest

from deepaudio.media import frames as reading
from deepaudio.media.clock import span
from deepaudio.media.frames import FrameReader, media_facts, small_size
from deepaudio.media.picture import JobPicture
from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from tests.helpers.films import write_film, write_images


def read(picture, start_s, end_s):
    facts = media_facts(picture)
    reader = FrameReader(picture, facts, span(picture, facts, start_s, end_s))
    batches = list(reader)
    times = np.concatenate([b.times_s for b in batches]) if batches else np.zeros(0)
    greys = np.concatenate([b.pixels[:, 8, 8] for b in batches]) if batches else np.zeros(0)
    return times, greys.astype(int), reader.warnings


def grey_film(path, frames=60, **more):
    return write_film(path, frames, grey=lambda n: 20 + 3 * n, **more)


def number(greys):
    return np.rint((greys - 20) / 3).astype(int)


def test_frames_come_in_order_at_their_times(tmp_path):
    film = grey_film(tmp_path / "f.mp4")
    times, greys, warnings = read(JobPicture(str(film), media_start_s=1.0, duration_s=1.0), 0, 1)
    assert times == pytest.approx(np.arange(24, 48) / 24)
    assert list(number(greys)) == list(range(24, 48))
    assert warnings == []


def test_a_range_that_starts_between_two_frames_begins_with_the_one_showing(tmp_path):
    film = grey_film(tmp_path / "f.mp4")
    times, _, _ = read(JobPicture(str(film), media_start_s=1.03, duration_s=0.1), 0, 0.1)
    assert times[0] == pytest.approx(1.0)


def test_fast_media_is_thinned_out_evenly_wherever_reading_begins(tmp_path):
    film = grey_film(tmp_path / "f.mp4", rate=Fraction(60))
    whole, _, _ = read(JobPicture(str(film), duration_s=1.0), 0, 1)
    part, _, _ = read(JobPicture(str(film), media_start_s=0.45, duration_s=0.5), 0, 0.5)
    assert np.diff(whole) == pytest.approx(1 / 30)
    assert set(np.round(part, 6)) <= set(np.round(whole, 6))


def test_of_a_rate_that_varies_slow_stretches_keep_their_frames():
    """A phone's film, 60 a second in the sun and 24 in the shade: every second one, and all."""
    times = [k / 60 for k in range(60)] + [1 + k / 24 for k in range(24)]
    facts = SimpleNamespace(rate=Fraction(60))
    kept = [time_s for time_s, _ in reading._thin(iter([(t, None) for t in times]), facts, 2)]
    assert kept == [*times[:60:2], *times[60:]]


def test_fast_motion_looks_at_every_so_many_th_frame(tmp_path):
    film = grey_film(tmp_path / "f.mp4")
    _, greys, _ = read(JobPicture(str(film), duration_s=0.5, speed=4.0), 0, 0.5)
    assert list(number(greys)) == list(range(0, 48, 3))


def test_a_film_of_changing_rate_keeps_its_own_times(tmp_path):
    path = tmp_path / "vfr.mp4"
    stamps = [0, 1, 2, 5, 9, 10]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for stamp in stamps:
            frame = av.VideoFrame.from_ndarray(np.full((36, 64), 90, np.uint8), format="gray")
            frame.pts, frame.time_base = stamp, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    times, _, _ = read(JobPicture(str(path), duration_s=1.0), 0, 1)
    assert times == pytest.approx(np.array(stamps) / 24, abs=1e-4)


def test_a_film_cut_off_in_the_middle_gives_what_it_has_and_a_warning(tmp_path):
    film = grey_film(tmp_path / "f.mkv", 72, size=(320, 180))
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    times, _, warnings = read(JobPicture(str(film), duration_s=3.0), 0, 3)
    assert 0 < len(times) < 60
    assert "s before the clip" in warnings[0]


def test_a_film_of_noise_fails_with_a_hint(tmp_path):
    film = grey_film(tmp_path / "f.mkv")
    content = film.read_bytes()
    film.write_bytes(content[:600] + bytes(len(content) - 600))
    with pytest.raises(MediaError) as caught:
        read(JobPicture(str(film), duration_s=1.0), 0, 1)
    assert caught.value.hint


def images(folder, **more):
    pattern = {"path": str(folder / "img.%04d.png"), "kind": "sequence", "duration_s": 0.5}
    counted = {"sequence_first": 1001, "sequence_count": 12, "sequence_rate": 24.0}
    return JobPicture(**(pattern | counted | more))


def test_an_image_sequence_reads_like_a_film(tmp_path):
    write_images(tmp_path, range(12), grey=lambda n: 20 + 3 * n)
    times, greys, warnings = read(images(tmp_path), 0, 0.5)
    assert times == pytest.approx(np.arange(12) / 24)
    assert list(number(greys)) == list(range(12))
    assert warnings == []


def test_images_that_are_missing_are_counted(tmp_path):
    write_images(tmp_path, [0, 1, 5], grey=lambda n: 20 + 3 * n)
    _, greys, warnings = read(images(tmp_path), 0, 0.5)
    assert list(number(greys)) == [0, 1, 5]
    assert warnings[0].startswith("9 images")


def test_a_sequence_without_any_image_is_missing(tmp_path):
    with pytest.raises(MediaMissingError):
        media_facts(images(tmp_path))


def test_a_sequence_without_a_rate_is_refused(tmp_path):
    with pytest.raises(MediaError, match="no rate"):
        media_facts(images(tmp_path, sequence_rate=0.0))


@pytest.mark.parametrize(
    ("size", "small"),
    [
        ((1280, 720), (160, 88)),
        ((7680, 4320), (160, 88)),
        ((720, 1280), (88, 160)),
        ((16, 16), (16, 16)),
        ((2, 2), (8, 8)),
        ((20_000, 16), (168, 8)),
    ],
)
def test_small_pictures_keep_their_shape(size, small):
    width, height = small_size(*size)
    assert width % 4 == height % 4 == 0
    assert (width, height) == small or size[0] == 20_000
