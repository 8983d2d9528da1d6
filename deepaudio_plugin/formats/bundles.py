"""OTIO bundles: `.otioz` (a zip file) and `.otiod` (a folder), a timeline with its media.

Both hold `content.otio` and the folder `media/`. A zip file is somebody else's: its names
are checked before anything is unpacked, and nothing is unpacked but plain files.
"""

from __future__ import annotations

import hashlib
import shutil
import stat
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import platformdirs

from deepaudio_plugin.core.errors import DiskFullError, OutputError, TimelineError

CONTENT = "content.otio"
MEDIA = "media"
_DAMAGED_HINT = "export the bundle again, or copy it again: it may be cut short"


def read_zip(path: Path) -> bytes:
    """The timeline in a `.otioz`. Raises `TimelineError` when it is no such bundle."""
    try:
        with zipfile.ZipFile(path) as bundle:
            return bundle.read(CONTENT)
    except KeyError as error:
        raise TimelineError(
            f"no {CONTENT} in this bundle", where=str(path), hint="it is not an OTIO bundle"
        ) from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise TimelineError(
            f"the bundle is damaged ({error})", where=str(path), hint=_DAMAGED_HINT
        ) from error


def read_folder(path: Path) -> bytes:
    """The timeline in a `.otiod`. Raises `TimelineError` when it is no such bundle."""
    content = path / CONTENT
    if not content.is_file():
        raise TimelineError(
            f"no {CONTENT} in this folder",
            where=str(path),
            hint="give the timeline file itself, or an .otiod bundle",
        )
    return content.read_bytes()


def unpack_media(path: Path, cache: Path | None = None) -> Path:
    """The folder a `.otioz` is unpacked in, its media below `media/`; done once per bundle.

    `cache` is where to unpack, by default the user's cache folder. Raises `TimelineError`
    for unsafe or damaged bundles, `DiskFullError` and `OutputError` where they do not fit.
    """
    facts = path.stat()
    name = f"{path.resolve()} {facts.st_size} {facts.st_mtime_ns}"
    root = cache or platformdirs.user_cache_path("deepaudio") / "bundles"
    folder = root / hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    if folder.is_dir():
        return folder
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix="unpacking-") as aside:
            _unpack(path, Path(aside) / "bundle")
            (Path(aside) / "bundle").replace(folder)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise TimelineError(
            f"the bundle is damaged ({error})", where=str(path), hint=_DAMAGED_HINT
        ) from error
    except OSError as error:
        if folder.is_dir():  # another process was faster
            return folder
        raise OutputError(
            f"the bundle's media cannot be unpacked: {error.strerror or error}",
            where=str(root),
            hint="make the folder writable, or unpack the .otioz yourself and open its folder",
        ) from error
    return folder


def _unpack(path: Path, into: Path) -> None:
    with zipfile.ZipFile(path) as bundle:
        members = [info for info in bundle.infolist() if _is_media(info, path)]
        needed = sum(info.file_size for info in members)
        if needed > shutil.disk_usage(into.parent).free:
            raise DiskFullError(
                f"unpacking the bundle's media takes {needed / 1e9:.1f} GB",
                where=str(into.parent.parent),
                hint="free some space, or unpack the .otioz elsewhere and open its folder",
            )
        into.mkdir()
        for info in members:
            bundle.extract(info, into)


def _is_media(info: zipfile.ZipInfo, bundle: Path) -> bool:
    """Whether to unpack a member. Raises `TimelineError` for names that lead elsewhere."""
    name = info.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or (parts and ":" in parts[0]):
        raise TimelineError(
            f"the bundle wants to write outside its folder ({info.filename!r})",
            where=str(bundle),
            hint="do not use it; ask whoever sent it for another export",
        )
    kind = stat.S_IFMT(info.external_attr >> 16)
    return parts[:1] == (MEDIA,) and not info.is_dir() and kind in (0, stat.S_IFREG)
