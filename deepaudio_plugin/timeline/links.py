"""Links to media in the text of a timeline: reading them, and changing nothing else."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from urllib.parse import unquote, urlsplit

from opentimelineio.url_utils import filepath_from_url

_LINK = re.compile(r'("target_url(_base)?"\s*:\s*)("(?:[^"\\]|\\.)*")')
_ESCAPED = "%#?\\"
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_FILE_URL = re.compile(r"file:(?://([^/\\]*))?(.*)", re.IGNORECASE | re.DOTALL)

Change = Callable[[str, bool], str]
"""From a link, and whether it is the folder of an image sequence, to the new link."""


def relinked(text: str, change: Change) -> str:
    """`text` with every link changed; one that stays the same keeps its very letters."""

    def replace(match: re.Match[str]) -> str:
        old = json.loads(match[3], strict=False)
        new = change(old, match[2] is not None)
        return match[0] if new == old else match[1] + json.dumps(new, ensure_ascii=False)

    return _LINK.sub(replace, text)


def all_links(text: str) -> list[tuple[str, bool]]:
    """Every link in `text`, and whether it is the folder of an image sequence."""
    return [(json.loads(m[3], strict=False), m[2] is not None) for m in _LINK.finditer(text)]


def moved(text: str, base: Path, folder: Path) -> tuple[str, list[str]]:
    """`text` for a timeline in `folder` instead of `base`, and a note when links changed.

    Relative links that lead somewhere from `base` become absolute.
    """
    if base.absolute() == folder.absolute():
        return text, []
    count = 0

    def change(link: str, is_folder: bool) -> str:
        nonlocal count
        path = local_path(link, base)
        if path is None or not is_relative(link) or not path.exists():
            return link
        count += 1
        return target_url(path, None) + ("/" if is_folder else "")

    changed = relinked(text, change)
    note = f"{count} links to media are absolute now, because the output is in another folder"
    return changed, [note] if count else []


def is_relative(link: str) -> bool:
    """Whether a link counts from the folder of its timeline."""
    parts = urlsplit(link)
    return not (parts.scheme or parts.netloc or _DRIVE.match(link) or link.startswith("/"))


def foreign_path(link: str) -> PureWindowsPath | None:
    r"""A path of Windows, which no other system can look for: `C:\…`, `\\server\folder\…`.

    None for other links, and on Windows itself, where it is a path like any other.
    """
    if os.name == "nt":
        return None
    url = _FILE_URL.fullmatch(link)
    host, text = (url[1] or "", unquote(url[2])) if url else ("", link)
    for drive in (text.lstrip("/"), f"{host}{text}") if url else (link,):  # or a slash short
        if _DRIVE.match(drive):
            return PureWindowsPath(drive)
    share = text if host.lower() in ("", "localhost") else f"//{unquote(host)}{text}"
    is_share = url and share.startswith("//") and share.strip("/").count("/") > 1
    return PureWindowsPath(share) if is_share else None


def local_path(link: str, base: Path) -> Path | None:
    """The file that a link names, relative ones from `base`; None when it is no local file.

    A link is a URL or a bare path; a bare path that exists as it stands is taken as such.
    """
    if not link:
        return None
    bare, turned = base / link, base / link.replace("\\", "/")  # a relative path of Windows
    try:
        if (found := bare.exists()) or turned.exists():
            return bare if found else turned
        if foreign_path(link) is not None:
            return None
        if urlsplit(link).scheme not in ("", "file") and not _DRIVE.match(link):
            return None
        return base / str(filepath_from_url(link))
    except (OSError, ValueError, IndexError):
        return None  # a name too long, a NUL, a malformed URL, one that names no file


def target_url(media: Path, folder: Path | None) -> str:
    """How a timeline in `folder` names `media`; an absolute path when `folder` is None.

    A bare path with `/`, because Resolve and Blender take it as it is; but `%`, `#`, `?`
    and a leading `word:` are percent-encoded, because OTIO and Kdenlive read a URL.
    """
    path = media.absolute()
    if folder is not None:
        try:
            path = path.relative_to(folder.absolute())
        except ValueError:
            folder = None  # on another branch of the tree: absolute is the safer name
    text = path.as_posix()
    for mark in _ESCAPED:
        text = text.replace(mark, f"%{ord(mark):02X}")
    if folder is not None:
        first, slash, rest = text.partition("/")
        text = first.replace(":", "%3A") + slash + rest
    return text
