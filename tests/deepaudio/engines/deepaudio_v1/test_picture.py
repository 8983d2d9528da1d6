"""Frames for the encoders: as many as the duration asks for, of what the clip shows."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest
import torch

from deepaudio.engines.base import RequestCancelled
from deepaudio.engines.deepaudio_v1.picture import load_frames
from deepaudio.features.video import sample_frames
from deepaudio.media.picture import JobPicture
from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from tests.helpers.films import write_images
from tests.helpers.published import read_frames


def seen(picture, start_s=0.0, seconds=1.0):
    return load_frames(picture, start_s, seconds, lambda: None)


def greys(frames):
    """Number of the film's frame in the middle of each picture (T, 3, h, w)."""
    middle = frames.float().mean(dim=1)[:, frames.shape[2] // 2, frames.shape[3] // 2]
    return (middle / 2).round().int().tolist()


def test_forward_play_is_sampled_as_the_published_pipeline_does(film):
    ours = seen(JobPicture(film, duration_s=2.0), seconds=2.0)
    published = sample_frames(read_frames(film), 2.0)
    assert torch.equal(ours.frames.clip, published.clip)
    assert torch.equal(ours.frames.sync, published.sync)


def test_a_clip_from_the_middle_counts_from_its_own_start(picture):
    frames = seen(picture).frames
    assert (frames.clip.shape, frames.sync.shape) == ((8, 3, 384, 384), (25, 3, 224, 224))
    assert greys(frames.clip)[:3] == pytest.approx([24, 27, 30], abs=1)


def test_handles_show_what_the_media_holds_before_the_clip(picture):
    assert greys(seen(picture, -0.5).frames.clip)[0] == pytest.approx(12, abs=1)
    nothing_before = replace(picture, available_start_s=1.0)
    assert greys(seen(nothing_before, -0.5).frames.clip)[0] == pytest.approx(24, abs=1)


@pytest.mark.parametrize(
    ("speed", "last"), [(2.0, 72), (0.5, 36), (-1.0, 0), (-0.5, 12), (0.0, 24)]
)
def test_retimes_belong_to_the_picture(picture, speed, last):
    numbers = greys(seen(replace(picture, speed=speed)).frames.sync)
    assert numbers[0] == pytest.approx(24, abs=2)
    assert numbers[-1] == pytest.approx(last, abs=2 * max(1, abs(speed)))
    assert numbers == sorted(numbers, reverse=speed < 0)


def test_where_the_media_ends_its_last_frame_stands(film):
    shown = seen(JobPicture(film, media_start_s=4.5, duration_s=2.0), seconds=2.0)
    assert len(shown.frames.sync) == 50
    assert greys(shown.frames.clip)[-1] == pytest.approx(119, abs=1)
    assert shown.end_s == pytest.approx(0.5, abs=0.1)


def test_a_still_stands_for_any_time(tmp_path):
    path = tmp_path / "still.png"
    picture = np.full((16, 16, 3), 90, np.uint8)
    with av.open(str(path), "w") as file:
        stream = file.add_stream("png", rate=1)
        stream.width = stream.height = 16
        stream.pix_fmt = "rgb24"
        file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        file.mux(stream.encode(None))
    shown = seen(JobPicture(str(path), duration_s=3.0), seconds=3.0)
    assert (len(shown.frames.clip), len(shown.frames.sync)) == (24, 75)
    assert set(greys(shown.frames.sync)) == {45}
    assert shown.end_s == math.inf


def film_of(path, size, times, codec="mpeg4"):
    """A film whose n-th frame, n times ten light, shows from times[n] on, in 1/1000 s."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=Fraction(25))
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for number, time in enumerate(times):
            picture = np.full((size[1], size[0], 3), 10 * number + 20, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts, frame.time_base = time, Fraction(1, 1000)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return str(path)


def test_a_variable_frame_rate_is_followed_by_times(tmp_path):
    path = film_of(tmp_path / "vfr.mkv", (64, 64), [0, 40, 80, 500, 520, 900], "libx264")
    numbers = greys(seen(JobPicture(path, duration_s=0.9), seconds=0.9).frames.sync)
    # published rule: each moment gets the first frame not before it
    assert numbers[:4] == pytest.approx([10, 15, 20, 25], abs=1)
    assert numbers[-1] == pytest.approx(35, abs=1)


@pytest.mark.parametrize("size", [(16, 16), (7680, 4320), (2, 400)])
def test_pictures_of_any_size_become_what_the_encoders_take(tmp_path, size):
    path = film_of(tmp_path / "odd.mkv", size, [0, 500, 1000])
    frames = seen(JobPicture(path, duration_s=1.0)).frames
    assert (frames.clip.shape, frames.sync.shape) == ((8, 3, 384, 384), (25, 3, 224, 224))


def test_an_image_sequence_with_holes(tmp_path):
    write_images(tmp_path, [n for n in range(24) if n % 5 != 3], grey=lambda n: 2 * n)
    sequence = JobPicture(
        str(tmp_path / "img.%04d.png"), "sequence", duration_s=1.0,
        sequence_first=1001, sequence_count=24, sequence_rate=24.0,
    )  # fmt: skip
    numbers = greys(seen(sequence).frames.sync)
    assert numbers == sorted(numbers)
    assert numbers[-1] >= 22


def test_media_that_is_gone_or_no_picture_is_an_error(tmp_path):
    with pytest.raises(MediaMissingError):
        seen(JobPicture(str(tmp_path / "gone.mov"), duration_s=1.0))
    (tmp_path / "text.mov").write_text("no film")
    with pytest.raises(MediaError):
        seen(JobPicture(str(tmp_path / "text.mov"), duration_s=1.0))


def test_looking_can_be_stopped(picture):
    def stop():
        raise RequestCancelled

    with pytest.raises(RequestCancelled):
        load_frames(picture, 0.0, 1.0, stop)
