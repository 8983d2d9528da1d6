"""Media addresses as hosts want them: bare absolute paths or percent-encoded file URLs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from deepaudio_plugin.hosts.dialects.tree import Node, clips, nodes, our_clips, schema
from deepaudio_plugin.timeline.links import foreign_path, local_path

Style = Literal["path", "url"]

_WHERE = {"ExternalReference": "target_url", "ImageSequenceReference": "target_url_base"}


def restyle(timeline: Node, style: Style, folder: Path, host: str) -> list[str]:
    """Write every link to a local file as `style`; relative ones count from `folder`."""
    ours = {id(clip) for _, clip in our_clips(timeline)}
    changed = 0
    for clip in clips(timeline):
        touched = False
        for media in nodes([clip.get("media_references"), clip.get("media_reference")]):
            key = _WHERE.get(schema(media), "")
            link = media.get(key)
            if isinstance(link, str) and (new := _styled(link, style, folder)) != link:
                media[key] = new
                touched = True
        changed += touched and id(clip) not in ours
    if not changed:
        return []
    what = {"path": "absolute paths", "url": "file:// addresses"}[style]
    return [f"{changed} of your clips name their media by {what} now, as {host} wants it"]


def _styled(link: str, style: Style, folder: Path) -> str:
    """`link` in the style; one to no file of any computer stays as it is."""
    slash = "/" if link.endswith(("/", "\\")) else ""
    found = local_path(link, folder)
    path = foreign_path(link) if found is None else found.absolute()
    if path is None:
        return link
    if style == "url":
        return link if link.lower().startswith("file://") else path.as_uri() + slash
    return path.as_posix() + slash
