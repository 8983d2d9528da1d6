"""Named objects that machines share: whole or not there, and the first one stays."""

from __future__ import annotations

import errno
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import StoreError, UsageError
from deepaudio_plugin.takes.object_store import ARRIVING, FolderStore, ObjectStore, object_store


@pytest.fixture
def store(address: str) -> ObjectStore:
    return object_store(address)


def source(folder: Path, content: bytes) -> Path:
    path = folder / f"{content.hex()[:24]}.source"
    path.write_bytes(content)
    return path


def test_an_object_is_there_as_it_was_put_and_goes(store: ObjectStore, tmp_path: Path):
    assert store.names("ab") == set()
    assert (store.exists("ab/one.wav"), store.read("ab/one.wav")) == (False, None)
    assert store.put_new("ab/one.wav", source(tmp_path, b"sound"))
    assert store.names("ab") == {"one.wav"}
    assert "ab" in store.names("")
    assert (store.exists("ab/one.wav"), store.read("ab/one.wav")) == (True, b"sound")
    assert store.get("ab/one.wav", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"sound"
    store.remove("ab/one.wav")
    store.remove("ab/one.wav")
    assert not store.exists("ab/one.wav")
    assert not store.get("ab/one.wav", tmp_path / "none")


def test_what_is_there_stays(store: ObjectStore, tmp_path: Path):
    assert store.put_new("ab/one", source(tmp_path, b"first"))
    assert not store.put_new("ab/one", source(tmp_path, b"second"))
    assert store.read("ab/one") == b"first"


def test_whether_objects_can_be_put_is_found_out_and_leaves_none(store: ObjectStore):
    store.require_writable()
    store.require_writable()
    assert store.names(ARRIVING) == set()


def test_a_bucket_that_is_not_there_cannot_be_written(
    s3: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    for name, value in s3.items():
        monkeypatch.setenv(name, value)
    store = object_store("s3://nobody-has-made-it/takes")
    assert not store.exists("ab/one")  # S3 says no more than that
    with pytest.raises(StoreError, match="bucket does not exist"):
        store.require_writable()


def test_of_many_that_come_at_once_one_is_taken(address: str, tmp_path: Path):
    if address.startswith("memory"):
        pytest.skip("memory is for one process, and puts without a condition")
    stores = [object_store(address) for _ in range(8)]
    contents = [bytes([number]) * 50_000 for number in range(8)]
    files = [source(tmp_path, bytes([n]) + content) for n, content in enumerate(contents)]
    for attempt in range(5):
        name = f"ab/{attempt}"
        with ThreadPoolExecutor(8) as pool:
            taken = list(pool.map(lambda s, f, name=name: s.put_new(name, f), stores, files))
        assert taken.count(True) == 1
        assert stores[0].read(name) == files[taken.index(True)].read_bytes()


def test_a_folder_that_is_not_there_is_named_and_never_made(tmp_path: Path):
    folder = tmp_path / "not-mounted"
    store = FolderStore(folder)
    with pytest.raises(StoreError, match="no such folder") as raised:
        store.exists("ab/one")
    assert raised.value.where == str(folder)
    with pytest.raises(StoreError, match="no such folder"):
        store.put_new("ab/one", source(tmp_path, b"sound"))
    with pytest.raises(StoreError, match="no such folder"):
        store.require_writable()
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_named_and_holds_nothing_half(
    tmp_path: Path, share: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StoreError, match="No space left"):
        FolderStore(share).put_new("ab/one", source(tmp_path, b"sound"))
    assert [path for path in share.rglob("*") if path.is_file()] == []


def test_a_folder_that_can_only_be_read_is_named(share: Path, monkeypatch: pytest.MonkeyPatch):
    def read_only(*_args: object, **_options: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", read_only)
    with pytest.raises(StoreError, match="Read-only file system"):
        FolderStore(share).require_writable()


def test_without_links_a_folder_is_written_by_renames(
    tmp_path: Path, share: Path, monkeypatch: pytest.MonkeyPatch
):
    def no_links(*_args: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    store = FolderStore(share)
    assert store.put_new("ab/one", source(tmp_path, b"first"))
    assert not store.put_new("ab/one", source(tmp_path, b"second"))
    assert store.read("ab/one") == b"first"
    assert list((share / ARRIVING).iterdir()) == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("file://server/takes", "a folder of another machine"),
        ("nothing-of-that-name://takes", "nothing here reaches nothing-of-that-name"),
        ("memory://", "names no place"),
        ("file://", "names no folder"),
        ("file:///", "names no folder"),
        ("simplecache::memory://takes", "a chain of addresses"),
    ],
)
def test_addresses_that_cannot_be_used_are_refused(address: str, told: str):
    pytest.importorskip("fsspec")
    with pytest.raises(UsageError, match=told):
        object_store(address)


def test_a_store_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    pytest.importorskip("s3fs")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    store = object_store("s3://gone/takes")
    with pytest.raises(StoreError, match="cannot be used") as raised:
        store.put_new("ab/one", source(tmp_path, b"sound"))
    assert raised.value.where == "s3://gone/takes"
