"""A host says so when it does not see what a take is made from."""

from __future__ import annotations

import pytest

from deepaudio_plugin.core.errors import MediaMissingError
from deepaudio_plugin.core.path_mapping import mapping_of
from deepaudio_plugin.core.protocol import PictureSource, RenderRequest, ShownPart
from deepaudio_plugin.farm.media import needed_files, require_files


@pytest.fixture
def request_(tmp_path):
    """A line over a film and a sequence, in a recorded voice."""
    (tmp_path / "seq").mkdir()
    for name in ("film.mp4", "voice.wav"):
        (tmp_path / name).write_bytes(b"1234")
    sequence = PictureSource(str(tmp_path / "seq" / "%04d.png"), kind="sequence")
    return RenderRequest(
        "r", "r", "speech", "model", "/out", 1,
        picture=PictureSource(str(tmp_path / "film.mp4")),
        parts=(ShownPart(0, 1, sequence),),
        settings={"reference": {"path": str(tmp_path / "voice.wav")}},
    )  # fmt: skip


def test_every_file_of_a_take_is_known_with_its_size(request_, tmp_path):
    assert needed_files(request_) == {
        str(tmp_path / "film.mp4"): 4,
        str(tmp_path / "seq"): -1,
        str(tmp_path / "voice.wav"): 4,
    }
    require_files(needed_files(request_), mapping_of(), "gpu-1")


def test_what_is_not_here_either_is_left_to_the_engine(request_, tmp_path):
    (tmp_path / "film.mp4").unlink()
    assert str(tmp_path / "film.mp4") not in needed_files(request_)


def test_a_file_that_a_host_does_not_see_is_named_with_the_host(request_, tmp_path):
    needed = needed_files(request_)
    (tmp_path / "voice.wav").unlink()
    with pytest.raises(MediaMissingError, match="gpu-1 does not see this file") as caught:
        require_files(needed, mapping_of(), "gpu-1")
    assert caught.value.where == str(tmp_path / "voice.wav")
    assert "--map" in caught.value.hint


def test_another_file_of_that_name_will_not_do(request_, tmp_path):
    needed = needed_files(request_)
    (tmp_path / "film.mp4").write_bytes(b"a proxy of it")
    with pytest.raises(MediaMissingError, match=r"another file in its place \(13 bytes, not 4\)"):
        require_files(needed, mapping_of(), "gpu-1")


def test_paths_are_looked_for_where_the_host_has_them(request_, tmp_path):
    needed = needed_files(request_)
    mapping = mapping_of([f"{tmp_path}=/nowhere"])
    with pytest.raises(MediaMissingError) as caught:
        require_files(needed, mapping, "gpu-1")
    assert caught.value.where.startswith("/nowhere")
