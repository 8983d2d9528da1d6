import os

import pytest

from deepaudio_plugin.core.errors import MediaMissingError
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.timeline.identity import MediaIdentity

BIG = 300_000


def media(path, content, time=1_000_000_000):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    os.utime(path, ns=(time, time))
    return PictureSource(path=str(path))


def test_the_same_content_elsewhere_is_the_same_media(tmp_path):
    one = media(tmp_path / "a.mov", b"x" * BIG)
    other = media(tmp_path / "moved" / "b.mov", b"x" * BIG)
    assert MediaIdentity()(one) == MediaIdentity()(other)


@pytest.mark.parametrize("changed", [0, BIG // 2, BIG - 1])
def test_a_changed_byte_at_the_start_middle_or_end_is_other_media(tmp_path, changed):
    content = bytearray(b"x" * BIG)
    before = MediaIdentity()(media(tmp_path / "a.mov", content))
    content[changed] = 0
    assert MediaIdentity()(media(tmp_path / "a.mov", content)) != before


@pytest.mark.parametrize(("size", "time"), [(BIG + 1, 1_000_000_000), (BIG, 2_000_000_000)])
def test_another_size_or_time_is_other_media(tmp_path, size, time):
    before = MediaIdentity()(media(tmp_path / "a.mov", b"x" * BIG))
    assert MediaIdentity()(media(tmp_path / "a.mov", b"x" * size, time)) != before


def test_a_file_is_read_once(tmp_path):
    identity = MediaIdentity()
    picture = media(tmp_path / "a.mov", b"x")
    before = identity(picture)
    (tmp_path / "a.mov").unlink()
    assert identity(picture) == before


def test_a_sequence_is_known_by_its_first_middle_and_last_image_and_its_count(tmp_path):
    for number in range(1, 10):
        media(tmp_path / f"p.{number:03d}.exr", b"%d" % number)

    def identity(count):
        path = str(tmp_path / "p.%03d.exr")
        source = PictureSource(
            path=path, kind="sequence", sequence_first=1, sequence_count=count, sequence_rate=24
        )
        return MediaIdentity()(source)

    before = identity(9)
    assert identity(8) != before
    media(tmp_path / "p.005.exr", b"other")
    assert identity(9) != before


def test_media_that_is_gone_is_a_clear_error(tmp_path):
    with pytest.raises(MediaMissingError, match=r"gone\.mov"):
        MediaIdentity()(PictureSource(path=str(tmp_path / "gone.mov")))
