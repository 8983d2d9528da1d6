import os
from dataclasses import replace

import pytest

from deepaudio_plugin.core.errors import MediaMissingError
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.timeline import identity as identity_module
from deepaudio_plugin.timeline.identity import MediaIdentity, _sample_offsets

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


def test_another_size_is_other_media(tmp_path):
    before = MediaIdentity()(media(tmp_path / "a.mov", b"x" * BIG))
    assert MediaIdentity()(media(tmp_path / "a.mov", b"x" * (BIG + 1))) != before


def test_another_time_is_the_same_media(tmp_path):
    before = MediaIdentity()(media(tmp_path / "a.mov", b"x" * BIG))
    assert MediaIdentity()(media(tmp_path / "a.mov", b"x" * BIG, 2_000_000_000)) == before


def test_the_key_is_the_same_on_every_machine(tmp_path):
    assert MediaIdentity()(media(tmp_path / "a.mov", b"film")) == (
        "db9b9bcdfff88ccd1c15371ba16ee17402faf2f8d92a496637151b50cb82d9ec"
    )


def test_a_film_is_read_in_samples_from_end_to_end():
    offsets = _sample_offsets(1 << 40)
    assert len(offsets) == 16
    assert (offsets[0], offsets[-1]) == (0, (1 << 40) - 65_536)
    assert _sample_offsets(0) == [0]
    assert _sample_offsets(100) == [0]
    assert _sample_offsets(70_000) == [0, 70_000 - 65_536]


def test_a_file_is_read_once(tmp_path, monkeypatch):
    read = []
    digest = identity_module._file_digest
    monkeypatch.setattr(
        identity_module, "_file_digest", lambda path: read.append(path) or digest(path)
    )
    identity = MediaIdentity()
    picture = media(tmp_path / "a.mov", b"x")
    assert identity(picture) == identity(replace(picture, media_start_s=2.0))
    assert len(read) == 1


@pytest.mark.parametrize("change", ["size", "time", "inode"])
def test_a_file_is_read_again_when_its_size_time_or_inode_has_changed(tmp_path, change):
    identity = MediaIdentity()
    path = tmp_path / "a.mov"
    before = identity(media(path, b"x" * 10))
    if change == "inode":
        media(tmp_path / "b.mov", b"y" * 10)
        (tmp_path / "b.mov").replace(path)
    elif change == "time":
        media(path, b"y" * 10, 2_000_000_000)
    else:
        media(path, b"x" * 11)
    assert identity(PictureSource(path=str(path))) != before


def test_media_that_has_vanished_stays_what_it_was(tmp_path):
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


def test_for_one_plan_a_file_is_looked_at_once_and_for_the_next_again(tmp_path, monkeypatch):
    picture = media(tmp_path / "a.mov", b"x" * BIG)
    identity, looks = MediaIdentity(), []
    state = identity_module._state
    monkeypatch.setattr(
        identity_module, "_state", lambda paths: looks.append(paths) or state(paths)
    )
    with identity.looking_once():
        before = identity(picture)
        assert identity(picture) == before
    assert len(looks) == 1
    media(tmp_path / "a.mov", b"y" * BIG, 2_000_000_000)
    with identity.looking_once():
        assert identity(picture) != before
