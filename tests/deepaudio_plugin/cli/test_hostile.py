"""One cut of everything that must never be opened, through the command and a real worker."""

from __future__ import annotations

import os
import struct
import sys
import zlib
from pathlib import Path

import opentimelineio as otio
import pytest

from tests.helpers.command import Ran, deepaudio
from tests.helpers.project import Project, clip, make_project, write_timeline

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pipes among files")

SAID = {
    "pipe": "a named pipe",
    "link": "a named pipe",
    "device": "a device",
    "stream": "a stream",
    "playlist": "no media file",
    "endless": "no media file",
    "concat": "no media file",
    "web": "network",
    "protocol": "not opened",
    "share": "not opened",
    "large": "more than 128 megapixels",
    "images": "a named pipe",
}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Ran]:
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(folder / "home"))
        project = _hostile(folder / "cut")
        arguments = ("--library", folder / "takes", "--tracks", "audio", "--json")
        return project, deepaudio("render", project.timeline, *arguments)


@pytest.mark.parametrize("name", SAID)
def test_what_must_not_be_opened_is_refused_by_name(rendered, name):
    failures = rendered[1].event("finished")["failures"]
    (failure,) = [found for found in failures if repr(name) in found["where"]]
    assert SAID[name] in failure["message"]
    assert failure["hint"]


def test_what_is_good_beside_it_is_rendered_by_the_first_worker(rendered):
    project, ran = rendered
    assert ran.code == 1
    assert ran.event("finished")["rendered"] == 2
    assert "worker" not in {failure["code"] for failure in ran.event("finished")["failures"]}
    assert project.timeline.with_name("cut.deepaudio.otio").is_file()


@pytest.mark.parametrize("name", ["cut.otio", "cut.srt", "cut.deepaudio.json"])
def test_a_pipe_in_the_place_of_an_input_is_not_waited_for(tmp_path, name):
    project = make_project(tmp_path)
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    ran = deepaudio("plan", project.timeline, "--subtitles", project.subtitles, "-v")
    assert ran.code == 2
    assert f"{name}: " in ran.err
    assert "a named pipe" in ran.err


def _hostile(folder: Path) -> Project:
    """A cut in which the first and the last shot are good."""
    project = make_project(folder)
    os.mkfifo(folder / "pipe.mp4")
    (folder / "link.mp4").symlink_to("pipe.mp4")
    (folder / "playlist.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n")
    (folder / "endless.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nendless.m3u8\n")
    (folder / "concat.mp4").write_text("ffconcat version 1.0\n" + "file 'film.mp4'\n" * 200_000)
    (folder / "large.png").write_bytes(_large_png())
    for number in range(3):
        os.mkfifo(folder / f"img.{number}.png")
    images = otio.schema.ImageSequenceReference("", "img.", ".png", 0, 1, 24, 1)
    sequence = clip("film.mp4", 0, 3, "images")
    sequence.media_reference = images
    addresses = {
        "pipe": "pipe.mp4", "link": "link.mp4", "device": "/dev/zero", "stream": "/dev/stdin",
        "playlist": "playlist.m3u8", "endless": "endless.m3u8", "concat": "concat.mp4",
        "web": "https://127.0.0.1:9/a.mp4", "protocol": "concat:film.mp4|film.mp4",
        "share": "\\\\server\\share\\film.mov", "large": "large.png",
    }  # fmt: skip
    write_timeline(
        project.timeline,
        [
            clip("film.mp4", 0, 24, "good 1"),
            *(clip(address, 0, 12, name) for name, address in addresses.items()),
            sequence,
            clip("film.mp4", 30, 24, "good 2"),
        ],
    )
    return project


def _large_png() -> bytes:
    """32k x 32k pixels of one bit: 128 MB, or a gigabyte as most decoders have it."""

    def chunk(name: bytes, body: bytes) -> bytes:
        checked = name + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    packer, row = zlib.compressobj(), bytes(1 + 4096)
    packed = b"".join(packer.compress(row) for _ in range(32_768)) + packer.flush()
    head = struct.pack(">IIBBBBB", 32_768, 32_768, 1, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts
