"""The links of a timeline that is written somewhere else, or whose media are elsewhere.

Relative links count from the folder of the timeline, so they change when it is written to
another one. Media that were found below the user's folders are linked where they were found;
but plain .otio keeps the user's own part to the byte, and says so. What a zipped bundle holds
is copied out of it: it is unpacked into a cache, which is emptied some day.
"""

from __future__ import annotations

import filecmp
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import opentimelineio as otio

from deepaudio_plugin.core.errors import MediaError
from deepaudio_plugin.core.files import copy
from deepaudio_plugin.formats.unpacked import MEDIA
from deepaudio_plugin.timeline import links
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.media import MediaResolver, foreign_share
from deepaudio_plugin.timeline.references import ReferenceFinder

BUNDLES = ("otioz", "otiod")

_Found = dict[tuple[str, bool], Path]
"""Where the media of links are that lead nowhere as they stand; `True` marks folders."""


@dataclass(frozen=True)
class Relinked:
    """The text of a timeline with its links changed, and what that takes."""

    text: str
    notes: tuple[str, ...] = ()
    copies: tuple[tuple[Path, Path], ...] = ()  # files of a bundle, and where they go


def relinked(
    document: Document, text: str, place: Path, *, kind: str, roots: Sequence[Path], keeps: bool
) -> Relinked:
    """`text` of `document` for a timeline at `place`, of `kind`.

    With `keeps` the user's links stay as they are where they are not relative. Raises as
    `Document.base` does.
    """
    notes: list[str] = []
    found = _found_below(document, text, roots) if roots else {}
    if found and keeps:
        notes.append(
            f"{len(found)} of your links lead nowhere here and stay as they are: their media were "
            "found with --media-root. Other formats, and --for, link to where they are"
        )
    elif found:
        text = _led(text, found)
        notes.append(
            "1 link leads to where --media-root found its media"
            if len(found) == 1
            else f"{len(found)} links lead to where --media-root found their media"
        )
    if document.kind in BUNDLES and kind in BUNDLES:
        return Relinked(text, tuple(notes))
    if document.kind == "otioz":
        return _taken_out(text, document.base, place, notes)
    text, moved = links.moved(text, document.base, place.parent)
    return Relinked(text, (*notes, *moved))


def led_to_found(document: Document, roots: Sequence[Path]) -> str:
    """The text of a timeline with links to what is found below `roots`. Raises as `relinked`."""
    text = document.text or document.timeline.to_json_string()
    return _led(text, _found_below(document, text, roots)) if roots else text


def _led(text: str, found: _Found) -> str:
    def change(link: str, is_folder: bool) -> str:
        path = found.get((link, is_folder))
        if path is None:
            return link
        return links.target_url(path, None) + ("/" if is_folder else "")

    return links.relinked(text, change)


def _found_below(document: Document, text: str, roots: Sequence[Path]) -> _Found:
    """The media that only a search below `roots` finds, by link."""
    trusted = (document.base, *roots)
    missing = {key for key in links.all_links(text) if not _is_there(key[0], trusted)}
    if not missing:
        return {}
    resolver = MediaResolver(document.base, roots)
    found: _Found = {}
    for clip in document.timeline.find_clips():
        for media in clip.media_references().values():
            for key, path in _looked_up(media, resolver):
                if key in missing:
                    found[key] = path
    finder = ReferenceFinder(resolver, document.rate)  # which knows names of many images too
    for piece in document.pieces:
        media = piece.clip.media_reference
        key = (getattr(media, "target_url", "") or "", False)
        if key in missing and key not in found:
            with suppress(MediaError):
                seen = finder.find(piece)
                if not seen.note:
                    found[key] = Path(seen.source.path)
    return found


def _is_there(link: str, trusted: Sequence[Path]) -> bool:
    """Whether a link leads to something; a share that nobody has named is not asked."""
    if foreign_share(link, trusted):
        return False
    path = links.local_path(link, trusted[0])
    return path is not None and not foreign_share(str(path), trusted) and path.exists()


def _looked_up(
    media: otio.core.MediaReference, resolver: MediaResolver
) -> Iterator[tuple[tuple[str, bool], Path]]:
    with suppress(MediaError):
        if isinstance(media, otio.schema.ExternalReference) and media.target_url:
            yield (media.target_url, False), resolver.resolve(media.target_url)
        elif isinstance(media, otio.schema.ImageSequenceReference):
            base = media.target_url_base or ""
            number = f"{media.start_frame:0{max(1, media.frame_zero_padding)}d}"
            member = f"{media.name_prefix or ''}{number}{media.name_suffix or ''}"
            yield (base, True), resolver.resolve_folder(base, member)


# -- out of a bundle ---------------------------------------------------------------------


def _taken_out(text: str, cache: Path, place: Path, notes: list[str]) -> Relinked:
    """Links into a bundle that is unpacked at `cache` lead to copies beside the timeline."""
    home = place.with_name(f"{place.stem}.{MEDIA}")
    copies: dict[Path, Path] = {}

    def change(link: str, is_folder: bool) -> str:
        path = links.local_path(link, cache)
        if path is None or not links.is_relative(link) or not path.exists():
            return link
        files = [file for file in path.iterdir() if file.is_file()] if is_folder else [path]
        for file in files:
            copies.setdefault(file, _free(file, home / _inside(file, cache)))
        led = home / _inside(path, cache) if is_folder else copies[path]
        return links.target_url(led, place.parent) + ("/" if is_folder else "")

    text = links.relinked(text, change)
    if copies:
        notes = [*notes, f"{len(copies)} media files of the bundle are copied to {home.name}"]
    return Relinked(text, tuple(notes), tuple(copies.items()))


def _inside(path: Path, cache: Path) -> Path:
    """A path in a bundle, counted from its folder of media."""
    inside = path.relative_to(cache)
    return Path(*inside.parts[1:]) if inside.parts[:1] == (MEDIA,) else inside


def _free(source: Path, target: Path) -> Path:
    """`target`, or a name beside it where something else has that name."""
    name, number = target, 2
    while name.exists() and not filecmp.cmp(source, name, shallow=False):
        name, number = target.with_name(f"{target.stem}-{number}{target.suffix}"), number + 1
    return name


@contextmanager
def copied(copies: Sequence[tuple[Path, Path]]) -> Iterator[None]:
    """Copy files, each as a whole; when the block fails, none of the copies stays.

    Raises OSError.
    """
    made: list[Path] = []
    try:
        for source, target in copies:
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                made.append(target)
                copy(source, target)
        yield
    except BaseException:
        for target in made:
            target.unlink(missing_ok=True)
            with suppress(OSError):
                target.parent.rmdir()
        raise
