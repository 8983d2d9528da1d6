"""OTIO bundles: `.otioz` (a zip file) and `.otiod` (a folder), a timeline with its media.

Both hold `content.otio` and the folder `media/`. Written, links of all takes lead into the
bundle; what an old bundle held stays in it, and nothing in it depends on when it was written.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from deepaudio_plugin.core.errors import TimelineError
from deepaudio_plugin.core.files import replacing, sync_folder, temp_path_of
from deepaudio_plugin.core.leftovers import old_name
from deepaudio_plugin.formats.archives import opened_zip
from deepaudio_plugin.formats.base import Ready, nobody
from deepaudio_plugin.formats.limits import read_all, read_file
from deepaudio_plugin.formats.unpacked import MEDIA
from deepaudio_plugin.timeline.links import is_relative, local_path, relinked, target_url

CONTENT = "content.otio"


def read_zip(path: Path) -> bytes:
    """The timeline in a `.otioz`. Raises `TimelineError` when it is no such bundle, OSError."""
    with opened_zip(path) as bundle:
        if CONTENT not in bundle.NameToInfo:
            raise TimelineError(
                f"no {CONTENT} in this bundle", where=str(path), hint="it is not an OTIO bundle"
            )
        with bundle.open(CONTENT) as content:
            return read_all(content, path)


def read_folder(path: Path) -> bytes:
    """The timeline in a `.otiod`. Raises `TimelineError` when it is no such bundle, OSError."""
    content = path / CONTENT
    if not content.is_file():
        raise TimelineError(
            f"no {CONTENT} in this folder",
            where=str(path),
            hint="give the timeline file itself, or an .otiod bundle",
        )
    return read_file(content)


# -- writing --------------------------------------------------------------------------

VERSION = ("version.txt", b"1.0.0")
_BLOCK = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP file knows

_Opener = Callable[[], IO[bytes]]
_Files = dict[str, _Opener]
"""Names in a bundle, each with what opens its content."""


@dataclass
class _Manifest:
    """What a new bundle holds besides the timeline."""

    files: _Files  # those of the bundle that the timeline came from, to begin with
    places: dict[Path, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def place(self, path: Path) -> str:
        """The name in the bundle for the file at `path`."""
        if path not in self.places:
            name, number = f"{MEDIA}/{path.name}", 2
            while name in self.files and not _same(self.files[name], path):
                name, number = f"{MEDIA}/{path.stem}-{number}{path.suffix}", number + 1
            self.places[path] = name
            self.files.setdefault(name, _opener(path))
        return self.places[path]


def write(
    text: str,
    old: Path | None,
    target: Path,
    kind: str,
    keep: Path | None = None,
    *,
    ready: Ready = nobody,
) -> list[str]:
    """Write the bundle `target` of `kind` "otioz" or "otiod"; returns notes.

    Relative links in `text` count from the folder of `target`, or lead into the bundle
    `old` that the timeline came from. A folder that was at `target` is kept as `keep`,
    where that is given; `ready` is told of the whole before it takes its place. Raises OSError.
    """
    with _files_of(old) as files:
        manifest = _Manifest(dict(files))
        text = relinked(text, lambda link, is_folder: _into(link, is_folder, target, manifest))
        if kind == "otioz":
            _write_zip(text.encode(), target, manifest.files, ready)
        else:
            _write_folder(text.encode(), target, manifest.files, keep, ready)
    count = len(manifest.missing)
    return [f"{count} media files could not be found and are not in the bundle"] if count else []


def _into(link: str, is_folder: bool, target: Path, manifest: _Manifest) -> str:
    if is_relative(link) and link in manifest.files:
        return link
    path = local_path(link, target.parent)
    if path is None or is_folder or not path.is_file():
        manifest.missing.add(link)
        return link
    return target_url(Path("/") / manifest.place(path.resolve()), Path("/"))


@contextmanager
def _files_of(bundle: Path | None) -> Iterator[_Files]:
    """The files in a bundle, without the timeline itself."""
    own = {CONTENT, VERSION[0]}
    if bundle is None:
        yield {}
    elif bundle.is_dir():
        paths = {p.relative_to(bundle).as_posix(): p for p in bundle.rglob("*") if p.is_file()}
        yield {name: _opener(path) for name, path in paths.items() if name not in own}
    else:
        with opened_zip(bundle) as archive:
            names = {item.filename for item in archive.infolist() if not item.is_dir()}
            yield {name: partial(archive.open, name) for name in names - own}


def _opener(path: Path) -> _Opener:
    return lambda: path.open("rb")


def _same(known: _Opener, path: Path) -> bool:
    with known() as one, path.open("rb") as other:
        while (block := one.read(_BLOCK)) == other.read(_BLOCK):
            if not block:
                return True
    return False


def _write_zip(content: bytes, target: Path, files: _Files, ready: Ready) -> None:
    with replacing(target) as temp:
        with zipfile.ZipFile(temp, "w") as bundle:
            for name, data in (VERSION, (CONTENT, content)):
                bundle.writestr(_info(name, zipfile.ZIP_DEFLATED), data)
            for name, opener in sorted(files.items()):
                with opener() as read, bundle.open(_info(name), "w", force_zip64=True) as into:
                    shutil.copyfileobj(read, into, _BLOCK)
        ready(temp)


def _info(name: str, method: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = method
    info.external_attr = 0o644 << 16
    return info


def _write_folder(
    content: bytes, target: Path, files: _Files, keep: Path | None, ready: Ready
) -> None:
    """A new temporary folder takes the place of the old one, which goes only then."""
    temp, replaced = temp_path_of(target), keep or target.with_name(old_name(target))
    try:
        _fill(temp, content, files)
        ready(temp)
        if target.exists():
            target.rename(replaced)
        temp.rename(target)
    except BaseException:
        shutil.rmtree(temp, ignore_errors=True)
        if replaced.exists() and not target.exists():
            replaced.rename(target)
        raise
    if keep is None:
        shutil.rmtree(replaced, ignore_errors=True)
    sync_folder(target.parent)


def _fill(folder: Path, content: bytes, files: _Files) -> None:
    (folder / MEDIA).mkdir(parents=True)
    for name, data in (VERSION, (CONTENT, content)):
        (folder / name).write_bytes(data)
    for name, opener in sorted(files.items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with opener() as read, (folder / name).open("wb") as into:
            shutil.copyfileobj(read, into, _BLOCK)
