"""The take library: finished takes by content key, and what is known of each.

    <root>/<key[:2]>/<key>.wav     a take, exactly as the worker wrote it
    <root>/<key[:2]>/<key>.json    what is known of it; the index can be made again from these
    <root>/takes-1.sqlite          the same, to look up ten thousand at once
    <root>/timelines/              which written timelines use which takes
    <root>/staging/<process>/      where workers write before a take is added

It is of one computer; `sharing` is what it has to do with one that several share.

A take is in the library when its file is; the index may be lost, and is then made again.
Several processes may use one library at once. A folder that is made here can be looked into by
its owner only; one that was there is taken as it is.

What a worker says of a take is not believed: its file must be where it was asked for, a file of
its own, and what the worker announced. Its digest is kept, and compared when it is used.
"""

from __future__ import annotations

import dataclasses
import functools
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.errors import JobError, OutputError, UsageError
from deepaudio_plugin.core.files import (
    is_private,
    make_private,
    make_private_folder,
    output_errors,
    sync_folder,
)
from deepaudio_plugin.core.leftovers import (
    DAY_S,
    left_folders,
    left_in,
    owner_mark,
    remove_folder,
    sweep,
    temp_name,
)
from deepaudio_plugin.core.library_place import is_address
from deepaudio_plugin.core.protocol import Done, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.core.verdicts import Verdict
from deepaudio_plugin.takes import intake, references
from deepaudio_plugin.takes.entry import Entry, read_sidecar, write_sidecar
from deepaudio_plugin.takes.index import Index
from deepaudio_plugin.takes.sharing import Sharing
from deepaudio_plugin.takes.sound_file import digest, regular_file, what_is_wrong

VARIABLE = "DEEPAUDIO_LIBRARY"
DEFAULT_MAX_GB = 20.0
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
        self._sound: dict[str, tuple[int, int]] = {}  # keys looked at: how their files stood
        self.sharing = Sharing()  # with other machines: see `takes.opening`

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
                parent = self._folder("staging")
                self._sweep_left(parent)
                self._staging = Path(tempfile.mkdtemp(prefix=f"{owner_mark()}-", dir=parent))
        return self._staging

    def add(self, spec: TakeSpec, done: Done) -> Take:
        """Move the take that a worker has finished into the library; returns it there.

        Raises JobError when there is no such take or it is not what the worker says, and
        OutputError or DiskFullError when the library cannot be written.
        """
        target = self.path_of(spec.key)
        source = intake.staged(spec, done, self._staging)
        with output_errors(target, hint=HINT):
            entry = intake.looked_at(spec, done, source)
            self._enter(entry, source)
        self.sharing.offer([spec.key])
        return dataclasses.replace(entry.take, path=str(target))

    def receive(self, entry: Entry, source: Path) -> Take:
        """Move a take that was made elsewhere into the library; returns it there.

        `source` lies in the staging folder, and is what `entry` says. Raises OutputError.
        """
        now = time.time()
        with output_errors(self.path_of(entry.take.key), hint=HINT):
            self._enter(dataclasses.replace(entry, used=now, bytes=source.stat().st_size), source)
        return dataclasses.replace(entry.take, path=str(self.path_of(entry.take.key)))

    def adopt(self, keys: Iterable[str]) -> dict[str, Entry]:
        """Takes of these keys that are here although the index does not know them, by key.

        A process that is killed, or a power cut, may leave one. They are known from now on.
        """
        found: dict[str, Entry] = {}
        # A plan asks for ten thousand takes: folders are listed, each once, instead of asking the
        # disk, or a drive in the network, for every file.
        names = functools.cache(self._names_in)
        for key in keys if self.root.is_dir() else ():
            if f"{key}.json" in names(key[:2]) and f"{key}.wav" in names(key[:2]):
                entry = read_sidecar(self.path_of(key).with_suffix(".json"))
                if entry is not None and not self._wrong(entry, read=True):
                    found[key] = entry
        if found:
            with suppress(OutputError):  # of a library that can only be read
                self._index.put(found.values())
        return {entry.take.key: entry for entry in self._whole(found.values())}

    def _names_in(self, shelf: str) -> frozenset[str]:
        """The names of all files in one of the library's folders."""
        with suppress(OSError):
            return frozenset(os.listdir(self.root / shelf))  # noqa: PTH208 - names are enough
        return frozenset()

    def drop_damaged(self, keys: Iterable[str]) -> dict[str, str]:
        """Look into the files of takes; those that are damaged go. What was wrong, by key.

        Raises OutputError when they cannot be removed.
        """
        rows = self._index.rows(list(dict.fromkeys(keys)))
        wrong = {key: why for key, entry in rows.items() if (why := self._wrong(entry, read=True))}
        with output_errors(self.root, hint=HINT):
            self._remove(list(wrong))
        return wrong

    # -- what people decide ---------------------------------------------------------

    def rate(self, key: str, stars: int) -> None:
        """Remember how much a take is liked, 0 (not rated) to 5. Raises UsageError."""
        if not 0 <= stars <= 5:
            raise UsageError(f"a rating is 0 to 5 stars, got {stars}")
        self._change(key, rating=stars)

    def note_verdicts(self, verdicts: Mapping[str, Verdict]) -> None:
        """Keep what checking takes came to, but of those that are gone. Raises OutputError."""
        for key, verdict in verdicts.items():
            with suppress(UsageError):
                self._change(key, verdict=verdict.to_json())

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

    # -- verifying: see `takes.verifying` ---------------------------------------------

    def listed(self) -> list[Entry]:
        """Everything that the index knows, whether its files are here or not."""
        return self._index.all()

    def entry_in_index(self, key: str) -> Entry | None:
        """What the index knows of a take."""
        return self._index.rows([key]).get(key)

    def keys_on_disk(self) -> set[str]:
        """Keys of all files that lie where takes do."""
        return {
            path.stem
            for path in self.root.glob("??/*")
            if path.suffix in (".wav", ".json")
            and _KEY.match(path.stem)
            and path.stem[:2] == path.parent.name
        }

    def what_is_wrong(self, entry: Entry) -> str:
        """Why the file of a take is not what was rendered; "" when it is. All of it is read."""
        return self._wrong(entry, read=True)

    def keep(self, entry: Entry) -> None:
        """Have the index and the file beside the take say this of it. Raises OutputError."""
        with output_errors(self.root, hint=HINT):
            self._write_sidecar(entry)
        self._index.put([entry])

    def drop(self, keys: Sequence[str]) -> None:
        """Remove takes with all that is known of them. Raises OutputError."""
        with output_errors(self.root, hint=HINT):
            self._remove(keys)

    def litter(self, *, remove: bool = False) -> list[Path]:
        """What processes that do not run any more have left here; removed when asked for."""
        staging = self.root / "staging"
        folders = [staging, self.root / references.FOLDER, *self.root.glob("??")]
        found = [*left_folders(staging), *(path for folder in folders for path in left_in(folder))]
        if remove:
            self._sweep_left(staging)
            for folder in folders:
                sweep(folder)
        return found

    def close(self) -> None:
        """Let go of the index, and of the staging folder if it is empty."""
        self.sharing.close()
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

    def _change(self, key: str, **values: Any) -> None:
        entry = read_sidecar(self.path_of(key).with_suffix(".json"))
        entry = entry or self._index.rows([key]).get(key)
        if entry is None:
            raise UsageError(
                f"no take {key[:12]!r} in the library",
                hint="`deepaudio cache list` shows what there is.",
            )
        changed = dataclasses.replace(entry, **values)
        with output_errors(self.root, hint=HINT):
            self._write_sidecar(changed)
        self._index.put([changed])

    def _remove(self, keys: Sequence[str]) -> None:
        self._index.drop(keys)
        for key in keys:
            path = self.path_of(key)
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)

    def _folder(self, name: str) -> Path:
        """A folder of the library, as private as the library is. Raises OSError."""
        make_private_folder(self.root)
        folder = self.root / name
        folder.mkdir(mode=0o700 if is_private(self.root) else 0o777, exist_ok=True)
        return folder

    def _write_sidecar(self, entry: Entry) -> None:
        """Keep an entry beside its take; half-written ones lie in the staging folder only."""
        path = self.path_of(entry.take.key).with_suffix(".json")
        write_sidecar(path, entry, self._folder("staging") / temp_name())
        if is_private(self.root):
            make_private(path)

    def _enter(self, entry: Entry, source: Path) -> None:
        """Have a take here: known first, so that a kill leaves none that nobody knows."""
        key, target = entry.take.key, self.path_of(entry.take.key)
        self._folder(target.parent.name)
        stood = source.lstat()
        try:
            self._write_sidecar(entry)
            self._index.put([entry])
            source.replace(target)
            stands = target.lstat()
            same = (stands.st_ino, stands.st_size) == (stood.st_ino, entry.bytes)
            if not same and not self._is_ours_too(entry, stands):
                raise JobError("the worker's take was changed after it was done", hint=intake.AGAIN)
        except BaseException:
            with suppress(OSError, OutputError):
                self._remove([key])
            raise
        if is_private(self.root):
            make_private(target)
        sync_folder(target.parent)
        self._sound[key] = (stands.st_size, stands.st_mtime_ns)

    def _is_ours_too(self, entry: Entry, stands: os.stat_result) -> bool:
        """Whether another process has put the same take here meanwhile, to the byte."""
        return stat.S_ISREG(stands.st_mode) and not self._wrong(entry, read=True)

    def _wrong(self, entry: Entry, *, read: bool) -> str:
        """Why the file of a take is not what it was; "" when it is. With `read`, all of it."""
        path = self.path_of(entry.take.key)
        try:
            with regular_file(path) as file:
                stands = os.fstat(file.fileno())
                if self._sound.get(entry.take.key) == (stands.st_size, stands.st_mtime_ns):
                    return ""
                if stands.st_size != entry.bytes:
                    return "has another length"
                wrong = what_is_wrong(file, entry.take)
                if not wrong and read and entry.digest and digest(file) != entry.digest:
                    return "is not what was rendered"
        except ValueError as error:
            return str(error)
        except OSError as error:
            return f"cannot be read ({error.strerror or error})"
        if not wrong and read:
            self._sound[entry.take.key] = (stands.st_size, stands.st_mtime_ns)
        return wrong

    def _sweep_left(self, staging: Path) -> None:
        """Remove what processes that do not run any more have left; take in what they finished."""
        sweep(staging)
        for folder in left_folders(staging):
            for source in folder.glob("*.wav"):
                with suppress(OSError, ValueError, OutputError, JobError):
                    self._take_in_left(source)
            remove_folder(folder)

    def _take_in_left(self, source: Path) -> None:
        """Take in what was on its way here when its process was killed."""
        target = self.path_of(source.stem)
        entry = read_sidecar(target.with_suffix(".json"))
        if entry is None or target.exists():
            return
        with regular_file(source, of_a_stranger=True) as file:
            whole = not what_is_wrong(file, entry.take) and digest(file) == entry.digest
        if whole:
            self._enter(entry, source)

    def _sweep_staging(self, before: float) -> None:
        """Remove what workers of broken renders wrote earlier than the time `before`."""
        for folder in (self.root / "staging").glob("*"):
            if folder.is_dir() and _newest(folder) < before:
                remove_folder(folder)

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
    """DEEPAUDIO_LIBRARY, or `takes` in the user's data folder, also where that is an address."""
    chosen = os.environ.get(VARIABLE, "").strip()
    if chosen and not is_address(chosen):
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


def _newest(folder: Path) -> float:
    times = [folder.stat().st_mtime]
    times += [path.stat().st_mtime for path in folder.rglob("*") if path.exists()]
    return max(times)


__all__ = ["Entry", "GcReport", "TakeLibrary", "default_max_bytes", "default_root"]
