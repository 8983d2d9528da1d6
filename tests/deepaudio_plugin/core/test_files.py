"""Files are written as a whole or not at all, and what the system refuses is said in our words."""

import errno
import os

import pytest

from deepaudio_plugin.core import files
from deepaudio_plugin.core.errors import DiskFullError, OutputError


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT], ids=["disk", "quota"])
def test_a_full_disk_and_a_used_up_quota_are_a_full_disk(tmp_path, number):
    path = tmp_path / "take.wav"
    error = files.output_error(OSError(number, os.strerror(number)), path)
    assert isinstance(error, DiskFullError)
    assert (error.where, error.message) == (str(path), "the disk is full")
    assert "Free some space" in error.hint


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EIO])
def test_any_other_refusal_names_its_reason_and_is_no_full_disk(tmp_path, number):
    error = files.output_error(OSError(number, os.strerror(number)), tmp_path / "take.wav")
    assert type(error) is OutputError
    assert os.strerror(number) in error.message


def test_errors_inside_a_block_are_about_its_path(tmp_path):
    path = tmp_path / "take.wav"
    with pytest.raises(DiskFullError) as caught, files.output_errors(path, hint="Write elsewhere."):
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))
    assert (caught.value.where, caught.value.hint) == (str(path), "Write elsewhere.")


def test_a_block_that_fails_leaves_what_was_there_and_nothing_beside_it(tmp_path):
    path = tmp_path / "film.otio"
    path.write_bytes(b"older")
    with pytest.raises(KeyboardInterrupt), files.replacing(path) as aside:
        aside.write_bytes(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"older"
    assert [found.name for found in tmp_path.iterdir()] == ["film.otio"]


def test_content_replaces_what_was_there_as_a_whole(tmp_path):
    path = tmp_path / "film.otio"
    path.write_bytes(b"a longer one")
    files.write_bytes(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert [found.name for found in tmp_path.iterdir()] == ["film.otio"]


def test_a_copy_of_what_is_not_there_leaves_nothing(tmp_path):
    with pytest.raises(FileNotFoundError):
        files.copy(tmp_path / "none", tmp_path / "copy")
    assert not list(tmp_path.iterdir())
