"""Locates and streams published files: all access to the network.

Files on a hub are found through huggingface_hub, which knows endpoint (HF_ENDPOINT),
account (HF_TOKEN), offline mode (HF_HUB_OFFLINE) and proxies. Its session fetches release
files too. Its own download function is not used: it starts from the beginning when a
program is started again, and these files have gigabytes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote, urlsplit

from deepaudio.weights import packages
from deepaudio.weights.registry import Source
from deepaudio_plugin.core.errors import DownloadError

RELEASES_VARIABLE = "DEEPAUDIO_RELEASES"
RELEASES = "https://github.com"
IMPORT_HINT = "Or fetch the files on another machine and run here: deepaudio models import FOLDER"

_PASSING = {408, 425, 429, 500, 502, 503, 504}
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHA1 = re.compile(r"[0-9a-f]{40}")
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class TransientError(Exception):
    """A failure of network or server that may pass; worth a retry."""


class UnreachableError(TransientError):
    """The file is shorter than what is already here of it."""


@dataclass(frozen=True)
class Remote:
    """A file as a server states it. `size` None, hashes "" where it does not."""

    url: str
    size: int | None = None
    etag: str = ""
    sha256: str = ""
    git_sha1: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ByteStream:
    """Bytes of a file from `start` on; `size` of the whole file, None if not stated."""

    start: int
    size: int | None
    etag: str
    chunks: Iterator[bytes]


def is_offline() -> bool:
    """Whether the user wants no network (HF_HUB_OFFLINE)."""
    from huggingface_hub import constants

    return bool(constants.HF_HUB_OFFLINE)


def locate(source: Source) -> Remote:
    """Where `source` is, and what its server says of it.

    Raises TransientError or DownloadError.
    """
    if source.npm:
        return Remote(url=packages.npm_address(source))
    return _on_hub(source) if source.hub else _in_release(source)


def _on_hub(source: Source) -> Remote:
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # public

    url = hf_hub_url(source.hub, source.file, revision=source.revision)
    with _failures_named(url, source):
        stated = get_hf_file_metadata(url)
    etag = (stated.etag or "").lower()
    pinned = stated.commit_hash or source.revision  # the file may change between two requests
    return Remote(
        url=hf_hub_url(source.hub, source.file, revision=pinned),
        size=stated.size,
        etag=etag,
        sha256=etag if _SHA256.fullmatch(etag) else "",
        git_sha1=etag if _SHA1.fullmatch(etag) else "",
        headers=build_hf_headers(library_name="deepaudio-editors"),
    )


def _in_release(source: Source) -> Remote:
    base = os.environ.get(RELEASES_VARIABLE, "") or RELEASES
    path = f"{source.release}/releases/download/{source.tag}/{source.file}"
    return Remote(url=f"{base.rstrip('/')}/{quote(path)}")


@contextmanager
def stream(remote: Remote, source: Source, start: int = 0, etag: str = "") -> Iterator[ByteStream]:
    """The bytes of `remote` from `start`, or from 0 if the server or a changed file requires it.

    `etag`, if given, is what the server called the file when its first part was fetched.
    Raises TransientError or DownloadError, also while the chunks are read.
    """
    from huggingface_hub import constants, get_session

    headers = {**remote.headers, "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    if start and etag:
        headers["If-Range"] = etag
    with (
        _failures_named(remote.url, source),
        get_session().stream(
            "GET",
            remote.url,
            headers=headers,
            timeout=constants.HF_HUB_DOWNLOAD_TIMEOUT,
            follow_redirects=True,  # the account's header is dropped when the host changes
        ) as response,
    ):
        _refuse(response.status_code, remote.url, source)
        yield _remote_stream(response, start, remote)


def _remote_stream(response: Any, start: int, remote: Remote) -> ByteStream:
    """What the body is a part of. Raises UnreachableError, TransientError."""
    etag = remote.etag or str(response.headers.get("ETag", ""))
    etag = "" if etag.startswith("W/") else etag
    stated = response.headers.get("Content-Range", "")
    if response.status_code == 416:
        if stated == f"bytes */{start}":
            return ByteStream(start, start, etag, iter(()))
        raise UnreachableError("the file has become shorter")
    if response.status_code == 206:
        found = _RANGE.match(stated)
        if found is None or int(found[1]) != start:
            raise TransientError("the server sent another part than asked for")
        size = None if found[2] == "*" else int(found[2])
        return ByteStream(start, size, etag, response.iter_bytes())
    length = response.headers.get("Content-Length", "")
    return ByteStream(0, int(length) if length.isdigit() else None, etag, response.iter_bytes())


@contextmanager
def _failures_named(url: str, source: Source) -> Iterator[None]:
    """What the library raises, as TransientError or DownloadError."""
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    # of httpx or of its successor, by the library's version
    http_error = cast(type[Exception], HfHubHTTPError.__mro__[1])
    try:
        yield
    except OfflineModeIsEnabled as error:
        raise offline() from error
    except HfHubHTTPError as error:
        _refuse(error.response.status_code, url, source)
        raise TransientError(str(error)) from error
    except http_error as error:
        raise TransientError(f"{_host(url)} cannot be reached ({_reason(error)})") from error


def _refuse(status: int, url: str, source: Source) -> None:
    """Raise for an answer that is not the file."""
    if status in (200, 206, 416):
        return
    host = _host(url)
    if status in _PASSING:
        raise TransientError(f"{host} answered {status}")
    if status in (401, 403):
        raise DownloadError(
            f"{host} refuses the file (answer {status})",
            where=str(source),
            hint="Look at its page in a browser: it may ask you to accept terms. Then log in with "
            f"`hf auth login`, or set HF_TOKEN. {IMPORT_HINT}",
        )
    what = "has no such file" if status == 404 else "does not give the file"
    raise DownloadError(
        f"{host} {what} (answer {status})",
        where=str(source),
        hint=f"It may have moved, or a mirror may lack it (HF_ENDPOINT). {IMPORT_HINT}",
    )


def offline() -> DownloadError:
    """The error of a user who wants no network."""
    return DownloadError(
        "the network is switched off (HF_HUB_OFFLINE)",
        hint=f"Unset HF_HUB_OFFLINE to fetch the weights. {IMPORT_HINT}",
    )


def _host(url: str) -> str:
    return urlsplit(url).netloc or url


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__
