"""The take library: finished takes by content key, and what is known of each.

    <root>/<key[:2]>/<key>.wav     a take, exactly as the worker wrote it
    <root>/<key[:2]>/<key>.json    what is known of it; the index can be made again from these
    <root>/takes-1.sqlite          the same, to look up ten thousand at once
    <root>/timelines/              which written timelines use which takes
    <root>/staging/<process>/      where workers write before a take is added

A take is in the library when its file is; the index may be lost, and is then made again.
Several processes may use one library at once.
"""

from __future__ import annotations

import dataclasses
import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deepaudio_plugin.core.errors import OutputError, UsageError
from deepaudio_plugin.core.files import copy, output_errors, sync_folder
from deepaudio_plugin.core.protocol import Done, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.takes import references
from deepaudio_plugin.takes.entry import Entry, read_sidecar, write_sidecar
from deepaudio_plugin.takes.index import Index

DEFAULT_MAX_GB = 20.0
DAY_S = 86_400.0
HINT = "Set DEEPAUDIO_LIBRARY (or --library) to a folder you can write to."

_KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{7,127}\Z")


@dataclass(frozen=True)
class GcReport:
    """What cleaning up did, in numbers of takes and bytes."""

    removed: int
    freed: int
    kept: int
    kept_bytes: int
    protected: int  # of those kept, how many a written timeline refers to


class TakeLibrary:
    """Takes by content key, kept between renders.

    `root` is DEEPAUDIO_LIBRARY or the user's data folder unless given; `max_bytes` is
    DEEPAUDIO_LIBRARY_MAX_GB or 20 GB. Nothing is created before something is added.
    """

    def __init__(self, root: Path | None = None, max_bytes: int | None = None) -> None:
        self.root = (root or default_root()).expanduser().absolute()
        self.max_bytes = default_max_bytes() if max_bytes is None else max_bytes
        self._index = Index(self.root)
        self._staging: Path | None = None

    # -- looking up ---------------------------------------------------------------

    def get(self, key: str) -> Take | None:
        """The take of `key`, None when it is not here or its file is not whole."""
        return self.get_many([key]).get(key)

    def get_many(self, keys: Iterable[str]) -> dict[str, Take]:
        """The takes that are here, by key."""
        return {key: entry.take for key, entry in self.find(keys).items()}

    def find(self, keys: Iterable[str]) -> dict[str, Entry]:
        """Everything known of the takes that are here, by key; marks them as used."""
        wanted = list(dict.fromkeys(keys))
        rows = self._index.rows(wanted) if wanted else {}
        return {entry.take.key: entry for entry in self._used(rows.values())}

    def find_jobs(self, job_keys: Iterable[str]) -> dict[str, list[Entry]]:
        """Takes of what these jobs ask for, whatever seed, version and weights made them.

        By `TakeSpec.job_key`, oldest first; marks them as used.
        """
        wanted = list(dict.fromkeys(job_keys))
        found: dict[str, list[Entry]] = {}
        for entry in self._used(self._index.of_jobs(wanted) if wanted else ()):
            found.setdefault(entry.job_key, []).append(entry)
        for takes in found.values():
            takes.sort(key=lambda entry: (entry.created, entry.take.key))
        return found

    def _used(self, rows: Iterable[Entry]) -> list[Entry]:
        whole = list(self._whole(rows))
        with suppress(OutputError):  # as on a full disk: takes can be heard all the same
            self._index.touch(whole, time.time())
        return whole

    def entries(self) -> list[Entry]:
        """Everything in the library, most recently used first."""
        everything = sorted(self._index.all(), key=lambda e: (-e.used, e.take.key))
        return list(self._whole(everything))

    def path_of(self, key: str) -> Path:
        """Where the file of `key` is, or would be."""
        if not _KEY.match(key):
            raise ValueError(f"not a content key: {key!r}")
        return self.root / key[:2] / f"{key}.wav"

    # -- adding -------------------------------------------------------------------

    def staging_dir(self) -> Path:
        """A folder of this process for workers to write to, on the library's file system.

        Raises OutputError when the library cannot be written.
        """
        if self._staging is None or not self._staging.is_dir():
            with output_errors(self.root, hint=HINT):
                parent = self.root / "staging"
                parent.mkdir(parents=True, exist_ok=True)
                self._staging = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=parent))
        return self._staging

    def add(self, spec: TakeSpec, done: Done) -> Take:
        """Move the take that a worker has finished into the library; returns it there.

        Raises OutputError or DiskFullError when the library cannot be written, and
        ValueError when `done` has no take.
        """
        if done.take is None:
            raise ValueError(f"{spec.where or spec.key[:12]} ended without a take")
        source, target = Path(done.take.path), self.path_of(spec.key)
        with output_errors(target, hint=HINT):
            target.parent.mkdir(parents=True, exist_ok=True)
            entry = Entry.of(spec, done, source.stat().st_size, time.time())
            write_sidecar(target.with_suffix(".json"), entry)
            _move(source, target)
        self._index.put([entry])
        return dataclasses.replace(entry.take, path=str(target))

    # -- what people decide ---------------------------------------------------------

    def rate(self, key: str, stars: int) -> None:
        """Remember how much a take is liked, 0 (not rated) to 5. Raises UsageError."""
        if not 0 <= stars <= 5:
            raise UsageError(f"a rating is 0 to 5 stars, got {stars}")
        self._change(key, rating=stars)

    def refer(self, keys: Iterable[str], timeline: Path) -> None:
        """Record that the timeline written at `timeline` uses `keys`, and no other of ours.

        Those takes are kept by `gc` while the file exists and still names them.
        """
        with output_errors(self.root, hint=HINT):
            references.refer(self.root, sorted(set(keys)), timeline.absolute())

    # -- cleaning up ----------------------------------------------------------------

    def gc(
        self, max_bytes: int | None = None, *, force: bool = False, sweep: bool = False
    ) -> GcReport:
        """Remove takes, least recently used first, until at most `max_bytes` are left.

        Takes that a written timeline refers to stay, unless `force`. Looks only at what it
        removes, so that it may follow every render. With `sweep` everything is looked at: takes
        whose files are gone are forgotten, and leftovers of broken renders that are older than a
        day go. Raises OutputError.
        """
        limit = self.max_bytes if max_bytes is None else max_bytes
        with output_errors(self.root, hint=HINT):
            self._sweep_staging(time.time() - DAY_S)
            if sweep:
                self._sweep(time.time() - DAY_S)
            count, total = self._index.total()
            if total <= limit and not sweep:
                return GcReport(0, 0, count, total, 0)
            protected = references.protected(self.root)
            doomed = self._doomed(total - limit, frozenset() if force else protected)
            self._remove(list(doomed))
        count, total = self._index.total()
        kept = self._index.rows(sorted(protected))
        return GcReport(len(doomed), sum(doomed.values()), count, total, len(kept))

    def _doomed(self, excess: int, protected: frozenset[str]) -> dict[str, int]:
        """Bytes, by key, of the takes to remove so that `excess` bytes are freed."""
        doomed: dict[str, int] = {}
        for key, size in self._index.least_used():
            if excess <= 0:
                break
            if key not in protected:
                doomed[key] = size
                excess -= size
        return doomed

    def clear(self, *, force: bool = False) -> GcReport:
        """Remove every take that no written timeline refers to; with `force` every take."""
        return self.gc(0, force=force, sweep=True)

    def close(self) -> None:
        """Let go of the index, and of the staging folder if it is empty."""
        self._index.close()
        if self._staging is not None:
            with suppress(OSError):  # not empty, or gone
                self._staging.rmdir()

    # -- inside ---------------------------------------------------------------------

    def _whole(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Entries whose files are here and have their size, each knowing where its file is."""
        for entry in entries:
            path = self.path_of(entry.take.key)
            with suppress(OSError):
                if path.stat().st_size == entry.bytes:
                    take = dataclasses.replace(entry.take, path=str(path))
                    yield dataclasses.replace(entry, take=take)

    def _change(self, key: str, **values: int) -> None:
        entry = read_sidecar(self.path_of(key).with_suffix(".json"))
        entry = entry or self._index.rows([key]).get(key)
        if entry is None:
            raise UsageError(
                f"no take {key[:12]!r} in the library",
                hint="`deepaudio cache list` shows what there is.",
            )
        changed = dataclasses.replace(entry, **values)  # type: ignore[arg-type]
        with output_errors(self.root, hint=HINT):
            write_sidecar(self.path_of(key).with_suffix(".json"), changed)
        self._index.put([changed])

    def _remove(self, keys: Sequence[str]) -> None:
        self._index.drop(keys)
        for key in keys:
            path = self.path_of(key)
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)

    def _sweep_staging(self, before: float) -> None:
        """Remove what workers of broken renders wrote earlier than the time `before`."""
        for folder in (self.root / "staging").glob("*"):
            if _newest(folder) < before:
                shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self, before: float) -> None:
        """Forget takes that are gone, and remove halves that are older than `before`."""
        known = self._index.keys()  # first: others may add meanwhile
        whole = {entry.take.key for entry in self._whole(self._index.all())}
        self._index.drop([key for key in known if key not in whole])
        for leftover in self.root.glob("??/*.part"):
            if leftover.stat().st_mtime < before:
                leftover.unlink(missing_ok=True)
        for ending, other in ((".wav", ".json"), (".json", ".wav")):
            for half in self.root.glob(f"??/*{ending}"):
                lost = not half.with_suffix(other).exists()
                if lost and half.stat().st_mtime < before:
                    half.unlink(missing_ok=True)


def default_root() -> Path:
    """DEEPAUDIO_LIBRARY, or `takes` in the user's data folder."""
    chosen = os.environ.get("DEEPAUDIO_LIBRARY", "").strip()
    if chosen:
        return Path(chosen)
    import platformdirs

    return platformdirs.user_data_path("deepaudio") / "takes"


def default_max_bytes() -> int:
    """DEEPAUDIO_LIBRARY_MAX_GB in bytes. Raises UsageError when it is no number."""
    text = os.environ.get("DEEPAUDIO_LIBRARY_MAX_GB", "").strip()
    try:
        gigabytes = float(text) if text else DEFAULT_MAX_GB
        if not 0 <= gigabytes < float("inf"):
            raise ValueError
    except ValueError:
        raise UsageError(
            f"DEEPAUDIO_LIBRARY_MAX_GB is {text!r}, not a number of gigabytes",
            hint="Set it to a number such as 20, or leave it unset.",
        ) from None
    return int(gigabytes * 1e9)


def _move(source: Path, target: Path) -> None:
    """Rename, or copy beside it and rename when a worker wrote to another file system."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy(source, target)
        source.unlink()
    sync_folder(target.parent)


def _newest(folder: Path) -> float:
    times = [folder.stat().st_mtime]
    times += [path.stat().st_mtime for path in folder.rglob("*") if path.exists()]
    return max(times)


__all__ = ["Entry", "GcReport", "TakeLibrary", "default_max_bytes", "default_root"]
