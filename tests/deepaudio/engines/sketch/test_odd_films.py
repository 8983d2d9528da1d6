"""Films that nobody shoots: sound is made of them, and what cannot be seen in them is told."""

from fractions import Fraction

import av
import numpy as np
import pytest

from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.score import write_score
from deepaudio.engines.sketch.score_synthesis import synthesise
from deepaudio.media.picture import JobPicture


def film(path, width, height, rate, count):
    """A light patch that jumps up and down on grey."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("png", rate=Fraction(rate))
        stream.width, stream.height, stream.pix_fmt = width, height, "gray"
        for k in range(count):
            picture = np.full((height, width), 90, np.uint8)
            top = int(height * 0.6 * abs(np.sin(1.5 * np.pi * k / rate)))
            picture[top : top + max(1, height // 6), width // 3 : width // 3 + 8] = 220
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="gray")))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("width", "height", "rate", "count"),
    [
        (1, 1, 25, 25),
        (1, 300, 25, 25),
        (300, 1, 25, 25),
        (64, 36, 25, 1),
        (64, 36, 240, 240),
        (64, 36, 1, 3),
    ],
    ids=["one pixel", "a column", "a line", "one frame", "240 a second", "1 a second"],
)
def test_any_film_gets_a_sound(width, height, rate, count, tmp_path):
    path = film(tmp_path / "odd.mov", width, height, rate, count)
    length = round(48_000 * count / rate)
    request = AudioRequest(length, picture=JobPicture(str(path), duration_s=count / rate))
    score = write_score(request, lambda: None)
    sound = np.atleast_2d(synthesise(score, request, 0, length))
    assert sound.shape[-1] == length
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() > 0
