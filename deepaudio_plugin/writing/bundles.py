"""Timelines with their media in one: .otioz (a ZIP file) and .otiod (a folder).

Links of all takes lead into the bundle; what an old bundle held stays in it. Nothing in a
bundle depends on when it was written.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from deepaudio_plugin.files import aside_of, replacing, sync_folder
from deepaudio_plugin.reading.bundles import CONTENT, MEDIA
from deepaudio_plugin.writing.links import is_relative, local_path, relinked
from deepaudio_plugin.writing.names import target_url

VERSION = ("version.txt", "1.0.0")
_BLOCK = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP file knows

_Opener = Callable[[], IO[bytes]]


def _opener(path: Path) -> _Opener:
    return lambda: path.open("rb")


@dataclass
class _Manifest:
    """Files of a bundle: names in it, and where they come from."""

    old: set[str]  # already in the bundle that the timeline came from
    new: dict[str, Path] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def place(self, path: Path) -> str:
        """The name in the bundle for the file at `path`."""
        for name, known in self.new.items():
            if known == path:
                return name
        name, number = f"{MEDIA}/{path.name}", 2
        while name in self.new or name in self.old:
            name, number = f"{MEDIA}/{path.stem}-{number}{path.suffix}", number + 1
        self.new[name] = path
        return name


def write(
    text: str, old: Path | None, target: Path, kind: str, keep: Path | None = None
) -> list[str]:
    """Write the bundle `target` of `kind` "otioz" or "otiod"; returns notes.

    Relative links in `text` count from the folder of `target`, or lead into the bundle
    `old` that the timeline came from. A folder that was at `target` is kept as `keep`,
    where that is given. Raises OSError.
    """
    manifest = _Manifest(_members(old))
    text = relinked(text, lambda link, is_folder: _into(link, is_folder, target, manifest))
    if kind == "otioz":
        _write_zip(text.encode(), old, target, manifest)
    else:
        _write_folder(text.encode(), old, target, manifest, keep)
    count = len(manifest.missing)
    return [f"{count} media files could not be found and are not in the bundle"] if count else []


def _into(link: str, is_folder: bool, target: Path, manifest: _Manifest) -> str:
    path = local_path(link, target.parent)
    if is_relative(link) and link in manifest.old:
        return link
    if path is None or is_folder or not path.is_file():
        manifest.missing.add(link)
        return link
    return target_url(Path("/") / manifest.place(path.resolve()), Path("/"))


def _members(old: Path | None) -> set[str]:
    """Names of the files in a bundle, without the timeline itself."""
    if old is None:
        names = set()
    elif old.is_dir():
        names = {p.relative_to(old).as_posix() for p in old.rglob("*") if p.is_file()}
    else:
        with zipfile.ZipFile(old) as bundle:
            names = {item.filename for item in bundle.infolist() if not item.is_dir()}
    return names - {CONTENT, VERSION[0]}


@contextmanager
def _files(old: Path | None, manifest: _Manifest) -> Iterator[list[tuple[str, _Opener]]]:
    """Names in the new bundle, each with what opens its content."""
    openers: dict[str, _Opener] = {n: _opener(p) for n, p in manifest.new.items()}
    with ExitStack() as stack:
        if old is not None and old.is_dir():
            openers.update({n: _opener(old / n) for n in manifest.old})
        elif old is not None:
            bundle = stack.enter_context(zipfile.ZipFile(old))
            openers.update({n: partial(bundle.open, n) for n in manifest.old})
        yield sorted(openers.items())


def _write_zip(content: bytes, old: Path | None, target: Path, manifest: _Manifest) -> None:
    with (
        replacing(target) as aside,
        _files(old, manifest) as files,
        zipfile.ZipFile(aside, "w") as bundle,
    ):
        for name, data in ((VERSION[0], VERSION[1].encode()), (CONTENT, content)):
            bundle.writestr(_info(name, zipfile.ZIP_DEFLATED), data)
        for name, opener in files:
            with opener() as read, bundle.open(_info(name), "w", force_zip64=True) as into:
                shutil.copyfileobj(read, into, _BLOCK)


def _info(name: str, method: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = method
    info.external_attr = 0o644 << 16
    return info


def _write_folder(
    content: bytes, old: Path | None, target: Path, manifest: _Manifest, keep: Path | None
) -> None:
    """A new folder aside takes the place of the old one, which goes only then."""
    aside, replaced = aside_of(target), keep or aside_of(target)
    try:
        (aside / MEDIA).mkdir(parents=True)
        (aside / VERSION[0]).write_text(VERSION[1])
        (aside / CONTENT).write_bytes(content)
        with _files(old, manifest) as files:
            for name, opener in files:
                (aside / name).parent.mkdir(parents=True, exist_ok=True)
                with opener() as read, (aside / name).open("wb") as into:
                    shutil.copyfileobj(read, into, _BLOCK)
        if target.exists():
            target.rename(replaced)
        aside.rename(target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        if replaced.exists() and not target.exists():
            replaced.rename(target)
        raise
    if keep is None:
        shutil.rmtree(replaced, ignore_errors=True)
    sync_folder(target.parent)
