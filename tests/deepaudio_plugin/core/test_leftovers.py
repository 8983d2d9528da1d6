"""Whose temporary files are left, and who may remove them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deepaudio_plugin.core import files, leftovers


def ended() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_process_runs_until_it_has_ended() -> None:
    assert leftovers.is_running(os.getpid())
    assert not leftovers.is_running(ended())
    assert not leftovers.is_running(10**12)


def test_what_this_process_writes_is_not_left(tmp_path: Path) -> None:
    with files.replacing(tmp_path / "film.otio") as temp:
        temp.write_text("half")
        leftovers.sweep(tmp_path)
        assert leftovers.left_in(tmp_path) == []
    assert (tmp_path / "film.otio").read_text() == "half"


def test_names_of_earlier_versions_go_after_a_day(tmp_path: Path) -> None:
    half = tmp_path / f".deepaudio-{ended()}-1.part"
    half.write_text("half")
    leftovers.sweep(tmp_path)
    assert half.exists()
    os.utime(half, (1, 1))
    leftovers.sweep(tmp_path)
    assert not half.exists()


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_link_with_such_a_name_is_removed_and_not_followed(tmp_path: Path) -> None:
    machine = leftovers.owner_mark().partition("-")[0]
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "film.otio").write_text("mine")
    (tmp_path / f".deepaudio-{machine}-{ended()}-1.part").symlink_to(theirs)
    leftovers.sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]
    assert (theirs / "film.otio").read_text() == "mine"


def test_nothing_is_raised_where_there_is_no_folder(tmp_path: Path) -> None:
    leftovers.sweep(tmp_path / "none")
    leftovers.put_back(tmp_path / "none" / "out.otiod")
    assert leftovers.left_folders(tmp_path / "none") == []


def test_names_aside_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "cut.deepaudio.otio"
    for number in (1, 2):
        path.write_text(f"mine, {number}")
        for _ in range(2):  # again after a kill, before it was replaced
            assert files.keep_aside(path).name == f"cut.deepaudio.{number}.otio"
        files.write_bytes(path, b"ours")
    assert path.with_name("cut.deepaudio.1.otio").read_text() == "mine, 1"
    assert path.with_name("cut.deepaudio.2.otio").read_text() == "mine, 2"
