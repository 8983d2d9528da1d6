"""Where takes are kept for several machines: a few operations on named objects, and two kinds.

`FolderStore` is a folder that all of them mount; `BucketStore` what `fsspec` reaches, such as
S3. Nothing is decided by times here: the clocks of the machines differ. There is no database
either: SQLite trusts locks that shares do not keep.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from deepaudio_plugin.core.errors import StoreError, UsageError
from deepaudio_plugin.core.files import sync_folder
from deepaudio_plugin.core.leftovers import temp_name

ARRIVING = "arriving"
"""The folder for what is on its way, and for what is put to see whether it can be."""

_PROBE = b"whether takes can be put here"
_INSTALL = "Install what reaches it: pip install 'deepaudio-editors[farm]'."


class ObjectStore(Protocol):
    """Objects by name: `<shelf>/<file>`. Its operations raise `StoreError`."""

    def names(self, shelf: str) -> set[str]:
        """The files on a shelf, none where there is no such shelf; of "" the shelves."""

    def exists(self, name: str) -> bool:
        """Whether there is such an object."""

    def read(self, name: str) -> bytes | None:
        """A small object; None where there is none."""

    def get(self, name: str, target: Path) -> bool:
        """Copy an object to a new file; False where there is none."""

    def put_new(self, name: str, source: Path) -> bool:
        """Have an object there, whole or not at all; False where one was before: it stays."""

    def remove(self, name: str) -> None:
        """Have no such object."""

    def require_writable(self) -> None:
        """Put a small object there, and remove it where that is allowed."""

    def __str__(self) -> str:
        """The address, for people."""


def object_store(url: str) -> ObjectStore:
    """What an address names. Raises UsageError for one that nothing here can reach."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise UsageError(
                f"{url!r} names a folder of another machine",
                hint="Write three slashes, as in file:///mnt/takes, to the folder as it is here.",
            )
        if not parts.path.strip("/"):
            raise UsageError(f"{url!r} names no folder", hint="Write file:///mnt/takes.")
        return FolderStore(_folder_of(parts.path))
    return BucketStore(url)


def _folder_of(path: str) -> Path:
    """The folder of a file address: /C:/takes is C:/takes on Windows."""
    plain = unquote(path)
    return Path(plain[1:] if os.name == "nt" and plain[2:3] == ":" else plain)


class FolderStore:
    """A folder on a share. Its links, or else its renames, are whole or not there at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __str__(self) -> str:
        return str(self.root)

    def names(self, shelf: str) -> set[str]:
        """See `ObjectStore`."""
        with suppress(FileNotFoundError), self._errors(or_missing=True):
            return set(os.listdir(self.root / shelf))  # noqa: PTH208 - names are enough
        return set()

    def exists(self, name: str) -> bool:
        """See `ObjectStore`."""
        with self._errors():
            return (self.root / name).exists()

    def read(self, name: str) -> bytes | None:
        """See `ObjectStore`."""
        with suppress(FileNotFoundError), self._errors(or_missing=True):
            return (self.root / name).read_bytes()
        return None

    def get(self, name: str, target: Path) -> bool:
        """See `ObjectStore`."""
        with suppress(FileNotFoundError), self._errors(or_missing=True):
            shutil.copyfile(self.root / name, target)
            return True
        return False

    def put_new(self, name: str, source: Path) -> bool:
        """See `ObjectStore`."""
        target = self.root / name
        with self._errors():
            if target.exists():
                return False
            for folder in (self.root / ARRIVING, target.parent):
                folder.mkdir(exist_ok=True)
            temp = self.root / ARRIVING / temp_name()
            try:
                shutil.copyfile(source, temp)
                with temp.open("rb+") as file:
                    os.fsync(file.fileno())
                return _take_place(temp, target)
            finally:
                temp.unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        """See `ObjectStore`."""
        with self._errors():
            (self.root / name).unlink(missing_ok=True)

    def require_writable(self) -> None:
        """See `ObjectStore`."""
        arriving = self.root / ARRIVING
        with self._errors():
            arriving.mkdir(exist_ok=True)
            probe = arriving / temp_name()
            try:
                probe.write_bytes(_PROBE)
            finally:
                probe.unlink(missing_ok=True)

    @contextmanager
    def _errors(self, *, or_missing: bool = False) -> Iterator[None]:
        """The system's errors in our words; a folder that is not there is never made.

        It may be a share that is not mounted: then takes would go nowhere.
        """
        try:
            if not self.root.is_dir():
                raise FileNotFoundError(
                    errno.ENOENT, "there is no such folder: mount it or make it"
                )
            yield
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            if missing and or_missing and self.root.is_dir():
                raise
            raise _store_error(str(self), error.strerror or str(error)) from error


def _take_place(temp: Path, target: Path) -> bool:
    """Have `temp` be `target`, unless there is one. Raises OSError."""
    try:
        os.link(temp, target)
    except FileExistsError:
        return False
    except OSError:  # no links on this share: the last of two that come at once stays
        if target.exists():
            return False
        temp.replace(target)
    sync_folder(target.parent)
    return True


class BucketStore:
    """What `fsspec` has a driver for. S3 puts only what is not there; others as their drivers can.

    Credentials, region and endpoint are those of the driver, such as AWS_ENDPOINT_URL for S3.
    """

    def __init__(self, url: str) -> None:
        scheme, _, place = url.partition("://")
        self._url = f"{scheme}://{place.rstrip('/')}"
        if "::" in url:
            raise UsageError(f"{url!r} is a chain of addresses", hint="Name one place.")
        try:
            from fsspec.core import url_to_fs

            system, root = url_to_fs(self._url, use_listings_cache=False, skip_instance_cache=True)
        except (ImportError, ValueError) as error:
            raise UsageError(f"nothing here reaches {scheme}://: {error}", hint=_INSTALL) from error
        if not root.strip("/"):
            raise UsageError(f"{url!r} names no place", hint="Write s3://BUCKET/FOLDER.")
        self._system: Any = system
        self._root = root

    def __str__(self) -> str:
        return self._url

    def names(self, shelf: str) -> set[str]:
        """See `ObjectStore`."""
        with suppress(FileNotFoundError), self._errors(or_missing=True):
            found = self._system.ls(f"{self._root}/{shelf}", detail=False)
            return {PurePosixPath(name).name for name in found}
        return set()

    def exists(self, name: str) -> bool:
        """See `ObjectStore`."""
        with self._errors():
            return bool(self._system.exists(f"{self._root}/{name}"))

    def read(self, name: str) -> bytes | None:
        """See `ObjectStore`."""
        with suppress(FileNotFoundError), self._errors(or_missing=True):
            return bytes(self._system.cat_file(f"{self._root}/{name}"))
        return None

    def get(self, name: str, target: Path) -> bool:
        """See `ObjectStore`."""
        with suppress(FileNotFoundError), self._errors(or_missing=True):
            self._system.get_file(f"{self._root}/{name}", str(target))
            return True
        return False

    def put_new(self, name: str, source: Path) -> bool:
        """See `ObjectStore`."""
        with self._errors():
            try:
                self._system.put_file(str(source), f"{self._root}/{name}", mode="create")
            except OSError as error:  # a refused condition has several names among servers
                if isinstance(error, FileExistsError) or self.exists(name):
                    return False
                raise
            return True

    def remove(self, name: str) -> None:
        """See `ObjectStore`."""
        with suppress(FileNotFoundError), self._errors(or_missing=True):
            self._system.rm_file(f"{self._root}/{name}")

    def require_writable(self) -> None:
        """See `ObjectStore`. On the same condition as takes: some servers know none."""
        name = f"{ARRIVING}/{temp_name()}"
        with self._errors():
            self._system.pipe_file(f"{self._root}/{name}", _PROBE, mode="create")
        with suppress(StoreError):  # who may put need not be one who may remove
            self.remove(name)

    @contextmanager
    def _errors(self, *, or_missing: bool = False) -> Iterator[None]:
        """Drivers raise what they like: everything is said in our words."""
        try:
            yield
        except Exception as error:
            if isinstance(error, StoreError):
                raise
            if or_missing and isinstance(error, FileNotFoundError):
                raise
            raise _store_error(str(self), f"{type(error).__name__}: {error}") from error


def _store_error(where: str, why: str) -> StoreError:
    return StoreError(
        f"the shared library cannot be used ({why})",
        where=where,
        hint="Look at its address, whether it is there, and whether you may write to it.",
    )
