"""Only plain files are opened, and nothing that may never answer is waited for."""

from __future__ import annotations

import os
import sys

import pytest

from deepaudio_plugin.core import regular
from deepaudio_plugin.core.regular import IrregularFileError, irregular, open_regular

posix = pytest.mark.skipif(sys.platform == "win32", reason="no such files")


def test_a_file_is_opened_and_a_folder_is_not(tmp_path):
    (tmp_path / "film.mov").write_bytes(b"film")
    assert irregular(tmp_path / "film.mov") == ""
    with open_regular(tmp_path / "film.mov") as file:
        assert file.read() == b"film"
    with pytest.raises(IrregularFileError) as caught:
        open_regular(tmp_path)
    assert str(caught.value) == caught.value.strerror == "a folder, not a file"
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "gone.mov")


@posix
def test_a_pipe_that_takes_a_files_place_meanwhile_is_not_waited_for(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(regular, "irregular", lambda _path: "")
    with pytest.raises(IrregularFileError, match="a named pipe"):
        open_regular(tmp_path / "pipe")


@posix
@pytest.mark.parametrize(
    "path", ["/dev/stdin", "/dev/fd/0", "/dev/../dev/stdin", "/proc/self/fd/0"]
)
def test_a_stream_of_the_system_is_no_file_whatever_is_at_its_end(path):
    assert irregular(path) == "a stream of the system"


@posix
def test_devices_are_told_from_files(tmp_path):
    assert irregular("/dev/zero") == irregular("/dev/null") == "a device"
    (tmp_path / "link").symlink_to("/dev/zero")
    assert irregular(tmp_path / "link") == "a device"
