"""Whether the files that an order names are those that it was planned for.

A take is known by the content of its media, wherever they lie. Where another film has come under
the same path, or the path leads elsewhere on this machine, the take would be a wrong one under a
right name: it is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from deepaudio_plugin.core.files import digest_of
from deepaudio_plugin.core.protocol import PictureSource, RenderRequest
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.timeline.identity import MediaIdentity

_HINT = "Say with --map FROM=TO where its files are on this machine, or plan again."


class SourceCheck:
    """Looks at each file once, and again when it has changed."""

    def __init__(self) -> None:
        self._identity = MediaIdentity()
        self._digests: dict[tuple[str, int, int], str] = {}

    def check(self, spec: TakeSpec, request: RenderRequest) -> None:
        """`request` names the files of `spec` as they are here.

        Raises MediaError for another file, MediaMissingError for none.
        """
        for picture, media in _pictures(spec, request):
            try:
                found = self._identity(picture)
            except MediaMissingError as error:
                raise MediaMissingError(error.message, where=error.where, hint=_HINT) from error
            if media and found != media:
                raise _other(picture.path)
        named = request.settings.get("reference")
        if spec.reference is not None and isinstance(named, dict):
            self._check_recording(str(named.get("path", "")), spec.reference.digest)

    def _check_recording(self, path: str, digest: str) -> None:
        try:
            stands = os.stat(path)  # noqa: PTH116 - a path as it was written
            known = (path, stands.st_size, stands.st_mtime_ns)
            if known not in self._digests:
                self._digests[known] = digest_of(Path(path))
        except OSError as error:
            why = f"the voice's recording cannot be read ({error.strerror or error})"
            raise MediaMissingError(why, where=path, hint=_HINT) from error
        if digest and self._digests[known] != digest:
            raise _other(path)


def _pictures(spec: TakeSpec, request: RenderRequest) -> Iterator[tuple[PictureSource, str]]:
    """The pictures of an order, each with the identity that its media were planned with."""
    if request.picture is not None:
        yield request.picture, spec.media
    for shown, part in zip(request.parts, spec.parts, strict=True):
        yield shown.picture, part.media
    recorded = spec.reference.parts if spec.reference is not None else ()
    for shown, part in zip(request.voice_parts, recorded, strict=True):
        yield shown.picture, part.media


def _other(path: str) -> MediaError:
    said = "another file lies here than the take was planned for"
    return MediaError(said, where=path, hint=_HINT)
