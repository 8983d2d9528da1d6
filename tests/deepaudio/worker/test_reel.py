"""Reels: every frame is the one that shows, at any speed, in any order."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

from deepaudio.engines.base import RequestCancelled
from deepaudio.media import film as film_module
from deepaudio.media.decoding import timed_frames
from deepaudio.media.film import FilmShelf
from deepaudio.worker.drawing import mixed
from deepaudio.worker.reel import reel
from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import Dissolving, PictureSource, Reel
from deepaudio_plugin.core.reel_file import ReelFile
from deepaudio_plugin.viewing.reels import REEL_FRAMES, reel_pieces
from tests.helpers.burnt_in import number_in, write_burnt_in
from tests.helpers.films import write_film
from tests.helpers.flash_and_beep import apart_ms, write_flashing_film
from tests.helpers.parks import RATES, make_film, numbers_of, random_parks, shown_at


@pytest.mark.parametrize("rate", RATES)
def test_a_parked_playhead_shows_its_frame(tmp_path, rate):
    film = make_film(tmp_path, rate)
    parks = list(random_parks(film, 25))
    shown = [shown_at(film, park.frame, tmp_path / "one.reel") for park in parks]
    assert shown == [park.number for park in parks]


@pytest.mark.parametrize(("rate", "media_rate"), [(25.0, 24000 / 1001), (24000 / 1001, 50.0)])
def test_media_of_another_rate_show_the_frame_of_that_time(tmp_path, rate, media_rate):
    film = make_film(tmp_path, rate, media_rate=media_rate)
    parks = list(random_parks(film, 12))
    shown = [shown_at(film, park.frame, tmp_path / "one.reel") for park in parks]
    assert shown == [park.number for park in parks]


def test_reels_show_all_frames_in_order(tmp_path):
    film = make_film(tmp_path, 25.0, group=250)
    expected = {park.frame: park.number for park in film.parks}
    pieces = reel_pieces(film.shots)
    assert all(piece.count <= REEL_FRAMES for piece in pieces)
    assert sum(piece.count for piece in pieces) == len(expected) + 12  # of the dissolve
    for piece in pieces:
        if piece.into is not None:
            continue
        path = tmp_path / f"{piece.start}.reel"
        shown = numbers_of(film, piece.picture, piece.first, piece.count, path)
        assert shown == [expected[piece.start + n] for n in range(piece.count)]


@pytest.mark.parametrize("height", [90, 720])
def test_a_dissolve_shows_both_pictures_each_at_its_weight(tmp_path, height):
    colours = {"red": (200, 30, 40), "blue": (20, 60, 180)}
    for name, colour in colours.items():
        write_film(tmp_path / f"{name}.mp4", 40, grey=lambda _n, colour=colour: colour)
    before, after = (
        PictureSource(str(tmp_path / f"{name}.mp4"), clock_start_s=0.0, duration_s=1.0)
        for name in colours
    )
    into = Dissolving(after, -2, 1, 5)  # without its first frame
    request = Reel("r", before, 22, 4, 24, 1, str(tmp_path / "a.reel"), height, into)
    done = reel(request, Task(request, lambda _event: None))
    made = ReelFile(done.path)
    for n, share in enumerate((2 / 6, 3 / 6, 4 / 6, 5 / 6)):
        middle = _pixels(made.picture(n))[height // 2, height // 2]
        expected = [
            (1 - share) * one + share * two for one, two in zip(*colours.values(), strict=True)
        ]
        assert middle == pytest.approx(expected, abs=8)
    single = replace(request, first=23, count=1, into=replace(into, first=-1, at=2))
    reel(single, Task(single, lambda _event: None))
    still = _pixels(ReelFile(done.path).picture(0))
    assert still[height // 2, height // 2] == pytest.approx(
        [(one + two) / 2 for one, two in zip(*colours.values(), strict=True)], abs=8
    )


def test_a_fade_mixes_with_black_and_a_wipe_shows_each_on_its_side(tmp_path):
    for name, grey in (("light", 200), ("dark", 60)):
        write_film(tmp_path / f"{name}.mp4", 40, grey=lambda _n, grey=grey: (grey, grey, grey))
    light, dark = (
        PictureSource(str(tmp_path / f"{name}.mp4"), clock_start_s=0.0, duration_s=1.0)
        for name in ("light", "dark")
    )

    def shown(into, count=3):
        request = Reel("r", light, 0, count, 24, 1, str(tmp_path / "a.reel"), 90, into)
        made = ReelFile(reel(request, Task(request, lambda _event: None)).path)
        return [_pixels(made.picture(n)).astype(float) for n in range(count)]

    out = [pixels.mean() for pixels in shown(Dissolving(None, 0, 0, 3))]
    assert out == pytest.approx([150, 100, 50], abs=8)
    rising = [pixels.mean() for pixels in shown(Dissolving(None, 0, 0, 3, reverse=True))]
    assert rising == pytest.approx(out[::-1], abs=8)
    [half] = shown(Dissolving(dark, 0, 1, 3, wipe="right"), count=1)
    width = half.shape[1]
    assert half[:, : width // 2 - 8].mean() == pytest.approx(60, abs=8)
    assert half[:, width // 2 + 8 :].mean() == pytest.approx(200, abs=8)
    [half] = shown(Dissolving(dark, 0, 1, 3, wipe="down"), count=1)
    assert (half[:37].mean(), half[53:].mean()) == pytest.approx((60, 200), abs=8)


def test_in_a_dissolve_a_narrower_picture_lies_amid_black():
    wide, narrow = (
        av.VideoFrame.from_ndarray(np.full((90, width, 3), 200, np.uint8), "rgb24")
        for width in (161, 99)
    )
    pixels = mixed(wide, narrow, 0.5).to_ndarray(format="rgb24")
    assert pixels.shape == (90, 161, 3)
    assert pixels[45, 80] == pytest.approx([200] * 3, abs=4)
    assert pixels[45, 10] == pytest.approx([100] * 3, abs=4)


def _pixels(jpeg):
    with av.open(io.BytesIO(jpeg)) as image:
        return next(image.decode(video=0)).to_ndarray(format="rgb24")


def test_a_film_goes_back_and_forth_without_a_wrong_frame(tmp_path):
    path = str(write_burnt_in(tmp_path / "long.mp4", 24, 150, group=60, size=(64, 36)))
    shelf = FilmShelf()
    wanted = [100, 99, 98, 97, 60, 61, 59, 149, 400, 0, 30, 29, 88, 60, 70, 50, 20, 145, 143]
    with shelf.lent(path) as film:
        frames = [film.frame_at(n / 24) for n in wanted]
    shown = [number_in(frame.to_ndarray(format="gray")) for frame in frames]
    assert shown == [min(n, 149) for n in wanted]
    shelf.close()


def test_nothing_is_decoded_after_a_frame_that_begins_when_it_is_wanted(tmp_path, monkeypatch):
    path = str(write_burnt_in(tmp_path / "long.mp4", 24, 60, group=60, size=(64, 36)))
    read = []

    def watched(*args, **kwargs):
        for begins_s, frame in timed_frames(*args, **kwargs):
            read.append(round(begins_s * 24))
            yield begins_s, frame

    monkeypatch.setattr(film_module, "timed_frames", watched)
    shelf = FilmShelf()
    with shelf.lent(path) as film:
        for wanted, last in ((30, 30), (31, 31), (31.5, 32), (32, 32), (31, 32)):
            assert film.frame_at(wanted / 24) is not None
            assert read[-1] == last
    shelf.close()


def test_a_film_whose_reading_was_stopped_anywhere_goes_on_without_a_wrong_frame(tmp_path):
    path = str(write_burnt_in(tmp_path / "long.mp4", 24, 150, group=60, size=(64, 36)))
    shelf, films = FilmShelf(), set()

    def stop():
        nonlocal left
        left -= 1
        if left < 0:
            raise RequestCancelled

    for nth in range(0, 60, 3):
        left = nth
        with contextlib.suppress(RequestCancelled), shelf.lent(path, stop) as film:
            film.frame_at((140 - nth) / 24)
        with shelf.lent(path) as film:
            films.add(film)
            shown = number_in(film.frame_at((40 + nth) / 24).to_ndarray(format="gray"))
        assert shown == 40 + nth
    assert len(films) == 1  # it stays open: opening it again takes longer than a frame
    shelf.close()


def test_a_replaced_file_is_another_film(tmp_path):
    path = tmp_path / "film.mp4"
    shelf = FilmShelf()
    numbers = []
    for first in (0, 500):
        new = write_burnt_in(tmp_path / "new.mp4", 24, 12 + first // 100, first=first)
        new.replace(path)
        with shelf.lent(str(path)) as film:
            numbers.append(number_in(film.frame_at(3 / 24).to_ndarray(format="gray")))
    assert numbers == [3, 503]
    shelf.close()


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25)])
def test_a_flash_is_seen_when_its_beep_is_heard(tmp_path, rate):
    film = write_flashing_film(tmp_path / "flash.mov", rate, every=61, flashes=6)
    apart = apart_ms(film, rate, 61, 6, tmp_path)
    assert max(map(abs, apart)) < 0.5  # of a frame's 40 ms
