"""Takes of a shared library that nobody needs: found by age and by who names them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.takes.object_store import object_store
from deepaudio_plugin.takes.shared_library import SharedLibrary
from deepaudio_plugin.takes.shared_takes import SharedTakes
from deepaudio_plugin.takes.tidying import keys_named, unneeded
from tests.helpers.takes import add, key_of

FAR_AHEAD = 1e12  # seconds since the epoch: all takes are older


@pytest.fixture
def store(address: str, tmp_path: Path) -> Iterator[SharedTakes]:
    """Five takes that machines share."""
    store = SharedTakes(object_store(address))
    desk = TakeLibrary(tmp_path / "desk")
    desk.sharing = SharedLibrary(desk, store)
    for number in range(5):
        add(desk, number)
    assert desk.sharing.settle() == []
    yield store
    desk.close()


def keys_of(store: SharedTakes, needed: set[str], before: float = FAR_AHEAD) -> set[str]:
    return {entry.take.key for entry in unneeded(store, needed, before)}


def test_what_nobody_needs_is_found_and_what_is_needed_or_young_is_not(store: SharedTakes):
    everything = {key_of(number) for number in range(5)}
    needed = {key_of(1), key_of(3)}
    assert keys_of(store, set()) == everything
    assert keys_of(store, needed) == everything - needed
    assert keys_of(store, set(), before=1.0) == set()


def test_a_damaged_take_and_a_strange_file_are_passed_over(tmp_path: Path, share: Path):
    desk, store = TakeLibrary(tmp_path / "desk"), SharedTakes(object_store(share.as_uri()))
    desk.sharing = SharedLibrary(desk, store)
    add(desk, 1)
    add(desk, 2)
    desk.close()
    (share / key_of(1)[:2] / f"{key_of(1)}.json").write_bytes(b"\xff{")
    (share / key_of(2)[:2] / "notes.txt").write_text("mine")
    (share / "a folder of mine").mkdir()
    assert keys_of(store, set()) == {key_of(2)}


def test_keys_are_found_in_any_file_that_names_them(tmp_path: Path):
    timeline, work = tmp_path / "cut.otio", tmp_path / "shots.jsonl"
    timeline.write_text(f'{{"key": "{key_of(1)}", "text": "Ja «{key_of(2)}»"}}', "utf-8")
    work.write_bytes(b"\xff\xfe" + f"{key_of(3)}\n{key_of(4)}0\n".encode())
    assert keys_named([timeline, work]) == {key_of(1), key_of(2), key_of(3)}


def test_a_file_that_cannot_be_read_is_an_error_and_not_one_without_takes(tmp_path: Path):
    with pytest.raises(UsageError, match="cannot be read") as raised:
        keys_named([tmp_path / "gone.otio"])
    assert raised.value.where == str(tmp_path / "gone.otio")
