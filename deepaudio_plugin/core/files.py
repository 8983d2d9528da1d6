"""Writing files so that nothing is ever half-written, and what the system says in our words."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deepaudio_plugin.core.errors import DiskFullError, OutputError
from deepaudio_plugin.core.leftovers import temp_name

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_BLOCK = 1 << 20


def output_error(error: OSError, path: Path, *, hint: str = "") -> OutputError:
    """What an `OSError` met while writing `path` means for a user."""
    if error.errno in _FULL:
        return DiskFullError(
            "the disk is full",
            where=str(path),
            hint=hint or "Free some space, or write to another disk; nothing was half-written.",
        )
    reason = error.strerror or str(error)
    return OutputError(
        f"cannot be written ({reason})",
        where=str(path),
        hint=hint or "Choose a folder that you can write to.",
    )


@contextmanager
def output_errors(path: Path, *, hint: str = "") -> Iterator[None]:
    """Turn any `OSError` inside into an `OutputError` or `DiskFullError` about `path`."""
    try:
        yield
    except OSError as error:
        raise output_error(error, path, hint=hint) from error


@contextmanager
def replacing(path: Path, *, durable: bool = True, temp: Path | None = None) -> Iterator[Path]:
    """A temporary file in the folder of `path`, which takes its place when the block ends well.

    When the block raises, the temporary file is removed and `path` is as it was. A file that is
    replaced hands down who may read and write it, and its owner where that may be. What is
    `durable` is on the disk before the rename, and the rename too; a cache, whose files are
    made again after a power failure, need not wait for that. `temp` is another name to write
    under, on the same disk. Raises OSError.
    """
    temp = temp or temp_path_of(path)
    try:
        if _regular(path) is not None:
            begin_private(temp)
        yield temp
        take_place(temp, path, durable=durable)
    except BaseException:
        with suppress(OSError):
            temp.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)


def take_place(temp: Path, path: Path, *, durable: bool = True) -> None:
    """Give a whole file on the same disk the name `path`, and the permissions of what was there.

    The rename itself is on the disk after a `sync_folder`: one is enough for several.
    Raises OSError.
    """
    replaced = _regular(path)
    if durable:
        _sync(temp)
    if replaced is not None:
        _hand_down(replaced, temp)
    temp.replace(path)


def write_bytes(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write `content` to `path` as a whole or not at all. Raises OSError."""
    with replacing(path, durable=durable) as temp:
        temp.write_bytes(content)


def copy(source: Path, target: Path) -> None:
    """Copy a file as a whole or not at all. Raises OSError."""
    with replacing(target) as temp:
        shutil.copyfile(source, temp)


def keep_aside(path: Path, aside: Path | None = None) -> Path:
    """Keep what is at `path` under a name of its own beside it, and say which. Raises OSError.

    It keeps owner and permissions. `path` stays what it is: it is to be replaced by a rename.
    """
    aside = aside or name_aside(path)
    if _is_same(path, aside):
        return aside
    try:
        os.link(path, aside, follow_symlinks=False)
    except (OSError, NotImplementedError):  # no links on this disk, or a link itself
        with replacing(aside) as temp:
            begin_private(temp)
            shutil.copyfile(path, temp)
            _hand_down(path.stat(), temp)
    sync_folder(aside.parent)
    return aside


def name_aside(path: Path) -> Path:
    """A name beside `path` that nothing else has: `cut.1.otio`, `cut.2.otio` …

    One that this very file has already, because a process was killed between keeping it and
    replacing it, is taken again.
    """
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.stem}.{number}{path.suffix}")):
        if _is_same(path, aside):
            break
        number += 1
    return aside


def digest_of(*pieces: Path) -> str:
    """SHA-256 of a file, or of one that lies in pieces, in hexadecimal digits. Raises OSError."""
    digest = hashlib.sha256()
    for path in pieces:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can look into; one that is there stays as it is.

    Raises OSError.
    """
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def is_private(folder: Path) -> bool:
    """Whether only its owner can look into a folder."""
    return os.name == "posix" and not folder.stat().st_mode & 0o077


def make_private(file: Path) -> None:
    """Let only its owner read a file of ours, where the system can."""
    if os.name == "posix" and _regular(file) is not None:
        with suppress(OSError):
            file.chmod(0o600)


def begin_private(temp: Path) -> None:
    """Have a temporary file there before it holds anything that not everybody may read."""
    with suppress(OSError):
        os.close(os.open(temp, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def temp_path_of(path: Path) -> Path:
    """A name beside `path` that no other process uses, whatever the length of its own."""
    return path.with_name(temp_name())


def _is_same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return os.path.samestat(one.lstat(), other.lstat())
    return False


def _regular(path: Path) -> os.stat_result | None:
    """How the file at `path` stands; None when it is none."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _hand_down(old: os.stat_result, temp: Path) -> None:
    """Give the new file the owner, where we may, and the permissions of the old one."""
    if os.name != "posix":
        return
    new = temp.stat()
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        try:
            os.chown(temp, old.st_uid, old.st_gid)
        except OSError:
            with suppress(OSError):
                os.chown(temp, -1, old.st_gid)
    with suppress(OSError):
        temp.chmod(old.st_mode & 0o777)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` last, where the system can: some network file systems cannot."""
    if os.name != "posix":
        return
    with suppress(OSError):  # the content itself is safe
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
