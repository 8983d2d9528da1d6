"""The take library that a person names: a folder, or one that several machines share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.library_place import (
    LibraryPlace,
    is_address,
    is_nearly_address,
    library_place,
)
from deepaudio_plugin.takes.index import NAME
from deepaudio_plugin.takes.library import VARIABLE, TakeLibrary
from deepaudio_plugin.takes.object_store import ARRIVING, FolderStore, object_store

if TYPE_CHECKING:
    from deepaudio_plugin.takes.shared_takes import SharedTakes


def open_library(place: LibraryPlace | None = None) -> TakeLibrary:
    """The library at `place`, or where DEEPAUDIO_LIBRARY says, or in the user's data folder.

    In front of a shared one lies one of this computer: where DEEPAUDIO_LIBRARY names a folder,
    there, else in the user's data folder. Nothing is asked or made before it is needed. Raises
    UsageError for an address that nothing here can reach.
    """
    place = _named(place)
    if place is None or not is_address(place):
        return TakeLibrary(Path(place) if place is not None else None)
    from deepaudio_plugin.takes.shared_library import SharedLibrary

    store = _shared_takes(str(place))
    library = TakeLibrary()
    library.sharing = SharedLibrary(library, store)
    return library


def open_shared(place: LibraryPlace | None = None) -> SharedTakes | None:
    """What machines share at `place`, or where DEEPAUDIO_LIBRARY says; None where they share none.

    Raises UsageError for an address that nothing here can reach.
    """
    place = _named(place)
    return _shared_takes(str(place)) if place is not None and is_address(place) else None


def _named(place: LibraryPlace | None) -> LibraryPlace | None:
    """The place that is meant; a folder that machines share has an address. Raises UsageError."""
    if place is None:
        place = library_place(os.environ.get(VARIABLE, ""))
    if place is None or is_address(place):
        return place
    if is_nearly_address(place):
        raise UsageError(
            f"{str(place)!r} is neither a folder nor an address",
            hint="Addresses have two slashes, and three for a folder: s3://bucket, file:///mnt.",
        )
    if (Path(place) / ARRIVING).is_dir():
        return Path(place).absolute().as_uri()  # no database of ours goes there
    return place


def _shared_takes(url: str) -> SharedTakes:
    from deepaudio_plugin.takes.shared_takes import SharedTakes

    objects = object_store(url)
    if isinstance(objects, FolderStore) and (objects.root / NAME).exists():
        raise UsageError(
            "this folder is the library of one computer, and is not to be shared as it is",
            where=str(objects),
            hint="Name another folder: what this one has is shared there by the next render.",
        )
    return SharedTakes(objects)
