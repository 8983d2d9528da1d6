"""Films with sound of their own, and films as cameras and telephones leave them."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

RATE = 48_000


def write_sounding_film(
    path, sound, *, codec="pcm_s24le", audio_rate=RATE, layout="mono", rate=24, grey=lambda n: n
):
    """A small film as long as its `sound`, float samples (T,) or (C, T) at `audio_rate`."""
    sound = np.atleast_2d(np.asarray(sound, np.float32))
    frames = -(-sound.shape[1] * rate // audio_rate)
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=rate)
        video.options = {"crf": "1", "g": "12"}
        video.width, video.height, video.pix_fmt = 64, 36, "yuv420p"
        audio = container.add_stream(codec, rate=audio_rate, layout=layout)
        for number in range(frames):
            picture = np.full((36, 64, 3), grey(number), np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(video.encode(None))
        _mux_sound(container, audio, sound, audio_rate, layout)
    return path


def write_sound(path, sound, *, codec="pcm_s24le", audio_rate=RATE, layout="mono"):
    """A file of nothing but sound."""
    with av.open(str(path), "w") as container:
        audio = container.add_stream(codec, rate=audio_rate, layout=layout)
        sound = np.atleast_2d(np.asarray(sound, np.float32))
        _mux_sound(container, audio, sound, audio_rate, layout)
    return path


def _mux_sound(container, stream, sound, rate, layout):
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), "fltp", layout)
    frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
    container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def write_variable_rate(path, times_ms, *, grey=lambda n: n):
    """A film whose n-th frame shows from `times_ms[n]` on, whatever the others do."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=1000)
        stream.options = {"crf": "1", "g": "12"}
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for number, time_ms in enumerate(times_ms):
            picture = np.full((36, 64, 3), grey(number), np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts, frame.time_base = time_ms, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_picture_film(path, picture, *, frames=12, pixel_aspect=None):
    """A film that shows one picture (H, W, 3) all the time."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.options = {"crf": "1"}
        stream.height, stream.width = picture.shape[:2]
        stream.pix_fmt = "yuv420p"
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        for _ in range(frames):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode(None))
    return path


def turn_clockwise(path):
    """Tell players of an MP4 to show it turned by 90 degrees, as telephones do."""
    content = bytearray(path.read_bytes())
    matrix = content.index(b"tkhd") + 4 + 40  # version 0: 40 bytes come before it
    turned = (0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    content[matrix : matrix + 36] = b"".join(n.to_bytes(4, "big", signed=True) for n in turned)
    path.write_bytes(content)
    return path
