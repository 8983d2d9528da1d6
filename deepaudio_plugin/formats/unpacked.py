"""The media of zipped bundles, unpacked in a cache of ours.

Only what the timeline refers to is unpacked, only plain files, and only below a folder of its
own. What a process that was killed had begun is swept by the next; what was not used for
longest goes when the cache is full.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import stat
import time
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO
from urllib.parse import unquote

import platformdirs

from deepaudio_plugin.core.errors import DiskFullError, OutputError, TimelineError
from deepaudio_plugin.core.files import output_error
from deepaudio_plugin.formats.archives import opened_zip
from deepaudio_plugin.formats.limits import MAX_UNPACKED_BYTES
from deepaudio_plugin.timeline.links import all_links

MEDIA = "media"

_BEGUN = "unpacking-"
_LOCK = ".lock"
_IN_USE_S = 24 * 3600.0  # what was used since may be open in another window
_BLOCK = 1 << 20
_NUMBERED = re.compile(r"%0?\d*d|#|@|\[\d+-\d+\]")  # such a name stands for several images


def unpack_media(path: Path, text: str, cache: Path | None = None) -> Path:
    """The folder a `.otioz` is unpacked in, its media below `media/`; done once per bundle.

    `text` is the timeline in it, `cache` where to unpack, by default in the user's cache
    folder. Raises `TimelineError` for unsafe or damaged bundles, `DiskFullError` and
    `OutputError` where they do not fit.
    """
    facts = path.stat()
    name = f"{path.resolve()} {facts.st_size} {facts.st_mtime_ns} referenced"
    root = cache or platformdirs.user_cache_path("deepaudio") / "bundles"
    folder = root / hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    if folder.is_dir():
        _mark_used(folder)
        return folder
    try:
        root.mkdir(parents=True, exist_ok=True)
        _sweep(root)
        with _begun_folder(root) as temp:
            _unpack(path, text, temp / "bundle")
            (temp / "bundle").replace(folder)
    except OSError as error:
        if folder.is_dir():  # another process was faster
            return folder
        raise OutputError(
            f"the bundle's media cannot be unpacked: {error.strerror or error}",
            where=str(root),
            hint="make the folder writable, or unpack the .otioz yourself and open its folder",
        ) from error
    return folder


def _unpack(path: Path, text: str, into: Path) -> None:
    with opened_zip(path) as bundle:
        known = {info.filename: info for info in bundle.infolist() if _is_media(info, path)}
        members = _referenced(known.values(), text)
        needed = sum(info.file_size for info in members)
        _make_room(into.parent.parent, needed)
        into.mkdir()
        for info in members:
            target = into.joinpath(*_parts(info.filename))
            target.parent.mkdir(parents=True, exist_ok=True)
            with bundle.open(info) as read, target.open("xb") as write:
                _copy(read, write, info, path)


def _copy(read: IO[bytes], write: BinaryIO, info: zipfile.ZipInfo, bundle: Path) -> None:
    """The bytes that were announced, and not one more."""
    left = info.file_size
    while block := read.read(_BLOCK):
        left -= len(block)
        if left < 0:
            raise TimelineError(
                f"a file in the bundle is larger than it says ({info.filename!r})",
                where=str(bundle),
            )
        try:
            write.write(block)
        except OSError as error:
            raise output_error(error, bundle) from error


def _is_media(info: zipfile.ZipInfo, bundle: Path) -> bool:
    """Whether a member may be unpacked. Raises `TimelineError` for names that lead elsewhere."""
    parts = _parts(info.filename)
    drives = parts if os.name == "nt" else parts[:1]  # there a colon also names hidden streams
    if info.filename[:1] in "/\\" or ".." in parts or any(":" in part for part in drives):
        raise TimelineError(
            f"the bundle wants to write outside its folder ({info.filename!r})",
            where=str(bundle),
            hint="do not use it; ask whoever sent it for another export",
        )
    kind = stat.S_IFMT(info.external_attr >> 16)
    return parts[:1] == (MEDIA,) and not info.is_dir() and kind in (0, stat.S_IFREG)


def _parts(name: str) -> tuple[str, ...]:
    return PurePosixPath(name.replace("\\", "/")).parts


# -- what a timeline refers to ----------------------------------------------------------


def _referenced(members: Iterable[zipfile.ZipInfo], text: str) -> list[zipfile.ZipInfo]:
    """Members that a link of the timeline may mean, by their own names or their folders'."""
    files: set[str] = set()
    folders: set[str] = set()
    for link, is_folder in all_links(text):
        for spelled in {link, unquote(link)}:
            ends = _ends(spelled)
            (folders if is_folder else files).update(ends)
            last = spelled.replace("\\", "/").rpartition("/")[2]
            if not is_folder and _NUMBERED.search(last):
                folders.update(_ends(spelled[: len(spelled) - len(last)]))
    return [
        info
        for info in members
        if (name := _folded("/".join(_parts(info.filename)))) in files
        or name.rpartition("/")[0] in folders
    ]


def _ends(link: str) -> set[str]:
    """A link's last part, its last two, and so on, as names of members are compared."""
    parts = [part for part in _folded(link).replace("\\", "/").split("/") if part not in ("", ".")]
    return {"/".join(parts[first:]) for first in range(len(parts))}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


# -- the cache --------------------------------------------------------------------------


def _mark_used(folder: Path) -> None:
    with suppress(OSError):  # of another user: it is as good as used
        os.utime(folder)


@contextmanager
def _begun_folder(root: Path) -> Iterator[Path]:
    """A folder to unpack in, gone at the end; a lock beside it lasts as long as this process."""
    import filelock

    temp = root / f"{_BEGUN}{secrets.token_hex(8)}"
    lock = filelock.FileLock(temp.with_suffix(_LOCK))
    with suppress(NotImplementedError):  # a file system that cannot lock
        lock.acquire(timeout=0)
    try:
        temp.mkdir()
        yield temp
    finally:
        shutil.rmtree(temp, ignore_errors=True)
        lock.release()
        with suppress(OSError):
            temp.with_suffix(_LOCK).unlink(missing_ok=True)


def _sweep(root: Path) -> None:
    """Remove what killed processes had begun: nobody has its lock any more."""
    import filelock

    for begun in root.glob(f"{_BEGUN}*"):
        lock = filelock.FileLock(begun.with_suffix(_LOCK))
        with suppress(OSError, NotImplementedError, filelock.Timeout):
            lock.acquire(timeout=0)
            shutil.rmtree(begun.with_suffix(""), ignore_errors=True)
            lock.release()
            begun.with_suffix(_LOCK).unlink(missing_ok=True)


def _make_room(root: Path, needed: int) -> None:
    """Remove what was not used for longest while the cache or the disk is too full.

    Raises `DiskFullError` when that is not enough.
    """
    folders = [folder for folder in root.iterdir() if not folder.name.startswith(_BEGUN)]
    sizes = {folder: _size(folder) for folder in folders}
    total = sum(sizes.values()) + needed
    for folder in sorted(folders, key=_age, reverse=True):
        full = total > MAX_UNPACKED_BYTES or needed > shutil.disk_usage(root).free
        if not full or _age(folder) <= _IN_USE_S:
            break
        shutil.rmtree(folder, ignore_errors=True)
        total -= sizes[folder]
    if needed > shutil.disk_usage(root).free:
        raise DiskFullError(
            f"unpacking the bundle's media takes {needed / 1e9:.1f} GB",
            where=str(root),
            hint="free some space, or unpack the .otioz elsewhere and open its folder",
        )


def _age(path: Path) -> float:
    """Seconds since it was written or used; what is gone is old."""
    try:
        return time.time() - path.lstat().st_mtime
    except OSError:
        return float("inf")


def _size(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        try:
            facts = file.lstat()
        except OSError:
            continue  # another process removes it
        total += facts.st_size if stat.S_ISREG(facts.st_mode) else 0
    return total
