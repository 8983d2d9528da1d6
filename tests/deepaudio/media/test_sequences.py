"""Numbered images that play like a film, holes and all."""

from __future__ import annotations

from itertools import islice

import pytest

from deepaudio.media.picture import JobPicture
from deepaudio.media.sequences import sequence_file, sequence_frames, sequence_image
from deepaudio_plugin.core.errors import MediaError
from tests.helpers.films import write_images

RATE = 24.0


@pytest.fixture
def sequence(tmp_path):
    """Makes twelve images, of which those of `numbers` are there."""

    def make(numbers):
        write_images(tmp_path, numbers, grey=lambda n: 20 + 3 * n)
        return JobPicture(
            str(tmp_path / "img.%04d.png"), "sequence", duration_s=0.5,
            sequence_first=1001, sequence_count=12, sequence_rate=RATE,
        )  # fmt: skip

    return make


def numbers(frames):
    """Which images these are, by their times and by their greys."""
    found = [(time_s * RATE, frame.to_ndarray(format="gray")[18, 32]) for time_s, frame in frames]
    assert [round(at) for at, _ in found] == [round((int(grey) - 20) / 3) for _, grey in found]
    return [round(at) for at, _ in found]


def test_images_come_in_order_from_the_one_that_shows(sequence):
    images = sequence(range(12))
    assert numbers(sequence_frames(images, 0.0)) == list(range(12))
    assert numbers(sequence_frames(images, 3.5 / RATE)) == list(range(3, 12))
    assert numbers(sequence_frames(images, 4 / RATE)) == list(range(4, 12))


@pytest.mark.parametrize(("start_s", "first"), [(-1.0, 0), (99.0, 11)])
def test_outside_the_sequence_its_nearest_image_shows(sequence, start_s, first):
    assert numbers(islice(sequence_frames(sequence(range(12)), start_s), 1)) == [first]


def test_in_a_hole_the_image_before_it_shows(sequence):
    images = sequence([0, 1, 5, 11])
    assert numbers(sequence_frames(images, 3 / RATE)) == [1, 5, 11]


def test_before_the_first_image_there_is_the_first_one(sequence):
    assert numbers(sequence_frames(sequence([5, 6]), 2 / RATE)) == [5, 6]


def test_a_damaged_image_is_a_hole(sequence, tmp_path):
    images = sequence(range(4))
    (tmp_path / "img.1003.png").write_bytes(b"no image")
    (tmp_path / "img.1002.png").write_bytes((tmp_path / "img.1002.png").read_bytes()[:60])
    assert numbers(sequence_frames(images, 0.0)) == [0, 3]
    assert sequence_image(images, 2) is None


def test_a_sequence_of_nothing_is_an_error_that_names_it(sequence):
    images = sequence([])
    with pytest.raises(MediaError, match="no image of the sequence") as caught:
        list(sequence_frames(images, 0.0))
    assert caught.value.where == images.path
    assert caught.value.hint


def test_names_follow_first_and_step():
    picture = JobPicture("/a b/x_%03d.exr", kind="sequence", sequence_first=7, sequence_step=2)
    assert sequence_file(picture, 3) == "/a b/x_013.exr"


def test_a_pattern_in_a_folder_is_its_name():
    picture = JobPicture("/100%20d/x_%d.exr", kind="sequence", sequence_first=7)
    assert sequence_file(picture, 0) == "/100%20d/x_7.exr"
