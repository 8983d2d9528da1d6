"""Small files for a cache: whole or not at all, whoever else writes the same one."""

from __future__ import annotations

import contextlib
import itertools
import os
from pathlib import Path

from deepaudio.worker.error_mapping import as_known
from deepaudio_plugin.core.errors import DeepAudioError, DiskFullError, OutputError

_numbers = itertools.count(1)


def write_atomically(path: str, content: bytes) -> None:
    """Write `content` beside `path` and rename. Nothing stays where that fails.

    Nothing waits for the disk: what is lost with the power is made again. Raises
    `DiskFullError` or `OutputError`.
    """
    target = Path(path)
    temp = target.with_name(f".{os.getpid()}-{next(_numbers)}.part")
    try:
        temp.write_bytes(content)
        temp.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            temp.unlink(missing_ok=True)
        raise _said(error, path) from error


def _said(error: OSError, path: str) -> DeepAudioError:
    known = as_known(error)
    if isinstance(known, DiskFullError):
        return known
    return OutputError(
        f"cannot write: {error.strerror or error}",
        where=path,
        hint="Check that the folder exists and can be written to.",
    )
