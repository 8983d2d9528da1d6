"""WAV headers are read without trusting them."""

from __future__ import annotations

import io
import os
import random
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from deepaudio_plugin.core.protocol import Take
from deepaudio_plugin.takes.sound_file import (
    SoundShape,
    regular_file,
    shape_of,
    what_is_wrong,
)
from tests.helpers.tones import write_tone

TAKE = Take("key", "", 3000, 2, 100, 2900, None, -1.0)


def wav(
    samples: int = 3000, channels: int = 2, rate: int = 48_000, bits: int = 24, tag: int = 1
) -> bytes:
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * frame, frame, bits)
    data = bytes(samples * frame)
    chunks = b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def rf64() -> bytes:
    content = wav()
    size = 3000 * 6
    ds64 = b"ds64" + struct.pack("<IQQQI", 28, len(content), size, 3000, 0)
    body = content[12:].replace(b"data" + struct.pack("<I", size), b"data\xff\xff\xff\xff")
    return b"RF64\xff\xff\xff\xffWAVE" + ds64 + body


@pytest.mark.parametrize("content", [wav(), rf64()], ids=["riff", "rf64"])
def test_a_header_says_how_the_sound_lies(content: bytes) -> None:
    assert shape_of(io.BytesIO(content)) == SoundShape(2, 48_000, 24, 3000)
    assert what_is_wrong(io.BytesIO(content), TAKE) == ""


def test_what_other_programs_write_is_read(tmp_path: Path) -> None:
    path = write_tone(tmp_path / "a.wav", 440, 10, 20, 30, channels=6)
    with regular_file(path) as file:
        assert shape_of(file) == SoundShape(6, 48_000, 24, 60)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (bytes(20_000), "is no WAV file"),
        (b"", "is no WAV file"),
        (wav()[:-1], "is cut short"),
        (wav()[:30], "is cut short"),
        (b"RIFF\x1c\0\0\0" + wav()[8:36], "has no sound in it"),
        (wav(channels=1), "has 1 channels instead of 2"),
        (wav(rate=44_100), "has 44100 sample rate instead of 48000"),
        (wav(bits=16), "has 16 bits instead of 24"),
        (wav(samples=2999), "has 2999 samples instead of 3000"),
        (wav(tag=3), "is no plain PCM sound"),
        (wav(channels=0), "is no plain PCM sound"),
    ],
)
def test_what_is_not_the_sound_that_was_announced_is_told(content: bytes, why: str) -> None:
    assert what_is_wrong(io.BytesIO(content), TAKE) == why


@pytest.mark.parametrize(
    "claims", [{"handle_in": -1}, {"window": 0}, {"window": 2901}, {"handle_in": 3000}]
)
def test_claims_that_do_not_fit_the_file_are_told(claims: dict[str, int]) -> None:
    assert what_is_wrong(io.BytesIO(wav()), replace(TAKE, **claims))


def test_no_bytes_at_all_raise_anything_else() -> None:
    chance = random.Random(7)
    for _ in range(3000):
        content = bytearray(wav(samples=20) if chance.random() < 0.5 else rf64()[:400])
        for _ in range(chance.randrange(1, 9)):
            content[chance.randrange(len(content))] = chance.choice((0, 255, chance.randrange(256)))
        cut = bytes(content[: chance.randrange(len(content) + 1)])
        what_is_wrong(io.BytesIO(cut), TAKE)


@pytest.mark.skipif(os.name != "posix", reason="pipes and links of POSIX")
def test_only_regular_files_are_opened_and_nothing_is_waited_for(tmp_path: Path) -> None:
    file, pipe, link, twin = (tmp_path / name for name in ("a.wav", "pipe", "link", "twin"))
    file.write_bytes(wav())
    os.mkfifo(pipe)
    link.symlink_to(file)
    for path in (pipe, Path("/dev/zero"), tmp_path):
        with pytest.raises(ValueError, match="regular"), regular_file(path):
            pass
    with regular_file(link):
        pass
    with pytest.raises(ValueError, match="regular"), regular_file(link, of_a_stranger=True):
        pass
    os.link(file, twin)
    with pytest.raises(ValueError, match="another name"), regular_file(file, of_a_stranger=True):
        pass
