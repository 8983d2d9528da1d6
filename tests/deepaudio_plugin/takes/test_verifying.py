"""`deepaudio cache verify`: what is wrong with a library is told, and mended when asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from deepaudio_plugin.core import leftovers
from deepaudio_plugin.takes import index
from deepaudio_plugin.takes.library import TakeLibrary
from tests.deepaudio_plugin.takes.test_library import add, key_of
from tests.helpers.command import Ran, deepaudio


@pytest.fixture
def library(tmp_path: Path) -> TakeLibrary:
    library = TakeLibrary(tmp_path / "takes")
    for number in range(4):
        add(library, number)
    return library


def verify(library: TakeLibrary, *more: str) -> Ran:
    library.close()
    return deepaudio("cache", "verify", "--library", library.root, "--json", *more)


def unknown(library: TakeLibrary) -> None:
    library._index.drop([key_of(1)])
    library.path_of(key_of(1)).with_suffix(".json").unlink()


def known_otherwise(library: TakeLibrary) -> None:
    entry = library.entry_in_index(key_of(1))
    assert entry is not None
    library._index.put([replace(entry, rating=5)])


def lies_half_written(library: TakeLibrary) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    machine = leftovers.owner_mark().partition("-")[0]
    (library.root / key_of(1)[:2] / f".deepaudio-{machine}-{ended.pid}-1.part").touch()


DAMAGES: dict[str, tuple[str, Callable[[TakeLibrary], object]]] = {
    "zeros": ("damaged", lambda lib: lib.path_of(key_of(1)).write_bytes(bytes(1000))),
    "a byte": (
        "damaged",
        lambda lib: lib.path_of(key_of(1)).write_bytes(
            lib.path_of(key_of(1)).read_bytes()[:-60] + bytes(60)
        ),
    ),
    "cut": ("damaged", lambda lib: os.truncate(lib.path_of(key_of(1)), 500)),
    "file gone": ("lost", lambda lib: lib.path_of(key_of(1)).unlink()),
    "only a record": (
        "lost",
        lambda lib: (lib._index.drop([key_of(1)]), lib.path_of(key_of(1)).unlink()),
    ),
    "unlisted": ("unlisted", lambda lib: lib._index.drop([key_of(1)])),
    "unknown": ("unknown", unknown),
    "record gone": (
        "differing",
        lambda lib: lib.path_of(key_of(1)).with_suffix(".json").unlink(),
    ),
    "record damaged": (
        "differing",
        lambda lib: lib.path_of(key_of(1)).with_suffix(".json").write_text("{"),
    ),
    "differing": ("differing", known_otherwise),
    "litter": ("litter", lies_half_written),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_every_fault_is_told_and_mended(library: TakeLibrary, name: str) -> None:
    kind, damage = DAMAGES[name]
    damage(library)
    for _ in range(2):  # looking changes nothing
        looked = verify(library)
        assert looked.code == 1
        fault = looked.event("fault")
        assert (fault["kind"], fault["repaired"]) == (kind, False)
        assert fault["key"] == ("" if kind == "litter" else key_of(1))
    mended = verify(library, "--repair")
    assert (mended.code, mended.event("fault")["repaired"]) == (0, True)
    whole = verify(library)
    assert (whole.code, [event["event"] for event in whole.events]) == (0, ["verified"])
    left = whole.event("verified")
    assert (left["sound"], left["faults"]) == (left["takes"], 0)
    keeps = kind in ("unlisted", "differing", "litter")
    assert left["takes"] == (4 if keeps else 3)


def test_a_lost_index_is_made_again_and_nothing_is_wrong(library: TakeLibrary) -> None:
    library.close()
    (library.root / index.NAME).unlink()
    assert verify(library).event("verified")["sound"] == 4


def test_people_read_one_line_a_fault(library: TakeLibrary) -> None:
    library.path_of(key_of(1)).write_bytes(bytes(1000))
    library.close()
    ran = deepaudio("cache", "verify", "--library", library.root)
    assert ran.code == 1
    assert ran.out.splitlines() == [
        f"{key_of(1)[:12]}: the file is no WAV file: it is rendered again when needed",
        "4 takes looked at, 3 as they should be; 1 fault, mend them with --repair.",
    ]


def test_nothing_is_made_where_there_is_no_library(tmp_path: Path) -> None:
    assert deepaudio("cache", "verify", "--library", tmp_path / "none").code == 0
    assert not (tmp_path / "none").exists()
