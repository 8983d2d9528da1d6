"""Which media a picture shows, asked often: a file is read again only when it has changed."""

from __future__ import annotations

import threading
from pathlib import Path

from deepaudio_plugin.core.errors import MediaMissingError
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.timeline.identity import MediaIdentity

_State = tuple[int, int]


class Identities:
    """Identities of media as they are now. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[object, ...], tuple[_State, str]] = {}

    def __call__(self, picture: PictureSource) -> str:
        """See `MediaIdentity`. Media that has vanished stays what it was when last seen.

        Raises `MediaMissingError` when it was never seen.
        """
        key = (picture.path, picture.kind, picture.sequence_first, picture.sequence_count)
        with self._lock:
            state, identity = self._known.get(key, (None, ""))
        now = _state(picture)
        if identity and now in (state, None):
            return identity
        try:
            identity = MediaIdentity()(picture)
        except MediaMissingError:
            if identity:
                return identity
            raise
        if now is not None:
            with self._lock:
                self._known[key] = (now, identity)
        return identity


def _state(picture: PictureSource) -> _State | None:
    """What changes with a file, or with the folder of an image sequence."""
    path = Path(picture.path)
    try:
        facts = (path.parent if picture.kind == "sequence" else path).stat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns
