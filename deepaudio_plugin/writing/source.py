"""The text that new tracks are spliced into."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from deepaudio_plugin.errors import TimelineError
from deepaudio_plugin.writing.splice import NotSpliceable, without_ours

CONTENT = "content.otio"  # the timeline inside .otioz and .otiod


def source_text(document: Any) -> tuple[str, list[str]]:
    """The timeline's JSON, and notes on what of the file it is not.

    The file's own text for .otio, .otioz and .otiod with a timeline at the root; for all
    else what OTIO makes of it.
    """
    try:
        text = file_text(document.path)
    except OSError as error:
        raise TimelineError(
            f"can no longer be read ({error.strerror})", where=str(document.path)
        ) from error
    if text is None:
        return document.timeline.to_json_string(indent=4), []
    try:
        without_ours(text)
    except NotSpliceable:
        note = f"{document.path.name} holds no plain timeline; the new file is one made from it"
        return document.timeline.to_json_string(indent=4), [note]
    return text, []


def file_text(path: Path) -> str | None:
    """The JSON in an OTIO file or bundle as it stands, None for other formats.

    Bytes that are no UTF-8 are kept as surrogates; encode with "surrogateescape".
    """
    kind = path.suffix.lower()
    if kind == ".otiod":
        content = (path / CONTENT).read_bytes()
    elif kind == ".otioz":
        with zipfile.ZipFile(path) as bundle:
            content = bundle.read(CONTENT)
    elif kind == ".otio":
        content = path.read_bytes()
    else:
        return None
    return content.decode("utf-8", "surrogateescape")
