"""Which timeline's render wrote the clips on one that came back under another name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from deepaudio_plugin.core.errors import MediaError
from deepaudio_plugin.ownership.ours import file_name, our_file
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.roundtrip.returning import may_hold_takes
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.media import MediaResolver

_MOST_FOLDERS = 8
_NAME = ".deepaudio"


def origin_of(document: Document, roots: Sequence[Path] = ()) -> Path | None:
    """The timeline that was written with the sounds of ours that `document` plays.

    By the folder that they lie in; None where none of them is found, or lies in one of ours.
    """
    if document.text is not None and not may_hold_takes(document.text):
        return None
    resolver = MediaResolver(document.base, roots)
    own = media_folder(document.path)
    for url in _first_of_folders(document):
        try:
            folder = resolver.resolve(url).parent
        except MediaError:
            continue
        if folder.name.endswith(_NAME) and folder != own:
            return folder.with_name(f"{folder.name}.otio")
    return None


def _first_of_folders(document: Document) -> Iterator[str]:
    """An address of ours for each folder that clips name."""
    seen: set[str] = set()
    for clip in document.timeline.find_clips():
        url = getattr(clip.media_reference, "target_url", None) or ""
        name = file_name(url)
        folder = url[: len(url) - len(name)]
        if our_file(name) is None or folder in seen:
            continue
        seen.add(folder)
        yield url
        if len(seen) == _MOST_FOLDERS:
            return
