"""Takes that several machines share, in an `ObjectStore`.

    <key[:2]>/<key>.<digest>.wav   a take; the digest is of its file
    <key[:2]>/<key>.json           what is known of it, put last: a take is there when this is

Two machines that made one take at once may have made two files, for a GPU does not compute to
the bit: their names differ, so that neither spoils the other's, and of the descriptions the
first stays. What a killed machine leaves is a sound that no description names.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path, PurePosixPath

from deepaudio_plugin.takes.entry import Entry
from deepaudio_plugin.takes.object_store import ObjectStore
from deepaudio_plugin.takes.sound_file import digest, regular_file, what_is_wrong

AT_ONCE = 8
"""Requests under way at once: a store far away answers late, and many side by side."""

_LISTED_FROM = 8  # keys of one shelf from which on listing it is quicker than asking for each
_SHELF = re.compile(r"[0-9a-f]{2}")  # content keys are SHA-256 sums
_DIGITS = 16  # of a digest, in the name of a file
_KNOWN_BY = re.compile(r"[0-9A-Za-z_-]{8,128}")


class DamagedTakeError(Exception):
    """A shared take is not what was put there."""


class SharedTakes:
    """Finished takes by content key. Methods raise `StoreError`; from any thread."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def __str__(self) -> str:
        return str(self._objects)

    def require_writable(self) -> None:
        """Raise StoreError where takes cannot be put."""
        self._objects.require_writable()

    def present(self, keys: Collection[str]) -> set[str]:
        """Those of `keys` that are there."""
        shelves: dict[str, list[str]] = {}
        for key in dict.fromkeys(keys):
            shelves.setdefault(key[:2], []).append(key)
        asked = [key for some in shelves.values() if len(some) < _LISTED_FROM for key in some]
        listed = {shelf: some for shelf, some in shelves.items() if len(some) >= _LISTED_FROM}
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="look-up") as pool:
            there = pool.map(lambda key: self._objects.exists(_said_of(key)), asked)
            names = pool.map(self._objects.names, listed)
            found = {key for key, is_there in zip(asked, there, strict=True) if is_there}
            for some, on_shelf in zip(listed.values(), names, strict=True):
                found.update(key for key in some if f"{key}.json" in on_shelf)
        return found

    def shelves(self) -> Iterator[list[str]]:
        """The keys of all takes that are there, by the first two signs of them."""
        shelves = sorted(filter(_SHELF.fullmatch, self._objects.names("")))
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="look-up") as pool:
            for names in pool.map(self._objects.names, shelves):
                paths = [PurePosixPath(name) for name in sorted(names)]
                yield [path.stem for path in paths if path.suffix == ".json"]

    def described(self, keys: Collection[str]) -> list[Entry]:
        """What is known of takes; without those that are gone, or described as no take is."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="look-up") as pool:
            said = list(pool.map(lambda key: self._objects.read(_said_of(key)), keys))
        found = []
        for key, content in zip(keys, said, strict=True):
            with suppress(ValueError):
                found.append(_entry_of(key, content or b""))
        return found

    def fetch(self, key: str, target: Path) -> Entry | None:
        """Copy the take of `key` to a new file; what is known of it, None where it is not there.

        Raises `DamagedTakeError` for one that is not what was put there.
        """
        said = self._objects.read(_said_of(key))
        if said is None:
            return None
        try:
            entry = _entry_of(key, said)
            if not self._objects.get(_sound_of(entry), target):
                raise ValueError("has no file")
            with regular_file(target) as file:
                if wrong := what_is_wrong(file, entry.take):
                    raise ValueError(wrong)
                if digest(file) != entry.digest:
                    raise ValueError("is not what was rendered")
        except ValueError as error:
            target.unlink(missing_ok=True)
            raise DamagedTakeError(str(error)) from error
        return entry

    def publish(self, entry: Entry, source: Path) -> bool:
        """Have a take there; False where it was already: that one stays."""
        key = entry.take.key
        if self._objects.exists(_said_of(key)):
            return False
        sound = _sound_of(entry)
        self._objects.put_new(sound, source)
        if self._describe(entry):
            return True
        said = self._objects.read(_said_of(key))
        if said is not None and not _names_sound(said, entry):
            self._objects.remove(sound)  # another machine's is the one that counts
        return False

    def drop(self, key: str) -> None:
        """Have no such take: its description goes first, so that nobody finds half of one."""
        said = self._objects.read(_said_of(key))
        self._objects.remove(_said_of(key))
        with suppress(ValueError):
            self._objects.remove(_sound_of(Entry.from_json((said or b"").decode())))

    def _describe(self, entry: Entry) -> bool:
        with tempfile.TemporaryDirectory(prefix="deepaudio-") as folder:
            path = Path(folder, "take.json")
            path.write_bytes(entry.to_json().encode())
            return self._objects.put_new(_said_of(entry.take.key), path)


def _said_of(key: str) -> str:
    return f"{key[:2]}/{key}.json"


def _entry_of(key: str, said: bytes) -> Entry:
    """What a description says of a take. Raises ValueError for one that says no such thing."""
    entry = Entry.from_json(said.decode())
    if entry.take.key != key:
        raise ValueError("is described as another one")
    return entry


def _sound_of(entry: Entry) -> str:
    """The name of a take's file. Raises ValueError for a description that others have made up."""
    key = entry.take.key
    if not _KNOWN_BY.fullmatch(key) or not _KNOWN_BY.fullmatch(entry.digest):
        raise ValueError("is described as no take is")
    return f"{key[:2]}/{key}.{entry.digest[:_DIGITS]}.wav"


def _names_sound(said: bytes, entry: Entry) -> bool:
    """Whether a description is of the very file of `entry`."""
    try:
        return Entry.from_json(said.decode()).digest == entry.digest
    except ValueError:
        return False
