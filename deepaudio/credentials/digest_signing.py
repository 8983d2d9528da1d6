"""A signed manifest from the digest of a file that the C2PA library itself never reads.

Its `Builder.sign` holds all samples of a file in memory several times over, and takes most of
its time for that. The calls of its C interface for who embeds a manifest himself
(`c2pa_builder_data_hashed_placeholder`, `c2pa_builder_sign_data_hashed_embeddable`) are not in
its Python module, which has them loaded all the same.
"""

from __future__ import annotations

import ctypes
import json
from typing import Any

from deepaudio.credentials.library import c2pa
from deepaudio.credentials.wav_chunk import ClaimPlace

_FORMAT = b"application/c2pa"  # the manifest alone, not laid out for a kind of file
_NAME = "jumbf manifest"  # as the library's own signing names it
_Bytes = ctypes.POINTER(ctypes.c_ubyte)


class DigestSigner:
    """Signs manifests with a signer of the library, for several threads at once."""

    def __init__(self, signer: Any) -> None:
        """Raises AttributeError where the installed library has no such calls."""
        self._signer = signer  # to be kept: it owns what `_handle` points to
        self._library = library = c2pa().c2pa._lib
        self._handle = signer._handle
        self._reserved: int = signer.reserve_size()
        pointer, text, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
        out = ctypes.POINTER(_Bytes)
        self._placeholder = library.c2pa_builder_data_hashed_placeholder
        self._placeholder.argtypes = (pointer, size, text, out)
        self._sign = library.c2pa_builder_sign_data_hashed_embeddable
        self._sign.argtypes = (pointer, pointer, text, text, pointer, out)
        self._placeholder.restype = self._sign.restype = ctypes.c_int64

    def size(self, builder: Any) -> int:
        """Bytes that the manifest of this builder will take; to be asked for before `manifest`.

        Raises C2paError.
        """
        found = _Bytes()
        return len(
            self._taken(
                self._placeholder(builder._handle, self._reserved, _FORMAT, ctypes.byref(found)),
                found,
            )
        )

    def manifest(self, builder: Any, digest: bytes, place: ClaimPlace) -> bytes:
        """The signed manifest: `digest` is SHA-256 of the whole file but that place.

        Raises C2paError.
        """
        said = {
            "exclusions": [{"start": place.start, "length": place.length}],
            "name": _NAME,
            "alg": "sha256",
            "hash": list(digest),
            "pad": [],
        }
        found, told = _Bytes(), json.dumps(said).encode()
        return self._taken(
            self._sign(builder._handle, self._handle, told, _FORMAT, None, ctypes.byref(found)),
            found,
        )

    def _taken(self, size: int, found: Any) -> bytes:
        """What a call has answered, freed."""
        if size < 0:
            raise c2pa().C2paError(self._error())
        try:
            return ctypes.string_at(found, size)
        finally:
            self._library.c2pa_free(found)

    def _error(self) -> str:
        """Why the last call of this thread has failed."""
        found = self._library.c2pa_error()
        if not found:
            return "the library does not say why"
        try:
            return ctypes.string_at(found).decode("utf-8", "replace")
        finally:
            self._library.c2pa_free(found)
