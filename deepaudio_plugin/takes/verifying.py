"""Whether the library is what it says: every take, what is known of it, and the index."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from deepaudio_plugin.core.files import output_errors
from deepaudio_plugin.takes.entry import Entry, read_sidecar
from deepaudio_plugin.takes.library import HINT, TakeLibrary


@dataclass(frozen=True)
class LibraryFault:
    """Something in the library that is wrong."""

    kind: str  # damaged, lost, unlisted, differing, unknown, litter
    key: str  # of the take; "" for other files
    path: str
    message: str  # what is wrong, and what a repair does


@dataclass(frozen=True)
class Verified:
    """How many takes were looked at, and how many of them are as they should be."""

    takes: int
    sound: int


Told = Callable[[LibraryFault], None]
_Found = tuple[str, str, Callable[[], None]]  # kind, in words, and what mends it


class Verification:
    """Looks at everything in a library once; with `repair` it mends what it finds."""

    def __init__(self, library: TakeLibrary, *, repair: bool = False) -> None:
        self._library = library
        self._repair = repair

    def run(self, tell: Told) -> Verified:
        """Look at every take, at what lies beside it, and at leftovers; `tell` of each fault.

        Raises OutputError when the library cannot be read, or not be repaired.
        """
        if not self._library.root.is_dir():
            return Verified(0, 0)
        with output_errors(self._library.root, hint=HINT):
            listed = {entry.take.key: entry for entry in self._library.listed()}
            keys = sorted({*listed, *self._library.keys_on_disk()})
            wrong: set[str] = set()
            for key in keys:
                if self._look_at(key, listed.get(key), tell):
                    wrong.add(key)
            for path in self._library.litter(remove=self._repair):
                done = "is removed" if self._repair else "can be removed"
                tell(LibraryFault("litter", "", str(path), f"left half-written: it {done}"))
        return Verified(len(keys), len(keys) - len(wrong))

    def _look_at(self, key: str, listed: Entry | None, tell: Told) -> bool:
        """Whether something is wrong with a take; it is told, and mended when asked for."""
        found = self._fault(key, listed)
        if found is None or self._fault(key, self._library.entry_in_index(key)) is None:
            return False  # seen while another process added it
        kind, message, mend = found
        if self._repair:
            mend()
        tell(LibraryFault(kind, key, str(self._library.path_of(key)), message))
        return True

    def _fault(self, key: str, listed: Entry | None) -> _Found | None:
        """What is wrong with a take, and what mends it."""
        library = self._library
        path = library.path_of(key)
        beside = read_sidecar(path.with_suffix(".json"))
        entry = beside or listed
        if why := self._fault_of_file(entry, path.exists()):
            return (*why, lambda: library.drop([key]))
        assert entry is not None
        if why := _fault_of_record(beside, listed):
            return (*why, lambda: library.keep(entry))
        return None

    def _fault_of_file(self, entry: Entry | None, is_there: bool) -> tuple[str, str] | None:
        if not is_there:
            return "lost", "its file is gone: it is rendered again when needed"
        if entry is None:
            return "unknown", "nothing is known of it: it is rendered again when needed"
        if why := self._library.what_is_wrong(entry):
            return "damaged", f"the file {why}: it is rendered again when needed"
        return None


def _fault_of_record(beside: Entry | None, listed: Entry | None) -> tuple[str, str] | None:
    if beside is None:
        return "differing", "what is known of it is in the index only: it is written beside it"
    if listed is None:
        return "unlisted", "the index does not know it: it is taken in"
    if not _say_the_same(beside, listed):
        return "differing", "the index knows it otherwise: it is corrected"
    return None


def _say_the_same(beside: Entry, listed: Entry) -> bool:
    """Whether both say the same of what is in both; when it was used last is in the index."""
    plain = dataclasses.replace(beside, used=listed.used)
    return plain.to_json(energy=False) == listed.to_json(energy=False)
