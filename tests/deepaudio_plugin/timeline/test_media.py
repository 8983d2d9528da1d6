import os
import socket
import unicodedata
from pathlib import Path, PureWindowsPath

import pytest

from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.timeline import media
from deepaudio_plugin.timeline.identity import MediaIdentity
from deepaudio_plugin.timeline.media import MediaResolver

posix = pytest.mark.skipif(os.name == "nt", reason="paths of this system are Windows paths")


def put(folder: Path, *parts: str) -> Path:
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"media")
    return path


@pytest.mark.parametrize(
    "name", ["a.mov", "mit Leerzeichen.mov", 'it\'s "so".mov', "雨🌧️.mov", "100%.mov", "take#2.mov"]
)
@posix
def test_a_file_is_found_by_any_kind_of_address(tmp_path, name):
    path = put(tmp_path, "media", name)
    resolver = MediaResolver(tmp_path)
    addresses = [
        str(path),
        f"media/{name}",
        f"./media/{name}",
        path.as_uri(),
        path.as_uri().replace("file:///", "file://localhost/"),
        path.as_uri().replace("file:///", "file:/"),
        f"file://{path}",
    ]
    assert [resolver.resolve(address) for address in addresses] == [path] * len(addresses)


@posix
def test_a_name_that_looks_encoded_is_taken_literally_first(tmp_path):
    literal, decoded = put(tmp_path, "a%20b.mov"), put(tmp_path, "a b.mov")
    assert MediaResolver(tmp_path).resolve("a%20b.mov") == literal
    literal.unlink()
    assert MediaResolver(tmp_path).resolve("a%20b.mov") == decoded


def test_the_other_unicode_form_of_a_name_is_found(tmp_path):
    path = put(tmp_path, unicodedata.normalize("NFD", "Müller"), "é.mov")
    found = MediaResolver(tmp_path).resolve(unicodedata.normalize("NFC", "Müller/é.mov"))
    assert found.samefile(path)


def test_another_case_of_a_name_is_found(tmp_path):
    path = put(tmp_path, "Media", "Shot.MOV")
    assert MediaResolver(tmp_path).resolve("media/shot.mov").samefile(path)


@posix
@pytest.mark.parametrize(
    "address",
    [
        "D:\\film\\media\\a b.mov",
        "D:/film/media/a b.mov",
        "file:///D:/film/media/a%20b.mov",
        "file://localhost/D%3a/film/media/a%20b.mov",
        "\\\\server\\film\\media\\a b.mov",
        "/Volumes/film/media/a b.mov",
    ],
)
def test_media_of_another_computer_is_found_beside_the_timeline_or_below_a_root(tmp_path, address):
    beside = put(tmp_path, "here", "media", "a b.mov")
    below = put(tmp_path, "root", "deep", "down", "a b.mov")
    assert MediaResolver(tmp_path / "here").resolve(address) == beside
    assert MediaResolver(tmp_path / "x", [tmp_path / "root"]).resolve(address) == below


def test_of_equal_names_the_one_in_the_most_similar_folders_is_taken(tmp_path):
    put(tmp_path, "root", "b", "day1", "a.mov")
    wanted = put(tmp_path, "root", "c", "day2", "a.mov")
    resolver = MediaResolver(tmp_path, [tmp_path / "root"])
    assert resolver.resolve("/Volumes/x/day2/a.mov") == wanted
    assert resolver.notes == []


def test_a_choice_between_equals_is_the_first_by_name_and_noted_once(tmp_path):
    first = put(tmp_path, "root", "1", "a.mov")
    put(tmp_path, "root", "2", "a.mov")
    resolver = MediaResolver(tmp_path, [tmp_path / "root"])
    assert [resolver.resolve("/gone/a.mov") for _ in range(2)] == [first, first]
    assert resolver.notes == [f"2 files are called 'a.mov' below the media roots: {first} is used"]


def test_a_missing_file_says_where_it_was_looked_for_and_what_to_do(tmp_path):
    with pytest.raises(MediaMissingError) as caught:
        MediaResolver(tmp_path, [tmp_path / "root"]).resolve("C:\\film\\a.mov")
    assert "C:\\film\\a.mov does not exist" in str(caught.value)
    assert str(tmp_path / "root") in str(caught.value)
    assert "--media-root" in caught.value.hint


@pytest.mark.parametrize("address", ["", "  "])
def test_an_empty_address_is_missing_media_not_a_folder(tmp_path, address):
    with pytest.raises(MediaMissingError, match="names no file"):
        MediaResolver(tmp_path).resolve(address)


@pytest.mark.parametrize("address", ["a\0b.mov", "media", "x" * 5000, "file:", "%"])
def test_addresses_that_can_be_no_file_are_missing(tmp_path, address):
    (tmp_path / "media").mkdir()
    with pytest.raises(MediaMissingError):
        MediaResolver(tmp_path, [tmp_path]).resolve(address)


@pytest.mark.parametrize("address", ["https://x.org/a.mov", "s3://bucket/a.mov", "RTSP://cam/1"])
def test_nothing_is_fetched_from_a_network(tmp_path, address):
    put(tmp_path, "a.mov")
    with pytest.raises(MediaError, match="not fetched") as caught:
        MediaResolver(tmp_path, [tmp_path]).resolve(address)
    assert "download" in caught.value.hint


def test_each_address_is_looked_up_once(tmp_path):
    path = put(tmp_path, "a.mov")
    resolver = MediaResolver(tmp_path)
    resolver.resolve("a.mov")
    path.unlink()
    assert resolver.resolve("a.mov") == path


@posix
def test_the_folder_of_a_sequence_is_found_and_relinked_by_a_member(tmp_path):
    folder = put(tmp_path, "plates", "p.0001.exr").parent
    assert MediaResolver(tmp_path).resolve_folder("./plates/", "p.0001.exr") == folder
    assert MediaResolver(folder).resolve_folder("", "p.0001.exr") == folder
    far = MediaResolver(tmp_path / "elsewhere", [tmp_path])
    assert far.resolve_folder("C:\\job\\exr\\", "p.0001.exr") == folder
    with pytest.raises(MediaMissingError, match=r"p\.0002\.exr"):
        far.resolve_folder("C:\\job\\exr\\", "p.0002.exr")


# -- what is never opened -------------------------------------------------------------


@posix
def test_pipes_sockets_and_devices_are_refused_by_name(tmp_path):
    os.mkfifo(tmp_path / "pipe.mov")
    (tmp_path / "link.mov").symlink_to("pipe.mov")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.mov"))
        for address, kind in (
            *(("pipe.mov", "a named pipe"), ("link.mov", "a named pipe")),
            *(("socket.mov", "a socket"), ("/dev/zero", "a device")),
            *(("/dev/stdin", "a stream"), ("file:///dev/fd/0", "a stream")),
        ):
            with pytest.raises(MediaError, match=f"{kind}.*, not a file") as caught:
                MediaResolver(tmp_path).resolve(address)
            assert caught.value.hint


@posix
def test_a_pipe_that_took_the_place_of_media_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.mov")
    with pytest.raises(MediaMissingError, match="a named pipe"):
        MediaIdentity()(PictureSource(str(tmp_path / "a.mov")))


@pytest.mark.parametrize(
    "address",
    [
        *("pipe:0", "fd:0", "concat:a.mov|b.mov", "subfile,,start,0,end,9,,:a.mov", "data:,abc"),
        *("crypto:a.mov", "cache:a.mov", "async:a.mov", "http:a.mov", "tee:a.mov"),
    ],
)
def test_addresses_of_any_scheme_are_at_most_names_of_files(tmp_path, address):
    with pytest.raises(MediaMissingError, match="media is missing") as caught:
        MediaResolver(tmp_path).resolve(address)
    assert address in caught.value.message
    if os.name == "posix":
        put(tmp_path, address)
        assert MediaResolver(tmp_path).resolve(address) == tmp_path / address


@pytest.mark.parametrize(
    "address",
    [
        *("\\\\server\\share\\a.mov", "file:\\\\server\\share\\a.mov", "file://server/share/a.mov"),
        *(
            "\\\\.\\pipe\\a.mov",
            "\\\\?\\UNC\\server\\share\\a.mov",
            "file://server/share/a%20b.mov",
        ),
    ],
)
def test_shares_are_not_asked_and_their_files_are_found_by_name(tmp_path, address, monkeypatch):
    asked = []

    def nothing_there(path):
        asked.append(str(path))
        raise FileNotFoundError(path)

    monkeypatch.setattr(media, "irregular", nothing_there)
    with pytest.raises(MediaMissingError) as caught:
        MediaResolver(tmp_path).resolve(address)
    assert "not opened" in caught.value.message or "not asked" in caught.value.message
    assert not [path for path in asked if path.startswith("\\\\")]
    monkeypatch.undo()
    name = "a b.mov" if "%20" in address else "a.mov"
    path = put(tmp_path, "moved", name)
    assert MediaResolver(tmp_path / "cut", [tmp_path]).resolve(address) == path


def test_on_windows_a_share_is_asked_only_if_the_timeline_or_a_root_is_on_it(monkeypatch):
    monkeypatch.setattr(media.os, "name", "nt")
    trusted = [PureWindowsPath("//NAS/Films/cut"), PureWindowsPath("D:/films")]
    assert not media.foreign_share("//nas/films/a.mov", trusted)
    assert not media.foreign_share("E:\\films\\a.mov", trusted)
    assert media.foreign_share("\\\\nas\\other\\a.mov", trusted)
    assert media.foreign_share("//evil.example/films/a.mov", trusted)
    assert media.foreign_share("\\\\.\\pipe\\a", trusted)
