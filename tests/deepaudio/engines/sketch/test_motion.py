"""What moves is found, what the camera does is not."""

import numpy as np
import pytest
from scipy import ndimage

from deepaudio.engines.sketch import camera, motion
from deepaudio.engines.sketch.events import is_break
from deepaudio.media.frames import FrameBatch


def wall(seed=0, height=90 + 40, width=160 + 40):
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal((height, width)), 3)
    return 120 + 40 * noise / noise.std()


def film(pictures):
    pixels = np.stack([np.clip(np.rint(p), 0, 255).astype(np.uint8) for p in pictures])
    return motion.analyse([FrameBatch(np.arange(len(pixels)) / 24, pixels)])


def view(back, dx=0.0, dy=0.0):
    return ndimage.shift(back, (-dy, -dx), order=1, mode="nearest")[20:108, 20:180]


@pytest.mark.parametrize("shift", [(0.4, 0.0), (-2.5, 1.0), (5.0, -2.0)])
def test_a_shift_of_the_camera_is_measured(shift):
    back = wall()
    pictures = np.stack([view(back), view(back, *shift)]).astype(np.float32)
    small = camera.pool(pictures, 4)
    found = camera.estimate(small[:1], small[1:])
    assert found.shift[0] * 4 == pytest.approx(shift, abs=0.4)


def test_a_change_of_exposure_is_measured():
    back = camera.pool(view(wall())[None].astype(np.float32), 4)
    found = camera.estimate(back, back * 0.8 + 5)
    assert found.gain[0] == pytest.approx(0.8, abs=0.05)


def test_a_pan_is_stillness():
    back = wall()
    seen = film([view(back, 1.5 * k, 0.5 * k) for k in range(8)])
    assert seen.firm.mean() < 0.2


def test_a_fade_is_stillness():
    back = view(wall())
    seen = film([back * (1 - k / 10) for k in range(8)])
    assert seen.firm.mean() < 0.2
    assert not is_break(seen).any()


def test_a_thing_is_seen_where_it_moves_though_the_camera_does_too():
    back, pictures = wall(), []
    for k in range(6):
        picture = view(back, 1.0 * k).copy()
        picture[40:52, 40 + 5 * k : 52 + 5 * k] = 250
        pictures.append(picture)
    seen = film(pictures).firm[1:].astype(float)
    inside = seen[:, 10:13, 8:22].sum()
    assert inside > 0.9 * seen.sum() > 0


def test_a_cut_is_a_break():
    seen = film([view(wall(1))] * 3 + [view(wall(2))] * 3)
    assert list(np.flatnonzero(is_break(seen))) == [3]


def test_a_part_is_as_if_nothing_else_were_known():
    back = wall()
    pictures = [view(back, k % 3) for k in range(10)]
    whole = film(pictures)
    part = whole.between(4 / 24, 8 / 24)
    alone = film(pictures[4:8])
    assert np.array_equal(part.firm, alone.firm)
    assert np.array_equal(part.fine, alone.fine)


def test_batches_do_not_show():
    back = wall()
    pixels = np.stack([view(back, k % 5) for k in range(12)]).astype(np.uint8)
    times = np.arange(12) / 24
    one = motion.analyse([FrameBatch(times, pixels)])
    many = motion.analyse(FrameBatch(times[k : k + 5], pixels[k : k + 5]) for k in (0, 5, 10))
    assert np.array_equal(one.fine, many.fine)


def test_backwards_the_same_moves():
    back = wall()
    pictures = [view(back)] * 2 + [view(back) + 40 * (np.arange(160) < 60)] * 3
    forward = film(pictures)
    assert np.array_equal(forward.reversed().fine, film(pictures[::-1]).fine)


def test_no_frames_have_no_features():
    assert len(motion.analyse([])) == 0


@pytest.mark.parametrize("shape", [(8, 8), (400, 8), (8, 240)])
def test_pictures_of_a_few_pixels_have_motion_too(shape):
    """What a picture of one pixel, or of one column, is made into."""
    seen = film([np.full(shape, 60 * (k % 3)) for k in range(6)])
    assert seen.firm.shape == (6, shape[0] // 4, shape[1] // 4)


def test_light_that_is_switched_is_sudden_and_what_moves_is_not():
    back = view(wall())
    lit, moving = [], []
    for k in range(8):
        picture = back.copy()
        picture[20:60, 30:90] *= 1.7 if k >= 4 else 1.0
        lit.append(picture)
        picture = back.copy()
        picture[30:60, 40 + 6 * k : 70 + 6 * k] = 250
        moving.append(picture)
    light, thing = film(lit), film(moving)
    assert light.sudden[4].sum() > 0.5 * light.firm[4].sum() > 0
    assert thing.sudden[1:].sum() < 0.05 * thing.firm[1:].sum()


def test_light_that_goes_out_is_as_sudden():
    pictures = [np.full((88, 160), 90.0) for _ in range(4)]
    pictures[0][40:60, 60:80] = pictures[1][40:60, 60:80] = 250
    assert film(pictures).sudden[2].sum() > 0
