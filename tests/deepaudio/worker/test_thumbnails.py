"""Thumbnails: the frame in the middle of what is visible, upright, whatever the media."""

from __future__ import annotations

import av
import numpy as np
import pytest

from deepaudio.engines.base import RequestCancelled
from deepaudio.media import film as module
from deepaudio.worker.task import Task
from deepaudio.worker.thumbnails import thumbnails
from deepaudio_plugin.core.errors import JobError, OutputError
from deepaudio_plugin.core.protocol import PictureSource, Thumbnails
from tests.helpers.films import write_film, write_images
from tests.helpers.sounding_film import (
    turn_clockwise,
    write_picture_film,
    write_sound,
    write_variable_rate,
)


def grey(number):
    return 20 + 3 * number


@pytest.fixture
def film(tmp_path):
    return str(write_film(tmp_path / "film.mp4", 70, grey=grey))


@pytest.fixture
def look(tmp_path):
    def at(*pictures, height=36):
        folder = tmp_path / "cache"
        folder.mkdir(exist_ok=True)
        paths = tuple(str(folder / f"{i}.jpg") for i in range(len(pictures)))
        return thumbnails(*_asked(pictures, paths, height))

    return at


def _asked(pictures, paths, height=36):
    request = Thumbnails("t", tuple(pictures), paths, height)
    task = Task(request, lambda _event: None)
    task.begin()
    return request, task


def shot(path, first, frames, **fields):
    return PictureSource(
        path, media_start_s=first / 24, clock_start_s=0.0, duration_s=frames / 24, **fields
    )


def read(path):
    with av.open(path) as image:
        assert image.streams.video[0].codec_context.name == "mjpeg"
        return next(image.decode(video=0)).to_ndarray(format="rgb24")


def number(path):
    pixels = read(path)
    middle = pixels[pixels.shape[0] // 2, pixels.shape[1] // 2].mean()
    return round((middle - 20) / 3)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, 35),
        ({"speed": 2.0}, 40),
        ({"speed": 0.5}, 32),
        ({"speed": 0.0}, 30),
        ({"speed": -1.0}, 25),
        ({"speed": -2.0}, 20),
    ],
)
def test_the_frame_in_the_middle_of_what_is_visible_is_shown(film, look, fields, expected):
    viewed = look(shot(film, 30, 10, **fields))
    assert viewed.problems == ("",)
    assert number(viewed.paths[0]) == expected


def test_many_pictures_of_one_file_open_it_once_in_any_order(film, look, monkeypatch):
    opens = []
    real = module.opened
    monkeypatch.setattr(module, "opened", lambda path: opens.append(path) or real(path))
    wanted = [60, 3, 41, 3, 0, 69, 17]
    viewed = look(*(shot(film, n, 1) for n in wanted))
    assert [number(path) for path in viewed.paths] == wanted
    assert opens == [film]


@pytest.mark.parametrize("group", [1, 30, 300])
def test_frames_are_exact_however_far_apart_key_frames_are(tmp_path, look, group):
    path = tmp_path / "long.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.options = {"g": str(group), "sc_threshold": "0", "crf": "1"}
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for n in range(240):
            pixels = np.full((36, 64, 3), 10 + n, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        container.mux(stream.encode(None))
    wanted = [0, 5, 40, 41, 90, 130, 180, 239]
    viewed = look(*(shot(str(path), n, 1) for n in wanted))
    shades = [read(path)[18, 32].mean() - 10 for path in viewed.paths]
    assert shades == pytest.approx(wanted, abs=2)


def test_a_media_clock_may_be_a_timecode(film, look):
    source = PictureSource(film, media_start_s=3601.0, clock_start_s=3600.0, duration_s=1 / 24)
    assert number(look(source).paths[0]) == 24


def test_a_picture_that_outlasts_its_media_shows_the_last_frame(film, look):
    assert number(look(shot(film, 60, 200)).paths[0]) == 69


def test_a_picture_without_length_shows_its_first_frame(film, look):
    assert number(look(shot(film, 12, 0)).paths[0]) == 12


def test_variable_frame_rates_are_read_by_their_times(tmp_path, look):
    times_ms = [0, 20, 40, 900, 1000, 2500, 2520, 3000]
    path = str(write_variable_rate(tmp_path / "phone.mp4", times_ms, grey=lambda n: grey(5 * n)))

    def at(time_s):
        return PictureSource(path, media_start_s=time_s, clock_start_s=0.0)

    viewed = look(at(0.5), at(0.95), at(2.0), at(2.6), at(1.001))
    assert [number(path) // 5 for path in viewed.paths] == [2, 3, 4, 6, 4]


def test_frames_that_last_long_are_none_of_those_left_out(tmp_path, look):
    times_ms = [1500 * n for n in range(24)]
    path = str(write_variable_rate(tmp_path / "slow.mp4", times_ms, grey=lambda n: 20 + 9 * n))
    seen = [PictureSource(path, media_start_s=1.5 * n + 1.2, clock_start_s=0.0) for n in range(24)]
    greys = [read(image)[18, 32].mean() for image in look(*seen).paths]
    assert greys == pytest.approx([20 + 9 * n for n in range(24)], abs=3)


def test_an_image_sequence_shows_the_image_before_a_hole(tmp_path, look):
    write_images(tmp_path, [0, 1, 2, 6, 7], grey=grey)
    images = PictureSource(
        str(tmp_path / "img.%04d.png"), kind="sequence", duration_s=8 / 24, clock_start_s=0.0,
        sequence_first=1001, sequence_count=8, sequence_rate=24.0,
    )  # fmt: skip
    viewed = look(images, shot_of(images, 6))
    assert [number(path) for path in viewed.paths] == [2, 6]


def shot_of(images, index):
    return PictureSource(
        **{**vars(images), "media_start_s": index / 24, "duration_s": 1 / 24}
    )  # fmt: skip


def test_a_photograph_is_shown_at_any_time(tmp_path, look):
    write_images(tmp_path, [0], grey=lambda _n: 200)
    still = PictureSource(str(tmp_path / "img.1001.png"), media_start_s=77.0, duration_s=9.0)
    assert read(look(still).paths[0])[18, 32].mean() == pytest.approx(200, abs=3)


def test_a_film_turned_by_its_camera_stands_upright(tmp_path, look):
    picture = np.zeros((64, 128, 3), np.uint8)
    picture[:32, :64] = 255  # top left as recorded: top right when turned clockwise
    path = turn_clockwise(write_picture_film(tmp_path / "phone.mp4", picture))
    pixels = read(look(shot(str(path), 0, 10), height=64).paths[0])
    assert pixels.shape == (64, 32, 3)
    assert pixels[16, 24].mean() > 230
    assert max(pixels[16, 8].mean(), pixels[48, 24].mean(), pixels[48, 8].mean()) < 25


def test_pixels_that_are_no_squares_are_made_so(tmp_path, look):
    picture = np.full((36, 48, 3), 128, np.uint8)
    path = write_picture_film(tmp_path / "dv.mp4", picture, pixel_aspect=2)
    assert read(look(shot(str(path), 0, 10), height=72).paths[0]).shape == (72, 192, 3)


def test_colours_of_hd_are_kept(tmp_path, look):
    planes = ((1280 * 720, 91), (640 * 360, 101), (640 * 360, 191))  # (200, 60, 30) in BT.709
    yuv = np.concatenate([np.full(size, value) for size, value in planes])
    path = tmp_path / "hd.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.options = {"crf": "1"}
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        frame = av.VideoFrame.from_ndarray(yuv.astype(np.uint8).reshape(-1, 1280), "yuv420p")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    shown = read(look(shot(str(path), 0, 1)).paths[0])[18, 32]
    assert shown == pytest.approx([200, 60, 30], abs=8)


def test_a_picture_that_fails_is_told_of_and_the_rest_is_there(film, look, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film" * 100)
    cut_off = tmp_path / "cut off.mp4"
    cut_off.write_bytes((tmp_path / "film.mp4").read_bytes()[:600])
    sound = write_sound(tmp_path / "sound.wav", np.zeros(4800))
    empty = PictureSource(str(tmp_path / "i.%d.png"), kind="sequence", sequence_rate=24.0)
    gone = str(tmp_path / "gone.mov")
    outside = PictureSource(film, media_start_s=500.0, duration_s=1.0)
    paths = (film, str(broken), str(cut_off), str(sound), gone, film)
    viewed = look(*(shot(path, 3, 1) for path in paths), empty, outside)
    assert [bool(path) for path in viewed.paths] == [True, *[False] * 4, True, False, False]
    assert [path == "" for path in viewed.paths] == [problem != "" for problem in viewed.problems]
    words = ("damaged", "damaged", "sound but no picture", "no such media file")
    for problem, expected in zip(viewed.problems[1:5], words, strict=True):
        assert expected in problem
    assert "no frames or no rate" in viewed.problems[6]
    assert "asks for media at" in viewed.problems[7]


def test_a_file_damaged_in_its_middle_shows_what_can_be_seen(film, look, tmp_path):
    content = bytearray((tmp_path / "film.mp4").read_bytes())
    begin = content.index(b"mdat") + 400
    content[begin : begin + 900] = bytes(900)
    (tmp_path / "film.mp4").write_bytes(content)
    viewed = look(*(shot(film, n, 1) for n in (0, 30, 65)))
    assert number(viewed.paths[2]) == 65


def test_nowhere_to_write_ends_the_request(film, tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        thumbnails(*_asked([shot(film, 0, 1)], (str(tmp_path / "none" / "a.jpg"),)))


@pytest.mark.parametrize(("paths", "height"), [((), 36), (("a.jpg",), 0), (("a.jpg",), 10**6)])
def test_a_request_that_makes_no_sense_is_refused(film, paths, height):
    with pytest.raises(JobError, match="cannot go into"):
        thumbnails(*_asked([shot(film, 0, 1)], paths, height))


def test_cancel_stops_between_two_pictures_and_leaves_no_part_of_one(film, tmp_path):
    request, task = _asked(
        [shot(film, n, 1) for n in range(9)],
        tuple(str(tmp_path / f"{n}.jpg") for n in range(9)),
    )
    task._send = lambda _event: task.stop()
    with pytest.raises(RequestCancelled):
        thumbnails(request, task)
    assert {path.suffix for path in tmp_path.iterdir()} <= {".mp4", ".jpg"}
    assert len(list(tmp_path.glob("*.jpg"))) < 9
