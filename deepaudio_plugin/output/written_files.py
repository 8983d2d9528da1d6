"""What we wrote, by its digest: whatever else is under such a name is somebody's own work.

    <user data>/written/<folder>.json     one small file for each folder that we wrote into
    <user data>/written/<folder>.log      a line for each file since: a killed render forgets none
    <user data>/written/texts/<digest>    the timelines themselves, the latest of them, packed

Not beside the files, where it would be one more file of ours, and could be copied with them
and be wrong. What is forgotten costs a backup that nobody needed, and no more.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.files import digest_of, make_private_folder, write_bytes
from deepaudio_plugin.core.leftovers import sweep

VERSION = 1
MAX_FOLDERS = 1000
"""So many folders are remembered; the one written to longest ago is forgotten first."""
MAX_TEXTS = 200
MAX_TEXT_BYTES = 32 << 20
_DIGESTS = 8  # of one name, newest first: a write can be taken back
_CONTENT = "content.otio"  # in a bundle that is a folder


@dataclass(frozen=True)
class _Known:
    """What we wrote under a name, and how the file stood when we last looked."""

    digests: tuple[str, ...]
    size: int = -1
    mtime_ns: int = -1


class WrittenFiles:
    """What we wrote into one folder. `save` keeps what was noted; nothing here raises."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        name = hashlib.sha256(str(self.folder).encode("utf-8", "surrogateescape")).hexdigest()
        self._home = _home()
        self._path = self._home / f"{name[:32]}.json"
        self._journal = self._path.with_suffix(".log")
        self._known = self._read()
        self._new: dict[str, _Known] = {}

    def names(self) -> list[str]:
        """Every name that is remembered."""
        return list(self._known)

    def is_ours(self, path: Path, *, at_a_glance: bool = False) -> bool:
        """Whether the file in this folder is, to the byte, one that we wrote there.

        With `at_a_glance` its bytes are not read where size and time are as we left them; those
        of a timeline, as `note_text` knows it, are.
        """
        known = self._known.get(path.name)
        if known is None:
            return False
        with suppress(OSError):
            stands = path.lstat()
            as_left = (stands.st_size, stands.st_mtime_ns) == (known.size, known.mtime_ns)
            if at_a_glance and as_left and not path.is_dir():
                return True
            return content_digest(path) in known.digests
        return False

    def is_changed(self, path: Path, *, at_a_glance: bool = False) -> bool:
        """Whether something is there that we did not write, or that was changed since."""
        return _is_there(path) and not self.is_ours(path, at_a_glance=at_a_glance)

    def note(self, path: Path, temp: Path | None = None) -> None:
        """The file is ours as it stands now, or as `temp`, which is about to take its place."""
        with suppress(OSError):
            stands = (temp or path).lstat()
            digest = content_digest(temp or path)
            self._add(path, digest, stands.st_size, stands.st_mtime_ns)

    def note_text(self, path: Path, text: str) -> None:
        """This timeline is ours, and `path` where it holds nothing else.

        The text is kept: by it can be told what somebody changes, or has changed already.
        """
        content = text.encode()
        digest = hashlib.sha256(content).hexdigest()
        self._add(path, digest)
        if len(content) > MAX_TEXT_BYTES:
            return
        folder = self._home / "texts"
        with suppress(OSError):
            make_private_folder(self._home)
            make_private_folder(folder)
            sweep(folder)
            write_bytes(folder / digest, gzip.compress(content, 3, mtime=0))
            _forget_oldest(folder, "*", MAX_TEXTS)

    def _add(self, path: Path, digest: str, size: int = -1, mtime_ns: int = -1) -> None:
        self._known[path.name] = _again(self._known.get(path.name), digest, size, mtime_ns)
        self._new[path.name] = self._known[path.name]
        with suppress(OSError):
            make_private_folder(self._home)
            with self._journal.open("a", encoding="ascii") as journal:
                journal.write(json.dumps([path.name, digest, size, mtime_ns]) + "\n")

    def texts(self, path: Path) -> Iterator[str]:
        """What we wrote under the name of `path`, as far as it is kept, newest first."""
        for digest in self._known.get(path.name, _Known(())).digests:
            with suppress(OSError, EOFError, ValueError):
                content = gzip.decompress((self._home / "texts" / digest).read_bytes())
                if hashlib.sha256(content).hexdigest() == digest:
                    yield content.decode()

    def save(self) -> None:
        """Keep what was noted, beside what others have noted of the folder meanwhile."""
        if not self._new:
            return
        with suppress(OSError), _locked(self._path):
            known = {**self._read(), **self._new}
            here = {name: facts for name, facts in known.items() if _is_there(self.folder / name)}
            write_bytes(self._path, _to_json(self.folder, here))
            self._journal.unlink(missing_ok=True)
            sweep(self._home)
            for pattern in ("*.json", "*.log"):
                _forget_oldest(self._home, pattern, MAX_FOLDERS)
            self._known, self._new = here, {}

    def _read(self) -> dict[str, _Known]:
        found: dict[str, _Known] = {}
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            body = json.loads(self._path.read_text("utf-8"))
            if body["version"] == VERSION:
                found = {name: _known(facts) for name, facts in body["files"].items()}
        with suppress(OSError, ValueError, TypeError):  # the last line may be cut
            for line in self._journal.read_text("ascii").splitlines():
                name, *facts = json.loads(line)
                found[name] = _again(found.get(name), *facts)
        return found


def _again(known: _Known | None, digest: str, size: int, mtime_ns: int) -> _Known:
    before = known.digests if known is not None else ()
    digests = (digest, *(other for other in before if other != digest))
    return _Known(digests[:_DIGESTS], size, mtime_ns)


def content_digest(path: Path) -> str:
    """The digest of a file; of a bundle that is a folder, of its timeline and its files' sizes.

    Raises OSError.
    """
    if not path.is_dir():
        return digest_of(path)
    inside = sorted(file for file in path.rglob("*") if file.is_file())
    parts = [f"{file.relative_to(path).as_posix()} {file.stat().st_size}" for file in inside]
    if (path / _CONTENT).is_file():
        parts.append(digest_of(path / _CONTENT))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _home() -> Path:
    import platformdirs

    return platformdirs.user_data_path("deepaudio") / "written"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time. Raises OSError where nothing can be written."""
    import filelock

    make_private_folder(path.parent)
    with suppress(NotImplementedError), filelock.FileLock(path.parent / "lock"):
        yield


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _forget_oldest(folder: Path, pattern: str, most: int) -> None:
    found = [path for path in folder.glob(pattern) if not path.name.startswith(".")]
    if len(found) > most:
        found.sort(key=lambda path: path.stat().st_mtime)
        for path in found[: len(found) - most]:
            path.unlink(missing_ok=True)


def _known(facts: dict[str, Any]) -> _Known:
    digests = tuple(str(digest) for digest in facts["digests"])
    return replace(_Known(digests), size=int(facts["size"]), mtime_ns=int(facts["mtime_ns"]))


def _to_json(folder: Path, known: dict[str, _Known]) -> bytes:
    files = {
        name: {"digests": list(k.digests), "size": k.size, "mtime_ns": k.mtime_ns}
        for name, k in sorted(known.items())
    }
    body = {"version": VERSION, "folder": str(folder), "files": files}
    return json.dumps(body, separators=(",", ":")).encode()
