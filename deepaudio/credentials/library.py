"""The C2PA library, kept from the network and from work that nobody asked for."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.errors import JobError, MediaError

_TYPES = {".wav": "audio/wav", ".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/quicktime"}

_SETTINGS: dict[str, Any] = {
    "verify": {
        "verify_after_sign": False,  # `deepaudio verify` does, and the tests
        "remote_manifest_fetch": False,
        "ocsp_fetch": False,
    },
    "builder": {"thumbnail": {"enabled": False}},
}


@functools.cache
def c2pa() -> Any:
    """The library. Raises JobError where it is not installed."""
    try:
        import c2pa as library
    except (ImportError, OSError, RuntimeError) as error:
        raise JobError(
            f"the C2PA library cannot be loaded ({error})",
            hint="Install it (c2pa-python), or write with --mark none.",
        ) from error
    return library


def carriers() -> tuple[str, ...]:
    """Endings of the files that can carry a claim."""
    return tuple(_TYPES)


def media_type(path: Path) -> str:
    """By the ending of a name. Raises MediaError for a file that cannot carry a claim."""
    try:
        return _TYPES[path.suffix.lower()]
    except KeyError:
        raise MediaError(
            f"a {path.suffix or 'nameless'} file cannot carry a claim",
            where=str(path),
            hint=f"Those that can: {', '.join(carriers())}.",
        ) from None


def context(signer: Any = None) -> Any:
    """A context without network, that signs with `signer` where one is given."""
    library = c2pa()
    return library.Context(settings=library.Settings.from_dict(_SETTINGS), signer=signer)
