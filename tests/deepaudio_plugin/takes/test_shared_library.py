"""Libraries of several computers in front of one that they share."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import StoreError, UsageError
from deepaudio_plugin.core.library_place import library_place
from deepaudio_plugin.takes.entry import Entry, read_sidecar
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.takes.object_store import FolderStore, object_store
from deepaudio_plugin.takes.opening import open_library
from deepaudio_plugin.takes.shared_library import SharedLibrary
from deepaudio_plugin.takes.shared_takes import DamagedTakeError, SharedTakes
from tests.helpers.takes import add, key_of, sound

NEVER = lambda: False  # noqa: E731


class Desks:
    """Computers with libraries of their own in front of one."""

    def __init__(self, folder: Path, address: str) -> None:
        self._folder, self.address = folder, address
        self._open: list[TakeLibrary] = []

    def library(self, name: str) -> TakeLibrary:
        library = TakeLibrary(self._folder / name)
        library.sharing = SharedLibrary(library, SharedTakes(object_store(self.address)))
        self._open.append(library)
        return library

    def close(self) -> None:
        for library in self._open:
            library.close()


@pytest.fixture
def desks(tmp_path: Path, address: str) -> Iterator[Desks]:
    desks = Desks(tmp_path / "desks", address)
    yield desks
    desks.close()


@pytest.fixture
def folder_desks(tmp_path: Path, share: Path) -> Iterator[Desks]:
    """Where a test damages the share itself."""
    desks = Desks(tmp_path / "desks", share.as_uri())
    yield desks
    desks.close()


def brought(library: TakeLibrary, *numbers: int) -> list[str]:
    keys = [key_of(number) for number in numbers]
    return sorted(entry.take.key for entry in library.sharing.bring(keys, NEVER))


def told(library: TakeLibrary) -> list[str]:
    return [f"{p.where}: {p.message}" for p in library.sharing.settle()]


def test_a_take_of_one_desk_is_brought_to_another_with_all_that_is_known_of_it(desks: Desks):
    one, other = desks.library("one"), desks.library("other")
    add(one, 1)
    assert told(one) == []
    assert other.sharing.present([key_of(1), key_of(2)]) == {key_of(1)}
    assert brought(other, 1, 2) == [key_of(1)]
    take = other.get(key_of(1))
    assert Path(take.path).read_bytes() == sound(1)[0]
    assert Path(take.path) == other.path_of(key_of(1))
    beside = [read_sidecar(lib.path_of(key_of(1)).with_suffix(".json")) for lib in (one, other)]
    assert replace(beside[0], used=0) == replace(beside[1], used=0)
    assert beside[1].energy == (0.5,)


def test_many_takes_are_found_by_lists_and_few_by_questions(desks: Desks):
    one, other = desks.library("one"), desks.library("other")
    shelves: dict[str, list[int]] = {}
    for number in range(600):
        shelves.setdefault(key_of(number)[:2], []).append(number)
    many = next(numbers for numbers in shelves.values() if len(numbers) > 4)
    for number in many[:3]:
        add(one, number)
    assert told(one) == []
    crowd = [f"{key_of(many[0])[:2]}{number:062x}" for number in range(20)]
    wanted = [key_of(number) for number in many]
    assert other.sharing.present(wanted) == set(wanted[:3])
    assert other.sharing.present([*wanted, *crowd]) == set(wanted[:3])


def described(library: TakeLibrary, number: int) -> tuple[Entry, Path]:
    path = library.path_of(key_of(number))
    return read_sidecar(path.with_suffix(".json")), path


def test_of_two_files_of_one_take_the_first_stays_whole_and_the_other_goes(
    folder_desks: Desks, share: Path, tmp_path: Path
):
    """Two GPUs need not compute the same to the bit, and may be done at once."""
    desk, farm = TakeLibrary(tmp_path / "one"), TakeLibrary(tmp_path / "other")
    takes = range(20)
    for number in takes:
        add(desk, number)
        add(farm, number, size=1300)
    stores = [SharedTakes(LateFolder(share)) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        for number in takes:
            both = [described(library, number) for library in (desk, farm)]
            first = list(pool.map(lambda store, take: store.publish(*take), stores, both))
            assert first.count(True) == 1
    assert len(list(share.glob("??/*.wav"))) == len(list(share.glob("??/*.json"))) == len(takes)
    third = folder_desks.library("third")
    assert len(brought(third, *takes)) == len(takes)
    assert told(third) == []
    desk.close()
    farm.close()


class LateFolder(FolderStore):
    """Sees no description before it puts its own, as when another machine was as quick."""

    def exists(self, name: str) -> bool:
        return False


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone", "other", "nonsense"])
def test_a_damaged_take_is_named_dropped_and_shared_anew(
    folder_desks: Desks, share: Path, damage: str
):
    one, other = folder_desks.library("one"), folder_desks.library("other")
    add(one, 1)
    assert told(one) == []
    (wav,), (said,) = share.glob("??/*.wav"), share.glob("??/*.json")
    content = bytearray(wav.read_bytes())
    content[100] ^= 1
    {
        "flipped": lambda: wav.write_bytes(content),
        "cut": lambda: wav.write_bytes(content[:500]),
        "gone": wav.unlink,
        "other": lambda: said.write_text(said.read_text().replace(key_of(1), key_of(2))),
        "nonsense": lambda: said.write_bytes(b"\xff{"),
    }[damage]()
    assert brought(other, 1) == []
    (line,) = told(other)
    assert f"the shared take {key_of(1)[:12]}" in line
    assert "it is made again" in line
    assert other.get(key_of(1)) is None
    assert not said.exists()
    add(other, 1)
    assert told(other) == []
    third = folder_desks.library("third")
    assert brought(third, 1) == [key_of(1)]


def test_a_description_without_its_sound_is_no_take_and_a_sound_alone_neither(
    folder_desks: Desks, share: Path
):
    one, other = folder_desks.library("one"), folder_desks.library("other")
    add(one, 1)
    assert told(one) == []
    next(share.glob("??/*.json")).unlink()  # as a kill between the two leaves it
    assert other.sharing.present([key_of(1)]) == set()
    assert brought(other, 1) == []
    assert told(other) == []
    add(other, 1)
    assert told(other) == []
    assert len(list(share.glob("??/*.wav"))) == len(list(share.glob("??/*.json"))) == 1


def test_what_cannot_be_shared_stays_here_is_named_and_shared_by_the_next_run(
    folder_desks: Desks, share: Path
):
    one = folder_desks.library("one")
    share.rename(share.with_name("away"))
    for number in range(6):
        add(one, number)
    (line,) = told(one)
    assert "6 takes are not shared: " in line
    assert "no such folder" in line
    assert one.sharing.unshared == 6
    assert all(one.get(key_of(number)) for number in range(6))
    with pytest.raises(StoreError, match="no such folder"):
        one.sharing.present([key_of(1)])
    share.with_name("away").rename(share)
    again = folder_desks.library("one")
    again.sharing.offer([key_of(number) for number in range(6)])
    assert told(again) == []
    assert again.sharing.unshared == 0
    assert again.sharing.present([key_of(5)]) == {key_of(5)}


def test_a_store_that_is_back_gets_what_it_did_not_get_before(folder_desks: Desks, share: Path):
    one = folder_desks.library("one")
    share.rename(share.with_name("away"))
    add(one, 1)
    assert len(told(one)) == 1
    assert told(one) == []  # what was said is not said again
    share.with_name("away").rename(share)
    add(one, 2)
    assert told(one) == []
    assert one.sharing.present([key_of(1), key_of(2)]) == {key_of(1), key_of(2)}


class Moody(FolderStore):
    """A share that refuses to be written while its `mood` is bad."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.puts = 0
        self.refuses_from: int | None = None

    def put_new(self, name: str, source: Path) -> bool:
        self.puts += 1
        if self.refuses_from is not None and self.puts > self.refuses_from:
            raise StoreError("the shared library cannot be used (Disk quota exceeded)")
        return super().put_new(name, source)


def test_a_share_that_is_full_in_the_middle_holds_whole_takes_and_gets_the_rest_later(
    tmp_path: Path, share: Path
):
    library, store = TakeLibrary(tmp_path / "one"), Moody(share)
    library.sharing = SharedLibrary(library, SharedTakes(store))
    store.refuses_from = 7  # within a take: it has a sound and a description
    for number in range(10):
        add(library, number)
    (line,) = told(library)
    assert "takes are not shared: the shared library cannot be used (Disk quota exceeded)" in line
    keys = [key_of(number) for number in range(10)]
    there = library.sharing.present(keys)
    assert 0 < len(there) < 10
    assert library.sharing.unshared == 10 - len(there)
    other = TakeLibrary(tmp_path / "other")
    other.sharing = SharedLibrary(other, SharedTakes(FolderStore(share)))
    assert brought(other, *range(10)) == sorted(there)
    assert told(other) == []
    store.refuses_from = None
    assert told(library) == []  # what failed is tried again at each end
    assert library.sharing.present(keys) == set(keys)
    library.close()
    other.close()


def test_a_share_that_does_not_end_holds_nobody_up_who_stops(tmp_path: Path, share: Path):
    library, store = TakeLibrary(tmp_path / "one"), Slow(share)
    library.sharing = SharedLibrary(library, SharedTakes(store))
    for number in range(20):
        add(library, number)
    store.began.wait()
    threading.Timer(0.2, store.go_on.set).start()
    library.sharing.settle(lambda: True)
    keys = [key_of(number) for number in range(20)]
    there = library.sharing.present(keys)
    assert len(there) + library.sharing.unshared == 20
    assert len(there) < 20  # those that waited are left to the next run
    library.close()


class Slow(FolderStore):
    """A share that takes nothing in until it is told to."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.began, self.go_on = threading.Event(), threading.Event()

    def put_new(self, name: str, source: Path) -> bool:
        self.began.set()
        self.go_on.wait()
        return super().put_new(name, source)


@pytest.mark.parametrize("digest", ["/../../../etc/x", "..", "", "x y"])
def test_a_description_that_leads_elsewhere_is_not_followed(
    folder_desks: Desks, share: Path, digest: str
):
    one, other = folder_desks.library("one"), folder_desks.library("other")
    add(one, 1)
    assert told(one) == []
    (said,) = share.glob("??/*.json")
    body = json.loads(said.read_text())
    said.write_text(json.dumps({**body, "digest": digest}))
    (wav,) = share.glob("??/*.wav")
    assert brought(other, 1) == []
    (line,) = told(other)
    assert "is described as no take is" in line
    assert wav.exists()
    assert not said.exists()


def test_a_damaged_take_of_this_computer_is_not_shared(folder_desks: Desks, share: Path):
    one = TakeLibrary(folder_desks._folder / "one")
    add(one, 1)
    path = one.path_of(key_of(1))
    path.write_bytes(bytes(len(path.read_bytes())))
    again = folder_desks.library("one")
    again.sharing.offer([key_of(1)])
    (line,) = told(again)
    assert "1 take is not shared: the take" in line
    assert not list(share.glob("??/*"))
    one.close()


def test_stopping_leaves_what_waits_for_the_next_run(folder_desks: Desks):
    one = folder_desks.library("one")
    for number in range(40):
        add(one, number)
    one.sharing.settle(lambda: True)
    there = one.sharing.present([key_of(number) for number in range(40)])
    assert len(there) + one.sharing.unshared == 40


def test_clocks_decide_nothing(folder_desks: Desks, share: Path):
    one, other = folder_desks.library("one"), folder_desks.library("other")
    add(one, 1)
    assert told(one) == []
    for days in (-4000, 4000):
        for path in share.rglob("*"):
            when = time.time() + 86_400 * days
            os.utime(path, (when, when))
        assert other.sharing.present([key_of(1)]) == {key_of(1)}
        assert not SharedTakes(FolderStore(share)).publish(
            read_sidecar(one.path_of(key_of(1)).with_suffix(".json")), one.path_of(key_of(1))
        )
    assert brought(other, 1) == [key_of(1)]


def test_a_fetch_of_a_damaged_take_leaves_no_file(folder_desks: Desks, share: Path, tmp_path: Path):
    one = folder_desks.library("one")
    add(one, 1)
    assert told(one) == []
    (wav,) = share.glob("??/*.wav")
    wav.write_bytes(b"RIFF")
    with pytest.raises(DamagedTakeError, match="is no WAV file"):
        SharedTakes(FolderStore(share)).fetch(key_of(1), tmp_path / "fetched")
    assert not (tmp_path / "fetched").exists()


def test_a_place_is_a_folder_of_this_computer_or_an_address(
    tmp_path: Path, share: Path, monkeypatch: pytest.MonkeyPatch
):
    def opened(place: str | None = None) -> tuple[Path, str]:
        library = open_library(library_place(place) if place is not None else None)
        library.close()
        return library.root, library.sharing.address

    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "mine"))
    assert opened() == (tmp_path / "mine", "")
    assert opened(str(tmp_path / "other")) == (tmp_path / "other", "")
    assert opened(share.as_uri()) == (tmp_path / "mine", str(share))
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", share.as_uri())
    root, address = opened()
    assert address == str(share)
    assert root.name == "takes" and share not in root.parents
    # once machines share a folder, its plain path means that too: no database goes there
    (share / "arriving").mkdir()
    assert opened(str(share))[1] == str(share)


def test_the_library_of_one_computer_is_not_taken_for_a_shared_one(tmp_path: Path):
    library = TakeLibrary(tmp_path / "mine")
    add(library, 1)
    library.close()
    with pytest.raises(UsageError, match="the library of one computer"):
        open_library((tmp_path / "mine").as_uri())


@pytest.mark.parametrize("place", ["s3:/bucket", "file:/mnt/takes", Path("s3://bucket/takes")])
def test_an_address_without_its_slashes_is_no_folder(
    place: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="neither a folder nor an address"):
        open_library(place)
    assert list(tmp_path.iterdir()) == []
