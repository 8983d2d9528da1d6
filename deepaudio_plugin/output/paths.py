"""Where results go, checked before any work, and cleaned up when the work fails."""

from __future__ import annotations

import mmap
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote

import opentimelineio as otio

from deepaudio_plugin.core.errors import MediaError, OutputError, UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import PREVIEW_MARK
from deepaudio_plugin.formats import writing as formats
from deepaudio_plugin.formats.aaf_essence import check_embedded
from deepaudio_plugin.output.save import output_path
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.timing import samples

PREVIEW_ENDINGS = (".mp4", ".mov", ".mkv")

_BYTES_PER_SAMPLE = 3
_MARK_WITHIN = 64 << 20  # bytes from a film's beginning: its head comes first, see the worker


def check_places(material: Material, options: RenderOptions) -> None:
    """Raise UsageError or OutputError when a result could not be written where it is to go.

    No file of the user's is ever replaced: a preview takes a free name or that of an earlier
    preview which the timeline does not use.
    """
    check_media_roots(options.media_roots)
    output = output_path(
        material.document, options.output, in_place=options.in_place, dialect=options.dialect
    )
    folder = media_folder(output)
    if folder.exists() and not folder.is_dir():
        raise OutputError(
            "the sound goes into a folder of this name, but it is a file",
            where=str(folder),
            hint="Rename that file, or choose another name with --output.",
        )
    if options.embed and formats.kind_of(output) == "aaf":
        check_embedded(_longest(material, options) * _BYTES_PER_SAMPLE, str(output))
    if options.preview is not None:
        _check_preview(options.preview.expanduser().absolute(), material, options)


def _longest(material: Material, options: RenderOptions) -> int:
    """Samples of the longest sound of ours that is known before anything is planned."""
    lengths = [samples(cue.range.duration) for cue in material.cues if "speech" in options.tracks]
    lengths += [samples(s.range.duration) for s in material.shots if "audio" in options.tracks]
    lengths += [samples(material.document.duration)] if "mix" in options.tracks else []
    return max(lengths, default=0)


def check_media_roots(roots: Sequence[Path]) -> None:
    """Raise UsageError for a folder to look for media in that is not there."""
    for root in roots:
        if not root.expanduser().is_dir():
            raise UsageError("no such folder", where=str(root), hint="Check --media-root.")


@contextmanager
def whole_or_nothing(folder: Path, names: Collection[str]) -> Iterator[None]:
    """When the block fails, remove those of `names` that it made in `folder`, and the folder."""
    made = [name for name in names if not (folder / name).exists()]
    folders = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        yield
    except BaseException:
        for name in made:
            (folder / name).unlink(missing_ok=True)
        with suppress(OSError):  # not empty, or never made
            for path in folders:
                path.rmdir()
        raise


def _check_preview(preview: Path, material: Material, options: RenderOptions) -> None:
    where = str(preview)
    if preview.suffix.lower() not in PREVIEW_ENDINGS:
        endings = ", ".join(PREVIEW_ENDINGS)
        raise UsageError(
            "this is no name for a film", where=where, hint=f"Let --preview end in {endings}."
        )
    home = next(path for path in preview.parents if path.exists())
    if preview.is_dir() or not home.is_dir() or not os.access(home, os.W_OK | os.X_OK):
        raise OutputError(
            "the preview cannot be written there",
            where=where,
            hint="Choose a name in a folder that you can write to with --preview.",
        )
    if not preview.exists():
        return
    if not _is_preview(preview):
        raise UsageError(
            "the preview would replace a file that is no preview",
            where=where,
            hint="Choose another name with --preview, or move that file away.",
        )
    if _uses(material, options, preview):
        raise UsageError(
            "the preview would replace media that the timeline uses",
            where=where,
            hint="Choose another name with --preview.",
        )


def _is_preview(path: Path) -> bool:
    """Whether a render has written this film: it says so in its head."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return data.find(PREVIEW_MARK.encode(), 0, _MARK_WITHIN) >= 0
    except (OSError, ValueError):  # an empty file cannot be mapped
        return False


def _uses(material: Material, options: RenderOptions, path: Path) -> bool:
    """Whether any clip's media, picture or sound, is `path`."""
    pictures = {shot.picture.path for shot in material.shots if shot.picture is not None}
    if any(_is_same(Path(picture), path) for picture in pictures):
        return True
    urls = {url for url in _urls(material.document) if unquote(url).endswith(path.name)}
    if not urls:
        return False
    resolver = MediaResolver(material.document.base, options.media_roots)
    for url in sorted(urls):
        with suppress(MediaError):
            if _is_same(resolver.resolve(url), path):
                return True
    return False


def _urls(document: Document) -> Iterator[str]:
    for clip in document.timeline.find_clips():
        for reference in clip.media_references().values():
            if isinstance(reference, otio.schema.ExternalReference):
                yield reference.target_url or ""


def _is_same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return False
