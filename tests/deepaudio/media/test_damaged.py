"""Headers with bytes changed: whatever is in a file, it is read or there is a clear error.

Seeded, so that a find can be repeated. `-s` shows the slowest cases.
"""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from deepaudio.media.clock import span
from deepaudio.media.frames import FrameReader, media_facts
from deepaudio.media.picture import JobPicture
from deepaudio.media.probe import probe
from deepaudio.worker.picture import canvas_for, shown
from deepaudio.worker.sound import open_sound, sound_at_48k
from deepaudio_plugin.core.errors import DeepAudioError

CASES = 50  # of each kind
KINDS = ("mp4", "mov", "mkv", "avi", "ts", "wav", "flac", "png")
_HEAD = 4096  # bytes that are changed most


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A small file of each kind, with picture and sound where it can have both."""
    folder = tmp_path_factory.mktemp("whole")
    made = {}
    for kind in KINDS:
        path = folder / f"a.{kind}"
        {"wav": _sound, "flac": _sound, "png": _image}.get(kind, _film)(path)
        made[kind] = path.read_bytes()
    return made


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_damage_ends_in_anything_but_a_clear_error(kind, whole, tmp_path, capsys):
    chance = random.Random(f"headers of {kind}")
    path = tmp_path / f"a.{kind}"
    ends: Counter[str] = Counter()
    times = []
    for number in range(CASES):
        path.write_bytes(_damaged(whole[kind], chance))
        for look in LOOKS:
            began = time.monotonic()
            ends[_end(look, str(path), f"{kind} {number} {look.__name__}")] += 1
            times.append((time.monotonic() - began, f"{number} {look.__name__}"))
    print(kind, dict(ends), "slowest", sorted(times)[-3:])
    assert ends["read"] > 0
    if kind not in ("ts", "flac"):  # these begin anew at the next packet, whatever is before it
        assert sum(ends.values()) > ends["read"]


def _end(look: Callable[[str], None], path: str, case: str) -> str:
    probe.__globals__["_probed"].cache_clear()
    try:
        look(path)
    except DeepAudioError as error:
        assert error.where == path, f"{case}: {error!r}"
        return error.code
    except Exception as error:
        raise AssertionError(f"{case} ended in {error!r}") from error
    return "read"


# -- what is done with media ----------------------------------------------------------


def facts(path: str) -> None:
    probe(path)


def first_frames(path: str) -> None:
    picture = JobPicture(path, duration_s=1.0)
    known = media_facts(picture)
    list(itertools.islice(FrameReader(picture, known, span(picture, known, 0.0, 1.0)), 3))


def preview(path: str) -> None:
    picture = JobPicture(path, media_start_s=0.5, duration_s=0.2)
    canvas = canvas_for([picture], 90)
    assert canvas.width <= 8 * canvas.height
    list(shown(picture, [0.0, 0.04, 0.08]))


def first_sound(path: str) -> None:
    with open_sound(path) as sound:
        list(itertools.islice(sound.blocks(0), 20))


def sound_for_the_mix(path: str) -> None:
    list(itertools.islice(sound_at_48k(path, 12_000, 24_000), 20))


LOOKS = (facts, first_frames, preview, first_sound, sound_for_the_mix)


# -- damage ---------------------------------------------------------------------------

_ODD = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\1")


def _damaged(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, of the first and last mostly: there most kinds have their headers."""
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        near = min(_HEAD, len(damaged))
        at = chance.randrange(near) if chance.random() < 0.5 else -1 - chance.randrange(near)
        at %= len(damaged)
        how = chance.randrange(5)
        if how == 0:
            damaged[at] = chance.randrange(256)
        elif how == 1:
            damaged[at] ^= 1 << chance.randrange(8)
        elif how == 2:
            damaged[at : at + 4] = chance.choice(_ODD)
        elif how == 3:
            damaged[at : at + chance.randrange(1, 9)] = b""
        else:
            damaged[at:at] = chance.randbytes(chance.randrange(1, 9))
    return bytes(damaged)


# -- whole files ----------------------------------------------------------------------


def _film(path: Path) -> None:
    codec, sound_codec = ("mpeg2video", "mp2") if path.suffix == ".ts" else ("libx264", "aac")
    with av.open(str(path), "w") as container:
        container.metadata["title"] = "A film"
        video = container.add_stream(codec, rate=25)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        video.metadata["timecode"] = "01:00:00:00"
        sound = container.add_stream(sound_codec, rate=48_000, layout="stereo")
        for n in range(25):
            picture = np.full((48, 64, 3), 8 * n, np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture)))
        _encode(container, sound, "fltp" if sound_codec == "aac" else "s16")
        container.mux(video.encode(None))


def _sound(path: Path) -> None:
    with av.open(str(path), "w") as container:
        codec = "flac" if path.suffix == ".flac" else "pcm_s16le"
        _encode(container, container.add_stream(codec, rate=48_000, layout="stereo"), "s16")


def _encode(container, stream, form: str) -> None:
    noise = np.random.default_rng(1).integers(-9999, 9999, (1, 2 * 48_000)).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(noise, "s16", "stereo")
    frame.sample_rate, frame.time_base, frame.pts = 48_000, Fraction(1, 48_000), 0
    fifo = av.AudioFifo()
    for part in av.AudioResampler(form, "stereo", 48_000).resample(frame):
        fifo.write(part)
    while (part := fifo.read(1152 if form == "s16" else 1024)) is not None:
        container.mux(stream.encode(part))
    container.mux(stream.encode(None))


def _image(path: Path) -> None:
    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb24"
        picture = np.random.default_rng(1).integers(0, 255, (48, 64, 3)).astype(np.uint8)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        container.mux(stream.encode(None))
