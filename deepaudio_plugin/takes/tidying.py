"""What of a shared library nobody needs any more. Nothing goes there by itself.

A library of one computer knows the timelines that were written on it (`takes.references`); one
that many share does not, and is told which it shall keep the takes of.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.regular import open_regular
from deepaudio_plugin.takes.entry import Entry
from deepaudio_plugin.takes.shared_takes import SharedTakes

_KEY = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def keys_named(paths: Iterable[Path]) -> set[str]:
    """What looks like the content key of a take in files: more is kept rather than less.

    Raises UsageError for one that cannot be read.
    """
    found: set[str] = set()
    for path in paths:
        try:
            with open_regular(path) as file:
                for line in file:
                    found.update(key.decode() for key in _KEY.findall(line))
        except OSError as error:
            raise UsageError(
                f"cannot be read ({error.strerror or error})",
                where=str(path),
                hint="Nothing was removed: its takes would not have been kept.",
            ) from error
    return found


def unneeded(store: SharedTakes, needed: Collection[str], before: float) -> Iterator[Entry]:
    """The takes there that are not `needed` and were made earlier than the time `before`.

    In seconds since the epoch, by the clock of whoever made a take. A damaged one is passed over:
    whoever fetches it next has it gone. Raises StoreError.
    """
    for keys in store.shelves():
        for entry in store.described([key for key in keys if key not in needed]):
            if entry.created < before:
                yield entry
