"""Timelines and bundles that want something: to fill the memory or the disk, to be waited for."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import filelock
import opentimelineio as otio
import pytest

from deepaudio_plugin.core.errors import DiskFullError, TimelineError
from deepaudio_plugin.formats import bundles, limits, unpacked
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.formats.limits import MAX_DEPTH, RATIO_FROM
from tests.helpers.timelines import clip, span, track, write

posix = pytest.mark.skipif(sys.platform == "win32", reason="no such files")
MIB = 1 << 20


def refused(path: Path, cache: Path | None = None) -> str:
    """What is said of a timeline, at the latest when its media are needed.

    Nothing is unpacked, and no more memory taken than a small timeline takes.
    """
    tracemalloc.start()
    try:
        with pytest.raises(TimelineError) as caught:
            read(path, cache=cache).base  # noqa: B018
        assert tracemalloc.get_traced_memory()[1] < 32 * MIB + 4 * limits.MAX_TIMELINE_BYTES
    finally:
        tracemalloc.stop()
    assert caught.value.where.startswith(str(path))
    if cache is not None and cache.exists():
        assert list(cache.rglob("*")) == []
    return caught.value.message


def content(tmp_path: Path, *links: str) -> bytes:
    clips = [clip(link, span(0, 24)) for link in links or ("media/a.mov",)]
    return write(tmp_path, track(*clips)).read_bytes()


def zipped(tmp_path: Path, members: dict[str, bytes], *links: str, packing=zipfile.ZIP_DEFLATED):
    path = tmp_path / "film.otioz"
    with zipfile.ZipFile(path, "w", packing) as file:
        file.writestr("content.otio", content(tmp_path, *links))
        for name, body in members.items():
            file.writestr(name, body)
    return path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits at sizes that tests can have."""
    monkeypatch.setattr(limits, "MAX_TIMELINE_BYTES", MIB)
    monkeypatch.setattr(limits, "RATIO_FROM", MIB)


# -- what never answers ---------------------------------------------------------------


@posix
@pytest.mark.parametrize("name", ["cut.otio", "cut.otioz", "cut.edl", "cut.xml", "cut.aaf", "cut"])
def test_pipes_and_sockets_in_place_of_a_timeline_are_refused_by_name(tmp_path, name):
    os.mkfifo(tmp_path / name)
    assert "a named pipe" in refused(tmp_path / name)
    (tmp_path / "link.otio").symlink_to(name)
    assert "a named pipe" in refused(tmp_path / "link.otio")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.otio"))
        assert "a socket" in refused(tmp_path / "socket.otio")


@posix
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])
def test_devices_are_refused_by_name(path):
    assert "not a file" in refused(Path(path))


@posix
def test_a_pipe_in_place_of_the_timeline_in_a_folder_is_none(tmp_path):
    (tmp_path / "film.otiod").mkdir()
    os.mkfifo(tmp_path / "film.otiod" / "content.otio")
    assert "no content.otio" in refused(tmp_path / "film.otiod")


# -- texts ----------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["cut.otio", "cut.edl", "cut.xml", "cut.fcpxml", "cut.kdenlive"])
def test_a_timeline_larger_than_any_is_not_read_as_a_whole(tmp_path, name):
    with (tmp_path / name).open("wb") as file:
        file.write(b"<xmeml>" if name.endswith("ml") else b"TITLE: x\n")
        file.truncate(1 << 40)  # a hole: it takes no room
    assert "larger than" in refused(tmp_path / name)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'["]", ', b'[{"\\"": '])
def test_json_deeper_than_any_is_refused_and_ends_no_process(tmp_path, opening):
    path = tmp_path / "cut.otio"
    path.write_bytes(opening * 1_000_000)
    assert "nested too deeply" in refused(path)


def test_json_as_deep_as_allowed_and_brackets_in_texts_are_no_offence():
    limits.check_json_depth(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "")
    limits.check_json_depth(json.dumps(["[" * 9999, '\\"' + "{" * 9999]).encode(), "")


BOMBS = {
    "laughs": '<!DOCTYPE xmeml [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><xmeml>&i;</xmeml>",
    "quadratic": f'<!DOCTYPE xmeml [<!ENTITY a "{"ha" * 9999}">]><xmeml>{"&a;" * 9999}</xmeml>',
    "file": '<!DOCTYPE xmeml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xmeml>&a;</xmeml>',
    "web": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd">%a;]><x/>',
}


@pytest.mark.parametrize("suffix", [".xml", ".fcpxml", ".kdenlive", ".xges"])
@pytest.mark.parametrize("bomb", BOMBS)
def test_xml_that_declares_entities_is_refused(tmp_path, suffix, bomb):
    path = tmp_path / f"cut{suffix}"
    path.write_text(f'<?xml version="1.0"?>\n{BOMBS[bomb]}')
    assert "entities" in refused(path)


def test_xml_deeper_than_any_is_refused(tmp_path):
    path = tmp_path / "cut.fcpxml"
    path.write_text("<a>" * 1_000_000)
    assert "nested too deeply" in refused(path)


# -- bundles --------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
def test_a_small_bundle_that_unpacks_to_a_full_disk_is_refused(tmp_path):
    cache = tmp_path / "cache"
    path = zipped(tmp_path, {"media/a.mov": bytes(64 * MIB)})
    assert path.stat().st_size < MIB
    assert "was not unpacked" in refused(path, cache)


def test_a_bundle_whose_timeline_fills_the_memory_is_refused(tmp_path):
    path = tmp_path / "film.otioz"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("content.otio", "w") as o,
    ):
        for _ in range(2 * RATIO_FROM // MIB):
            o.write(b" " * MIB)
    assert "was not unpacked" in refused(path)


@pytest.mark.usefixtures("small")
def test_a_bundle_whose_timeline_is_merely_too_large_is_refused(tmp_path):
    path = tmp_path / "film.otioz"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("content.otio", b" " * (2 * MIB))
    assert "larger than 1 MiB" in refused(path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_unpack_a_few_bytes_to_gigabytes_are_refused(tmp_path, packing):
    path = zipped(tmp_path, {"media/a.mov": bytes(MIB)}, packing=packing)
    assert "packed in a way" in refused(path)


def test_members_that_share_their_bytes_are_refused(tmp_path):
    path = zipped(tmp_path, {"media/a.mov": os.urandom(MIB), "media/b.mov": b""})
    packed = bytearray(path.read_bytes())
    start = packed.index(b"PK\1\2")
    for info in zipfile.ZipFile(path).infolist():
        at = packed.index(info.filename.encode(), start) - 46
        packed[at + 20 : at + 24] = struct.pack("<I", MIB)
    path.write_bytes(packed)
    assert "more than once" in refused(path)


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_MEMBERS", 10)
    path = zipped(tmp_path, {f"media/{n}.png": b"" for n in range(10)})
    assert "holds 11 files" in refused(path)


def test_a_table_of_contents_that_fills_the_memory_is_refused(tmp_path):
    path = zipped(tmp_path, {})
    packed = bytearray(path.read_bytes())
    at = packed.rindex(b"PK\5\6")
    packed[at + 12 : at + 16] = struct.pack("<I", 1 << 31)
    path.write_bytes(packed)
    assert "table of contents" in refused(path)


def test_a_large_bundle_of_packed_zeros_is_not_passed_on_into_another(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "RATIO_FROM", MIB)
    path = zipped(tmp_path, {"media/unused.mov": bytes(64 * MIB)})
    with pytest.raises(TimelineError):
        bundles.write("{}", path, tmp_path / "new.otioz", "otioz")
    assert not (tmp_path / "new.otioz").exists()


def test_only_what_the_timeline_refers_to_is_unpacked(tmp_path):
    members = [
        *("media/a.mov", "media/b c.mov", "media/D.MOV", "media/deep/e.mov", "media/moved.mov"),
        *("media/seq/i.001.png", "media/seq/i.002.png", "media/pat/j.1.exr", "media/unused.mov"),
        *("media/deep/unused.mov", "media/other/a.mov.txt"),
    ]
    links = (
        *("media/a.mov", "media/b%20c.mov", "./media/d.mov", "media\\deep\\e.mov"),
        *("file:///elsewhere/film.otiod/media/moved.mov", "media/pat/j.%2501d.exr"),
    )
    sequence = otio.schema.ImageSequenceReference("media/seq/", "i.", ".png", 1, 1, 24, 3)
    images = otio.schema.Clip("images", sequence, span(0, 2))
    timeline = write(tmp_path, track(*(clip(link, span(0, 24)) for link in links), images))
    path = tmp_path / "film.otioz"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("content.otio", timeline.read_bytes())
        for name in members:
            file.writestr(name, b"x")
    base = read(path, cache=tmp_path / "cache").base
    found = {file.relative_to(base).as_posix() for file in base.rglob("*") if file.is_file()}
    assert found == {name for name in members if "unused" not in name and "txt" not in name}


def test_of_one_name_twice_the_last_is_unpacked(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = tmp_path / "film.otioz"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("content.otio", content(tmp_path))
            file.writestr("media/a.mov", b"first")
            file.writestr("media/a.mov", b"second")
    base = read(path, cache=tmp_path / "cache").base
    assert (base / "media" / "a.mov").read_bytes() == b"second"


# -- the cache of what is unpacked ----------------------------------------------------


def unpacked_folder(tmp_path: Path, name: str) -> Path:
    (tmp_path / name).mkdir()
    path = zipped(tmp_path / name, {"media/a.mov": bytes(1000)}, packing=zipfile.ZIP_STORED)
    return read(path, cache=tmp_path / "cache").base


def test_what_was_not_used_for_longest_goes_when_the_cache_is_full(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacked, "MAX_UNPACKED_BYTES", 2500)
    folders = [unpacked_folder(tmp_path, name) for name in ("one", "two")]
    os.utime(folders[0], (2_000_000, 2_000_000))
    os.utime(folders[1], (1_000_000, 1_000_000))
    three = unpacked_folder(tmp_path, "three")
    assert [folder.exists() for folder in (*folders, three)] == [True, False, True]
    four = unpacked_folder(tmp_path, "four")  # the third was used today: somebody may have it
    assert [folder.exists() for folder in (folders[0], three, four)] == [False, True, True]


def test_a_folder_that_is_used_again_is_as_good_as_new(tmp_path):
    folder = unpacked_folder(tmp_path, "one")
    os.utime(folder, (1_000_000, 1_000_000))
    read(tmp_path / "one" / "film.otioz", cache=tmp_path / "cache").base  # noqa: B018
    assert folder.stat().st_mtime > 1_000_000


@posix
def test_what_a_killed_process_had_begun_to_unpack_is_swept_and_nothing_else(tmp_path):
    cache = tmp_path / "cache"
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from deepaudio_plugin.formats import unpacked\n"
        "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        "unpacked._copy = die\n"
        "from deepaudio_plugin.formats.documents import read\n"
        "read(sys.argv[1], Path(sys.argv[2])).base\n"
    )
    path = zipped(tmp_path, {"media/a.mov": bytes(1000)})
    ended = subprocess.run([sys.executable, "-c", code, str(path), str(cache)], check=False)
    assert ended.returncode < 0
    (dead,) = [entry for entry in cache.iterdir() if entry.is_dir()]
    alive = cache / "unpacking-alive"
    alive.mkdir()
    with filelock.FileLock(cache / "unpacking-alive.lock"):
        folder = read(path, cache=cache).base
        assert not dead.exists()
        assert alive.is_dir()
    names = sorted(entry.name for entry in cache.iterdir())
    assert names == sorted([folder.name, "unpacking-alive", "unpacking-alive.lock"])


def test_a_bundle_larger_than_the_disk_is_refused_after_old_ones_went(tmp_path, monkeypatch):
    old = unpacked_folder(tmp_path, "one")
    os.utime(old, (1_000_000, 1_000_000))
    monkeypatch.setattr(unpacked.shutil, "disk_usage", lambda _: type("", (), {"free": 3})())
    with pytest.raises(DiskFullError):
        unpacked_folder(tmp_path, "two")
    assert not old.exists()
