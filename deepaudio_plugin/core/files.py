"""Writing files so that nothing is ever half-written, and what the system says in our words."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deepaudio_plugin.core.errors import DiskFullError, OutputError

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_numbers = itertools.count(1)


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
def replacing(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """A temporary file in the folder of `path`, which takes its place when the block ends well.

    When the block raises, the temporary file is removed and `path` is as it was. What is
    `durable` is on the disk before the rename, and the rename too; a cache, whose files are
    made again after a power failure, need not wait for that. Raises OSError.
    """
    temp = temp_path_of(path)
    try:
        yield temp
        if durable:
            _sync(temp)
        temp.replace(path)
    except BaseException:
        with suppress(OSError):
            temp.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)


def write_bytes(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write `content` to `path` as a whole or not at all. Raises OSError."""
    with replacing(path, durable=durable) as temp:
        temp.write_bytes(content)


def copy(source: Path, target: Path) -> None:
    """Copy a file as a whole or not at all. Raises OSError."""
    with replacing(target) as temp:
        shutil.copyfile(source, temp)


def temp_path_of(path: Path) -> Path:
    """A name beside `path` that no other process uses, whatever the length of its own."""
    return path.with_name(f".deepaudio-{os.getpid()}-{next(_numbers)}.part")


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
