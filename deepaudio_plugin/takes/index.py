"""The library's index: SQLite, shared by processes, and made again when it is lost.

It finds takes by content key and by what their jobs asked for, and knows without looking at them
how much all of them take and which was used least recently.
"""

from __future__ import annotations

import functools
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from deepaudio_plugin.core.errors import DiskFullError, OutputError
from deepaudio_plugin.core.files import is_private, make_private_folder
from deepaudio_plugin.takes.entry import Entry, read_sidecar

_T = TypeVar("_T")
_UsedRow = tuple[float, str, int]  # last use, key, bytes

VERSION = 1
"""Of the tables below. An index of another version is left alone, and one of this version made."""
NAME = f"takes-{VERSION}.sqlite"
BUSY_S = 30.0
_PAGE = 16_384  # bytes; in SQLite's 4,096 an entry would have a second page of its own
_AT_ONCE = 500  # keys in one statement
_USED_STEP_S = 3600.0  # how exactly the last use is known: spares a write per look-up

_TABLES = """
CREATE TABLE IF NOT EXISTS takes (
    key TEXT PRIMARY KEY, job TEXT NOT NULL, bytes INTEGER NOT NULL, used REAL NOT NULL,
    entry TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS takes_by_job ON takes (job);
CREATE INDEX IF NOT EXISTS takes_by_use ON takes (used, key, bytes);
CREATE TABLE IF NOT EXISTS total (count INTEGER NOT NULL, bytes INTEGER NOT NULL);
INSERT INTO total SELECT 0, 0 WHERE NOT EXISTS (SELECT * FROM total);
CREATE TRIGGER IF NOT EXISTS take_added AFTER INSERT ON takes
    BEGIN UPDATE total SET count = count + 1, bytes = bytes + new.bytes; END;
CREATE TRIGGER IF NOT EXISTS take_removed AFTER DELETE ON takes
    BEGIN UPDATE total SET count = count - 1, bytes = bytes - old.bytes; END;
CREATE TRIGGER IF NOT EXISTS take_changed AFTER UPDATE OF bytes ON takes
    BEGIN UPDATE total SET bytes = bytes - old.bytes + new.bytes; END;
"""

_FILLED = 1  # user_version of an index that knows all takes
_INSERT = "INSERT OR IGNORE INTO takes VALUES (?, ?, ?, ?, ?)"
_PUT = """
INSERT INTO takes VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
    job = excluded.job, bytes = excluded.bytes, used = excluded.used, entry = excluded.entry
"""


class Index:
    """Entries by key. Reading works on a library that cannot be written."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = root / NAME
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.RLock()

    def rows(self, keys: Sequence[str]) -> dict[str, Entry]:
        """The entries of `keys` that are known."""
        return {entry.take.key: entry for entry in self._where("key", keys)}

    def of_jobs(self, job_keys: Sequence[str]) -> list[Entry]:
        """The entries of takes that were made of what these jobs ask for."""
        return self._where("job", job_keys)

    def _where(self, column: str, values: Sequence[str]) -> list[Entry]:
        def select(connection: sqlite3.Connection) -> list[Entry]:
            found = []
            for first in range(0, len(values), _AT_ONCE):
                part = values[first : first + _AT_ONCE]
                marks = ",".join("?" * len(part))
                query = f"SELECT used, entry FROM takes WHERE {column} IN ({marks})"
                found += [_entry(row) for row in connection.execute(query, part)]
            return found

        return self._read(select, [])

    def all(self) -> list[Entry]:
        """Every entry."""

        def select(connection: sqlite3.Connection) -> list[Entry]:
            return [_entry(row) for row in connection.execute("SELECT used, entry FROM takes")]

        return self._read(select, [])

    def keys(self) -> list[str]:
        """Every key."""

        def select(connection: sqlite3.Connection) -> list[str]:
            return [key for (key,) in connection.execute("SELECT key FROM takes")]

        return self._read(select, [])

    def total(self) -> tuple[int, int]:
        """How many takes there are, and their bytes together."""

        def select(connection: sqlite3.Connection) -> tuple[int, int]:
            count, size = connection.execute("SELECT count, bytes FROM total").fetchone()
            return count, size

        return self._read(select, (0, 0))

    def least_used(self) -> Iterator[tuple[str, int]]:
        """Key and bytes of every take, the least recently used first; read as far as is asked."""
        last = (-1.0, "")
        while True:
            rows: list[_UsedRow] = self._read(functools.partial(_after, last=last), [])
            yield from ((key, size) for _, key, size in rows)
            if len(rows) < _AT_ONCE:
                return
            last = rows[-1][:2]

    def put(self, entries: Iterable[Entry]) -> None:
        """Add or replace entries."""
        rows = [_row(entry) for entry in entries]
        self._write(lambda c: c.executemany(_PUT, rows))

    def touch(self, entries: Iterable[Entry], now: float) -> None:
        """Note that entries were used; silently not on a library that cannot be written."""
        stale = [(now, e.take.key) for e in entries if e.used < now - _USED_STEP_S]
        if not stale:
            return
        with suppress(OutputError):  # knowing the last use is a convenience
            self._write(lambda c: c.executemany("UPDATE takes SET used = ? WHERE key = ?", stale))

    def drop(self, keys: Sequence[str]) -> None:
        """Forget entries."""
        rows = [(key,) for key in keys]
        if rows:
            self._write(lambda c: c.executemany("DELETE FROM takes WHERE key = ?", rows))

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    # -- inside ---------------------------------------------------------------------

    def _read(self, action: Callable[[sqlite3.Connection], _T], nothing: _T) -> _T:
        if not self._root.is_dir():
            return nothing
        return self._do(action)

    def _write(self, action: Callable[[sqlite3.Connection], object]) -> None:
        def transaction(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                action(connection)

        self._do(transaction)

    def _do(self, action: Callable[[sqlite3.Connection], _T]) -> _T:
        """Run `action`; when the index turns out to be broken, make it again, once."""
        with self._lock:
            try:
                try:
                    return action(self._open())
                except sqlite3.DatabaseError as error:
                    if not _is_broken(error):
                        raise
                    self._set_aside()
                    return action(self._open())
            except (sqlite3.Error, OSError) as error:
                self.close()
                raise _in_our_words(error, self._path) from error

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = _connect(self._path)
            if connection.execute("PRAGMA user_version").fetchone() != (_FILLED,):
                self._fill(connection)
            if not _is_writable(self._root):
                connection.execute("PRAGMA query_only = ON")
            self._connection = connection
        return self._connection

    def _fill(self, connection: sqlite3.Connection) -> None:
        """Fill a new index from the descriptions beside the takes."""
        found = (read_sidecar(path) for path in sorted(self._root.glob("??/*.json")))
        rows = [_row(entry) for entry in found if entry is not None]
        connection.executescript(_TABLES)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_INSERT, rows)
            connection.execute(f"PRAGMA user_version = {_FILLED}")

    def _set_aside(self) -> None:
        """Keep a broken index under another name, for whoever wants to look into it."""
        self.close()
        number = 1
        while (moved_to := self._root / f"takes-{VERSION}.broken-{number}.sqlite").exists():
            number += 1
        for tail in ("-wal", "-shm"):
            Path(f"{self._path}{tail}").unlink(missing_ok=True)
        if self._path.exists():
            self._path.replace(moved_to)


def _connect(path: Path) -> sqlite3.Connection:
    """Open the index; where nothing can be written, to read it, or one in memory."""
    if not _is_writable(path.parent):
        place = f"{path.as_uri()}?immutable=1" if path.exists() else ":memory:"
        return sqlite3.connect(place, uri=True, isolation_level=None, check_same_thread=False)
    make_private_folder(path.parent)
    if is_private(path.parent) and not path.exists():
        path.touch(mode=0o600)
    connection = sqlite3.connect(
        path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    connection.execute(f"PRAGMA page_size={_PAGE}")  # of a file that is new
    with closing(connection.execute("PRAGMA journal_mode=WAL")):
        pass  # some network file systems cannot, and keep a plain journal
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection


def _is_writable(root: Path) -> bool:
    """Whether the folder can be written to, as far as it exists."""
    return not root.exists() or os.access(root, os.W_OK)


def _row(entry: Entry) -> tuple[str, str, int, float, str]:
    said = entry.to_json(energy=False)
    return entry.take.key, entry.job_key, entry.bytes, entry.used, said


def _entry(row: tuple[float, str]) -> Entry:
    return Entry.from_json(row[1], used=row[0])


def _after(connection: sqlite3.Connection, last: tuple[float, str]) -> list[_UsedRow]:
    query = "SELECT used, key, bytes FROM takes WHERE (used, key) > (?, ?) ORDER BY used, key LIMIT"
    return list(connection.execute(f"{query} {_AT_ONCE}", last))


def _is_broken(error: sqlite3.DatabaseError) -> bool:
    """Malformed or not a database at all: SQLite raises the bare class for these only."""
    return type(error) is sqlite3.DatabaseError or "no such table" in str(error)


def _in_our_words(error: Exception, path: Path) -> OutputError:
    text = str(error)
    if "full" in text:
        return DiskFullError(
            "the disk is full", where=str(path), hint="Free some space; takes so far are kept."
        )
    return OutputError(
        f"the take library's index cannot be used ({text})",
        where=str(path),
        hint="Set DEEPAUDIO_LIBRARY (or --library) to a folder you can write to.",
    )
